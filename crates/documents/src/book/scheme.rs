//! Which book a type of document is numbered in.
//!
//! Nghị định 30/2020/NĐ-CP, Điều 15: for administrative documents the head of the agency decides
//! the scheme. Most have one book for all, many one for decisions and one for the rest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The books of an agency, by type.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scheme {
    /// The book of every type that is not named.
    pub default: String,
    /// The books of single types, by the type's code.
    #[serde(default)]
    pub by_type: BTreeMap<String, String>,
}

impl Default for Scheme {
    fn default() -> Self {
        Self {
            default: "chung".to_owned(),
            by_type: BTreeMap::new(),
        }
    }
}

impl Scheme {
    /// The book of a type.
    #[must_use]
    pub fn book(&self, kind: &str) -> &str {
        self.by_type.get(kind).unwrap_or(&self.default)
    }
}
