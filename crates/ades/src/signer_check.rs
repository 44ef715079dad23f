//! May this certificate sign now? Asked before the key is touched (Thông tư 15/2025/TT-BKHCN).
//!
//! Every reason is given with the values that explain it. Whether the chain is *trusted* is the
//! verdict's business: a signer may sign with a certificate whose anchor is loaded elsewhere.

use der::asn1::ObjectIdentifier;
use pki::{Certificate, Curve, KeyKind, extension::KeyUsage, oid};
use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use crate::encoding::{rfc3339, to_rfc3339};
use crate::kind::{KindRule, SubjectKind, subject_kind};

/// What is known of a certificate's revocation when signing begins.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum KnownRevocation {
    /// Nobody was asked, or nobody answered. Signing goes on; the verdict will ask.
    #[default]
    Unknown,
    /// Not revoked, as told at this time.
    Good {
        /// When that was so.
        #[serde(with = "rfc3339")]
        at: UtcDateTime,
    },
    /// Revoked for good.
    Revoked {
        /// Since when.
        #[serde(with = "rfc3339")]
        since: UtcDateTime,
        /// The reason of RFC 5280, 5.3.1, when given.
        reason: Option<String>,
    },
    /// On hold: it may come back.
    Suspended {
        /// Since when.
        #[serde(with = "rfc3339")]
        since: UtcDateTime,
    },
}

/// What the certificate is needed for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Requirement<'a> {
    /// The kinds of subject that may sign here; empty when anyone may.
    pub kinds: &'a [SubjectKind],
    /// How kinds are told apart.
    pub rules: &'a [KindRule],
}

/// Extended key usages under which documents are signed. Authorities of the state and most others
/// put e-mail protection or client authentication into signers' certificates, so these do not speak
/// against signing; server authentication, time stamping or OCSP signing alone do.
const SIGNING_PURPOSES: &[ObjectIdentifier] = &[
    oid::ANY_EXTENDED_KEY_USAGE,
    oid::KP_CLIENT_AUTH,
    oid::KP_EMAIL_PROTECTION,
    oid::KP_DOCUMENT_SIGNING,
    ADOBE_DOCUMENT_SIGNING,
    MICROSOFT_DOCUMENT_SIGNING,
];
const ADOBE_DOCUMENT_SIGNING: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.5");
const MICROSOFT_DOCUMENT_SIGNING: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.3.12");

/// Refuses a certificate that must not sign at the time `at`.
///
/// The order is that in which a person can act on it: time, revocation, then what the certificate
/// is for.
///
/// # Errors
/// The first [`Refusal`] that holds.
pub fn check_signer(
    certificate: &Certificate,
    at: UtcDateTime,
    revocation: &KnownRevocation,
    requirement: Requirement<'_>,
) -> Result<(), Refusal> {
    check_validity(certificate, at)?;
    check_revocation(revocation, at)?;
    check_use(certificate)?;
    check_kind(certificate, requirement)?;
    check_key(certificate)
}

/// Why a certificate may not sign.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Its validity has not begun.
    #[error("the certificate is not valid before {not_before}; it is {at}")]
    NotYetValid {
        /// Beginning of its validity.
        not_before: UtcDateTime,
        /// The time of signing.
        at: UtcDateTime,
    },
    /// Its validity is over.
    #[error("the certificate expired at {not_after}; it is {at}")]
    Expired {
        /// End of its validity.
        not_after: UtcDateTime,
        /// The time of signing.
        at: UtcDateTime,
    },
    /// It is revoked.
    #[error("the certificate was revoked at {since}")]
    Revoked {
        /// Since when.
        since: UtcDateTime,
        /// The reason, when given.
        reason: Option<String>,
    },
    /// It is suspended.
    #[error("the certificate has been suspended since {since}")]
    Suspended {
        /// Since when.
        since: UtcDateTime,
    },
    /// It is a certification authority's.
    #[error("the certificate is that of a certification authority")]
    CertificationAuthority,
    /// Its key usage has neither digitalSignature nor nonRepudiation (RFC 5280, 4.2.1.3).
    #[error("the certificate's key usage does not allow signing: {usage}")]
    KeyUsage {
        /// The key usage found.
        usage: String,
    },
    /// Its extended key usage names other purposes only (RFC 5280, 4.2.1.12).
    #[error("the certificate is meant for other purposes: {purposes}")]
    Purpose {
        /// The purposes found, dotted, separated by commas.
        purposes: String,
    },
    /// It belongs to another kind of subject than may sign here.
    #[error("the certificate is a {found:?}'s, needed is that of {expected:?}")]
    WrongKind {
        /// Whose it is.
        found: SubjectKind,
        /// Whose it should be.
        expected: Vec<SubjectKind>,
    },
    /// Its key is too short or of an unknown kind.
    #[error("the key {key} is too weak or unknown; needed is RSA of 2048 bits or P-256 and more")]
    WeakKey {
        /// The key.
        key: String,
    },
}

