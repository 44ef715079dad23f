//! Why a trust folder cannot be used or changed.

use std::io;

/// What is wrong with a trust folder, or with what should go into it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or the folder cannot be read.
    #[error("cannot read {path}: {cause}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        cause: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {path}: {cause}")]
    NotWritable {
        /// The file.
        path: String,
        /// Why.
        cause: io::Error,
    },
    /// A record or the rules for kinds are not as they must be.
    #[error("{path} is malformed: {message}")]
    Malformed {
        /// The file.
        path: String,
        /// What and where.
        message: String,
    },
    /// A certificate cannot be read, or its file holds more than one.
    #[error("{path} is not one certificate")]
    NotACertificate {
        /// The file.
        path: String,
    },
    /// The certificate is not the one that was confirmed.
    #[error("{path} does not have the confirmed fingerprint")]
    FingerprintDiffers {
        /// The file.
        path: String,
    },
    /// A certificate lies in the folder without a record.
    #[error("{path} was never confirmed")]
    Unconfirmed {
        /// The file.
        path: String,
    },
    /// The anchor is there already.
    #[error("{name} is there already")]
    Known {
        /// Its name.
        name: String,
    },
    /// No anchor has this fingerprint.
    #[error("no anchor with the fingerprint {sha256}")]
    NoSuchAnchor {
        /// The fingerprint.
        sha256: String,
    },
    /// The certificate is not one of an authority.
    #[error("{subject} is not the certificate of an authority")]
    NotAnAuthority {
        /// The certificate's subject.
        subject: String,
    },
}

impl Error {
    /// All codes that [`Self::code`] can return.
    pub const CODES: &[&str] = &[
        "trust-unreadable",
        "trust-not-writable",
        "trust-malformed",
        "trust-not-a-certificate",
        "trust-fingerprint-differs",
        "trust-unconfirmed",
        "trust-known",
        "trust-no-such-anchor",
        "trust-not-an-authority",
    ];

    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "trust-unreadable",
            Self::NotWritable { .. } => "trust-not-writable",
            Self::Malformed { .. } => "trust-malformed",
            Self::NotACertificate { .. } => "trust-not-a-certificate",
            Self::FingerprintDiffers { .. } => "trust-fingerprint-differs",
            Self::Unconfirmed { .. } => "trust-unconfirmed",
            Self::Known { .. } => "trust-known",
            Self::NoSuchAnchor { .. } => "trust-no-such-anchor",
            Self::NotAnAuthority { .. } => "trust-not-an-authority",
        }
    }

    /// The values that explain this error.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unreadable { path, cause } | Self::NotWritable { path, cause } => {
                vec![("path", path.clone()), ("cause", cause.to_string())]
            }
            Self::Malformed { path, message } => {
                vec![("path", path.clone()), ("message", message.clone())]
            }
            Self::NotACertificate { path }
            | Self::FingerprintDiffers { path }
            | Self::Unconfirmed { path } => vec![("path", path.clone())],
            Self::Known { name } => vec![("name", name.clone())],
            Self::NoSuchAnchor { sha256 } => vec![("sha256", sha256.clone())],
            Self::NotAnAuthority { subject } => vec![("subject", subject.clone())],
        }
    }
}
