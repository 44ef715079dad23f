//! Which times are proven, and what counts as weak (EN 319 102-1, 5.4; TS 119 312).

use pki::signature::VerifiedWith;
use pki::{Certificate, DigestAlgorithm, KeyKind};
use time::UtcDateTime;

use super::facts::{Coverage, DocumentFacts};
use super::finding::Finding;
use super::grade::grade;
use super::policy::Policy;
use super::signer_path::Trusting;
use super::timestamp::TimestampFacts;

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
            Some((range.revision?, proven_time(stamp, trusting)?))
        })
        .collect()
}

/// The time that a token proves: it must be sound and its authority trusted now.
pub(super) fn proven_time(stamp: &TimestampFacts, trusting: Trusting<'_>) -> Option<UtcDateTime> {
    let with = stamp.verified?;
    let weak = is_weak(with, trusting.policy) || is_weak_digest(stamp.imprint_algorithm?);
    if !stamp.is_sound() || weak {
        return None;
    }
    let authority = Certificate::from_der(&stamp.authority).ok()?;
    let judged = trusting.judge(&authority, &certificates(&stamp.certificates), trusting.at);
    judged.objections.is_empty().then_some(stamp.time).flatten()
}

/// Those of a list of DER certificates that can be read.
pub(super) fn certificates(ders: &[Vec<u8>]) -> Vec<Certificate> {
    ders.iter()
        .filter_map(|der| Certificate::from_der(der).ok())
        .collect()
}

/// Whether algorithm or key no longer protect.
pub(super) fn is_weak(with: VerifiedWith, policy: &Policy) -> bool {
    let key = match with.key {
        KeyKind::Rsa { bits } => bits < policy.shortest_rsa,
        KeyKind::Ec { .. } => false,
        KeyKind::Other => true,
    };
    key || is_weak_digest(with.algorithm.digest())
}

/// Digests that no longer protect.
pub(super) fn is_weak_digest(digest: DigestAlgorithm) -> bool {
    digest == DigestAlgorithm::Sha1
}
