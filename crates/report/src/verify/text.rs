//! The verdict as text: a card per signature, five elements each on its own line.

use ades::SubjectKind;
use ades::validate::{
    Changes, Coverage, Element, Indication, Integrity, SignatureKind, SubIndication, TimeSource,
    Weight,
};

use super::{FileReport, ReasonReport, SignatureReport};
use crate::catalogue::{Catalogue, Lang};
use crate::moment::moment;
use crate::say::{self, Say};
use crate::visible::visible;

impl FileReport {
    /// The report for people; nothing for a file that could not be read, whose error is told
    /// apart.
    #[must_use]
    pub fn to_text(&self, lang: Lang) -> String {
        let mut text = String::new();
        let say = Say { lang };
        if self.error.is_some() {
            return text;
        }
        let head = match (self.indication, self.signatures.is_empty()) {
            (None, true) => "verify-no-signatures",
            _ => "verify-file",
        };
        let count = self.signatures.len().to_string();
        say::line(
            &mut text,
            0,
            &say.text(head, &[("file", self.file.clone()), ("count", count)]),
        );
        if self.repaired {
            say::line(&mut text, 1, &say.label("verify-repaired"));
        }
        for reason in &self.reasons {
            reason.to_text(&mut text, 1);
        }
        for (signature, number) in self.signatures.iter().zip(1_usize..) {
            text.push('\n');
            signature.to_text(&mut text, number, &say);
        }
        if !self.signatures.is_empty() {
            text.push('\n');
            self.basis(&mut text, &say);
        }
        text
    }

    fn basis(&self, text: &mut String, say: &Say) {
        let basis = say.text(
            "verify-basis",
            &[
                ("anchors", self.trust.anchors.to_string()),
                ("policy", self.policy.name.clone()),
                ("version", self.policy.version.clone()),
                ("time", moment(self.validation_time)),
            ],
        );
        say::line(text, 1, &basis);
        for concern in &self.trust.concerns {
            say.hinted(text, 1, &concern.text, concern.hint.as_deref());
        }
    }
}

impl SignatureReport {
    fn to_text(&self, text: &mut String, number: usize, say: &Say) {
        let form = self.form();
        let form = if form.is_empty() {
            form
        } else {
            format!(" [{form}]")
        };
        let title = self.title(number, say);
        say::line(text, 1, &format!("{title}{form}: {}", self.headline(say)));
        if let Some((cause, hint)) = self.cause(say) {
            say.hinted(text, 2, &cause, hint.as_deref());
        }
        for (code, element, evidence) in self.elements(say) {
            let mark = mark(element);
            let state = say.label(state(element));
            say::line(
                text,
                2,
                &format!("{mark} {} ({state}): {evidence}", say.label(code)),
            );
        }
        for reason in &self.reasons {
            reason.to_text(text, 3);
        }
    }

    /// `Chữ ký 1 (Signature1)`; without brackets where there is no field.
    pub(crate) fn title(&self, number: usize, say: &Say) -> String {
        let title = match self.kind {
            SignatureKind::Signature => "verify-signature",
            SignatureKind::DocumentTimestamp => "verify-document-timestamp",
        };
        let field = self.field.clone().unwrap_or_default();
        let said = say.text(title, &[("number", number.to_string()), ("field", field)]);
        // What is no PDF has no fields.
        said.trim_end_matches(" ()").to_owned()
    }

