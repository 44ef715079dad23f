//! Format checking and cryptographic verification (EN 319 102-1, 5.2.2 and 5.2.7): what can be said
//! of a signature whoever made it.

use super::super::changes::{ChangeFacts, Permitted};
use super::super::cms_facts::{CmsFacts, ValueCheck};
use super::super::facts::{Changes, Coverage, DocumentFacts, RangeFacts, SignatureFacts};
use super::super::finding::Code;
use super::super::grade::grade;
use super::super::policy::Policy;
use super::super::timestamp::TimestampFacts;
use super::super::verdict::{Integrity, Reason, SubIndication, Weight};
use super::cause::Cause;

/// Changes named in a verdict, the worst; the others are among the facts.
const MOST_NAMED: usize = 10;

/// What the findings mean: causes, and what is only worth knowing.
pub(super) fn findings(facts: &SignatureFacts, policy: &Policy) -> (Vec<Cause>, Vec<Reason>) {
    let mut causes = Vec::new();
    let mut notes = Vec::new();
    for finding in &facts.findings {
        let mut reason = Reason::new(finding.code.as_str(), Weight::Note);
        reason.values.clone_from(&finding.values);
        match grade(finding.code, facts, policy) {
            Some(sub) => causes.push(Cause::new(sub, reason)),
            None => notes.push(reason),
        }
    }
    (causes, notes)
}

/// Whether a signature's bytes and structure are such that it speaks for a revision at all.
pub(super) fn is_sound(facts: &SignatureFacts, policy: &Policy) -> bool {
    let anomalous = |range: &RangeFacts| range.coverage == Coverage::Anomalous;
    !facts.range.as_ref().is_some_and(anomalous) && findings(facts, policy).0.is_empty()
}

/// Digest and signature value. What was not computed is not passed.
pub(super) fn integrity(facts: &SignatureFacts) -> (Integrity, Vec<Cause>) {
    let (digest, value) = match (&facts.cms, &facts.document_timestamp) {
        (Some(cms), _) => (digest_of(cms), cms.value.clone()),
        (None, Some(stamp)) => (stamp.imprint_matches, value_of(stamp)),
        (None, None) => (
            None,
            ValueCheck::NotVerified {
                cause: String::new(),
            },
        ),
    };
    let mut causes = Vec::new();
    match digest {
        Some(true) => {}
        Some(false) => causes.push(plain(SubIndication::HashFailure, "verdict-digest-differs")),
        None => causes.push(plain(no_digest(facts), "verdict-digest-not-computed")),
    }
    match &value {
        ValueCheck::Verified { .. } => {}
        ValueCheck::Wrong => {
            causes.push(plain(
                SubIndication::SigCryptoFailure,
                "verdict-value-wrong",
            ));
        }
        ValueCheck::NotVerified { cause } => {
            let reason =
                Reason::new("verdict-value-not-verified", Weight::Doubt).value("cause", cause);
            causes.push(Cause::new(not_verified(facts), reason));
        }
    }
    let integrity = match (digest, value) {
        (Some(false), _) | (_, ValueCheck::Wrong) => Integrity::Broken,
        (Some(true), ValueCheck::Verified { .. }) => Integrity::Intact,
        _ => Integrity::Unknown,
    };
    (integrity, causes)
}

fn plain(sub: SubIndication, code: &str) -> Cause {
    Cause::new(sub, Reason::new(code, Weight::Note))
}

/// Why there is no digest: no content, an algorithm we do not have, or else no sound format.
fn no_digest(facts: &SignatureFacts) -> SubIndication {
    let found = |code| facts.findings.iter().any(|found| found.code == code);
    if found(Code::ContentMissing) {
        SubIndication::SignedDataNotFound
    } else if found(Code::AlgorithmUnsupported) {
        SubIndication::CryptoConstraintsFailureNoPoe
    } else {
        SubIndication::FormatFailure
    }
}

/// Why a value could not be tried: no certificate, or an algorithm we do not have.
fn not_verified(facts: &SignatureFacts) -> SubIndication {
    let signer = facts.cms.as_ref().map(|cms| &cms.signer);
    let authority = facts
        .document_timestamp
        .as_ref()
        .map(|stamp| &stamp.authority);
    match signer.or(authority).is_some_and(|der| !der.is_empty()) {
        true => SubIndication::CryptoConstraintsFailureNoPoe,
        false => SubIndication::NoSigningCertificateFound,
    }
}

/// Whether the content is what was signed; a value over the content itself says so alone.
fn digest_of(cms: &CmsFacts) -> Option<bool> {
    match (cms.digest_matches, &cms.value) {
        (None, ValueCheck::Verified { .. }) if cms.value_over_content => Some(true),
        (None, ValueCheck::Wrong) if cms.value_over_content => Some(false),
        (matches, _) => matches,
    }
}

fn value_of(stamp: &TimestampFacts) -> ValueCheck {
    match (stamp.verified, stamp.findings.first()) {
        (Some(with), _) => ValueCheck::Verified { with },
        (None, finding) => ValueCheck::NotVerified {
            cause: finding.map_or_else(String::new, |found| found.code.as_str().to_owned()),
        },
    }
}

/// It must be over a whole revision, and what later ones changed must have been judged, and
/// permitted.
pub(super) fn changes(
    facts: &SignatureFacts,
    document: &DocumentFacts,
    policy: &Policy,
) -> (Option<Cause>, Vec<Reason>) {
    let Some(range) = &facts.range else {
        return (None, Vec::new());
    };
    if range.coverage == Coverage::Anomalous {
        let cause = plain(SubIndication::FormatFailure, "verdict-covers-no-revision");
        return (Some(cause), Vec::new());
    }
    let declared = range.permits;
    let permitted = declared.unwrap_or_else(|| policy.changes.undeclared.into());
    let (sub, code) = match (range.later, permitted) {
        (Changes::None | Changes::LtvData, _)
        | (
            Changes::FormFillingAndSigning,
            Permitted::FormFillingAndSigning | Permitted::Annotations,
        )
        | (Changes::Annotations, Permitted::Annotations) => return (None, Vec::new()),
        (Changes::NotPermitted, _) => (SubIndication::FormatFailure, "verdict-changed-after"),
        (Changes::NotJudged, _) => (
            SubIndication::SigConstraintsFailure,
            "verdict-changes-not-judged",
        ),
        (Changes::FormFillingAndSigning | Changes::Annotations, _) if declared.is_some() => {
            (SubIndication::FormatFailure, "verdict-forbidden-after")
        }
        (Changes::FormFillingAndSigning, _) => (
            SubIndication::SigConstraintsFailure,
            "verdict-forbidden-after",
        ),
        (Changes::Annotations, _) => (
            SubIndication::SigConstraintsFailure,
            "verdict-annotated-after",
        ),
    };
    let worst = worst(&document.changes, range.later, range.revision);
    (Some(plain(sub, code)), worst)
}

/// The changes that decided, where there is something to point at.
fn worst(changes: &[ChangeFacts], class: Changes, signed: Option<usize>) -> Vec<Reason> {
    let after = |change: &&ChangeFacts| change.class == class && signed < Some(change.revision);
    let worst = changes.iter().filter(after).take(MOST_NAMED);
    worst
        .map(|change| {
            let mut reason = Reason::new(&change.code, Weight::Note)
                .value("revision", change.revision + 1)
                .value("detail", &change.detail);
            if let Some(page) = change.page {
                reason = reason.value("page", page + 1);
            }
            reason.place.clone_from(&change.object);
            reason
        })
        .collect()
}
