//! What the arithmetic alone costs: digests and RSA operations of the library that the engine uses.

use std::hint::black_box;

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey,
};
use sha2::{Digest as _, Sha256};
use testpki::{Key, KeyAlgorithm};

use crate::cpu::median;
use crate::document::Documents;
use crate::table::{Row, Table, Target};

/// Signed attributes are about this long.
const MESSAGE: [u8; 160] = [0x5a; 160];

/// CPU time in microseconds.
pub(crate) struct Floor {
    large: usize,
    sha2: f64,
    aws_lc: f64,
    pub(crate) rsa_sign: f64,
    rsa_verify: f64,
}

impl Floor {
    pub(crate) fn measure(documents: &Documents) -> Self {
        let bytes = &documents.large.signed;
        let key = Key::generate(KeyAlgorithm::Rsa2048).unwrap();
        let pair = KeyPair::from_pkcs8(key.pkcs8()).unwrap();
        let random = SystemRandom::new();
        let mut value = vec![0; pair.public_modulus_len()];
        let rsa_sign = median(300, || {
            pair.sign(&RSA_PKCS1_SHA256, &random, &MESSAGE, &mut value)
                .unwrap();
        });
        let public = pair.public_key().as_ref();
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public);
        let rsa_verify = median(1000, || public.verify(&MESSAGE, &value).unwrap());
        Self {
            large: bytes.len(),
            sha2: median(30, || {
                let _ = black_box(Sha256::digest(bytes));
            }),
            aws_lc: median(30, || {
                let _ = black_box(digest::digest(&digest::SHA256, bytes));
            }),
            rsa_sign,
            rsa_verify,
        }
    }

    /// One pass over the large document, with the faster library.
    pub(crate) fn sha256_large(&self) -> f64 {
        self.sha2.min(self.aws_lc)
    }

    /// The public-key operations that so many signatures of one signer need: each signature, the
    /// two certificates below the root, and the two revocation lists.
    pub(crate) fn public_key(&self, signatures: u32) -> f64 {
        self.rsa_verify * f64::from(signatures + 4)
    }

    pub(crate) fn rows(&self, table: &mut Table) {
        let rate = |time: f64| self.large as f64 / time / 1000.0;
        table.section("Floors");
        table.note(&format!(
            "SHA-256: sha2 {:.2} GB/s, aws-lc-rs {:.2} GB/s",
            rate(self.sha2),
            rate(self.aws_lc)
        ));
        table.note(&format!(
            "RSA-2048: {:.0} signatures/s, {:.0} verifications/s",
            1e6 / self.rsa_sign,
            1e6 / self.rsa_verify
        ));
        table.add(&Row::new(
            "SHA-256 of 10 MB, the library in use",
            self.sha2,
            ("aws-lc-rs", self.aws_lc),
            Target::AtMost(1.05),
        ));
    }
}
