//! What must hold of every verdict, whatever was read.

use std::sync::LazyLock;

use ades::validate::{DocumentFacts, Evidence, Indication, Policy, Verdict, decide};
use pki::revocation::Material;
use pki::trust::{Anchor, AnchorKind, Anchors};
use pki::{Certificate, Crl};

use crate::fixture::{Fixture, NOW};

/// The root of the fixture, trusted.
static ANCHORS: LazyLock<Anchors> = LazyLock::new(|| {
    let root = Certificate::from_der(&Fixture::shared().root).unwrap();
    [Anchor::new(root, AnchorKind::Government)]
        .into_iter()
        .collect()
});

/// Its revocation lists.
static EVIDENCE: LazyLock<Evidence> = LazyLock::new(|| {
    let lists = Fixture::shared().lists.iter();
    Evidence {
        material: Material {
            lists: lists.map(|list| Crl::from_der(list).unwrap()).collect(),
            ..Material::default()
        },
        ..Evidence::default()
    }
});

/// The verdict with the fixture's root trusted.
///
/// The facts must survive being stored, the same facts must give the same verdict again, and
/// without an anchor nothing may pass.
pub(crate) fn of(facts: &DocumentFacts) -> Verdict {
    let stored = serde_json::to_string(facts).unwrap();
    let restored: DocumentFacts = serde_json::from_str(&stored).unwrap();
    assert_eq!(&restored, facts, "facts change when they are stored");

    let policy = Policy::default();
    let untrusting = decide(facts, &Anchors::new(), &EVIDENCE, &policy, NOW);
    assert!(!passes(&untrusting), "passes without an anchor");
    let verdict = decide(facts, &ANCHORS, &EVIDENCE, &policy, NOW);
    let again = decide(&restored, &ANCHORS, &EVIDENCE, &policy, NOW);
    assert_eq!(
        serde_json::to_string(&verdict).unwrap(),
        serde_json::to_string(&again).unwrap(),
        "stored facts give another verdict"
    );
    verdict
}

/// Whether any signature is said to be valid.
pub(crate) fn passes(verdict: &Verdict) -> bool {
    let mut signatures = verdict.signatures.iter();
    verdict.indication == Some(Indication::TotalPassed)
        || signatures.any(|signature| signature.indication == Indication::TotalPassed)
}
