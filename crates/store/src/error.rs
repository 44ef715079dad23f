//! What can go wrong in the store.

use std::path::PathBuf;

/// An error of the database or of the blobs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The place of the database is none that is known.
    #[error("`{0}` is neither sqlite:PATH nor postgres://…")]
    Place(String),
    /// The database answered with an error.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    /// PostgreSQL could not be connected to.
    #[error("cannot reach {place}: {reason}")]
    Unreachable {
        /// Where, without a password.
        place: String,
        /// Why not.
        reason: String,
    },
    /// PostgreSQL did not answer in time.
    #[error("{place} did not answer within {seconds} s")]
    NoAnswer {
        /// Where, without a password.
        place: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// PostgreSQL lets this user or password not in.
    #[error("{place} refuses the login: {reason}")]
    LoginRefused {
        /// Where, without a password.
        place: String,
        /// What it said.
        reason: String,
    },
    /// PostgreSQL has no such database.
    #[error("there is no {place}: {reason}")]
    NoDatabase {
        /// Where, without a password.
        place: String,
        /// What it said.
        reason: String,
    },
    /// Another row has this key already.
    #[error("there is such a row already: {0}")]
    Duplicate(String),
    /// The row was changed by somebody else since it was read.
    #[error("{what} {id} was changed since it was read")]
    Stale {
        /// The table, in the singular.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// The tables could not be brought to this program's version.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The object storage answered with an error.
    #[error("object storage: {0}")]
    Objects(#[from] object_store::Error),
    /// The object storage did not answer a moment ago, and was not asked again.
    #[error("object storage, not asked again: {0}")]
    Away(String),
    /// The object storage overwrites what was promised to be written once.
    #[error("the object storage does not keep create-only writes")]
    NotCreateOnly,
    /// A blob is not there.
    #[error("blob {0} is missing")]
    BlobMissing(String),
    /// A blob's bytes are not those that its name promises.
    #[error("blob {0} is damaged")]
    BlobDamaged(String),
    /// The database was written by a newer program.
    #[error("the database has seen migration {found}, this program knows {known}")]
    Newer {
        /// One that it has seen.
        found: i64,
        /// The newest that is known.
        known: i64,
    },
    /// A program of PostgreSQL is not installed.
    #[error("{tool} is not installed")]
    ToolMissing {
        /// Which.
        tool: &'static str,
    },
    /// A program of PostgreSQL failed.
    #[error("{tool}: {said}")]
    ToolFailed {
        /// Which.
        tool: &'static str,
        /// What it said.
        said: String,
    },
    /// What stands in a column is not what the program writes there.
    #[error("column {column} holds {value}, which cannot be")]
    Column {
        /// The column.
        column: &'static str,
        /// What it holds.
        value: String,
    },
}

impl Error {
    /// The stable name of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            _ if self.is_full() => "store-no-space",
            Self::Place(_) => "store-place",
            Self::Database(_) => "store-database",
            Self::Unreachable { .. } => "store-unreachable",
            Self::NoAnswer { .. } => "store-no-answer",
            Self::LoginRefused { .. } => "store-login-refused",
            Self::NoDatabase { .. } => "store-no-database",
            Self::Duplicate(_) => "store-duplicate",
            Self::Stale { .. } => "store-stale",
            Self::Migration(_) => "store-migration",
            Self::File { .. } => "store-file",
            Self::Objects(_) | Self::Away(_) => "store-objects",
            Self::NotCreateOnly => "store-not-create-only",
            Self::BlobMissing(_) => "store-blob-missing",
            Self::BlobDamaged(_) => "store-blob-damaged",
            Self::Newer { .. } => "store-newer",
            Self::ToolMissing { .. } => "store-tool-missing",
            Self::ToolFailed { .. } => "store-tool-failed",
            Self::Column { .. } => "store-column",
        }
    }

    /// Named values for the sentence.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unreachable { place, reason }
            | Self::LoginRefused { place, reason }
            | Self::NoDatabase { place, reason } => {
                vec![("place", place.clone()), ("reason", reason.clone())]
            }
            Self::NoAnswer { place, seconds } => {
                vec![("place", place.clone()), ("seconds", seconds.to_string())]
            }
            Self::Newer { found, known } => {
                vec![("found", found.to_string()), ("known", known.to_string())]
            }
            _ => vec![("reason", self.to_string())],
        }
    }

    /// Whether no more could be written: the disk or what is allowed of it is used up.
    #[must_use]
    pub fn is_full(&self) -> bool {
        /// `disk_full`; SQLite's `FULL`, and what it says where its shared memory cannot grow.
        const FULL: [&str; 3] = ["53100", "13", "4874"];
        match self {
            Self::Database(sqlx::Error::Database(error)) => {
                error.code().is_some_and(|code| FULL.contains(&&*code))
            }
            Self::File { source, .. } => is_full(source),
            _ => false,
        }
    }

    /// Whether the same transaction may succeed when it is tried anew: two of them met.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        /// `serialization_failure`, `deadlock_detected`; SQLite's `BUSY` and its kin.
        const CONFLICTS: [&str; 6] = ["40001", "40P01", "5", "6", "261", "517"];
        match self {
            Self::Database(sqlx::Error::Database(error)) => {
                error.code().is_some_and(|code| CONFLICTS.contains(&&*code))
            }
            _ => false,
        }
    }
}

/// Whether a file could not be written since there is no room for it.
#[must_use]
pub fn is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded)
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(answer) if answer.is_unique_violation() => {
                Self::Duplicate(answer.message().to_owned())
            }
            _ => Self::Database(error),
        }
    }
}
