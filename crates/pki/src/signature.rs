//! Verifying signature values with public keys (RFC 8017, FIPS 186-5).
//!
//! Old material is verified too (RSA from 512 bits, SHA-1), so that a verdict can tell "weak" from
//! "wrong"; what is strong enough is decided elsewhere, from the facts in [`VerifiedWith`]. An
//! algorithm or key that cannot be verified here is its own error, never a bad signature.

mod rsa;

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::signature::{self as lc, UnparsedPublicKey, VerificationAlgorithm};
use serde::{Deserialize, Serialize};
use spki::AlgorithmIdentifierOwned;

use crate::{Curve, DigestAlgorithm, Error, KeyKind, PublicKey, SignatureAlgorithm};

/// With what a signature value was verified.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct VerifiedWith {
    /// The algorithm of the signature.
    pub algorithm: SignatureAlgorithm,
    /// Kind and size of the key.
    pub key: KeyKind,
}

/// Verifies a signature `value` over `message` whose algorithm stands in an `AlgorithmIdentifier`.
///
/// # Errors
/// [`Error::UnsupportedAlgorithm`], [`Error::UnsupportedParameters`] and those of [`verify_with`].
pub fn verify(
    key: &PublicKey,
    identifier: &AlgorithmIdentifierOwned,
    message: &[u8],
    value: &[u8],
) -> Result<VerifiedWith, Error> {
    let algorithm = SignatureAlgorithm::from_identifier(identifier)?;
    verify_with(key, algorithm, message, value)
}

/// Verifies a signature `value` over `message` (not over its digest). ECDSA values are DER.
///
/// # Errors
/// [`Error::KeyMismatch`], [`Error::UnsupportedKey`], [`Error::BadSignature`].
pub fn verify_with(
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    message: &[u8],
    value: &[u8],
) -> Result<VerifiedWith, Error> {
    let holds = match method(algorithm, key)? {
        Method::Library(verifier) => UnparsedPublicKey::new(verifier, key.verification_key())
            .verify(message, value)
            .is_ok(),
        Method::Rsa(padding) => {
            let digest = algorithm.digest();
            let hash = digest.digest(message);
            rsa::holds(&key.verification_key(), padding, digest, &hash, value)
        }
    };
    outcome(holds, algorithm, key)
}

/// Verifies a signature `value` over a message of which only the digest is at hand.
///
/// # Errors
/// Those of [`verify_with`]; a `digest` of the wrong length is a wrong signature. `EdDSA` signs the
/// message itself, so that it is [`Error::UnsupportedKey`] here.
pub fn verify_digest(
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    digest: &[u8],
    value: &[u8],
) -> Result<VerifiedWith, Error> {
    if algorithm == SignatureAlgorithm::EdDsa {
        return Err(unsupported(algorithm, key));
    }
    let holds = match method(algorithm, key)? {
        Method::Library(verifier) => imported(algorithm, digest).is_some_and(|digest| {
            UnparsedPublicKey::new(verifier, key.verification_key())
                .verify_digest(&digest, value)
                .is_ok()
        }),
        Method::Rsa(padding) => {
            let name = algorithm.digest();
            rsa::holds(&key.verification_key(), padding, name, digest, value)
        }
    };
    outcome(holds, algorithm, key)
}

fn outcome(
    holds: bool,
    algorithm: SignatureAlgorithm,
    key: &PublicKey,
) -> Result<VerifiedWith, Error> {
    let key = key.kind();
    holds
        .then_some(VerifiedWith { algorithm, key })
        .ok_or(Error::BadSignature)
}

/// The digest as the library wants it, if it is as long as it should be.
fn imported(algorithm: SignatureAlgorithm, digest: &[u8]) -> Option<Digest> {
    let name = match algorithm.digest() {
        DigestAlgorithm::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        DigestAlgorithm::Sha224 => &digest::SHA224,
        DigestAlgorithm::Sha256 => &digest::SHA256,
        DigestAlgorithm::Sha384 => &digest::SHA384,
        DigestAlgorithm::Sha512 => &digest::SHA512,
        DigestAlgorithm::Sha3_384 => &digest::SHA3_384,
        DigestAlgorithm::Sha3_512 => &digest::SHA3_512,
        DigestAlgorithm::Sha3_224 | DigestAlgorithm::Sha3_256 => return None,
    };
    Digest::import_less_safe(digest, name).ok()
}

