//! The public key of a certificate: which algorithms its private key can sign with, and whether a
//! signature value is right (RFC 8017, 8; FIPS 186-5, 6).

use aws_lc_rs::signature as lc;
use der::asn1::{ObjectIdentifier, UintRef};
use der::{AnyRef, Decode as _, Encode as _, SliceReader};
use pki::{DigestAlgorithm, SignatureAlgorithm};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use crate::KeyError;
use crate::der_edit::modulus_bits;

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");

/// The shortest RSA modulus a signature may still be made with, in bits.
pub(crate) const MIN_RSA_BITS: usize = 2048;

/// A curve of FIPS 186-5.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Rsa,
    Ec(Curve),
}

/// A public key that signatures may be made for.
#[derive(Clone, Debug)]
pub(crate) struct PublicKey {
    kind: Kind,
    /// The whole `SubjectPublicKeyInfo`.
    spki: Vec<u8>,
}

impl PublicKey {
    /// Reads the key; refuses what no signature may be made with.
    pub(crate) fn new(info: &SubjectPublicKeyInfoOwned) -> Result<Self, KeyError> {
        let unreadable = |error: der::Error| KeyError::Certificate {
            reason: error.to_string(),
        };
        let raw = info.subject_public_key.raw_bytes();
        let oid = info.algorithm.oid;
        let kind = if oid == RSA_ENCRYPTION {
            let mut reader = SliceReader::new(AnyRef::from_der(raw).map_err(unreadable)?.value())
                .map_err(unreadable)?;
            let bits = modulus_bits(&mut reader).map_err(unreadable)?;
            if bits < MIN_RSA_BITS {
                return Err(KeyError::RsaTooShort { bits });
            }
            Kind::Rsa
        } else if oid == EC_PUBLIC_KEY {
            Kind::Ec(curve(info)?)
        } else {
            return Err(KeyError::UnsupportedKey {
                kind: oid.to_string(),
            });
        };
        let spki = info.to_der().map_err(unreadable)?;
        Ok(Self { kind, spki })
    }

    /// The modulus of an `RSAPublicKey` (RFC 8017, A.1.1), without leading zeros.
    pub(crate) fn modulus(raw: &[u8]) -> Option<&[u8]> {
        let mut reader = SliceReader::new(AnyRef::from_der(raw).ok()?.value()).ok()?;
        Some(UintRef::decode(&mut reader).ok()?.as_bytes())
    }

    /// All algorithms such a key can have, preferred first: for RSA what the state's viewers
    /// accept (PKCS#1 v1.5 with SHA-256), for ECDSA the digest as strong as the curve.
    pub(crate) fn algorithms(&self) -> Vec<SignatureAlgorithm> {
        use DigestAlgorithm::{Sha256, Sha384, Sha512};
        use SignatureAlgorithm::{Ecdsa, RsaPkcs1, RsaPss};
        match self.kind {
            Kind::Rsa => [Sha256, Sha384, Sha512]
                .map(RsaPkcs1)
                .into_iter()
                .chain([Sha256, Sha384, Sha512].map(RsaPss))
                .collect(),
            Kind::Ec(Curve::P256) => vec![Ecdsa(Sha256), Ecdsa(Sha384), Ecdsa(Sha512)],
            Kind::Ec(Curve::P384) => vec![Ecdsa(Sha384), Ecdsa(Sha512), Ecdsa(Sha256)],
            Kind::Ec(Curve::P521) => vec![Ecdsa(Sha512), Ecdsa(Sha384), Ecdsa(Sha256)],
        }
    }

    /// Checks a signature value over `message`.
    ///
    /// # Errors
    /// [`KeyError::UnsupportedAlgorithm`] if the algorithm is not one of [`Self::algorithms`],
    /// [`KeyError::BadSignature`] if the value is wrong.
    pub(crate) fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        value: &[u8],
    ) -> Result<(), KeyError> {
        let verification =
            verification(self.kind, algorithm).ok_or(KeyError::UnsupportedAlgorithm(algorithm))?;
        lc::UnparsedPublicKey::new(verification, &self.spki)
            .verify(message, value)
            .map_err(|_| KeyError::BadSignature)
    }
}

fn curve(info: &SubjectPublicKeyInfoOwned) -> Result<Curve, KeyError> {
    let named = info
        .algorithm
        .parameters
        .as_ref()
        .and_then(|parameters| parameters.decode_as::<ObjectIdentifier>().ok());
    match named {
        Some(P256) => Ok(Curve::P256),
        Some(P384) => Ok(Curve::P384),
        Some(P521) => Ok(Curve::P521),
        Some(other) => Err(KeyError::UnsupportedKey {
            kind: format!("EC curve {other}"),
        }),
        None => Err(KeyError::UnsupportedKey {
            kind: "EC key without a named curve".to_owned(),
        }),
    }
}

fn verification(
    kind: Kind,
    algorithm: SignatureAlgorithm,
) -> Option<&'static dyn lc::VerificationAlgorithm> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    use SignatureAlgorithm::{Ecdsa, RsaPkcs1, RsaPss};
    Some(match (kind, algorithm) {
        (Kind::Rsa, RsaPkcs1(Sha256)) => &lc::RSA_PKCS1_2048_8192_SHA256,
        (Kind::Rsa, RsaPkcs1(Sha384)) => &lc::RSA_PKCS1_2048_8192_SHA384,
        (Kind::Rsa, RsaPkcs1(Sha512)) => &lc::RSA_PKCS1_2048_8192_SHA512,
        (Kind::Rsa, RsaPss(Sha256)) => &lc::RSA_PSS_2048_8192_SHA256,
        (Kind::Rsa, RsaPss(Sha384)) => &lc::RSA_PSS_2048_8192_SHA384,
        (Kind::Rsa, RsaPss(Sha512)) => &lc::RSA_PSS_2048_8192_SHA512,
        (Kind::Ec(Curve::P256), Ecdsa(Sha256)) => &lc::ECDSA_P256_SHA256_ASN1,
        (Kind::Ec(Curve::P256), Ecdsa(Sha384)) => &lc::ECDSA_P256_SHA384_ASN1,
        (Kind::Ec(Curve::P256), Ecdsa(Sha512)) => &lc::ECDSA_P256_SHA512_ASN1,
        (Kind::Ec(Curve::P384), Ecdsa(Sha256)) => &lc::ECDSA_P384_SHA256_ASN1,
        (Kind::Ec(Curve::P384), Ecdsa(Sha384)) => &lc::ECDSA_P384_SHA384_ASN1,
        (Kind::Ec(Curve::P384), Ecdsa(Sha512)) => &lc::ECDSA_P384_SHA512_ASN1,
        (Kind::Ec(Curve::P521), Ecdsa(Sha256)) => &lc::ECDSA_P521_SHA256_ASN1,
        (Kind::Ec(Curve::P521), Ecdsa(Sha384)) => &lc::ECDSA_P521_SHA384_ASN1,
        (Kind::Ec(Curve::P521), Ecdsa(Sha512)) => &lc::ECDSA_P521_SHA512_ASN1,
        _ => return None,
    })
}
