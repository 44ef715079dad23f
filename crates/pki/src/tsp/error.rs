//! What is wrong with a time-stamp token; each its own case, since each asks for another remedy.

use time::UtcDateTime;

use super::{Failure, Status};
use crate::Error;
use crate::signed_data::SignerError;

/// Why an answer or a token is not acceptable.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// Answer or token cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Error),
    /// The authority refused (RFC 3161, 2.4.2).
    #[error("the time-stamp authority refused: {status:?} {text}")]
    Refused {
        /// The status it gave.
        status: Status,
        /// The reason it gave, if one we know.
        failure: Option<Failure>,
        /// Its free text.
        text: String,
    },
    /// The status says granted, but there is no token.
    #[error("the answer contains no token")]
    NoToken,
    /// The content is not `TSTInfo`.
    #[error("the token's content is not a time stamp")]
    NotATimeStamp,
    /// A version other than 1.
    #[error("time-stamp version {version} is unknown")]
    UnknownVersion {
        /// The version found.
        version: u8,
    },
    /// Not exactly one signer.
    #[error("the token has {count} signers instead of one")]
    SignerCount {
        /// How many there are.
        count: usize,
    },
    /// The stamped digest is not the one asked for, or not that of the data.
    #[error("the time stamp is over another message")]
    ImprintDiffers,
    /// The nonce is not the one sent: an old answer, or somebody else's.
    #[error("the nonce is not the one sent")]
    NonceDiffers,
    /// The authority stamped under another policy than asked for.
    #[error("the time stamp was made under policy {found}")]
    PolicyDiffers {
        /// The policy in the token.
        found: String,
    },
    /// The certificate of the authority is neither in the token nor among those given.
    #[error("the certificate of the time-stamp authority is missing")]
    NoCertificate,
    /// The token was asked to contain the certificate and does not.
    #[error("the token does not contain the certificate that was asked for")]
    CertificateNotIncluded,
    /// There is no signing-certificate attribute (ESS).
    #[error("the signing-certificate attribute is missing")]
    NotBound,
    /// The signing-certificate attribute names another certificate than the one that verifies.
    #[error("the signing-certificate attribute names another certificate")]
    BoundToAnother,
    /// The certificate is not for time stamping alone, marked critical (RFC 3161, 2.3).
    #[error("the authority's certificate is not solely and critically for time stamping")]
    NotForTimeStamping,
    /// The certificate was not valid at the stamped time.
    #[error("the authority's certificate was valid from {from} to {until}, not at {at}")]
    CertificateNotValid {
        /// The stamped time.
        at: UtcDateTime,
        /// First moment of validity.
        from: UtcDateTime,
        /// Last moment of validity.
        until: UtcDateTime,
    },
    /// The signature of the token does not hold.
    #[error(transparent)]
    Signature(SignerError),
}

impl TokenError {
    /// All codes that [`Self::code`] can return, besides those of [`Error`].
    pub const CODES: &[&str] = &[
        "tsp-refused",
        "tsp-no-token",
        "tsp-not-a-time-stamp",
        "tsp-version",
        "tsp-signer-count",
        "tsp-imprint",
        "tsp-nonce",
        "tsp-policy",
        "tsp-no-certificate",
        "tsp-certificate-not-included",
        "tsp-not-bound",
        "tsp-bound-to-another",
        "tsp-not-for-time-stamping",
        "tsp-certificate-not-valid",
        "tsp-signature",
    ];

    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(error) => error.code(),
            Self::Refused { .. } => "tsp-refused",
            Self::NoToken => "tsp-no-token",
            Self::NotATimeStamp => "tsp-not-a-time-stamp",
            Self::UnknownVersion { .. } => "tsp-version",
            Self::SignerCount { .. } => "tsp-signer-count",
            Self::ImprintDiffers => "tsp-imprint",
            Self::NonceDiffers => "tsp-nonce",
            Self::PolicyDiffers { .. } => "tsp-policy",
            Self::NoCertificate => "tsp-no-certificate",
            Self::CertificateNotIncluded => "tsp-certificate-not-included",
            Self::NotBound => "tsp-not-bound",
            Self::BoundToAnother => "tsp-bound-to-another",
            Self::NotForTimeStamping => "tsp-not-for-time-stamping",
            Self::CertificateNotValid { .. } => "tsp-certificate-not-valid",
            Self::Signature(_) => "tsp-signature",
        }
    }

    /// The values that explain this error.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unreadable(error) => error.values(),
            Self::Refused {
                status,
                failure,
                text,
            } => vec![
                ("status", format!("{status:?}")),
                (
                    "failure",
                    failure.map_or_else(String::new, |f| format!("{f:?}")),
                ),
                ("text", text.clone()),
            ],
            Self::UnknownVersion { version } => vec![("version", version.to_string())],
            Self::SignerCount { count } => vec![("count", count.to_string())],
            Self::PolicyDiffers { found } => vec![("policy", found.clone())],
            Self::CertificateNotValid { at, from, until } => vec![
                ("time", at.to_string()),
                ("from", from.to_string()),
                ("until", until.to_string()),
            ],
            Self::Signature(error) => vec![("reason", error.to_string())],
            _ => Vec::new(),
        }
    }
}
