//! Why an act was not done.

use std::path::PathBuf;

use access::{Denial, NoActor};

/// Why an act was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The configuration cannot be.
    #[error("configuration: {0}")]
    Config(String),
    /// A file with a secret cannot be read.
    #[error("{path}: {cause}")]
    SecretUnreadable {
        /// Which.
        path: PathBuf,
        /// Why not.
        cause: std::io::Error,
    },
    /// There is no such thing, or none that this person may know of.
    #[error("there is no such thing here")]
    NotFound,
    /// This person acts in no appointment that is in force.
    #[error(transparent)]
    NotActing(#[from] NoActor),
    /// This person may not do it.
    #[error(transparent)]
    Denied(Denial),
    /// What was entered cannot be accepted: everything that is wrong with it.
    #[error("{} things are wrong with what was entered", .0.len())]
    Invalid(Vec<Fault>),
    /// Somebody else was first: what was shown is no longer so.
    #[error("somebody else changed it meanwhile")]
    Stale,
    /// The file has no field for the number: it was not prepared before its first signature.
    #[error("the file has no field for its number")]
    NoNumberField,
    /// The signature could not be made, or the certificate may not sign.
    #[error(transparent)]
    Signing(#[from] ades::Error),
    /// The stamp or the number could not be placed.
    #[error(transparent)]
    Layout(#[from] layout::Error),
    /// The picture of a stamp cannot be used.
    #[error(transparent)]
    Image(#[from] stamp::Error),
    /// The file cannot be read as PDF.
    #[error(transparent)]
    Pdf(#[from] pdf::Error),
    /// A certificate cannot be read.
    #[error(transparent)]
    Certificate(#[from] pki::Error),
    /// The trust folder cannot be used.
    #[error(transparent)]
    Trust(#[from] trust::Error),
    /// The store.
    #[error(transparent)]
    Store(store::Error),
    /// A record could not be written as JSON, or one of ours not read.
    #[error("record: {0}")]
    Json(#[from] serde_json::Error),
    /// Work on another thread was cut short.
    #[error("interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// One thing that is wrong with what was entered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// The field of the form; empty for the form as a whole.
    pub field: String,
    /// The stable code of the sentence.
    pub code: String,
    /// The values of the sentence.
    pub values: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault of a field.
    #[must_use]
    pub fn new(field: &str, code: &str, values: Vec<(&'static str, String)>) -> Self {
        Self {
            field: field.to_owned(),
            code: code.to_owned(),
            values,
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Stale { .. } => Self::Stale,
            error if error.is_conflict() => Self::Stale,
            error => Self::Store(error),
        }
    }
}

impl Error {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Config(_) => "office-config",
            Self::SecretUnreadable { .. } => "office-secret-unreadable",
            Self::NotFound => "office-not-found",
            Self::NotActing(reason) => reason.code(),
            Self::Denied(denial) => denial.code(),
            Self::Invalid(_) => "office-invalid",
            Self::Stale => "office-stale",
            Self::NoNumberField => "office-no-number-field",
            Self::Signing(error) => error.code(),
            Self::Layout(error) => error.code(),
            Self::Image(error) => error.code(),
            Self::Pdf(error) => error.code(),
            Self::Certificate(error) => error.code(),
            Self::Trust(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Json(_) => "office-json",
            Self::Interrupted(_) => "office-interrupted",
        }
    }

    /// Named values for the sentence.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Config(reason) => vec![("reason", reason.clone())],
            Self::SecretUnreadable { path, cause } => vec![
                ("path", path.display().to_string()),
                ("reason", cause.to_string()),
            ],
            Self::NotActing(reason) => reason.values(),
            Self::Denied(denial) => denial.values(),
            Self::Signing(error) => error.values(),
            Self::Layout(error) => error.values(),
            Self::Image(error) => error.values(),
            Self::Pdf(error) => error.values(),
            Self::Certificate(error) => error.values(),
            Self::Trust(error) => error.values(),
            Self::Store(error) => vec![("reason", error.to_string())],
            Self::Json(error) => vec![("reason", error.to_string())],
            Self::Interrupted(error) => vec![("reason", error.to_string())],
            Self::NotFound | Self::Invalid(_) | Self::Stale | Self::NoNumberField => Vec::new(),
        }
    }
}
