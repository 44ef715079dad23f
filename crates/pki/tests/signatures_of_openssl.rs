//! Signatures of every kind that OpenSSL makes are verified, also those that nobody should make.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use pki::signature::{verify_digest, verify_with};
use pki::{Curve, DigestAlgorithm, Error, KeyKind, PublicKey, SignatureAlgorithm};
use support::Workshop;

const MESSAGE: &[u8] = b"message";

const DIGESTS: [(&str, DigestAlgorithm); 9] = [
    ("sha1", DigestAlgorithm::Sha1),
    ("sha224", DigestAlgorithm::Sha224),
    ("sha256", DigestAlgorithm::Sha256),
    ("sha384", DigestAlgorithm::Sha384),
    ("sha512", DigestAlgorithm::Sha512),
    ("sha3-224", DigestAlgorithm::Sha3_224),
    ("sha3-256", DigestAlgorithm::Sha3_256),
    ("sha3-384", DigestAlgorithm::Sha3_384),
    ("sha3-512", DigestAlgorithm::Sha3_512),
];

struct Signer {
    workshop: Workshop,
    key: PublicKey,
}

impl Signer {
    fn new(options: &str) -> Self {
        let workshop = Workshop::new();
        workshop.write("message", MESSAGE);
        workshop.openssl(&format!("genpkey {options} -out key.pem"));
        workshop.openssl("pkey -in key.pem -pubout -outform DER -out public.der");
        let key = PublicKey::from_der(&workshop.read("public.der")).unwrap();
        Self { workshop, key }
    }

    fn sign(&self, digest: &str, options: &str) -> Vec<u8> {
        let signing = format!("dgst -{digest} -sign key.pem -out value {options} message");
        self.workshop.openssl(&signing);
        self.workshop.read("value")
    }

    /// The value holds over the message and over its digest, and over nothing else.
    #[track_caller]
    fn check(&self, algorithm: SignatureAlgorithm, value: &[u8]) {
        let with = verify_with(&self.key, algorithm, MESSAGE, value).unwrap();
        assert_eq!((with.algorithm, with.key), (algorithm, self.key.kind()));
        let wrong = verify_with(&self.key, algorithm, b"massage", value);
        assert_eq!(wrong, Err(Error::BadSignature), "{algorithm}");
        let digest = algorithm.digest().digest(MESSAGE);
        let again = verify_digest(&self.key, algorithm, &digest, value);
        if algorithm == SignatureAlgorithm::EdDsa {
            assert!(matches!(again, Err(Error::UnsupportedKey { .. })));
        } else {
            assert_eq!(again, Ok(with));
            let cut = verify_digest(&self.key, algorithm, &digest[1..], value);
            assert_eq!(cut, Err(Error::BadSignature), "{algorithm}");
        }
    }
}

#[test]
fn rsa_with_every_digest_and_length() {
    for bits in [768, 1023, 1024, 1025, 2048, 3072] {
        let signer = Signer::new(&format!("-algorithm RSA -pkeyopt rsa_keygen_bits:{bits}"));
        assert_eq!(signer.key.kind(), KeyKind::Rsa { bits });
        for (name, digest) in DIGESTS {
            signer.check(SignatureAlgorithm::RsaPkcs1(digest), &signer.sign(name, ""));
        }
    }
}