/// Who verifies.
enum Method {
    /// The crypto library.
    Library(&'static dyn VerificationAlgorithm),
    /// Our own arithmetic, where the library has no such combination.
    Rsa(rsa::Padding),
}

fn method(algorithm: SignatureAlgorithm, public: &PublicKey) -> Result<Method, Error> {
    let key = public.kind();
    use SignatureAlgorithm::{Ecdsa, EdDsa, RsaPkcs1, RsaPss, RsaPssOther};
    let (library, own) = match (algorithm, key) {
        (RsaPkcs1(digest), KeyKind::Rsa { bits }) => {
            (rsa_pkcs1(digest, bits), Some(rsa::Padding::Pkcs1))
        }
        (RsaPss(digest), KeyKind::Rsa { bits }) => {
            let salt = u16::try_from(digest.length()).unwrap_or(u16::MAX);
            let own = rsa::Padding::Pss { mask: digest, salt };
            (rsa_pss(digest, bits), Some(own))
        }
        (RsaPssOther { mask, salt, .. }, KeyKind::Rsa { .. }) => {
            (None, Some(rsa::Padding::Pss { mask, salt }))
        }
        (
            EdDsa,
            KeyKind::Ec {
                curve: Curve::Ed25519,
            },
        ) => (Some(ED25519), None),
        (Ecdsa(digest), KeyKind::Ec { curve }) if curve != Curve::Ed25519 => {
            (ecdsa(digest, curve), None)
        }
        (_, KeyKind::Other) => (None, None),
        (_, KeyKind::Rsa { .. } | KeyKind::Ec { .. }) => {
            return Err(Error::KeyMismatch {
                key: key.to_string(),
                algorithm: algorithm.to_string(),
            });
        }
    };
    let fits = |_: &rsa::Padding| matches!(key, KeyKind::Rsa { bits } if rsa::BITS.contains(&bits));
    let own = own.filter(fits).map(Method::Rsa);
    library
        .map(Method::Library)
        .or(own)
        .ok_or_else(|| unsupported(algorithm, public))
}

fn unsupported(algorithm: SignatureAlgorithm, key: &PublicKey) -> Error {
    Error::UnsupportedKey {
        key: key.name(),
        algorithm: algorithm.to_string(),
    }
}

const ED25519: &dyn VerificationAlgorithm = &lc::ED25519;

fn rsa_pkcs1(digest: DigestAlgorithm, bits: u32) -> Option<&'static dyn VerificationAlgorithm> {
    match (digest, bits) {
        (DigestAlgorithm::Sha1, 1024..=8192) => {
            Some(&lc::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY)
        }
        (DigestAlgorithm::Sha256, 1024..=8192) => {
            Some(&lc::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY)
        }
        // Shorter keys with SHA-384, and other digests, the library has not.
        (DigestAlgorithm::Sha384, 2048..=8192) => Some(&lc::RSA_PKCS1_2048_8192_SHA384),
        (DigestAlgorithm::Sha512, 1024..=8192) => {
            Some(&lc::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY)
        }
        _ => None,
    }
}

fn rsa_pss(digest: DigestAlgorithm, bits: u32) -> Option<&'static dyn VerificationAlgorithm> {
    match (digest, bits) {
        (DigestAlgorithm::Sha256, 2048..=8192) => Some(&lc::RSA_PSS_2048_8192_SHA256),
        (DigestAlgorithm::Sha384, 2048..=8192) => Some(&lc::RSA_PSS_2048_8192_SHA384),
        (DigestAlgorithm::Sha512, 2048..=8192) => Some(&lc::RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

fn ecdsa(digest: DigestAlgorithm, curve: Curve) -> Option<&'static dyn VerificationAlgorithm> {
    use DigestAlgorithm::{Sha1, Sha3_384, Sha3_512, Sha224, Sha256, Sha384, Sha512};
    match (curve, digest) {
        (Curve::P256, Sha1) => Some(&lc::ECDSA_P256_SHA1_ASN1),
        (Curve::P256, Sha256) => Some(&lc::ECDSA_P256_SHA256_ASN1),
        (Curve::P256, Sha384) => Some(&lc::ECDSA_P256_SHA384_ASN1),
        (Curve::P256, Sha512) => Some(&lc::ECDSA_P256_SHA512_ASN1),
        (Curve::P384, Sha256) => Some(&lc::ECDSA_P384_SHA256_ASN1),
        (Curve::P384, Sha384) => Some(&lc::ECDSA_P384_SHA384_ASN1),
        (Curve::P384, Sha512) => Some(&lc::ECDSA_P384_SHA512_ASN1),
        (Curve::P521, Sha1) => Some(&lc::ECDSA_P521_SHA1_ASN1),
        (Curve::P521, Sha256) => Some(&lc::ECDSA_P521_SHA256_ASN1),
        (Curve::P521, Sha384) => Some(&lc::ECDSA_P521_SHA384_ASN1),
        (Curve::P521, Sha512) => Some(&lc::ECDSA_P521_SHA512_ASN1),
        (Curve::P384, Sha3_384) => Some(&lc::ECDSA_P384_SHA3_384_ASN1),
        (Curve::P521, Sha224) => Some(&lc::ECDSA_P521_SHA224_ASN1),
        (Curve::P521, Sha3_512) => Some(&lc::ECDSA_P521_SHA3_512_ASN1),
        // The library has no other combination.
        _ => None,
    }
}
