//! Why something cannot be recorded or read.

use serde::Serialize;

/// An error of this crate. What contradicts a chain is no error: see [`crate::Contradiction`].
#[derive(Clone, Debug, Eq, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Error {
    /// A value that has no JSON form.
    #[error("no JSON: {cause}")]
    NotJson {
        /// What the JSON library says.
        cause: String,
    },
    /// A number with a fraction, which has no single spelling.
    #[error("{number} is not a whole number")]
    NotWhole {
        /// The number.
        number: String,
    },
    /// Text that is not what it should be.
    #[error("unreadable: {cause}")]
    Unreadable {
        /// What the JSON library says.
        cause: String,
    },
    /// Text that says the right things in another than the canonical spelling.
    #[error("not in canonical form")]
    NotCanonical,
    /// The chain has as many records as can be counted.
    #[error("the chain is full at {seq}")]
    Full {
        /// The last number.
        seq: u64,
    },
    /// A checkpoint over records that do not follow the tip one by one.
    #[error("record {found} where {expected} should be")]
    NotNext {
        /// The number that follows.
        expected: u64,
        /// The number found.
        found: u64,
    },
}

impl Error {
    /// Every code.
    pub const CODES: &[&str] = &[
        "audit-not-json",
        "audit-not-whole",
        "audit-unreadable",
        "audit-not-canonical",
        "audit-full",
        "audit-not-next",
    ];

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "audit-not-json",
            Self::NotWhole { .. } => "audit-not-whole",
            Self::Unreadable { .. } => "audit-unreadable",
            Self::NotCanonical => "audit-not-canonical",
            Self::Full { .. } => "audit-full",
            Self::NotNext { .. } => "audit-not-next",
        }
    }

    /// Named values for the sentence.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotJson { cause } | Self::Unreadable { cause } => {
                vec![("cause", cause.clone())]
            }
            Self::NotWhole { number } => vec![("number", number.clone())],
            Self::NotCanonical => Vec::new(),
            Self::Full { seq } => vec![("seq", seq.to_string())],
            Self::NotNext { expected, found } => {
                vec![
                    ("expected", expected.to_string()),
                    ("found", found.to_string()),
                ]
            }
        }
    }
}
