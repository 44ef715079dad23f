//! The record of one anchor, as it stands in the folder.

use pki::Certificate;
use pki::trust::{Anchor, AnchorKind};
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, UtcDateTime};

use crate::Fingerprint;

/// What an office wrote down of an anchor when it confirmed it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// What people call it.
    pub name: String,
    /// The certificate's file in the same folder.
    pub certificate: String,
    /// SHA-256 of the certificate, hexadecimal.
    pub sha256: String,
    /// To which hierarchy it belongs.
    #[serde(default)]
    pub kind: AnchorKind,
    /// Since when it is trusted.
    #[serde(with = "time::serde::rfc3339")]
    pub trusted_from: OffsetDateTime,
    /// Until when it is trusted (sunset date).
    #[serde(with = "time::serde::rfc3339")]
    pub trusted_until: OffsetDateTime,
    /// When somebody compared the fingerprint with one from another source.
    #[serde(with = "time::serde::rfc3339")]
    pub confirmed: OffsetDateTime,
    /// Fingerprint of the anchor that takes its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// For tests and demonstrations only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub for_testing: bool,
}

impl Record {
    /// The record of `certificate`, kept as `file`, confirmed at `at`.
    #[must_use]
    pub fn new(certificate: &Certificate, file: &str, kind: AnchorKind, at: UtcDateTime) -> Self {
        let anchor = Anchor::new(certificate.clone(), kind);
        Self {
            name: anchor.name,
            certificate: file.to_owned(),
            sha256: Fingerprint::of(certificate).to_string(),
            kind,
            trusted_from: anchor.trusted_from.into(),
            trusted_until: anchor.trusted_until.into(),
            confirmed: at.into(),
            successor: None,
            for_testing: anchor.for_testing,
        }
    }

    /// Whether the record is about `certificate`.
    #[must_use]
    pub fn is_of(&self, certificate: &Certificate) -> bool {
        self.sha256
            .parse()
            .is_ok_and(|recorded: Fingerprint| recorded == Fingerprint::of(certificate))
    }

    /// The anchor. A certificate that says it is for testing stays so, whatever the record says.
    #[must_use]
    pub fn anchor(&self, certificate: Certificate) -> Anchor {
        let own = Anchor::new(certificate, self.kind);
        let successor = self.successor.as_deref().and_then(|text| text.parse().ok());
        Anchor {
            name: self.name.clone(),
            trusted_from: self.trusted_from.into(),
            trusted_until: self.trusted_until.into(),
            confirmed: Some(self.confirmed.into()),
            successor: successor.map(|Fingerprint(bytes)| bytes),
            for_testing: self.for_testing || own.for_testing,
            ..own
        }
    }
}
