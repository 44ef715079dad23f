//! Byte strings and certificates in the stored state, as hexadecimal text.

use pki::Certificate;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Bytes that serialise as hexadecimal text.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&text(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        bytes(&text)
            .map(Self)
            .ok_or_else(|| de::Error::custom("not hexadecimal"))
    }
}

/// A certificate that serialises as its DER in hexadecimal text.
#[derive(Clone, Debug)]
pub(crate) struct Stored(pub(crate) Certificate);

impl Serialize for Stored {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&text(self.0.der()))
    }
}

impl<'de> Deserialize<'de> for Stored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let der = Bytes::deserialize(deserializer)?;
        Certificate::from_der(&der.0)
            .map(Self)
            .map_err(de::Error::custom)
    }
}

/// Upper-case hexadecimal.
pub(crate) fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
        return None;
    };
    pairs
        .iter()
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}
