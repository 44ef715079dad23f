//! How bytes stand in messages: Base64 for values, lower-case hexadecimal for digests and nonces.

use std::fmt;

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Digest as _;

use crate::Error;

/// Bytes of any length, written as Base64 (RFC 4648, 4).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Base64(pub Vec<u8>);

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        STANDARD.decode(text).map(Self).map_err(D::Error::custom)
    }
}

/// A SHA-256 digest, written as hexadecimal.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// The digest of a label and fields, each preceded by its length, so that no two lists of
    /// fields have the same bytes.
    pub(crate) fn of_fields(label: &str, fields: &[&[u8]]) -> Self {
        let mut hash = sha2::Sha256::new();
        for field in std::iter::once(&label.as_bytes()).chain(fields) {
            hash.update(u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(field);
        }
        Self(hash.finalize().into())
    }
}

/// An unpredictable number, written as hexadecimal.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Nonce(pub [u8; 32]);

impl Nonce {
    /// A fresh one.
    ///
    /// # Errors
    /// [`Error::NoRandomness`].
    pub fn fresh() -> Result<Self, Error> {
        let mut bytes = [0; 32];
        SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| Error::NoRandomness)?;
        Ok(Self(bytes))
    }
}

macro_rules! hexadecimal {
    ($type:ident) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&to_hex(&self.0))
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&to_hex(&self.0))
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&to_hex(&self.0))
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                from_hex(&text)
                    .and_then(|bytes| bytes.try_into().ok())
                    .map(Self)
                    .ok_or_else(|| D::Error::custom("not 64 lower-case hexadecimal digits"))
            }
        }
    };
}
pub(crate) use hexadecimal;

hexadecimal!(Digest);
hexadecimal!(Nonce);

/// Lower-case hexadecimal.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of lower-case hexadecimal; there is one spelling only.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some((value(*high)? << 4) | value(*low)?),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_has_one_spelling() {
        assert_eq!(to_hex(&[0, 0xfe]), "00fe");
        assert_eq!(from_hex("00fe"), Some(vec![0, 0xfe]));
        assert_eq!(from_hex("00FE"), None);
        assert_eq!(from_hex("0"), None);
        assert_eq!(from_hex("0ẹ"), None);
    }

    #[test]
    fn fields_cannot_flow_into_each_other() {
        let one = Digest::of_fields("label", &[b"ab", b"c"]);
        let other = Digest::of_fields("label", &[b"a", b"bc"]);
        assert_ne!(one, other);
    }
}
