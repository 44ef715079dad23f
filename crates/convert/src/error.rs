//! Why a file did not become a PDF.

use std::time::Duration;

use serde::Serialize;

use crate::reason::Reason;

/// An error of the conversion.
#[derive(Debug, thiserror::Error, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Refused {
    /// The office file is not let in; every reason is listed.
    #[error("the file is refused: {}", list(reasons))]
    Unsafe {
        /// Why.
        reasons: Vec<Reason>,
    },
    /// The PDF that came out is not fit to be signed; every reason is listed.
    #[error("the converted file is not fit to be signed: {}", list(reasons))]
    OutputUnfit {
        /// Why.
        reasons: Vec<Reason>,
    },
    /// It took too long; everything that was started has been killed.
    #[error("the conversion took longer than {} s", limit.as_secs())]
    TimedOut {
        /// The limit.
        limit: Duration,
    },
    /// `LibreOffice` ended without a PDF.
    #[error("no PDF came out ({status}): {said}")]
    Failed {
        /// How it ended.
        status: String,
        /// The end of what it said.
        said: String,
    },
    /// The PDF is larger than the limit.
    #[error("the PDF has {size} bytes, more than {limit}")]
    OutputTooLarge {
        /// Its bytes.
        size: u64,
        /// The limit.
        limit: u64,
    },
    /// `LibreOffice`, or a program that shuts it in, is not there.
    #[error("the program {program} cannot be run")]
    ProgramMissing {
        /// Which.
        program: String,
    },
    /// The network cannot be taken away from it here, and the settings demand that.
    #[error("conversion cannot be cut off from the network on this machine")]
    NotIsolated,
    /// Everything is busy, and the queue is full.
    #[error("{limit} conversions wait already")]
    Busy {
        /// The most that wait.
        limit: usize,
    },
    /// A file cannot be read or written.
    #[error("{path}: {cause}")]
    Io {
        /// The file.
        path: String,
        /// What the system says.
        cause: String,
    },
}

impl Refused {
    /// Every code that [`Self::code`] can give, those of reasons apart.
    pub const CODES: &[&str] = &[
        "convert-unsafe",
        "convert-output-unfit",
        "convert-timed-out",
        "convert-failed",
        "convert-output-too-large",
        "convert-program-missing",
        "convert-not-isolated",
        "convert-busy",
        "convert-io",
    ];

    /// A stable name of the kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unsafe { .. } => "convert-unsafe",
            Self::OutputUnfit { .. } => "convert-output-unfit",
            Self::TimedOut { .. } => "convert-timed-out",
            Self::Failed { .. } => "convert-failed",
            Self::OutputTooLarge { .. } => "convert-output-too-large",
            Self::ProgramMissing { .. } => "convert-program-missing",
            Self::NotIsolated => "convert-not-isolated",
            Self::Busy { .. } => "convert-busy",
            Self::Io { .. } => "convert-io",
        }
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unsafe { reasons } | Self::OutputUnfit { reasons } => {
                vec![("count", reasons.len().to_string())]
            }
            Self::TimedOut { limit } => vec![("seconds", limit.as_secs().to_string())],
            Self::Failed { status, said } => {
                vec![("status", status.clone()), ("said", said.clone())]
            }
            Self::OutputTooLarge { size, limit } => {
                vec![("size", size.to_string()), ("limit", limit.to_string())]
            }
            Self::ProgramMissing { program } => vec![("program", program.clone())],
            Self::NotIsolated => Vec::new(),
            Self::Busy { limit } => vec![("limit", limit.to_string())],
            Self::Io { path, cause } => vec![("path", path.clone()), ("cause", cause.clone())],
        }
    }

    /// The reasons, where it is about the file.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Self::Unsafe { reasons } | Self::OutputUnfit { reasons } => reasons,
            _ => &[],
        }
    }

    pub(crate) fn io(path: &std::path::Path, cause: impl std::fmt::Display) -> Self {
        Self::Io {
            path: path.display().to_string(),
            cause: cause.to_string(),
        }
    }
}

fn list(reasons: &[Reason]) -> String {
    let codes: Vec<&str> = reasons.iter().map(Reason::code).collect();
    codes.join(", ")
}
