//! Trust in the test authority, and the verdict on a file.

use ades::validate::{Evidence, Policy, SignatureVerdict, Verdict, decide, facts};
use pki::trust::{Anchor, AnchorKind, Anchors};
use testpki::Ca;

use super::{AUTHORITY, NOW, open};

pub fn anchors() -> Anchors {
    let authority = AUTHORITY.lock().unwrap();
    let root = authority.certificate(Ca::Root).unwrap().clone();
    [Anchor::new(root, AnchorKind::Government)]
        .into_iter()
        .collect()
}

/// The verdict with the test authority trusted.
pub fn verdict(bytes: &[u8]) -> Verdict {
    let facts = facts(&open(bytes)).unwrap();
    decide(
        &facts,
        &anchors(),
        &Evidence::default(),
        &Policy::default(),
        *NOW,
    )
}

/// The codes of all reasons of a signature.
pub fn codes(verdict: &SignatureVerdict) -> Vec<&str> {
    let reasons = verdict.reasons.iter();
    reasons.map(|reason| reason.code.as_str()).collect()
}
