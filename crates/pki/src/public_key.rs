//! `SubjectPublicKeyInfo` (RFC 5280, 4.1.2.7): what kind of key it is and how large.
//!
//! Judging whether a key is strong enough is policy and not done here.

use std::borrow::Cow;
use std::fmt;

use const_oid::ObjectIdentifier;
use der::Reader;
use serde::{Deserialize, Serialize};
use sha1::Digest as _;
use spki::AlgorithmIdentifierOwned;

use crate::asn1::Element;
use crate::{Error, encode, oid};

/// A public key as found in a certificate.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicKey {
    der: Vec<u8>,
    algorithm: ObjectIdentifier,
    /// The curve that the parameters name, known or not.
    curve: Option<ObjectIdentifier>,
    key: Vec<u8>,
    kind: KeyKind,
}

impl PublicKey {
    /// Reads a DER `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// [`Error::Malformed`]. An unknown algorithm is no error: see [`KeyKind::Other`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Self::parse(bytes).map_err(Error::malformed("public key"))
    }

    pub(crate) fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = Element::only(bytes)?.sequence()?;
        let algorithm: AlgorithmIdentifierOwned = reader.decode()?;
        let key = Element::next(&mut reader)?.bit_string()?;
        reader.finish()?;
        Ok(Self {
            der: bytes.to_vec(),
            algorithm: algorithm.oid,
            curve: curve_name(&algorithm),
            kind: kind(&algorithm, key),
            key: key.to_vec(),
        })
    }

    /// The DER `SubjectPublicKeyInfo` as found.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The algorithm of the key.
    #[must_use]
    pub fn algorithm(&self) -> ObjectIdentifier {
        self.algorithm
    }

    /// The contents of the bit string: `RSAPublicKey`, or the point of an elliptic curve key.
    #[must_use]
    pub fn key(&self) -> &[u8] {
        &self.key
    }

    /// The key as the crypto library wants it. Some old authorities wrote the RSA modulus as a
    /// negative number, without the leading zero octet; it is meant to be positive (RFC 8017,
    /// A.1.1).
    pub(crate) fn verification_key(&self) -> Cow<'_, [u8]> {
        match self.kind {
            KeyKind::Rsa { .. } => {
                positive(&self.key).map_or_else(|| Cow::Borrowed(self.key.as_slice()), Cow::Owned)
            }
            KeyKind::Ec { .. } | KeyKind::Other => Cow::Borrowed(&self.key),
        }
    }

    /// The kind and size of the key.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// What the key is, for people: kind and size, or the name of what we do not know.
    #[must_use]
    pub fn name(&self) -> String {
        match self.kind {
            KeyKind::Other => oid::name(self.curve.unwrap_or(self.algorithm)),
            known => known.to_string(),
        }
    }

    /// SHA-1 of the bit string, method (1) of RFC 5280, 4.2.1.2: the usual key identifier, and
    /// what OCSP calls the key hash. An identifier, not a protection.
    #[must_use]
    pub fn sha1_identifier(&self) -> [u8; 20] {
        sha1::Sha1::digest(&self.key).into()
    }
}

/// Kind and size of a public key.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyKind {
    /// RSA with a modulus of this many bits.
    Rsa {
        /// Length of the modulus in bits.
        bits: u32,
    },
    /// An elliptic curve key on a named curve that we know.
    Ec {
        /// The curve.
        curve: Curve,
    },
    /// Any other key.
    Other,
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA-{bits}"),
            Self::Ec { curve } => curve.fmt(f),
            Self::Other => f.write_str("of another kind"),
        }
    }
}

/// A named elliptic curve.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Curve {
    /// `secp256r1`.
    P256,
    /// `secp384r1`.
    P384,
    /// `secp521r1`.
    P521,
    /// Edwards curve of RFC 8032, for `EdDSA` only.
    Ed25519,
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Ed25519 => "Ed25519",
        })
    }
}

fn kind(algorithm: &AlgorithmIdentifierOwned, key: &[u8]) -> KeyKind {
    match algorithm.oid {
        oid::RSA_ENCRYPTION | oid::RSASSA_PSS => {
            modulus_bits(key).map_or(KeyKind::Other, |bits| KeyKind::Rsa { bits })
        }
        oid::ED_25519 => KeyKind::Ec {
            curve: Curve::Ed25519,
        },
        oid::EC_PUBLIC_KEY => {
            curve(algorithm).map_or(KeyKind::Other, |curve| KeyKind::Ec { curve })
        }
        _ => KeyKind::Other,
    }
}

/// A DER `RSAPublicKey` with its numbers made positive.
fn positive(key: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Element::only(key).ok()?.sequence().ok()?;
    let modulus = Element::next(&mut reader).ok()?.integer().ok()?;
    let exponent = Element::next(&mut reader).ok()?.integer().ok()?;
    reader.finish().ok()?;
    let numbers = [encode::unsigned(modulus), encode::unsigned(exponent)];
    Some(encode::sequence(&numbers))
}

/// Bits of the modulus in a DER `RSAPublicKey`.
fn modulus_bits(key: &[u8]) -> Option<u32> {
    let mut reader = Element::only(key).ok()?.sequence().ok()?;
    let modulus = Element::next(&mut reader).ok()?.integer().ok()?;
    let unsigned = match modulus.split_first() {
        Some((0, rest)) => rest,
        _ => modulus,
    };
    let first = unsigned.first()?;
    let bits = u32::try_from(unsigned.len()).ok()?.checked_mul(8)?;
    bits.checked_sub(first.leading_zeros())
}

fn curve_name(algorithm: &AlgorithmIdentifierOwned) -> Option<ObjectIdentifier> {
    let parameters = algorithm.parameters.as_ref()?;
    parameters.decode_as::<ObjectIdentifier>().ok()
}

fn curve(algorithm: &AlgorithmIdentifierOwned) -> Option<Curve> {
    match curve_name(algorithm)? {
        oid::P_256 => Some(Curve::P256),
        oid::P_384 => Some(Curve::P384),
        oid::P_521 => Some(Curve::P521),
        _ => None,
    }
}
