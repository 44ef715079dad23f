//! Evidence that others put into documents and signatures, read from every place.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::path::PathBuf;

use ades::validate::{CmsFacts, DocumentFacts, SignatureKind, ValueCheck, facts};
use e2e::judges::peer::{self, Authority};
use pki::embedded::Embedded;
use pki::ocsp::Response;
use pki::signed_data::SignedData;
use pki::{Certificate, Crl, encode, oid};
use support::{AUTHORITY, Desk, NOW, open, person};
use testpki::{Ca, KeyAlgorithm};

struct Peer {
    desk: Desk,
    authority: Authority,
}

impl Peer {
    fn new() -> Self {
        let desk = Desk::new();
        let authority = peer::authority(&desk.folder.path().join("peer"));
        Self { desk, authority }
    }

    fn sign(&self, options: &[&str]) -> Vec<u8> {
        let samples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../samples");
        let target = self.desk.folder.path().join("signed.pdf");
        self.authority
            .sign(&samples.join("cong-van.pdf"), &target, options);
        std::fs::read(target).unwrap()
    }

    fn list(&self) -> Vec<u8> {
        std::fs::read(self.desk.folder.path().join("peer/root.crl")).unwrap()
    }
}

fn read(bytes: &[u8]) -> DocumentFacts {
    let facts = facts(&open(bytes)).unwrap();
    let stored = serde_json::to_string(&facts).unwrap();
    assert_eq!(facts, serde_json::from_str(&stored).unwrap());
    facts
}

fn cms(facts: &DocumentFacts) -> &CmsFacts {
    let cms = facts.signatures[0].cms.as_ref().unwrap();
    assert_eq!(cms.digest_matches, Some(true));
    assert!(matches!(cms.value, ValueCheck::Verified { .. }));
    cms
}

#[test]
fn the_revocation_archive_of_adobe() {
    let peer = Peer::new();
    let facts = read(&peer.sign(&["--form", "adobe", "--evidence", "store", "--timestamp"]));
    let cms = cms(&facts);
    assert_eq!(cms.lists, [peer.list()]);
    assert_eq!(cms.timestamps.len(), 1);
    assert_eq!(cms.timestamps[0].imprint_matches, Some(true));
    assert!(facts.security_store.is_empty());
}

#[test]
fn the_security_store_by_revision_and_the_time_stamp_behind_it() {
    let peer = Peer::new();
    let bytes = peer.sign(&["--evidence", "archive", "--timestamp"]);
    let facts = read(&bytes);
    assert!(cms(&facts).lists.is_empty());
    let kinds: Vec<_> = facts.signatures.iter().map(|found| found.kind).collect();
    assert_eq!(
        kinds,
        [SignatureKind::Signature, SignatureKind::DocumentTimestamp]
    );
    // The list is in the revision behind the signature, once, and not again in later ones.
    let revisions = |facts: &DocumentFacts| -> Vec<usize> {
        let lists = facts.security_store.iter();
        let lists = lists.filter(|store| store.lists == [peer.list()]);
        lists.map(|store| store.revision).collect()
    };
    let range = facts.signatures[0].range.as_ref().unwrap();
    assert_eq!(revisions(&facts), [range.revision.unwrap() + 1]);
    let all: usize = facts
        .security_store
        .iter()
        .map(|store| store.lists.len())
        .sum();
    assert_eq!(all, 1);
    for store in &facts.security_store {
        for der in &store.certificates {
            Certificate::from_der(der).unwrap();
        }
    }
    let stamp = facts.signatures[1].document_timestamp.as_ref().unwrap();
    assert_eq!(stamp.imprint_matches, Some(true));
    assert!(stamp.verified.is_some() && stamp.binding_digest.is_some());
}

