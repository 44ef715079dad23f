//! What a document needs next to stay valid for longer (EN 319 142-1, 6.3 and annex; EN 319 102-1,
//! 5.5 and 5.6).
//!
//! B-B → B-T: a document time stamp over the signature. One inside the signature's own `/Contents`
//! would fit into the padding, but later revisions are over those bytes; signed bytes are never
//! touched. B-T → B-LT: certificates and revocation data, *newer than the time stamp*: what was
//! issued before cannot know of a key that was reported lost on the day of signing. B-LT → B-LTA:
//! a document time stamp over them. B-LTA → B-LTA: before the certificate or an algorithm of the
//! last time stamp ends, its own evidence and another time stamp.
//!
//! Pure: facts, verdict, evidence and time decide. Asking twice gives the same answer, and once
//! everything is there the answer is [`Step::Done`].

mod choice;
mod inside;
mod objects;
mod renewal;

use pki::trust::Anchors;
use pki::{Certificate, DigestAlgorithm};
use time::{Duration, UtcDateTime};

use self::choice::{Search, Unsettled};
use self::inside::Inside;
use self::objects::{Stamped, stamped};
use super::ValidationData;
use crate::validate::{
    DocumentFacts, Evidence, Indication, Policy, SignatureKind, SubIndication, Verdict,
};

/// How far a document is to be raised.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Goal {
    /// A time stamp over every signature.
    T,
    /// And all evidence inside.
    Lt,
    /// And a document time stamp over it, renewed in time.
    Lta,
}

/// All that the answer depends on.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What was read in the file.
    pub facts: &'a DocumentFacts,
    /// The verdict on these facts with the same evidence at the same time.
    pub verdict: &'a Verdict,
    /// Who is trusted.
    pub anchors: &'a Anchors,
    /// What is at hand besides the file.
    pub evidence: &'a Evidence,
    /// By which rules; the ends of its algorithms make a renewal due.
    pub policy: &'a Policy,
    /// How far to go.
    pub goal: Goal,
    /// Renew the last time stamp although that is not due yet.
    pub renew_now: bool,
    /// The time now.
    pub at: UtcDateTime,
}

/// What comes next.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Step {
    /// A document time stamp, so that every signature has a proven time.
    AddTimestamp,
    /// These values for the document security store.
    AddEvidence(ValidationData),
    /// A document time stamp over signatures and evidence.
    AddArchiveTimestamp,
    /// Revocation data newer than what they speak of are not to be had yet.
    NotYet {
        /// When newer data are due for all of them; none if that is not known.
        until: Option<UtcDateTime>,
        /// The certificates that they are missing for.
        missing: Vec<Missing>,
    },
    /// Time and evidence cannot help.
    Unfit {
        /// The signature or time stamp that is in the way.
        field: Option<String>,
        /// What is wrong with it.
        sub_indication: Option<SubIndication>,
    },
    /// There is no signature.
    Unsigned,
    /// Nothing: the goal is reached.
    Done {
        /// When the last time stamp has to be renewed at the latest; none below B-LTA, or if
        /// nothing in it ends.
        renew_by: Option<UtcDateTime>,
    },
}

impl Step {
    /// Whether more evidence might lead further.
    #[must_use]
    pub fn lacks_evidence(&self) -> bool {
        matches!(self, Self::NotYet { .. } | Self::Unfit { .. })
    }
}

/// A certificate without new enough revocation data.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Missing {
    /// The certificate.
    pub certificate: Certificate,
    /// Its issuer.
    pub issuer: Certificate,
    /// The data must be newer than this.
    pub after: UtcDateTime,
    /// When newer data are due, if older ones say so.
    pub until: Option<UtcDateTime>,
}

/// Decides what comes next.
#[must_use]
pub fn plan(question: &Question<'_>) -> Step {
    let stamped = stamped(question.facts);
    if !stamped.iter().any(|object| object.is_signature) {
        return Step::Unsigned;
    }
    if let Some(unfit) = worst(question, |verdict| verdict == Indication::TotalFailed) {
        return unfit;
    }
    if stamped.iter().any(|object| object.time.is_none()) {
        return timestamp(question);
    }
    if question.goal == Goal::T {
        return Step::Done { renew_by: None };
    }
    let inside = Inside::read(question.facts);
    let last = stamped.iter().rfind(|object| object.is_document_timestamp);
    match last.filter(|last| is_covered(question, &inside, &stamped, last)) {
        Some(last) => renew(question, &inside, last),
        None => raise(question, &inside, &stamped),
    }
}

/// Whether the document time stamp `last` is over everything else and all its evidence.
fn is_covered(
    question: &Question<'_>,
    inside: &Inside,
    stamped: &[Stamped],
    last: &Stamped,
) -> bool {
    let covered = inside.up_to(last.revision);
    let search = Search::embedded(question, &covered);
    let others = stamped.iter().filter(|other| !std::ptr::eq(*other, last));
    others
        .into_iter()
        .all(|other| other.revision <= last.revision && search.settle([other]).is_ok())
}

