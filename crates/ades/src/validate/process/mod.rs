//! From facts to the verdict: pure, total, and the same for ever (EN 319 102-1, 5).
//!
//! Each module is a building block or process of the standard. Where the standard stops at the
//! first failure, all causes are kept here and ordered as the standard meets them: the first names
//! the status, and a later process must make good every one. A broken digest is told even where
//! nobody is trusted, and nothing that could not be computed counts as passed.
//!
//! The order of work: all evidence of the file and from outside is pooled; document time stamps are
//! validated, the newest first, and prove what existed when; then the time stamps inside each
//! signature; then each signature, with its best signature time.

mod acceptance;
mod archival;
mod cause;
mod certificate;
mod crypto;
mod elements;
mod format;
mod knowledge;
mod level;
mod long_term;
mod past_certificate;
mod past_signature;
mod poe;
mod pool;
mod present;
mod revocation;
mod signature;
mod sliding;
mod timestamp;
mod wanted;

pub use wanted::{is_open, wanted};

use pki::trust::Anchors;
use time::UtcDateTime;

use self::cause::Cause;
use self::knowledge::Knowledge;
use self::poe::Proofs;
use self::signature::Case;
use super::evidence::Evidence;
use super::facts::DocumentFacts;
use super::policy::Policy;
use super::verdict::{
    Indication, PolicyName, Reason, SignatureVerdict, SubIndication, Trust, Verdict, Weight,
};

/// Codes of reasons that arise here; others are those of [`super::Code`], [`pki::path::PathError`],
/// [`pki::revocation::RevocationError`] and [`pdf::compare::Reason`].
pub const CODES: &[&str] = &[
    "verdict-digest-differs",
    "verdict-digest-not-computed",
    "verdict-value-wrong",
    "verdict-value-not-verified",
    "verdict-covers-no-revision",
    "verdict-changed-after",
    "verdict-annotated-after",
    "verdict-forbidden-after",
    "verdict-changes-not-judged",
    "verdict-weak-digest",
    "verdict-weak-key",
    "verdict-weak-certificate",
    "verdict-weak-revocation",
    "verdict-weak-timestamp",
    "verdict-algorithm-forecast",
    "verdict-no-anchors",
    "verdict-before-validity",
    "verdict-never-valid",
    "verdict-revoked",
    "verdict-suspended",
    "verdict-revocation-unknown",
    "verdict-revocation-unreachable",
    "verdict-issuer-unreachable",
    "verdict-revocation-stale",
    "verdict-revocation-old",
    "verdict-revocation-issuer-expired",
    "verdict-revocation-not-known-to-responder",
    "verdict-revocation-before-certificate",
    "verdict-revocation-after-expiry",
    "verdict-revocation-signer-not-valid",
    "verdict-revocation-signer-not-trusted",
    "verdict-certificate-use",
    "verdict-policy-differs",
    "verdict-policy-not-accepted",
    "verdict-timestamp-ahead",
    "verdict-timestamp-delay",
    "verdict-timestamp-order",
    "verdict-timestamp-not-counted",
    "verdict-no-poe",
    "verdict-not-known-good",
];

/// Decides what may be believed of a document's signatures at the time `at`.
#[must_use]
pub fn decide(
    facts: &DocumentFacts,
    anchors: &Anchors,
    evidence: &Evidence,
    policy: &Policy,
    at: UtcDateTime,
) -> Verdict {
    let knowledge = Knowledge::new(facts, anchors, evidence, policy, at);
    let signatures = signatures(&knowledge, facts);
    let worst = signatures.iter().min_by_key(|verdict| verdict.indication);
    let worst = worst.map(|verdict| (verdict.indication, verdict.sub_indication));
    let worst = match &facts.problem {
        Some(_) => Some((Indication::TotalFailed, Some(SubIndication::FormatFailure))),
        None => worst,
    };
    Verdict {
        indication: worst.map(|(indication, _)| indication),
        sub_indication: worst.and_then(|(_, cause)| cause),
        validation_time: at,
        policy: PolicyName {
            name: policy.name.clone(),
            version: policy.version.clone(),
        },
        trust: Trust {
            anchors: anchors.iter().count(),
            newest: anchors.iter().map(|anchor| anchor.trusted_from).max(),
        },
        repaired: facts.repaired.is_some(),
        reasons: file_reasons(facts),
        signatures,
    }
}

fn signatures(knowledge: &Knowledge<'_>, facts: &DocumentFacts) -> Vec<SignatureVerdict> {
    let mut proofs = Proofs::new(knowledge.at);
    let documents = archival::documents(knowledge, facts, &mut proofs);
    let mut inside = Vec::new();
    for (number, signature) in facts.signatures.iter().enumerate() {
        let cms = signature.cms.as_ref();
        let stamps = cms.map(|cms| archival::inside(knowledge, number, cms, &mut proofs));
        inside.push(stamps.unwrap_or_default());
    }
    let all = facts.signatures.iter().zip(&inside).enumerate();
    all.map(|(number, (signature, stamps))| {
        let case = Case {
            knowledge,
            document: facts,
            number,
            facts: signature,
            proofs: &proofs,
            stamps,
            documents: &documents,
        };
        case.verdict()
    })
    .collect()
}

/// What there is to say about the file as a whole.
fn file_reasons(facts: &DocumentFacts) -> Vec<Reason> {
    let problem = facts.problem.iter().map(|found| (found, Weight::Failure));
    let remarks = facts.remarks.iter().map(|found| (found, Weight::Note));
    problem
        .chain(remarks)
        .map(|(finding, weight)| {
            let mut reason = Reason::new(finding.code.as_str(), weight);
            reason.values.clone_from(&finding.values);
            reason
        })
        .collect()
}

/// Orders causes as the standard meets them; what makes a signature fail for good comes first.
fn order(causes: &mut [Cause]) {
    causes.sort_by_key(|cause| rank(cause.sub));
}

fn rank(sub: SubIndication) -> u8 {
    use SubIndication as S;
    match sub {
        S::FormatFailure => 0,
        S::HashFailure => 1,
        S::SigCryptoFailure => 2,
        S::Revoked => 3,
        S::Expired => 4,
        S::NotYetValid => 5,
        S::SignedDataNotFound => 6,
        S::NoSigningCertificateFound => 7,
        S::PolicyProcessingError => 8,
        S::SignaturePolicyNotAvailable => 9,
        S::NoCertificateChainFound => 10,
        S::NoCertificateChainFoundNoPoe => 11,
        S::ChainConstraintsFailure => 12,
        S::CertificateChainGeneralFailure => 13,
        S::RevokedNoPoe => 14,
        S::RevokedCaNoPoe => 15,
        S::TryLater => 16,
        S::CryptoConstraintsFailure => 17,
        S::CryptoConstraintsFailureNoPoe => 18,
        S::OutOfBoundsNotRevoked => 19,
        S::OutOfBoundsNoPoe => 20,
        S::RevocationOutOfBoundsNoPoe => 21,
        S::NoPoe => 22,
        S::TimestampOrderFailure => 23,
        S::SigConstraintsFailure => 24,
    }
}
