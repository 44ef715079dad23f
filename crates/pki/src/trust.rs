//! Trust anchors as data: whom an office trusts, and since when. None is compiled in.
//!
//! Loading, confirming fingerprints and refusing anchors "for testing" outside a demonstration is
//! the caller's business; the mark is here.

use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use crate::Certificate;

/// Somebody whose certificates are trusted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Anchor {
    /// What people call it.
    pub name: String,
    /// Its certificate.
    pub certificate: Certificate,
    /// To which hierarchy it belongs.
    pub kind: AnchorKind,
    /// Since when it is trusted.
    pub trusted_from: UtcDateTime,
    /// Until when it is trusted (sunset date).
    pub trusted_until: UtcDateTime,
    /// When somebody compared its fingerprint with one from another source, if that is recorded.
    pub confirmed: Option<UtcDateTime>,
    /// SHA-256 of the certificate of the anchor that takes its place.
    pub successor: Option<[u8; 32]>,
    /// For tests and demonstrations only: must be refused everywhere else.
    pub for_testing: bool,
}

/// The hierarchy of an anchor.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnchorKind {
    /// The authority for official use by the government.
    Government,
    /// A public authority.
    Public,
    /// Not stated.
    #[default]
    Unstated,
}

impl Anchor {
    /// An anchor trusted as long as its certificate is valid. It is marked "for testing" if its
    /// subject says so.
    #[must_use]
    pub fn new(certificate: Certificate, kind: AnchorKind) -> Self {
        let says_testing = certificate.subject().attributes().any(|attribute| {
            attribute
                .text
                .as_deref()
                .is_some_and(|text| text.to_lowercase().contains("for testing"))
        });
        Self {
            name: certificate
                .common_name()
                .unwrap_or_else(|| certificate.to_string()),
            kind,
            trusted_from: certificate.not_before(),
            trusted_until: certificate.not_after(),
            confirmed: None,
            successor: None,
            for_testing: says_testing,
            certificate,
        }
    }

    /// SHA-256 of the certificate: what people compare before they trust.
    #[must_use]
    pub fn sha256_fingerprint(&self) -> [u8; 32] {
        self.certificate.sha256_fingerprint()
    }

    /// Whether it is trusted at this moment.
    #[must_use]
    pub fn is_trusted_at(&self, at: UtcDateTime) -> bool {
        (self.trusted_from..=self.trusted_until).contains(&at)
    }
}

/// All anchors of an office.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Anchors {
    anchors: Vec<Anchor>,
}

impl Anchors {
    /// No anchors: nothing is trusted.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an anchor; a certificate that is there already is replaced.
    pub fn add(&mut self, anchor: Anchor) {
        self.anchors
            .retain(|known| known.certificate != anchor.certificate);
        self.anchors.push(anchor);
    }

    /// All anchors.
    pub fn iter(&self) -> impl Iterator<Item = &Anchor> {
        self.anchors.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    /// When trust last grew: the latest confirmation, or start of trust where none is recorded.
    #[must_use]
    pub fn newest(&self) -> Option<UtcDateTime> {
        self.iter()
            .map(|anchor| anchor.confirmed.unwrap_or(anchor.trusted_from))
            .max()
    }

    /// The anchor with exactly this certificate.
    #[must_use]
    pub fn find(&self, certificate: &Certificate) -> Option<&Anchor> {
        self.iter()
            .find(|anchor| anchor.certificate == *certificate)
    }
}

impl Extend<Anchor> for Anchors {
    fn extend<I: IntoIterator<Item = Anchor>>(&mut self, iter: I) {
        for anchor in iter {
            self.add(anchor);
        }
    }
}

impl FromIterator<Anchor> for Anchors {
    fn from_iter<I: IntoIterator<Item = Anchor>>(iter: I) -> Self {
        let mut anchors = Self::new();
        anchors.extend(iter);
        anchors
    }
}
