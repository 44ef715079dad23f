//! Whether nothing on a path was revoked, by the rules of RFC 5280 alone.

use time::UtcDateTime;

use super::{Kind, Material, Reason, RevocationError, Status, statements};
use crate::Certificate;
use crate::path::Path;

/// The revocation of a certificate on a path is not settled.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Unsettled {
    /// It is revoked.
    #[error("certificate {subject} was revoked at {since}: {reason}")]
    Revoked {
        /// Its subject, after RFC 4514.
        subject: String,
        /// Since when.
        since: UtcDateTime,
        /// Why.
        reason: Reason,
    },
    /// It is suspended.
    #[error("certificate {subject} is suspended since {since}")]
    Suspended {
        /// Its subject, after RFC 4514.
        subject: String,
        /// Since when.
        since: UtcDateTime,
    },
    /// Nothing current says that it is good.
    #[error("nothing says that certificate {subject} is not revoked")]
    Undetermined {
        /// Its subject, after RFC 4514.
        subject: String,
        /// Why the data at hand do not count.
        causes: Vec<(Kind, RevocationError)>,
    },
}

impl Unsettled {
    /// All codes that [`Self::code`] can return.
    pub const CODES: &[&str] = &[
        "unsettled-revoked",
        "unsettled-suspended",
        "unsettled-undetermined",
    ];

    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Revoked { .. } => "unsettled-revoked",
            Self::Suspended { .. } => "unsettled-suspended",
            Self::Undetermined { .. } => "unsettled-undetermined",
        }
    }

    /// The values that explain this error.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Revoked {
                subject,
                since,
                reason,
            } => vec![
                ("subject", subject.clone()),
                ("since", since.to_string()),
                ("reason", reason.to_string()),
            ],
            Self::Suspended { subject, since } => {
                vec![("subject", subject.clone()), ("since", since.to_string())]
            }
            Self::Undetermined { subject, causes } => {
                let causes: Vec<_> = causes.iter().map(|(_, cause)| cause.to_string()).collect();
                vec![("subject", subject.clone()), ("reason", causes.join("; "))]
            }
        }
    }
}

/// Checks that every certificate of `path` below the anchor is good at `at`, by what `material`
/// says (RFC 5280, 6.3; RFC 6960, 3.2). Signers of revocation data that are not the issuer itself
/// are looked for among `candidates` and need a path to the same anchor.
///
/// # Errors
/// [`Unsettled`], for the first certificate below the anchor of which it holds.
pub fn settle(
    path: &Path,
    material: &Material,
    candidates: &[Certificate],
    at: UtcDateTime,
) -> Result<(), Unsettled> {
    let certificates = path.certificates();
    for position in (0..certificates.len()).rev() {
        let (Some(certificate), Some(issuer)) =
            (certificates.get(position), path.issuer_of(position))
        else {
            continue;
        };
        if *certificate != path.anchor().certificate {
            settle_one(certificate, issuer, material, candidates, at)?;
        }
    }
    Ok(())
}

fn settle_one(
    certificate: &Certificate,
    issuer: &Certificate,
    material: &Material,
    candidates: &[Certificate],
    at: UtcDateTime,
) -> Result<(), Unsettled> {
    let (said, causes) = statements(certificate, issuer, material, candidates, at);
    let subject = certificate.to_string();
    let mut good = false;
    for statement in said {
        match statement.status {
            Status::Revoked {
                at: since,
                reason: Reason::CertificateHold,
            } => return Err(Unsettled::Suspended { subject, since }),
            Status::Revoked { at: since, reason } => {
                return Err(Unsettled::Revoked {
                    subject,
                    since,
                    reason,
                });
            }
            Status::Good => good |= statement.next_update.is_some_and(|next| at <= next),
            Status::Unknown => {}
        }
    }
    if good {
        Ok(())
    } else {
        Err(Unsettled::Undetermined { subject, causes })
    }
}
