//! What a list or an answer can say: good, revoked with its reason, unknown (RFC 5280, 5.3.1;
//! RFC 6960, 4.2.1).

use std::fmt;

use serde::{Deserialize, Serialize};
use time::UtcDateTime;

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
