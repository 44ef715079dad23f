//! What can go wrong in the test authority.

/// An error of the test authority.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The crypto library refused; without a reason, as it gives none.
    #[error("{action} failed in the crypto library")]
    Crypto {
        /// What was being done.
        action: &'static str,
    },
    /// Something we made or were given cannot be read.
    #[error(transparent)]
    Pki(#[from] pki::Error),
    /// A PKCS#12 file cannot be written.
    #[error("the PKCS#12 file cannot be written: {reason}")]
    Pkcs12 {
        /// What the library says.
        reason: String,
    },
    /// A stored state cannot be read or written.
    #[error("the stored state of the test authority cannot be used: {reason}")]
    State {
        /// Why.
        reason: String,
    },
    /// No certificate with this serial number was issued.
    #[error("no certificate with serial number {serial} was issued here")]
    UnknownCertificate {
        /// The serial number, hexadecimal.
        serial: String,
    },
    /// A date outside what can be represented.
    #[error("the validity lies outside the calendar")]
    Date,
}

impl Error {
    /// All codes that [`Self::code`] can return, besides those of [`pki::Error`].
    pub const CODES: &[&str] = &[
        "testpki-crypto",
        "testpki-pkcs12",
        "testpki-state",
        "testpki-unknown-certificate",
        "testpki-date",
    ];

    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Crypto { .. } => "testpki-crypto",
            Self::Pki(error) => error.code(),
            Self::Pkcs12 { .. } => "testpki-pkcs12",
            Self::State { .. } => "testpki-state",
            Self::UnknownCertificate { .. } => "testpki-unknown-certificate",
            Self::Date => "testpki-date",
        }
    }

    /// The values that explain this error.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Crypto { action } => vec![("action", (*action).into())],
            Self::Pki(error) => error.values(),
            Self::Pkcs12 { reason } | Self::State { reason } => vec![("reason", reason.clone())],
            Self::UnknownCertificate { serial } => vec![("serial", serial.clone())],
            Self::Date => Vec::new(),
        }
    }
}
