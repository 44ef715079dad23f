//! What pyHanko's own implementation of EN 319 102-1 says of the same files, lists and times.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::path::PathBuf;

use ades::validate::{DocumentFacts, Evidence, Policy, decide};
use e2e::judges::pyhanko::{self, AdesQuestion};
use pki::revocation::Reason;
use support::world::{DAY, HOUR, START, World, read};
use testpki::Ca;
use time::UtcDateTime;
use time::format_description::well_known::Rfc3339;

/// A file, and what is known of revocation when it is judged.
struct Case {
    world: World,
    bytes: Vec<u8>,
    evidence: Evidence,
    at: UtcDateTime,
    process: &'static str,
}

impl Case {
    /// Signed and stamped an hour after the start, judged a day later.
    fn new(stamped: bool) -> (Self, Vec<u8>) {
        let mut world = World::new();
        let key = world.person();
        let bytes = world.sign(&key, START + HOUR, stamped.then_some(START + HOUR));
        let at = START + DAY;
        let evidence = world.lists(at);
        let case = Self {
            world,
            bytes,
            evidence,
            at,
            process: if stamped { "long_term" } else { "basic" },
        };
        (case, key.certificate)
    }

    fn facts(&self) -> DocumentFacts {
        read(&self.bytes)
    }

    /// pyHanko's verdict and ours, by names of the standard.
    fn both(&self, trusted: &World) -> (String, String) {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: &[u8]| -> PathBuf {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let file = put("signed.pdf", &self.bytes);
        let root = trusted.authority.certificate(Ca::Root).unwrap();
        let root = put("root.der", root.der());
        let lists = self.evidence.material.lists.iter().enumerate();
        let lists: Vec<_> = lists
            .map(|(number, list)| put(&format!("{number}.crl"), list.der()))
            .collect();
        let theirs = pyhanko::ades(&AdesQuestion {
            file,
            roots: vec![root],
            lists,
            answers: Vec::new(),
            time: self.at.format(&Rfc3339).unwrap(),
            process: self.process,
        });
        let theirs = theirs.cause.unwrap_or(theirs.status);
        let policy = Policy::default();
        let anchors = trusted.anchors();
        let verdict = decide(&self.facts(), &anchors, &self.evidence, &policy, self.at);
        let ours = match verdict.signatures[0].sub_indication {
            None => "PASSED".to_owned(),
            Some(cause) => serde_json::to_value(cause)
                .unwrap()
                .as_str()
                .unwrap()
                .to_owned(),
        };
        (theirs, ours)
    }

    #[track_caller]
    fn agree(&self, expected: &str) {
        let (theirs, ours) = self.both(&self.world);
        assert_eq!(ours, expected);
        assert_eq!(theirs, expected);
    }
}

#[test]
fn passed_with_a_time_stamp() {
    let (case, _) = Case::new(true);
    case.agree("PASSED");
}

#[test]
fn revoked() {
    let (mut case, certificate) = Case::new(false);
    let certificate = pki::Certificate::from_der(&certificate).unwrap();
    let since = START + 2 * HOUR;
    case.world
        .authority
        .revoke(&certificate, Reason::KeyCompromise, since)
        .unwrap();
    case.evidence = case.world.lists(case.at);
    case.agree("REVOKED_NO_POE");
}

#[test]
fn revoked_after_the_time_stamp() {
    let (mut case, certificate) = Case::new(true);
    let certificate = pki::Certificate::from_der(&certificate).unwrap();
    let since = START + 2 * HOUR;
    case.world
        .authority
        .revoke(&certificate, Reason::KeyCompromise, since)
        .unwrap();
    case.evidence = case.world.lists(case.at);
    case.agree("PASSED");
}

#[test]
fn expired() {
    let (mut case, certificate) = Case::new(false);
    let certificate = pki::Certificate::from_der(&certificate).unwrap();
    case.at = certificate.not_after() + HOUR;
    case.evidence = case.world.lists(certificate.not_after() - HOUR);
    let (theirs, ours) = case.both(&case.world);
    assert_eq!(ours, "OUT_OF_BOUNDS_NOT_REVOKED");
    assert!(theirs.starts_with("OUT_OF_BOUNDS"), "{theirs}");
}

#[test]
fn untrusted() {
    let (case, _) = Case::new(true);
    let (theirs, ours) = case.both(&World::new());
    assert_eq!(ours, "NO_CERTIFICATE_CHAIN_FOUND");
    assert!(theirs.contains("CERTIFICATE_CHAIN"), "{theirs}");
}

#[test]
fn nothing_known_of_revocation() {
    let (mut case, _) = Case::new(true);
    case.evidence = Evidence::default();
    let (theirs, ours) = case.both(&case.world);
    assert_eq!(ours, "CERTIFICATE_CHAIN_GENERAL_FAILURE");
    assert_ne!(theirs, "PASSED");
}
