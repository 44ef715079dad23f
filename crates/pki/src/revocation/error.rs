//! Why revocation data say nothing.

use const_oid::ObjectIdentifier;
use time::UtcDateTime;

use crate::Error;

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
    /// It was known before there was the certificate, and says nothing about it.
    #[error("it is of {this_update}, before the certificate became valid at {not_before}")]
    BeforeCertificate {
        /// Of when it is.
        this_update: UtcDateTime,
        /// Beginning of the certificate's validity.
        not_before: UtcDateTime,
    },
    /// Newer information was due before the time in question.
    #[error("newer information was due at {due}, before the time in question, {at}")]
    NotCurrent {
        /// When newer information was due.
        due: UtcDateTime,
        /// The time in question.
        at: UtcDateTime,
    },
    /// Its signer, who is not the issuer, has no path to the same anchor, or is revoked itself.
    #[error("its signer {signer} cannot be trusted: {cause}")]
    SignerUntrusted {
        /// Who signed it.
        signer: String,
        /// Why not.
        cause: String,
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
    /// The certificate of its signer is not inside and was not given.
    #[error("the certificate of its signer is missing")]
    NoSigner,
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
        "revocation-before-certificate",
        "revocation-not-current",
        "revocation-signer-untrusted",
        "revocation-refused",
        "revocation-not-about",
        "revocation-nonce",
        "revocation-no-signer",
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
            Self::BeforeCertificate { .. } => "revocation-before-certificate",
            Self::NotCurrent { .. } => "revocation-not-current",
            Self::SignerUntrusted { .. } => "revocation-signer-untrusted",
            Self::Refused { .. } => "revocation-refused",
            Self::NotAbout => "revocation-not-about",
            Self::NonceDiffers => "revocation-nonce",
            Self::NoSigner => "revocation-no-signer",
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
            Self::BeforeCertificate {
                this_update,
                not_before,
            } => vec![
                ("issued", this_update.to_string()),
                ("from", not_before.to_string()),
            ],
            Self::NotCurrent { due, at } => {
                vec![("due", due.to_string()), ("time", at.to_string())]
            }
            Self::SignerUntrusted { signer, cause } => {
                vec![("signer", signer.clone()), ("reason", cause.clone())]
            }
            Self::Refused { status } => vec![("status", (*status).into())],
            Self::NotAbout | Self::NonceDiffers | Self::NoSigner => Vec::new(),
        }
    }
}
