//! A record with its hashes, as it is stored and exported: one line of `audit.jsonl`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::canonical::canonical;
use crate::error::Error;
use crate::hash::Hash;
use crate::personal::Opening;
use crate::record::Record;

/// One link of a chain.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The record.
    pub record: Record,
    /// Its leaf, as it was computed then.
    pub leaf: Hash,
    /// The head after it, as it was computed then.
    pub head: Hash,
    /// The personal data behind its digests, as far as it is still kept.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub openings: BTreeMap<String, Opening>,
}

impl Entry {
    /// The line of an export, without its end.
    ///
    /// # Errors
    /// When a detail has no canonical spelling.
    pub fn to_line(&self) -> Result<String, Error> {
        canonical(self)
    }

    /// The entry of a line. Only the canonical spelling is read: nothing in an export may be changed
    /// unseen, not even white space or the order of members.
    ///
    /// # Errors
    /// When it is no entry, or spelled otherwise.
    pub fn from_line(line: &[u8]) -> Result<Self, Error> {
        let entry: Self = serde_json::from_slice(line).map_err(|cause| Error::Unreadable {
            cause: cause.to_string(),
        })?;
        if entry.to_line()?.as_bytes() == line {
            Ok(entry)
        } else {
            Err(Error::NotCanonical)
        }
    }
}