impl Refusal {
    /// All codes that [`Self::code`] gives.
    pub const CODES: &[&str] = &[
        "signer-not-yet-valid",
        "signer-expired",
        "signer-revoked",
        "signer-suspended",
        "signer-is-ca",
        "signer-key-usage",
        "signer-purpose",
        "signer-wrong-kind",
        "signer-weak-key",
    ];

    /// A stable name for this reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotYetValid { .. } => "signer-not-yet-valid",
            Self::Expired { .. } => "signer-expired",
            Self::Revoked { .. } => "signer-revoked",
            Self::Suspended { .. } => "signer-suspended",
            Self::CertificationAuthority => "signer-is-ca",
            Self::KeyUsage { .. } => "signer-key-usage",
            Self::Purpose { .. } => "signer-purpose",
            Self::WrongKind { .. } => "signer-wrong-kind",
            Self::WeakKey { .. } => "signer-weak-key",
        }
    }

    /// The values that explain the reason.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotYetValid { not_before, at } => {
                vec![
                    ("not_before", to_rfc3339(*not_before)),
                    ("at", to_rfc3339(*at)),
                ]
            }
            Self::Expired { not_after, at } => {
                vec![
                    ("not_after", to_rfc3339(*not_after)),
                    ("at", to_rfc3339(*at)),
                ]
            }
            Self::Revoked { since, reason } => vec![
                ("since", to_rfc3339(*since)),
                ("reason", reason.clone().unwrap_or_default()),
            ],
            Self::Suspended { since } => vec![("since", to_rfc3339(*since))],
            Self::CertificationAuthority => Vec::new(),
            Self::KeyUsage { usage } => vec![("usage", usage.clone())],
            Self::Purpose { purposes } => vec![("purposes", purposes.clone())],
            Self::WrongKind { found, expected } => vec![
                ("found", kind_name(*found).to_owned()),
                (
                    "expected",
                    expected
                        .iter()
                        .map(|kind| kind_name(*kind))
                        .collect::<Vec<_>>()
                        .join(", "),
                ),
            ],
            Self::WeakKey { key } => vec![("key", key.clone())],
        }
    }
}

fn check_validity(certificate: &Certificate, at: UtcDateTime) -> Result<(), Refusal> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if at < not_before {
        return Err(Refusal::NotYetValid { not_before, at });
    }
    if at > not_after {
        return Err(Refusal::Expired { not_after, at });
    }
    Ok(())
}

/// A revocation counts from its own time on; one announced for later does not stop signing now.
fn check_revocation(revocation: &KnownRevocation, at: UtcDateTime) -> Result<(), Refusal> {
    match revocation {
        KnownRevocation::Revoked { since, reason } if *since <= at => Err(Refusal::Revoked {
            since: *since,
            reason: reason.clone(),
        }),
        KnownRevocation::Suspended { since } if *since <= at => {
            Err(Refusal::Suspended { since: *since })
        }
        _ => Ok(()),
    }
}

/// Whether the certificate is one that signs documents at all, whoever holds it.
pub(crate) fn check_use(certificate: &Certificate) -> Result<(), Refusal> {
    if certificate.is_ca() {
        return Err(Refusal::CertificationAuthority);
    }
    if let Some(usage) = certificate.key_usage()
        && !usage.contains(KeyUsage::DIGITAL_SIGNATURE)
        && !usage.contains(KeyUsage::NON_REPUDIATION)
    {
        return Err(Refusal::KeyUsage {
            usage: usage.names().join(", "),
        });
    }
    if let Some(purposes) = certificate.extended_key_usage()
        && !purposes
            .iter()
            .any(|purpose| SIGNING_PURPOSES.contains(purpose))
    {
        let purposes: Vec<_> = purposes.iter().map(ToString::to_string).collect();
        return Err(Refusal::Purpose {
            purposes: purposes.join(", "),
        });
    }
    Ok(())
}

/// A certificate that no rule speaks of is not refused: the rules are configuration, and a gap in
/// them must not stop an office. The verdict shows the kind as unknown.
fn check_kind(certificate: &Certificate, requirement: Requirement<'_>) -> Result<(), Refusal> {
    match subject_kind(certificate, requirement.rules) {
        Some(found) if !requirement.kinds.is_empty() && !requirement.kinds.contains(&found) => {
            Err(Refusal::WrongKind {
                found,
                expected: requirement.kinds.to_vec(),
            })
        }
        _ => Ok(()),
    }
}

/// Thông tư 15/2025/TT-BKHCN: RSA from 2048 bits, ECDSA from 256.
fn check_key(certificate: &Certificate) -> Result<(), Refusal> {
    match certificate.public_key().kind() {
        KeyKind::Rsa { bits: 2048.. } => Ok(()),
        KeyKind::Ec {
            curve: Curve::P256 | Curve::P384 | Curve::P521,
        } => Ok(()),
        kind => Err(Refusal::WeakKey {
            key: kind.to_string(),
        }),
    }
}

fn kind_name(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Person => "person",
        SubjectKind::Organization => "organization",
        SubjectKind::Device => "device",
    }
}
