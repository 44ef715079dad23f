//! The elements on which validity rests, each told on its own (requirement V1).

use pki::Certificate;

use super::cms_facts::Binding;
use super::facts::{Changes, Coverage, SignatureFacts};
use super::policy::Policy;
use super::signer_path::Judged;
use super::verdict::{ChainLink, Element, Elements, Integrity, SignerIdentity, SubIndication};
use crate::kind::subject_kind;

/// How each element turned out.
pub(super) fn elements(
    facts: &SignatureFacts,
    judged: Option<&Judged>,
    kind_fits: Option<bool>,
    integrity: Integrity,
    is_time_proven: bool,
) -> Elements {
    let told = |holds: Option<bool>| match holds {
        Some(true) => Element::Passed,
        Some(false) => Element::Failed,
        None => Element::Unknown,
    };
    Elements {
        signer: signer(facts, judged),
        certificate_kind: told(kind_fits),
        certificate_validity: judged.map_or(Element::Unknown, validity),
        time: told(is_time_proven.then_some(true)),
        integrity: told(whole(facts, integrity)),
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
fn signer(facts: &SignatureFacts, judged: Option<&Judged>) -> Element {
    let binding = facts.cms.as_ref().map(|cms| cms.binding);
    let is_chained = judged.is_some_and(|judged| judged.path.is_some());
    match binding {
        Some(Binding::Broken) => Element::Failed,
        Some(Binding::Absent) => Element::Unknown,
        Some(Binding::Version1 | Binding::Version2) | None if is_chained => Element::Passed,
        _ => Element::Unknown,
    }
}

/// Not expired, not revoked, and both known.
fn validity(judged: &Judged) -> Element {
    use SubIndication::{
        NotYetValid, OutOfBoundsNoPoe, OutOfBoundsNotRevoked, RevokedCaNoPoe, RevokedNoPoe,
        TryLater,
    };
    let failed = judged.objections.iter().any(|objection| {
        matches!(
            objection.cause,
            NotYetValid
                | OutOfBoundsNoPoe
                | OutOfBoundsNotRevoked
                | RevokedCaNoPoe
                | RevokedNoPoe
                | TryLater
        )
    });
    let unknown = judged.path.is_none()
        || judged
            .notes
            .iter()
            .any(|note| note.code == "verdict-revocation-unknown");
    match (failed, unknown || !judged.objections.is_empty()) {
        (true, _) => Element::Failed,
        (false, true) => Element::Unknown,
        (false, false) => Element::Passed,
    }
}

/// The certificates from the signer's to the anchor's.
pub(super) fn chain(judged: &Judged) -> Vec<ChainLink> {
    let Some(path) = &judged.path else {
        return Vec::new();
    };
    let anchor = &path.anchor().certificate;
    let certificates = path.certificates().iter();
    let mut links: Vec<_> = certificates.map(link).collect();
    if path.certificates().last() != Some(anchor) {
        links.push(link(anchor));
    }
    links
}

fn link(certificate: &Certificate) -> ChainLink {
    ChainLink {
        subject: certificate.to_string(),
        sha256: certificate.sha256_fingerprint().to_vec(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        der: certificate.der().to_vec(),
    }
}

/// Who the certificate says signed.
pub(super) fn identity(leaf: &Certificate, policy: &Policy) -> SignerIdentity {
    SignerIdentity {
        name: leaf.common_name(),
        organization: leaf.organization(),
        email: leaf.email(),
        kind: subject_kind(leaf, &policy.kinds),
        issuer: leaf.issuer().to_string(),
        serial: leaf.serial_hex(),
        not_before: leaf.not_before(),
        not_after: leaf.not_after(),
    }
}
