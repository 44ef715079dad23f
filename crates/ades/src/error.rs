//! What can go wrong when signatures are made or read.

use pki::SignatureAlgorithm;

use crate::cms::CmsError;
use crate::signer_check::Refusal;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A CMS structure is wrong.
    #[error(transparent)]
    Cms(#[from] CmsError),
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// A certificate, key or algorithm is wrong.
    #[error(transparent)]
    Pki(#[from] pki::Error),
    /// The certificate may not sign; the key was not touched.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Signatures are not made with this algorithm.
    #[error("signatures are not made with {0}")]
    WeakAlgorithm(SignatureAlgorithm),
    /// The key offers no algorithm that may be used.
    #[error("the key offers no usable signature algorithm")]
    NoAlgorithm,
    /// The signature value that came back does not belong to the certificate.
    #[error("the signature value does not verify with the signer's certificate: {0}")]
    SignatureValue(#[source] pki::Error),
}

impl Error {
    /// The codes of this crate's own errors; those of wrapped errors are listed where they arise.
    pub const CODES: &[&str] = &[
        "read",
        "sign-weak-algorithm",
        "sign-no-algorithm",
        "sign-value-wrong",
    ];

    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cms(error) => error.code(),
            Self::Read(_) => "read",
            Self::Pki(error) => error.code(),
            Self::Refused(refusal) => refusal.code(),
            Self::WeakAlgorithm(_) => "sign-weak-algorithm",
            Self::NoAlgorithm => "sign-no-algorithm",
            Self::SignatureValue(_) => "sign-value-wrong",
        }
    }

    /// The values that explain the error.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Cms(error) => error.values(),
            Self::Read(error) => vec![("reason", error.to_string())],
            Self::Pki(error) => error.values(),
            Self::Refused(refusal) => refusal.values(),
            Self::WeakAlgorithm(algorithm) => vec![("algorithm", algorithm.to_string())],
            Self::NoAlgorithm => Vec::new(),
            Self::SignatureValue(error) => vec![("reason", error.to_string())],
        }
    }
}