#[test]
fn pss_with_any_salt_and_mask() {
    for bits in [1024, 1025, 1031, 2048] {
        let signer = Signer::new(&format!("-algorithm RSA -pkeyopt rsa_keygen_bits:{bits}"));
        for (name, digest, mask_name, mask, salt) in [
            (
                "sha256",
                DigestAlgorithm::Sha256,
                "sha256",
                DigestAlgorithm::Sha256,
                32,
            ),
            (
                "sha256",
                DigestAlgorithm::Sha256,
                "sha256",
                DigestAlgorithm::Sha256,
                0,
            ),
            (
                "sha256",
                DigestAlgorithm::Sha256,
                "sha1",
                DigestAlgorithm::Sha1,
                20,
            ),
            (
                "sha1",
                DigestAlgorithm::Sha1,
                "sha1",
                DigestAlgorithm::Sha1,
                20,
            ),
            (
                "sha512",
                DigestAlgorithm::Sha512,
                "sha256",
                DigestAlgorithm::Sha256,
                62,
            ),
            (
                "sha3-256",
                DigestAlgorithm::Sha3_256,
                "sha3-256",
                DigestAlgorithm::Sha3_256,
                32,
            ),
            (
                "sha384",
                DigestAlgorithm::Sha384,
                "sha384",
                DigestAlgorithm::Sha384,
                48,
            ),
        ] {
            let options = format!(
                "-sigopt rsa_padding_mode:pss -sigopt rsa_mgf1_md:{mask_name} \
                 -sigopt rsa_pss_saltlen:{salt}"
            );
            let usual = mask == digest && usize::from(salt) == digest.length();
            let algorithm = match usual {
                true => SignatureAlgorithm::RsaPss(digest),
                false => SignatureAlgorithm::RsaPssOther { digest, mask, salt },
            };
            signer.check(algorithm, &signer.sign(name, &options));
        }
    }
}

#[test]
fn ecdsa_as_far_as_the_library_goes_and_the_rest_is_named() {
    for (curve, kind, known) in [
        (
            "P-256",
            Curve::P256,
            ["sha1", "sha256", "sha384", "sha512"].as_slice(),
        ),
        (
            "P-384",
            Curve::P384,
            &["sha256", "sha384", "sha512", "sha3-384"],
        ),
        (
            "P-521",
            Curve::P521,
            &["sha1", "sha224", "sha256", "sha384", "sha512", "sha3-512"],
        ),
    ] {
        let signer = Signer::new(&format!("-algorithm EC -pkeyopt ec_paramgen_curve:{curve}"));
        assert_eq!(signer.key.kind(), KeyKind::Ec { curve: kind });
        for (name, digest) in DIGESTS {
            let value = signer.sign(name, "");
            let algorithm = SignatureAlgorithm::Ecdsa(digest);
            if known.contains(&name) {
                signer.check(algorithm, &value);
            } else {
                let refused = verify_with(&signer.key, algorithm, MESSAGE, &value);
                assert!(
                    matches!(refused, Err(Error::UnsupportedKey { .. })),
                    "{curve} {name}"
                );
            }
        }
    }
}

#[test]
fn edwards_keys() {
    let signer = Signer::new("-algorithm ED25519");
    let curve = Curve::Ed25519;
    assert_eq!(signer.key.kind(), KeyKind::Ec { curve });
    let signing = "pkeyutl -sign -rawin -inkey key.pem -in message -out value";
    signer.workshop.openssl(signing);
    signer.check(SignatureAlgorithm::EdDsa, &signer.workshop.read("value"));
    for algorithm in [
        SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512),
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512),
    ] {
        let mismatch = verify_with(&signer.key, algorithm, MESSAGE, &[0; 64]);
        assert!(matches!(mismatch, Err(Error::KeyMismatch { .. })));
    }
}

#[test]
fn what_cannot_be_verified_is_refused_by_name() {
    for (options, name) in [
        ("-algorithm ED448", "Ed448"),
        (
            "-algorithm EC -pkeyopt ec_paramgen_curve:P-224",
            "secp224r1",
        ),
        (
            "-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1",
            "brainpoolP256r1",
        ),
    ] {
        let signer = Signer::new(options);
        assert_eq!(signer.key.kind(), KeyKind::Other);
        let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
        let refused = verify_with(&signer.key, algorithm, MESSAGE, &[0; 64]).unwrap_err();
        let Error::UnsupportedKey { key, .. } = &refused else {
            panic!("{refused}");
        };
        assert!(key.contains(name), "{key}");
    }
}
