//! Whether a certificate was taken back, when and why: what CRL and OCSP have in common
//! (RFC 5280, 5.3.1; RFC 6960, 4.2.1).

use std::fmt;

use const_oid::ObjectIdentifier;
use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use crate::Error;

/// Why a certificate was revoked (`CRLReason`).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Not stated; also what a missing reason means.
    Unspecified,
    /// The private key is known or suspected to be in other hands.
    KeyCompromise,
    /// The key of the issuing authority is.
    CaCompromise,
    /// The subject's name or affiliation changed.
    AffiliationChanged,
    /// Replaced by another certificate.
    Superseded,
    /// No longer needed.
    CessationOfOperation,
    /// Suspended: may come back.
    CertificateHold,
    /// Came back after a suspension; in delta lists only.
    RemoveFromCrl,
    /// A privilege in the certificate was withdrawn.
    PrivilegeWithdrawn,
    /// The key of an attribute authority is known or suspected to be in other hands.
    AaCompromise,
}

impl Reason {
    const NUMBERS: [(u8, Self); 10] = [
        (0, Self::Unspecified),
        (1, Self::KeyCompromise),
        (2, Self::CaCompromise),
        (3, Self::AffiliationChanged),
        (4, Self::Superseded),
        (5, Self::CessationOfOperation),
        (6, Self::CertificateHold),
        (8, Self::RemoveFromCrl),
        (9, Self::PrivilegeWithdrawn),
        (10, Self::AaCompromise),
    ];

    /// The number in the standard.
    #[must_use]
    pub fn number(self) -> u8 {
        Self::NUMBERS
            .iter()
            .find(|(_, reason)| *reason == self)
            .map_or(0, |(number, _)| *number)
    }

    /// The reason with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::NUMBERS
            .iter()
            .find(|(found, _)| *found == number)
            .map(|(_, reason)| *reason)
    }
}

/// The name in RFC 5280, 5.3.1.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::CaCompromise => "cACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::CertificateHold => "certificateHold",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::AaCompromise => "aACompromise",
        })
    }
}

/// What a list or a responder says about one certificate.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Not revoked.
    Good,
    /// Revoked, or suspended if the reason is [`Reason::CertificateHold`].
    Revoked {
        /// Since when.
        at: UtcDateTime,
        /// Why.
        reason: Reason,
    },
    /// The responder does not know the certificate. Not the same as good.
    Unknown,
}

/// Why a list or an answer says nothing about a certificate.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RevocationError {
    /// It cannot be read, or its signature cannot be verified.
    #[error(transparent)]
    Unreadable(#[from] Error),
    /// It was issued by somebody else than the certificate.
    #[error("issued by {found}, not by the issuer of the certificate")]
    WrongIssuer {
        /// Who issued it.
        found: String,
    },
    /// Its signer may not speak for the issuer.
    #[error("signed by {signer}, who may not speak for the issuer: {reason}")]
    NotAuthorized {
        /// Who signed it.
        signer: String,
        /// What is missing.
        reason: &'static str,
    },
    /// The signature value is wrong, or cannot be verified.
    #[error("its signature does not hold: {0}")]
    Signature(Error),
    /// It contains a critical extension that we do not process.
    #[error("it has the unknown critical extension {extension}")]
    UnknownCriticalExtension {
        /// The extension.
        extension: ObjectIdentifier,
    },
    /// It speaks of other certificates, or of some reasons only.
    #[error("it does not cover the certificate: {reason}")]
    OutOfScope {
        /// What it covers instead.
        reason: &'static str,
    },
    /// It is from the future.
    #[error("it was issued at {this_update}, after the time in question, {at}")]
    FromTheFuture {
        /// When it was issued.
        this_update: UtcDateTime,
        /// The time in question.
        at: UtcDateTime,
    },
    /// The responder gave no answer.
    #[error("the responder refused: {status}")]
    Refused {
        /// The status it gave.
        status: &'static str,
    },
    /// The answer is about other certificates.
    #[error("the answer is not about the certificate")]
    NotAbout,
    /// The nonce is not the one sent: an old answer, or somebody else's.
    #[error("the nonce is not the one sent")]
    NonceDiffers,
    /// The responder's certificate is not in the answer and was not given.
    #[error("the responder's certificate is missing")]
    NoResponder,
}

impl RevocationError {
    /// All codes that [`Self::code`] can return, besides those of [`Error`].
    pub const CODES: &[&str] = &[
        "revocation-wrong-issuer",
        "revocation-not-authorized",
        "revocation-signature",
        "revocation-critical-extension",
        "revocation-out-of-scope",
        "revocation-from-the-future",
        "revocation-refused",
        "revocation-not-about",
        "revocation-nonce",
        "revocation-no-responder",
    ];

    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(error) => error.code(),
            Self::WrongIssuer { .. } => "revocation-wrong-issuer",
            Self::NotAuthorized { .. } => "revocation-not-authorized",
            Self::Signature(_) => "revocation-signature",
            Self::UnknownCriticalExtension { .. } => "revocation-critical-extension",
            Self::OutOfScope { .. } => "revocation-out-of-scope",
            Self::FromTheFuture { .. } => "revocation-from-the-future",
            Self::Refused { .. } => "revocation-refused",
            Self::NotAbout => "revocation-not-about",
            Self::NonceDiffers => "revocation-nonce",
            Self::NoResponder => "revocation-no-responder",
        }
    }

    /// The values that explain this error.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unreadable(error) => error.values(),
            Self::WrongIssuer { found } => vec![("issuer", found.clone())],
            Self::NotAuthorized { signer, reason } => {
                vec![("signer", signer.clone()), ("reason", (*reason).into())]
            }
            Self::Signature(error) => vec![("reason", error.to_string())],
            Self::UnknownCriticalExtension { extension } => {
                vec![("extension", extension.to_string())]
            }
            Self::OutOfScope { reason } => vec![("reason", (*reason).into())],
            Self::FromTheFuture { this_update, at } => vec![
                ("issued", this_update.to_string()),
                ("time", at.to_string()),
            ],
            Self::Refused { status } => vec![("status", (*status).into())],
            Self::NotAbout | Self::NonceDiffers | Self::NoResponder => Vec::new(),
        }
    }
}