#[test]
fn a_damaged_document_with_a_store_is_read_without_a_panic() {
    let peer = Peer::new();
    let bytes = peer.sign(&["--evidence", "archive", "--timestamp"]);
    // The signature and everything behind it, byte by byte in steps.
    let start = bytes.len() / 3;
    for position in (start..bytes.len()).step_by(211) {
        let mut changed = bytes.clone();
        changed[position] ^= 0x15;
        let options = pdf::OpenOptions::default();
        if let Ok(document) = pdf::Document::open(std::sync::Arc::new(changed), &options) {
            let _ = facts(&document).unwrap();
        }
    }
}

/// What the test authority says about its government authority, whole and bare.
fn answers() -> (Vec<u8>, Vec<u8>) {
    let authority = AUTHORITY.lock().unwrap();
    let [subject, issuer] = [Ca::Government, Ca::Root].map(|ca| authority.certificate(ca).unwrap());
    let request = pki::ocsp::Request::new(subject, issuer, None)
        .to_der()
        .unwrap();
    let whole = authority.handle_ocsp(&request, *NOW).unwrap();
    // OCSPResponse { status, [0] { { type, OCTET STRING bare } } }
    let bare = whole
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| *pair == [0x30, 0x82])
        .map(|(at, _)| whole[at..].to_vec())
        .find(|rest| Response::from_basic_der(rest).is_ok());
    (whole, bare.unwrap())
}

#[test]
fn answers_are_whole_wherever_they_stand() {
    let (whole, bare) = answers();
    let list = AUTHORITY.lock().unwrap().crl(Ca::Root, *NOW).unwrap();
    Crl::from_der(&list).unwrap();
    let values = |answer: &[u8]| {
        let lists = encode::constructed(0, &encode::sequence(&[&list]));
        let answers = encode::constructed(1, &encode::sequence(&[answer]));
        encode::sequence(&[lists, answers])
    };
    for (attribute, answer) in [
        (oid::REVOCATION_VALUES, &bare),
        (oid::ADOBE_REVOCATION, &whole),
    ] {
        let mut found = Embedded::default();
        found.take_attribute(attribute, &values(answer));
        assert_eq!(found.lists, vec![list.clone()]);
        assert_eq!(found.answers, vec![whole.clone()], "{attribute}");
        assert!(
            Response::from_der(&found.answers[0])
                .unwrap()
                .basic()
                .is_some()
        );
    }
    // Among the revocation information of the message itself (RFC 5940).
    let other = [encode::oid(oid::REVOCATION_INFO_OCSP), whole.clone()].concat();
    let choices = [encode::constructed(1, &other), list.clone()];
    let found = Embedded::of_choices(&choices);
    assert_eq!((found.lists, found.answers), (vec![list], vec![whole]));
    assert_eq!(
        Embedded::of_choices(&[vec![0xA1, 0x05, 1]]),
        Embedded::default()
    );
}

#[test]
fn certificates_of_the_store_complete_a_signature_that_has_none() {
    let key = person(KeyAlgorithm::P256);
    let openssl = support::raw::OpenSsl::new(&key);
    let mut raw = support::raw::Raw::new("ETSI.CAdES.detached");
    raw.catalog = "/DSS<</Certs[6 0 R]>>";
    let hex: String = (key.certificate.iter())
        .map(|byte| format!("{byte:02x}"))
        .collect();
    raw.objects = vec![format!(
        "<</Filter/ASCIIHexDecode/Length {}>>stream\n{hex}>\nendstream",
        hex.len() + 1
    )];
    let bytes = raw.signed(|signed| {
        let message = openssl.cms(signed, &["-cades", "-nocerts"]);
        let data = SignedData::from_der(&message).unwrap();
        assert!(
            data.certificates
                .iter()
                .all(|found| found.der() != key.certificate)
        );
        message
    });
    let facts = read(&bytes);
    assert_eq!(
        facts.security_store[0].certificates,
        vec![key.certificate.clone()]
    );
    assert_eq!(cms(&facts).signer, key.certificate);
}
