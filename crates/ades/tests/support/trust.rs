//! Trust in the test authority, and the verdict on a file.

use ades::validate::{Evidence, Policy, SignatureVerdict, Verdict, decide, facts};
use pki::crl::Crl;
use pki::revocation::Material;
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

/// The revocation lists of the test authority, current now.
pub fn evidence() -> Evidence {
    let authority = AUTHORITY.lock().unwrap();
    let lists = [Ca::Root, Ca::Government].map(|ca| authority.crl(ca, *NOW).unwrap());
    let lists = lists.iter().map(|list| Crl::from_der(list).unwrap());
    Evidence {
        material: Material {
            lists: lists.collect(),
            ..Material::default()
        },
        ..Evidence::default()
    }
}

/// The verdict with the test authority trusted and its revocation lists at hand.
pub fn verdict(bytes: &[u8]) -> Verdict {
    let facts = facts(&open(bytes)).unwrap();
    decide(&facts, &anchors(), &evidence(), &Policy::default(), *NOW)
}

/// The codes of all reasons of a signature.
pub fn codes(verdict: &SignatureVerdict) -> Vec<&str> {
    let reasons = verdict.reasons.iter();
    reasons.map(|reason| reason.code.as_str()).collect()
}
