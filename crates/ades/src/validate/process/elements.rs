//! The elements on which validity rests, each told on its own (requirement V1).

use super::super::cms_facts::Binding;
use super::super::facts::{Changes, Coverage, SignatureFacts};
use super::super::verdict::{Element, Elements, Integrity, SubIndication};
use super::cause::Matter;
use super::signature::Outcome;

/// How each element turned out.
pub(super) fn elements(facts: &SignatureFacts, outcome: &Outcome) -> Elements {
    let told = |holds: Option<bool>| match holds {
        Some(true) => Element::Passed,
        Some(false) => Element::Failed,
        None => Element::Unknown,
    };
    Elements {
        signer: signer(facts, outcome),
        certificate_kind: told(outcome.may_sign),
        certificate_validity: validity(outcome),
        time: told(outcome.proven.map(|_| true)),
        integrity: told(whole(facts, outcome.integrity)),
    }
}

/// Whether the document is as it was signed: its bytes unchanged, all of them covered, and nothing
/// done to it later but what signatures permit.
fn whole(facts: &SignatureFacts, integrity: Integrity) -> Option<bool> {
    match integrity {
        Integrity::Intact => {}
        Integrity::Broken => return Some(false),
        Integrity::Unknown => return None,
    }
    let Some(range) = &facts.range else {
        return Some(true);
    };
    match (range.coverage, range.later) {
        (Coverage::Anomalous, _) | (_, Changes::NotPermitted) => Some(false),
        (_, Changes::NotJudged | Changes::Annotations) => None,
        (_, Changes::None | Changes::LtvData | Changes::FormFillingAndSigning) => Some(true),
    }
}

/// Bound to the signature, and leading to an anchor.
fn signer(facts: &SignatureFacts, outcome: &Outcome) -> Element {
    let binding = facts.cms.as_ref().map(|cms| cms.binding);
    match binding {
        Some(Binding::Broken) => Element::Failed,
        Some(Binding::Absent) => Element::Unknown,
        Some(Binding::Version1 | Binding::Version2) | None if is_chained(outcome) => {
            Element::Passed
        }
        _ => Element::Unknown,
    }
}

/// Whether a chain to an anchor was found that holds, times and revocation aside.
fn is_chained(outcome: &Outcome) -> bool {
    outcome.checked.chain.is_some()
        && !outcome.causes.iter().any(|cause| match cause.sub {
            SubIndication::NoCertificateChainFoundNoPoe => true,
            SubIndication::CertificateChainGeneralFailure => {
                cause.reason.code != "verdict-revocation-unknown"
            }
            _ => false,
        })
}

/// Not expired, not revoked, and both known.
fn validity(outcome: &Outcome) -> Element {
    let failed = outcome.causes.iter().any(|cause| {
        let by_name = matches!(
            cause.sub,
            SubIndication::Revoked
                | SubIndication::Expired
                | SubIndication::NotYetValid
                | SubIndication::RevokedNoPoe
                | SubIndication::RevokedCaNoPoe
                | SubIndication::OutOfBoundsNoPoe
                | SubIndication::OutOfBoundsNotRevoked
        );
        by_name || matches!(cause.matter, Matter::Revoked { .. })
    });
    let unknown = !is_chained(outcome)
        || outcome.causes.iter().any(|cause| {
            matches!(
                cause.sub,
                SubIndication::CertificateChainGeneralFailure
                    | SubIndication::ChainConstraintsFailure
                    | SubIndication::RevocationOutOfBoundsNoPoe
                    | SubIndication::CryptoConstraintsFailureNoPoe
                    | SubIndication::TryLater
            )
        });
    match (failed, unknown) {
        (true, _) => Element::Failed,
        (false, true) => Element::Unknown,
        (false, false) => Element::Passed,
    }
}
