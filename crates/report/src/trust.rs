//! The anchors of an office, and what weakens them: told in every report, never only in a log.

use std::fmt::Write as _;

use ::trust::{Concern, Fingerprint};
use pki::trust::{Anchor, AnchorKind, Anchors};
use serde::Serialize;
use time::UtcDateTime;

use crate::catalogue::{Catalogue, Lang};
use crate::moment::moment;

/// How much trust there is to decide with.
#[derive(Clone, Debug, Serialize)]
pub struct TrustReport {
    /// How many anchors.
    pub anchors: usize,
    /// When trust last grew.
    #[serde(with = "crate::moment::rfc3339_option")]
    pub newest: Option<UtcDateTime>,
    /// Whether one of them is for testing only.
    pub for_testing: bool,
    /// What somebody should know before believing a verdict.
    pub concerns: Vec<ConcernReport>,
}

/// One concern, with its sentence.
#[derive(Clone, Debug, Serialize)]
pub struct ConcernReport {
    /// The stable code.
    pub code: &'static str,
    /// The sentence.
    pub text: String,
    /// What to do.
    #[serde(skip)]
    pub hint: Option<String>,
}

/// What a trust folder holds (`congvu trust list`).
#[derive(Clone, Debug, Serialize)]
pub struct TrustList {
    /// The anchors.
    pub anchors: Vec<AnchorReport>,
    /// What somebody should know of them.
    pub concerns: Vec<ConcernReport>,
}

/// One anchor.
#[derive(Clone, Debug, Serialize)]
pub struct AnchorReport {
    /// What people call it.
    pub name: String,
    /// The certificate's subject.
    pub subject: String,
    /// The fingerprint, hexadecimal.
    pub sha256: String,
    /// To which hierarchy it belongs.
    pub kind: AnchorKind,
    /// Since when it is trusted.
    #[serde(with = "crate::moment::rfc3339")]
    pub trusted_from: UtcDateTime,
    /// Until when.
    #[serde(with = "crate::moment::rfc3339")]
    pub trusted_until: UtcDateTime,
    /// When its fingerprint was compared.
    #[serde(with = "crate::moment::rfc3339_option")]
    pub confirmed: Option<UtcDateTime>,
    /// The fingerprint of the anchor that takes its place.
    pub successor: Option<String>,
    /// For tests and demonstrations only.
    pub for_testing: bool,
}

impl TrustReport {
    /// How much trust these anchors are at `at`.
    #[must_use]
    pub fn of(anchors: &Anchors, at: UtcDateTime, lang: Lang) -> Self {
        Self {
            anchors: anchors.iter().count(),
            newest: anchors.newest(),
            for_testing: anchors.iter().any(|anchor| anchor.for_testing),
            concerns: concerns(anchors, at, lang),
        }
    }
}

impl TrustList {
    /// The list of `anchors` at `at`.
    #[must_use]
    pub fn of(anchors: &Anchors, at: UtcDateTime, lang: Lang) -> Self {
        Self {
            anchors: anchors.iter().map(AnchorReport::of).collect(),
            concerns: concerns(anchors, at, lang),
        }
    }

    /// The list for people.
    #[must_use]
    pub fn to_text(&self, lang: Lang) -> String {
        let mut text = String::new();
        let mut line = |code: &str, values: &[(&str, String)]| {
            let said = Catalogue::shared().sentence(code, lang, values).text;
            let _ = writeln!(text, "{said}");
        };
        for anchor in &self.anchors {
            let kind = match anchor.kind {
                AnchorKind::Government => "trust-kind-government",
                AnchorKind::Public => "trust-kind-public",
                AnchorKind::Unstated => "trust-kind-unstated",
            };
            let kind = Catalogue::shared().label(kind, lang);
            line(
                "trust-anchor",
                &[("name", anchor.name.clone()), ("kind", kind)],
            );
            line("trust-subject", &[("subject", anchor.subject.clone())]);
            line(
                "trust-dates",
                &[
                    ("from", moment(anchor.trusted_from)),
                    ("until", moment(anchor.trusted_until)),
                ],
            );
            line("trust-fingerprint", &[("sha256", spaced(&anchor.sha256))]);
            if let Some(confirmed) = anchor.confirmed {
                line("trust-confirmed", &[("time", moment(confirmed))]);
            }
            if let Some(successor) = &anchor.successor {
                line("trust-successor", &[("sha256", spaced(successor))]);
            }
        }
        for concern in &self.concerns {
            let _ = writeln!(text, "{}", concern.text);
        }
        text
    }
}

impl AnchorReport {
    fn of(anchor: &Anchor) -> Self {
        Self {
            name: anchor.name.clone(),
            subject: anchor.certificate.to_string(),
            sha256: Fingerprint::of(&anchor.certificate).to_string(),
            kind: anchor.kind,
            trusted_from: anchor.trusted_from,
            trusted_until: anchor.trusted_until,
            confirmed: anchor.confirmed,
            successor: anchor.successor.map(|bytes| Fingerprint(bytes).to_string()),
            for_testing: anchor.for_testing,
        }
    }
}

fn concerns(anchors: &Anchors, at: UtcDateTime, lang: Lang) -> Vec<ConcernReport> {
    let report = |concern: Concern| {
        let said = Catalogue::shared().sentence(concern.code, lang, &concern.values);
        ConcernReport {
            code: concern.code,
            text: said.text,
            hint: said.hint,
        }
    };
    ::trust::concerns(anchors, at)
        .into_iter()
        .map(report)
        .collect()
}

/// Groups of four digits, as people compare them.
fn spaced(digits: &str) -> String {
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && position % 4 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
