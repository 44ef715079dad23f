//! One act, as it is recorded.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::UtcDateTime;

use crate::canonical::canonical;
use crate::error::Error;
use crate::hash::Hash;
use crate::merkle;

/// What somebody did, before it has its place in a chain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Act {
    /// Who.
    pub by: By,
    /// What, by the code of the act ("sign", "access-refused").
    pub act: String,
    /// To what.
    pub object: Object,
    /// What else explains it; whole numbers only.
    pub detail: BTreeMap<String, Value>,
    /// Digests of personal data ([`crate::personal`]), by name.
    pub personal: BTreeMap<String, Hash>,
}

/// Who acted: a person in an appointment, or a part of the system under a name of its own.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct By {
    /// The account, or `system:` and the part.
    pub account: String,
    /// The appointment acted in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<String>,
    /// The delegation acted by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<String>,
}

/// What was acted on.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// Its kind ("outgoing", "account").
    pub kind: String,
    /// Its id.
    pub id: String,
}

/// An act in its place.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The agency whose chain it is in.
    pub agency: String,
    /// Its number in the chain, from 1.
    pub seq: u64,
    /// When, to the millisecond; never before the record before it.
    #[serde(with = "moment")]
    pub at: UtcDateTime,
    /// Who.
    pub by: By,
    /// What.
    pub act: String,
    /// To what.
    pub object: Object,
    /// What else explains it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub detail: BTreeMap<String, Value>,
    /// Digests of personal data, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub personal: BTreeMap<String, Hash>,
}

impl Record {
    /// The one spelling of it.
    ///
    /// # Errors
    /// When a detail is no whole number.
    pub fn canonical(&self) -> Result<String, Error> {
        canonical(self)
    }

    /// Its leaf: SHA-256(0x00 ‖ canonical JSON), RFC 6962, 2.1.
    ///
    /// # Errors
    /// As [`Record::canonical`].
    pub fn leaf(&self) -> Result<Hash, Error> {
        Ok(merkle::leaf(self.canonical()?.as_bytes()))
    }
}

/// Moments as people and every language read them, always with three digits.
mod moment {
    use serde::{Deserialize as _, Deserializer, Serializer, de, ser};
    use time::format_description::StaticFormatDescription;
    use time::macros::format_description;
    use time::{PrimitiveDateTime, UtcDateTime};

    const FORMAT: StaticFormatDescription =
        format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

    pub(super) fn serialize<S: Serializer>(at: &UtcDateTime, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&at.format(FORMAT).map_err(ser::Error::custom)?)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<UtcDateTime, D::Error> {
        let text = String::deserialize(from)?;
        let read = PrimitiveDateTime::parse(&text, FORMAT).map_err(de::Error::custom)?;
        Ok(read.as_utc())
    }
}
