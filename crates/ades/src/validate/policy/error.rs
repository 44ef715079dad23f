//! Why a policy cannot be used.

/// A policy cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// No policy of this name comes with the program.
    #[error("there is no policy {name}; known are {known}")]
    Unknown {
        /// The name.
        name: String,
        /// The names known.
        known: String,
    },
    /// The file is not TOML of the right form.
    #[error("{reason}")]
    Malformed {
        /// What is wrong, with its line.
        reason: String,
    },
    /// The file has another version of the form.
    #[error("it has version {found} of the form, known is version 1")]
    Schema {
        /// The version.
        found: u32,
    },
    /// An algorithm, scheme or curve is not one that exists here.
    #[error("unknown algorithm {name}")]
    Algorithm {
        /// Its name.
        name: String,
    },
    /// A date is not of the form `2029-01-01`, or not the word `no-end`.
    #[error("{value} is no date")]
    Date {
        /// What was found.
        value: String,
    },
    /// An object identifier is not one.
    #[error("{value} is no object identifier")]
    Identifier {
        /// What was found.
        value: String,
    },
}

impl PolicyError {
    /// All codes that [`Self::code`] gives.
    pub const CODES: &[&str] = &[
        "policy-unknown",
        "policy-malformed",
        "policy-schema",
        "policy-algorithm",
        "policy-date",
        "policy-identifier",
    ];

    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "policy-unknown",
            Self::Malformed { .. } => "policy-malformed",
            Self::Schema { .. } => "policy-schema",
            Self::Algorithm { .. } => "policy-algorithm",
            Self::Date { .. } => "policy-date",
            Self::Identifier { .. } => "policy-identifier",
        }
    }

    /// The values that explain this error.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unknown { name, known } => vec![("name", name.clone()), ("known", known.clone())],
            Self::Malformed { reason } => vec![("reason", reason.clone())],
            Self::Schema { found } => vec![("found", found.to_string())],
            Self::Algorithm { name } => vec![("name", name.clone())],
            Self::Date { value } | Self::Identifier { value } => vec![("value", value.clone())],
        }
    }
}
