//! Why the office cannot be served.

use std::io;
use std::net::SocketAddr;

use report::{Coded, Problem};

/// Why not.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum Error {
    #[error("cannot read {path}: {cause}")]
    FileUnreadable { path: String, cause: io::Error },
    #[error("{path}, line {line}: {name} is missing")]
    Missing {
        path: String,
        line: usize,
        name: String,
    },
    #[error("{path}, line {line}: there is no {name}, only {known}")]
    Unknown {
        path: String,
        line: usize,
        name: String,
        known: String,
    },
    #[error("{path}, line {line}: {reason}")]
    Malformed {
        path: String,
        line: usize,
        reason: String,
    },
    #[error("{path}: {address} is no origin")]
    Address { path: String, address: String },
    #[error("{listen} can be reached from elsewhere, without TLS")]
    OpenToAll { listen: SocketAddr },
    #[error("cannot write in {path}: {cause}")]
    DataFolder { path: String, cause: io::Error },
    #[error("somebody listens on {address} already")]
    PortTaken { address: SocketAddr },
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        address: SocketAddr,
        cause: io::Error,
    },
    #[error("no database at {place}: {reason}")]
    Database { place: String, reason: String },
    #[error("the system gives no threads or signals: {cause}")]
    Runtime { cause: io::Error },
    #[error("ended: {reason}")]
    Ended { reason: String },
}

impl Error {
    /// All codes of [`Coded::code`].
    #[cfg(test)]
    const CODES: &'static [&'static str] = &[
        "serve-file-unreadable",
        "serve-config-missing",
        "serve-config-unknown",
        "serve-config-malformed",
        "serve-config-address",
        "serve-open-to-all",
        "serve-data-folder",
        "serve-port-taken",
        "serve-listen",
        "serve-database",
        "serve-runtime",
        "serve-ended",
    ];
}

impl Coded for Error {
    fn code(&self) -> &'static str {
        match self {
            Self::FileUnreadable { .. } => "serve-file-unreadable",
            Self::Missing { .. } => "serve-config-missing",
            Self::Unknown { .. } => "serve-config-unknown",
            Self::Malformed { .. } => "serve-config-malformed",
            Self::Address { .. } => "serve-config-address",
            Self::OpenToAll { .. } => "serve-open-to-all",
            Self::DataFolder { .. } => "serve-data-folder",
            Self::PortTaken { .. } => "serve-port-taken",
            Self::Listen { .. } => "serve-listen",
            Self::Database { .. } => "serve-database",
            Self::Runtime { .. } => "serve-runtime",
            Self::Ended { .. } => "serve-ended",
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::FileUnreadable { path, cause } | Self::DataFolder { path, cause } => {
                vec![("path", path.clone()), ("cause", cause.to_string())]
            }
            Self::Missing { path, line, name } => vec![
                ("path", path.clone()),
                ("line", line.to_string()),
                ("name", name.clone()),
            ],
            Self::Unknown {
                path,
                line,
                name,
                known,
            } => vec![
                ("path", path.clone()),
                ("line", line.to_string()),
                ("name", name.clone()),
                ("known", known.clone()),
            ],
            Self::Malformed { path, line, reason } => vec![
                ("path", path.clone()),
                ("line", line.to_string()),
                ("reason", reason.clone()),
            ],
            Self::Address { path, address } => {
                vec![("path", path.clone()), ("address", address.clone())]
            }
            Self::OpenToAll { listen } => vec![("address", listen.to_string())],
            Self::PortTaken { address } => vec![("address", address.to_string())],
            Self::Listen { address, cause } => {
                vec![
                    ("address", address.to_string()),
                    ("cause", cause.to_string()),
                ]
            }
            Self::Database { place, reason } => {
                vec![("place", place.clone()), ("reason", reason.clone())]
            }
            Self::Runtime { cause } => vec![("cause", cause.to_string())],
            Self::Ended { reason } => vec![("reason", reason.clone())],
        }
    }
}

/// What the office says, as a problem.
pub(in crate::cli) fn problem(error: &office::Error) -> Problem {
    Problem::new(error.code(), error.values())
}

#[cfg(test)]
mod tests {
    use super::Error;
    use crate::error::assert_sentences;

    #[test]
    fn every_code_has_a_sentence_with_values_it_has() {
        assert_sentences(Error::CODES, include_str!("error.rs"));
    }
}
