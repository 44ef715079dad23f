//! Which times are proven, and what counts as weak (EN 319 102-1, 5.4; TS 119 312).

use pki::signature::VerifiedWith;
use pki::{Certificate, DigestAlgorithm};
use time::UtcDateTime;

use super::facts::{Coverage, DocumentFacts};
use super::finding::Finding;
use super::grade::grade;
use super::policy::Policy;
use super::signer_path::Trusting;
use super::timestamp::TimestampFacts;
use super::verdict::{Reason, Weight};

/// Times that trusted document time stamps prove for everything up to their own revision.
pub(super) fn document_timestamps(
    facts: &DocumentFacts,
    trusting: Trusting<'_>,
) -> Vec<(usize, UtcDateTime)> {
    facts
        .signatures
        .iter()
        .filter_map(|signature| {
            let range = signature.range.as_ref()?;
            let stamp = signature.document_timestamp.as_ref()?;
            let graded = |found: &Finding| grade(found.code, signature).is_some();
            if range.coverage == Coverage::Anomalous || signature.findings.iter().any(graded) {
                return None;
            }
            Some((range.revision?, proven_time(stamp, trusting).ok()?))
        })
        .collect()
}

/// The time that a token proves: it must be sound and its authority trusted now. Otherwise why not.
pub(super) fn proven_time(
    stamp: &TimestampFacts,
    trusting: Trusting<'_>,
) -> Result<UtcDateTime, Vec<Reason>> {
    let authority = Certificate::from_der(&stamp.authority).ok();
    let (Some(time), Some(authority)) =
        (sound_time(stamp, trusting.policy, trusting.at), authority)
    else {
        return Err(vec![Reason::new(
            "verdict-timestamp-unusable",
            Weight::Note,
        )]);
    };
    let judged = trusting.judge(&authority, &certificates(&stamp.certificates), trusting.at);
    if judged.objections.is_empty() {
        return Ok(time);
    }
    let untrusted = Reason::new("verdict-timestamp-untrusted", Weight::Note);
    let objections = judged.objections.into_iter();
    let causes = objections.map(|objection| objection.reason.note());
    Err([untrusted].into_iter().chain(causes).collect())
}

/// The time in a token that is whole and not weak.
fn sound_time(stamp: &TimestampFacts, policy: &Policy, at: UtcDateTime) -> Option<UtcDateTime> {
    let weak = is_weak(stamp.verified?, policy, at)
        || is_weak_digest(stamp.imprint_algorithm?, policy, at);
    (stamp.is_sound() && !weak).then_some(stamp.time).flatten()
}

/// Those of a list of DER certificates that can be read.
pub(super) fn certificates(ders: &[Vec<u8>]) -> Vec<Certificate> {
    ders.iter()
        .filter_map(|der| Certificate::from_der(der).ok())
        .collect()
}

/// Whether algorithm or key no longer protect what is new at `at`.
pub(super) fn is_weak(with: VerifiedWith, policy: &Policy, at: UtcDateTime) -> bool {
    let algorithms = &policy.algorithms;
    !algorithms.binding(algorithms.end_of(with)).allows(at)
}

/// Whether a digest no longer protects what is new at `at`.
pub(super) fn is_weak_digest(digest: DigestAlgorithm, policy: &Policy, at: UtcDateTime) -> bool {
    let algorithms = &policy.algorithms;
    !algorithms
        .binding(algorithms.end_of_digest(digest))
        .allows(at)
}