/// A time stamp helps unless the time for it is over.
fn timestamp(question: &Question<'_>) -> Step {
    let repairable = |cause: Option<SubIndication>| {
        matches!(
            cause,
            None | Some(
                SubIndication::TryLater
                    | SubIndication::CertificateChainGeneralFailure
                    | SubIndication::NoCertificateChainFound
            )
        )
    };
    let signatures = question.verdict.signatures.iter();
    let mut signatures = signatures.filter(|found| found.kind == SignatureKind::Signature);
    match signatures.find(|found| !repairable(found.sub_indication)) {
        Some(found) => Step::Unfit {
            field: found.field.clone(),
            sub_indication: found.sub_indication,
        },
        None => Step::AddTimestamp,
    }
}

/// From B-T to B-LT and B-LTA.
fn raise(question: &Question<'_>, inside: &Inside, stamped: &[Stamped]) -> Step {
    let all = inside.all();
    if Search::embedded(question, &all).settle(stamped).is_ok() {
        return match question.goal {
            Goal::Lta => fit(question, Step::AddArchiveTimestamp),
            _ => Step::Done { renew_by: None },
        };
    }
    gather(question, inside, stamped)
}

/// From B-LTA to B-LTA.
fn renew(question: &Question<'_>, inside: &Inside, last: &Stamped) -> Step {
    let search = Search::everything(question, inside);
    let ends = renewal::ends(question.policy, &search, last);
    let due = ends.is_some_and(|ends| renewal::is_due(last, ends, question.at));
    if question.goal != Goal::Lta || !(due || question.renew_now) {
        return Step::Done { renew_by: ends };
    }
    let all = inside.all();
    if Search::embedded(question, &all).settle([last]).is_ok() {
        return fit(question, Step::AddArchiveTimestamp);
    }
    gather(question, inside, std::slice::from_ref(last))
}

/// Chooses evidence from all that is at hand.
fn gather(question: &Question<'_>, inside: &Inside, stamped: &[Stamped]) -> Step {
    match Search::everything(question, inside).settle(stamped) {
        Ok(data) => fit(question, Step::AddEvidence(data)),
        Err(Unsettled::NoPath { field }) => Step::Unfit {
            field,
            sub_indication: Some(SubIndication::NoCertificateChainFound),
        },
        Err(Unsettled::Over { field }) => {
            worst(question, |verdict| verdict != Indication::TotalPassed).unwrap_or(Step::Unfit {
                field,
                sub_indication: Some(SubIndication::NoPoe),
            })
        }
        Err(Unsettled::Missing(missing)) => Step::NotYet {
            until: latest(missing.iter().map(|missing| missing.until)),
            missing,
        },
    }
}

/// `step`, if all signatures are valid with the evidence at hand: otherwise it would only hide for
/// a while that they are not.
fn fit(question: &Question<'_>, step: Step) -> Step {
    match worst(question, |verdict| verdict != Indication::TotalPassed) {
        None => step,
        Some(Step::Unfit {
            sub_indication: Some(SubIndication::TryLater),
            ..
        }) => Step::NotYet {
            until: latest(
                question
                    .verdict
                    .signatures
                    .iter()
                    .map(|found| found.retry_at),
            ),
            missing: Vec::new(),
        },
        Some(unfit) => unfit,
    }
}

/// The first signature with such a verdict. Time stamps count through the signatures they are over.
fn worst(question: &Question<'_>, is_bad: impl Fn(Indication) -> bool) -> Option<Step> {
    let signatures = question.verdict.signatures.iter();
    let mut signatures = signatures.filter(|found| found.kind == SignatureKind::Signature);
    let found = signatures.find(|found| is_bad(found.indication))?;
    Some(Step::Unfit {
        field: found.field.clone(),
        sub_indication: found.sub_indication,
    })
}

/// The latest of the times, if all that lie ahead are known.
fn latest(times: impl Iterator<Item = Option<UtcDateTime>>) -> Option<UtcDateTime> {
    times.flatten().max()
}

/// How long a digest must still count to be asked for in a new time stamp.
const DIGEST_OUTLOOK: Duration = Duration::days(10 * 365);

/// The digest for a new time stamp: SHA-256, which every authority knows, as long as the policy
/// sees no end of it within ten years; else SHA-512.
#[must_use]
pub fn imprint_digest(policy: &Policy, at: UtcDateTime) -> DigestAlgorithm {
    let until = at.checked_add(DIGEST_OUTLOOK).unwrap_or(at);
    let end = policy.algorithms.end_of_digest(DigestAlgorithm::Sha256);
    match policy.algorithms.binding(end).allows(until) {
        true => DigestAlgorithm::Sha256,
        false => DigestAlgorithm::Sha512,
    }
}
