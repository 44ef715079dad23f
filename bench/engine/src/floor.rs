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

use crate::cpu::{median, medians};
use crate::document::Documents;
use crate::table::{Row, Table, Target};

/// Signed attributes are about this long.
const MESSAGE: [u8; 160] = [0x5a; 160];

/// The operations, ready to be done.
pub(crate) struct Floor {
    pair: KeyPair,
    value: Vec<u8>,
    random: SystemRandom,
}

impl Floor {
    pub(crate) fn new() -> Self {
        let key = Key::generate(KeyAlgorithm::Rsa2048).unwrap();
        let pair = KeyPair::from_pkcs8(key.pkcs8()).unwrap();
        let mut floor = Self {
            value: vec![0; pair.public_modulus_len()],
            pair,
            random: SystemRandom::new(),
        };
        floor.sign();
        floor
    }

    /// One pass of SHA-256, with the library that the engine uses.
    pub(crate) fn sha256(bytes: &[u8]) {
        let _ = black_box(Sha256::digest(bytes));
    }

    /// One RSA-2048 signature.
    pub(crate) fn sign(&mut self) {
        let (encoding, random) = (&RSA_PKCS1_SHA256, &self.random);
        let value = &mut self.value;
        self.pair.sign(encoding, random, &MESSAGE, value).unwrap();
    }

    /// The public-key operations that so many signatures of one signer need: each signature, the
    /// two certificates below the root, and the two revocation lists.
    pub(crate) fn verify(&self, signatures: usize) {
        let public = self.pair.public_key().as_ref();
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public);
        for _ in 0..signatures + 4 {
            public.verify(&MESSAGE, &self.value).unwrap();
        }
    }

    /// What the machine can do.
    pub(crate) fn rows(&mut self, documents: &Documents, table: &mut Table) {
        let bytes = &documents.large.signed;
        let (sha2, aws_lc) = medians(
            50,
            || Self::sha256(bytes),
            || {
                let _ = black_box(digest::digest(&digest::SHA256, bytes));
            },
        );
        let sign = median(300, || self.sign());
        let verify = median(300, || self.verify(1)) / 5.0;
        table.section("Floors");
        let rate = |time: f64| bytes.len() as f64 / time / 1000.0;
        table.note(&format!(
            "SHA-256: sha2 {:.2} GB/s, aws-lc-rs {:.2} GB/s; RSA-2048: {:.0} signatures/s, {:.0} \
             verifications/s",
            rate(sha2),
            rate(aws_lc),
            1e6 / sign,
            1e6 / verify
        ));
        table.add(&Row::new(
            "SHA-256 of 10 MB, the library in use",
            sha2,
            ("aws-lc-rs", aws_lc),
            Target::AtMost(1.05),
        ));
    }
}
