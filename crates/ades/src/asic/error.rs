//! What can be wrong with a container.

/// Why a container cannot be read or written.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is no container of this kind.
    #[error("this is no ASiC-E container: {reason}")]
    NotContainer {
        /// Why not.
        reason: String,
    },
    /// It has more entries than are read.
    #[error("the container has more than {limit} entries")]
    TooMany {
        /// How many are read.
        limit: usize,
    },
    /// An entry, or all of them together, is larger than what is read.
    #[error("{name} makes the container larger than {limit} bytes")]
    TooLarge {
        /// The entry with which the limit is passed.
        name: String,
        /// The limit, bytes.
        limit: u64,
    },
    /// An entry becomes more than what any honest file does.
    #[error("{name} unpacks to more than {limit} times its size")]
    Bomb {
        /// The entry.
        name: String,
        /// The limit.
        limit: u64,
    },
    /// A name leads out of the container, or is none.
    #[error("{name:?} is no name for a file of a container")]
    Name {
        /// The name.
        name: String,
    },
    /// Two entries have one name, letter case aside.
    #[error("{name} is there twice")]
    Twice {
        /// The name.
        name: String,
    },
    /// An entry that is neither data, manifest nor signature: nobody would say what it is for.
    #[error("{name} does not belong in a container of this kind")]
    Unknown {
        /// The entry.
        name: String,
    },
    /// Nothing is signed.
    #[error("the container has no signature")]
    Unsigned,
    /// A manifest cannot be read.
    #[error("{name} cannot be read: {reason}")]
    Manifest {
        /// Its entry.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// A manifest names a file that is not there.
    #[error("{name} is signed but not there")]
    Missing {
        /// The name.
        name: String,
    },
    /// A file is there that a signature does not cover.
    #[error("{name} is not signed")]
    Uncovered {
        /// Its name.
        name: String,
    },
    /// A file is not the one that was signed.
    #[error("{name} is not what was signed")]
    Differs {
        /// Its name.
        name: String,
    },
    /// It cannot be put together.
    #[error("the container cannot be written: {reason}")]
    Unwritable {
        /// Why not.
        reason: String,
    },
}

impl Error {
    /// All codes of [`Self::code`].
    pub const CODES: &[&str] = &[
        "asic-not-container",
        "asic-too-many",
        "asic-too-large",
        "asic-bomb",
        "asic-name",
        "asic-twice",
        "asic-unknown",
        "asic-unsigned",
        "asic-manifest",
        "asic-missing",
        "asic-uncovered",
        "asic-differs",
        "asic-unwritable",
    ];

    /// A stable name for the cause.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotContainer { .. } => "asic-not-container",
            Self::TooMany { .. } => "asic-too-many",
            Self::TooLarge { .. } => "asic-too-large",
            Self::Bomb { .. } => "asic-bomb",
            Self::Name { .. } => "asic-name",
            Self::Twice { .. } => "asic-twice",
            Self::Unknown { .. } => "asic-unknown",
            Self::Unsigned => "asic-unsigned",
            Self::Manifest { .. } => "asic-manifest",
            Self::Missing { .. } => "asic-missing",
            Self::Uncovered { .. } => "asic-uncovered",
            Self::Differs { .. } => "asic-differs",
            Self::Unwritable { .. } => "asic-unwritable",
        }
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotContainer { reason } | Self::Unwritable { reason } => {
                vec![("reason", reason.clone())]
            }
            Self::TooMany { limit } => vec![("limit", limit.to_string())],
            Self::TooLarge { name, limit } | Self::Bomb { name, limit } => {
                vec![("name", name.clone()), ("limit", limit.to_string())]
            }
            Self::Name { name }
            | Self::Twice { name }
            | Self::Unknown { name }
            | Self::Missing { name }
            | Self::Uncovered { name }
            | Self::Differs { name } => vec![("name", name.clone())],
            Self::Manifest { name, reason } => {
                vec![("name", name.clone()), ("reason", reason.clone())]
            }
            Self::Unsigned => Vec::new(),
        }
    }
}
