//! Personal data in records: a salted digest in the chain, the text beside it.
//!
//! What is beside it can be disposed of when its time has come, and the chain stays whole. The salt
//! keeps names from being guessed by trying them.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::hash::{Hash, from_hex};

const PREFIX: &[u8] = b"congvu-audit-personal\0";

/// The text behind a digest, and what proves it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The salt.
    #[serde(serialize_with = "hex", deserialize_with = "unhex")]
    pub salt: [u8; 16],
    /// The text.
    pub text: String,
}

impl Opening {
    /// `text` with a salt, which must be random and used for nothing else.
    #[must_use]
    pub fn new(text: &str, salt: [u8; 16]) -> Self {
        Self {
            salt,
            text: text.to_owned(),
        }
    }

    /// The digest that goes into the record.
    #[must_use]
    pub fn digest(&self) -> Hash {
        Hash::of(&[PREFIX, &self.salt, self.text.as_bytes()])
    }
}

fn hex<S: Serializer>(salt: &[u8; 16], to: S) -> Result<S::Ok, S::Error> {
    let digits: String = salt.iter().map(|byte| format!("{byte:02x}")).collect();
    to.serialize_str(&digits)
}

fn unhex<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 16], D::Error> {
    let text = String::deserialize(from)?;
    from_hex(&text).map_err(|_| de::Error::custom("not 32 lower-case hexadecimal digits"))
}