    /// `PAdES B-T`; empty if the form is not known.
    pub(crate) fn form(&self) -> String {
        let parts = self.format.iter().chain(&self.level);
        parts.map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn headline(&self, say: &Say) -> String {
        say.label(headline(self.indication))
    }

    /// Why it is less than valid, and what to do.
    pub(crate) fn cause(&self, say: &Say) -> Option<(String, Option<String>)> {
        let cause = self.sub_indication?;
        let is_changed = self.reasons.iter().any(|reason| {
            reason.code == "verdict-changed-after" && reason.weight == Weight::Failure
        });
        // A failure of format by the standard; people are told what it is.
        let code = match is_changed && cause == SubIndication::FormatFailure {
            true => "cause-changed-after".to_owned(),
            false => cause_code(cause),
        };
        let said = Catalogue::shared().sentence(&code, say.lang, &[]);
        Some((said.text, said.hint))
    }

    /// The five elements with their evidence.
    pub(crate) fn elements(&self, say: &Say) -> [(&'static str, Element, String); 5] {
        let elements = &self.elements;
        [
            ("element-signer", elements.signer, self.signer_line()),
            (
                "element-certificate-kind",
                elements.certificate_kind,
                self.kind_line(say),
            ),
            (
                "element-certificate-validity",
                elements.certificate_validity,
                self.validity_line(say),
            ),
            ("element-time", elements.time, self.time_line(say)),
            (
                "element-integrity",
                elements.integrity,
                self.integrity_line(say),
            ),
        ]
    }

    fn signer_line(&self) -> String {
        let Some(signer) = &self.signer else {
            return "?".to_owned();
        };
        let parts = [&signer.name, &signer.organization, &signer.email];
        let mut parts: Vec<_> = parts
            .into_iter()
            .flatten()
            .map(|part| visible(part))
            .collect();
        parts.dedup();
        parts.join(", ")
    }

    fn kind_line(&self, say: &Say) -> String {
        let Some(signer) = &self.signer else {
            return "?".to_owned();
        };
        let kind = say.label(match signer.kind {
            Some(SubjectKind::Person) => "kind-person",
            Some(SubjectKind::Organization) => "kind-organization",
            Some(SubjectKind::Device) => "kind-device",
            None => "kind-unknown",
        });
        say.text(
            "kind-issued-by",
            &[
                ("kind", kind),
                ("issuer", common_name(&signer.issuer).to_owned()),
                ("serial", signer.serial.clone()),
            ],
        )
    }

    fn validity_line(&self, say: &Say) -> String {
        let Some(signer) = &self.signer else {
            return "?".to_owned();
        };
        say.text(
            "validity-from-to",
            &[
                ("from", moment(signer.not_before)),
                ("until", moment(signer.not_after)),
            ],
        )
    }

    fn time_line(&self, say: &Say) -> String {
        let (Some(time), Some(source)) = (self.signing_time, self.time_source) else {
            return say.label("time-none");
        };
        let code = match source {
            TimeSource::SignatureTimestamp => "time-signature-timestamp",
            TimeSource::DocumentTimestamp => "time-document-timestamp",
            TimeSource::Claimed => "time-claimed",
        };
        say.text(code, &[("time", moment(time))])
    }

    fn integrity_line(&self, say: &Say) -> String {
        let integrity = Some(match self.integrity {
            Integrity::Intact => "integrity-intact",
            Integrity::Broken => "integrity-broken",
            Integrity::Unknown => "integrity-unknown",
        });
        let covers = self.covers.map(|covers| match covers {
            Coverage::WholeFile => "covers-whole-file",
            Coverage::Revision => "covers-revision",
            Coverage::Anomalous => "covers-anomalous",
        });
        let changes = self.changes_after.and_then(|changes| match changes {
            Changes::None | Changes::NotJudged => None,
            Changes::LtvData => Some("changes-ltv-data"),
            Changes::FormFillingAndSigning => Some("changes-form-filling-and-signing"),
            Changes::Annotations => Some("changes-annotations"),
            Changes::NotPermitted => Some("changes-not-permitted"),
        });
        let codes = [integrity, covers, changes].into_iter().flatten();
        codes
            .map(|code| say.label(code))
            .collect::<Vec<_>>()
            .join("; ")
    }
}

impl ReasonReport {
    fn to_text(&self, text: &mut String, indent: usize) {
        let mark = match self.weight {
            Weight::Failure => '✗',
            Weight::Doubt => '?',
            Weight::Note => '-',
        };
        let place = self.place.as_ref().map(|place| visible(place));
        // The sentence may name the place itself.
        let place = place.filter(|place| !self.text.contains(place.as_str()));
        let place = place.map(|place| format!(" ({})", common_name(&place)));
        let line = format!("{mark} {}{}", self.text, place.unwrap_or_default());
        say::line(text, indent, &line);
    }
}

/// The common name of a name after RFC 4514, where it comes first as it does in nearly all; the
/// whole name otherwise, and in the form for machines.
fn common_name(name: &str) -> &str {
    let first = name.strip_prefix("CN=").and_then(|rest| {
        let end = rest.match_indices(',').map(|(at, _)| at);
        let mut end = end.filter(|at| !rest.get(..*at).is_some_and(|head| head.ends_with('\\')));
        rest.get(..end.next().unwrap_or(rest.len()))
    });
    first.unwrap_or(name)
}

fn headline(indication: Indication) -> &'static str {
    match indication {
        Indication::TotalPassed => "indication-total-passed",
        Indication::TotalFailed => "indication-total-failed",
        Indication::Indeterminate => "indication-indeterminate",
    }
}

/// The catalogue's code of a cause: its name in the standard, in small letters.
fn cause_code(cause: SubIndication) -> String {
    let name = serde_json::to_value(cause).ok();
    let name = name
        .as_ref()
        .and_then(|name| name.as_str())
        .unwrap_or_default();
    format!("sub-{}", name.to_ascii_lowercase().replace('_', "-"))
}

fn mark(element: Element) -> char {
    match element {
        Element::Passed => '✓',
        Element::Failed => '✗',
        Element::Unknown => '?',
    }
}

fn state(element: Element) -> &'static str {
    match element {
        Element::Passed => "element-passed",
        Element::Failed => "element-failed",
        Element::Unknown => "element-unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shortened_to_the_common_name() {
        assert_eq!(common_name("CN=Sở Nội vụ,O=Tỉnh,C=VN"), "Sở Nội vụ");
        assert_eq!(common_name(r"CN=A\, B,C=VN"), r"A\, B");
        assert_eq!(common_name("O=Tỉnh,C=VN"), "O=Tỉnh,C=VN");
    }

    #[test]
    fn every_cause_of_the_standard_has_its_sentence() {
        use SubIndication as S;
        for cause in [
            S::FormatFailure,
            S::HashFailure,
            S::SigCryptoFailure,
            S::Revoked,
            S::Expired,
            S::NotYetValid,
            S::SigConstraintsFailure,
            S::ChainConstraintsFailure,
            S::CertificateChainGeneralFailure,
            S::CryptoConstraintsFailure,
            S::CryptoConstraintsFailureNoPoe,
            S::PolicyProcessingError,
            S::SignaturePolicyNotAvailable,
            S::TimestampOrderFailure,
            S::NoSigningCertificateFound,
            S::NoCertificateChainFound,
            S::NoCertificateChainFoundNoPoe,
            S::RevokedNoPoe,
            S::RevokedCaNoPoe,
            S::OutOfBoundsNotRevoked,
            S::OutOfBoundsNoPoe,
            S::RevocationOutOfBoundsNoPoe,
            S::NoPoe,
            S::TryLater,
            S::SignedDataNotFound,
        ] {
            assert!(Catalogue::shared().knows(&cause_code(cause)), "{cause:?}");
        }
    }
}
