//! Verifying signature values with public keys (RFC 8017, FIPS 186-5).
//!
//! Old material is verified too (RSA from 1024 bits, SHA-1), so that a verdict can tell "weak" from
//! "wrong"; what is strong enough is decided elsewhere, from the facts in [`VerifiedWith`]. An
//! algorithm or key that cannot be verified here is its own error, never a bad signature.

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
    let verifier = verifier(algorithm, key.kind())?;
    UnparsedPublicKey::new(verifier, key.verification_key())
        .verify(message, value)
        .map_err(|_| Error::BadSignature)?;
    Ok(VerifiedWith {
        algorithm,
        key: key.kind(),
    })
}

/// Verifies a signature `value` over a message of which only the digest is at hand.
///
/// # Errors
/// Those of [`verify_with`]; a `digest` of the wrong length is a wrong signature.
pub fn verify_digest(
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    digest: &[u8],
    value: &[u8],
) -> Result<VerifiedWith, Error> {
    let verifier = verifier(algorithm, key.kind())?;
    let name = match algorithm.digest() {
        DigestAlgorithm::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        DigestAlgorithm::Sha256 => &digest::SHA256,
        DigestAlgorithm::Sha384 => &digest::SHA384,
        DigestAlgorithm::Sha512 => &digest::SHA512,
    };
    let digest = Digest::import_less_safe(digest, name).map_err(|_| Error::BadSignature)?;
    UnparsedPublicKey::new(verifier, key.verification_key())
        .verify_digest(&digest, value)
        .map_err(|_| Error::BadSignature)?;
    Ok(VerifiedWith {
        algorithm,
        key: key.kind(),
    })
}

fn verifier(
    algorithm: SignatureAlgorithm,
    key: KeyKind,
) -> Result<&'static dyn VerificationAlgorithm, Error> {
    let found = match (algorithm, key) {
        (SignatureAlgorithm::RsaPkcs1(digest), KeyKind::Rsa { bits }) => rsa_pkcs1(digest, bits),
        (SignatureAlgorithm::RsaPss(digest), KeyKind::Rsa { bits }) => rsa_pss(digest, bits),
        (SignatureAlgorithm::Ecdsa(digest), KeyKind::Ec { curve }) => ecdsa(digest, curve),
        (_, KeyKind::Other) => None,
        (_, KeyKind::Rsa { .. } | KeyKind::Ec { .. }) => {
            return Err(Error::KeyMismatch {
                key: key.to_string(),
                algorithm: algorithm.to_string(),
            });
        }
    };
    found.ok_or_else(|| Error::UnsupportedKey {
        key: key.to_string(),
        algorithm: algorithm.to_string(),
    })
}

fn rsa_pkcs1(digest: DigestAlgorithm, bits: u32) -> Option<&'static dyn VerificationAlgorithm> {
    match (digest, bits) {
        (DigestAlgorithm::Sha1, 1024..=8192) => {
            Some(&lc::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY)
        }
        (DigestAlgorithm::Sha256, 1024..=8192) => {
            Some(&lc::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY)
        }
        // The library offers SHA-384 from 2048 bits on only.
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
    use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
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
        // The library has no such combination.
        (Curve::P384, Sha1) => None,
    }
}
