//! What is decided of sound signatures: when they pass, and what is missing when they do not.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use ades::pades::{DocMdp, FieldTarget, Level};
use ades::validate::{
    Changes, Coverage, DocumentFacts, Element, Evidence, Indication, Integrity, Policy,
    SubIndication, TimeSource, cms_facts, decide, facts,
};
use keys::PrivateKey as _;
use pdf::Rect;
use pki::trust::Anchors;
use support::trust::{anchors, codes, evidence, verdict};
use support::{NOW, open, person, sample, sign, update};
use testpki::KeyAlgorithm;

/// A document with `count` visible signatures.
fn signed(count: u8, level: Level) -> Vec<u8> {
    let mut bytes = sample("cong-van.pdf");
    for number in 0..count {
        let key = person(KeyAlgorithm::P256);
        let mut request = key.request(level);
        let left = 50.0 + 150.0 * f64::from(number);
        request.field = FieldTarget::New {
            name: None,
            page: 0,
            rect: Some(Rect::between(left, 100.0, left + 120.0, 140.0)),
        };
        bytes = sign(&key, &bytes, &request);
    }
    bytes
}

#[test]
fn three_signatures_in_a_row_all_pass() {
    let verdict = verdict(&signed(3, Level::BT));
    assert_eq!(verdict.indication, Some(Indication::TotalPassed));
    for (number, signature) in verdict.signatures.iter().enumerate() {
        let is_last = number == 2;
        assert_eq!(signature.indication, Indication::TotalPassed);
        assert_eq!(signature.integrity, Integrity::Intact);
        assert_eq!(signature.format.as_deref(), Some("PAdES"));
        assert_eq!(signature.level.as_deref(), Some("B-T"));
        assert_eq!(signature.time_source, Some(TimeSource::SignatureTimestamp));
        assert_eq!(signature.signing_time, Some(*NOW));
        let (covers, changes) = match is_last {
            true => (Coverage::WholeFile, Changes::None),
            false => (Coverage::Revision, Changes::FormFillingAndSigning),
        };
        assert_eq!(signature.covers, Some(covers));
        assert_eq!(signature.changes_after, Some(changes));
        assert_eq!(signature.chain.len(), 3);
        let elements = signature.elements;
        assert_eq!(elements.signer, Element::Passed);
        assert_eq!(elements.time, Element::Passed);
        assert_eq!(elements.certificate_validity, Element::Passed);
        assert!(codes(signature).is_empty());
    }
}

#[test]
fn facts_can_be_stored_and_decided_upon_later() {
    let facts = facts(&open(&signed(1, Level::BT))).unwrap();
    let text = serde_json::to_string(&facts).unwrap();
    let again: DocumentFacts = serde_json::from_str(&text).unwrap();
    assert_eq!(again, facts);
    let decide = |facts| {
        let (evidence, policy) = (evidence(), Policy::default());
        decide(facts, &anchors(), &evidence, &policy, *NOW)
    };
    assert_eq!(decide(&again), decide(&facts));
}

#[test]
fn without_anchors_nothing_passes_but_integrity_is_told() {
    let facts = facts(&open(&signed(1, Level::BB))).unwrap();
    let verdict = decide(
        &facts,
        &Anchors::new(),
        &Evidence::default(),
        &Policy::default(),
        *NOW,
    );
    assert_eq!(verdict.indication, Some(Indication::Indeterminate));
    let signature = &verdict.signatures[0];
    assert_eq!(
        signature.sub_indication,
        Some(SubIndication::NoCertificateChainFound)
    );
    assert_eq!(signature.integrity, Integrity::Intact);
    assert!(codes(signature).contains(&"verdict-no-anchors"));
}

#[test]
fn a_detached_signature_is_for_its_content_only() {
    let key = person(KeyAlgorithm::P384);
    let algorithm = key.algorithms[0];
    let content = b"content".to_vec();
    let prepared = ades::cades::prepare(&key.signer(), &content, *NOW).unwrap();
    let value = key.sign(algorithm, prepared.bytes()).unwrap();
    let der = prepared.with_signature(value).unwrap().to_der().unwrap();
    let decided = |der: &[u8], content: &Vec<u8>| {
        let facts = cms_facts(der, Some(content)).unwrap();
        let (evidence, policy) = (evidence(), Policy::default());
        let mut verdict = decide(&facts, &anchors(), &evidence, &policy, *NOW);
        verdict.signatures.remove(0)
    };
    let good = decided(&der, &content);
    assert_eq!(good.indication, Indication::TotalPassed);
    assert_eq!(good.format.as_deref(), Some("CAdES"));
    assert_eq!(good.level.as_deref(), Some("B-B"));
    assert_eq!(good.signing_time, Some(*NOW));
    assert_eq!(good.covers, None);

    let other = decided(&der, &b"another".to_vec());
    assert_eq!(other.sub_indication, Some(SubIndication::HashFailure));
    let cut = decided(&der[..der.len() - 1], &content);
    assert_eq!(cut.sub_indication, Some(SubIndication::FormatFailure));
    assert_eq!(cut.integrity, Integrity::Unknown);
}

#[test]
fn a_document_without_signatures_has_no_indication() {
    let verdict = verdict(&sample("cong-van.pdf"));
    assert_eq!(verdict.indication, None);
    assert!(verdict.signatures.is_empty());
}

#[test]
fn what_a_certification_forbids_fails_when_done_all_the_same() {
    let key = person(KeyAlgorithm::P256);
    let mut request = key.request(Level::BB);
    request.certify = Some(DocMdp::NoChanges);
    let certified = sign(&key, &sample("cong-van.pdf"), &request);
    // Somebody else's program signs without asking what is allowed.
    let mut update = update(&certified);
    let view = update.document().latest();
    let page = view.pages().unwrap()[0].id;
    let mut dictionary = view.get(page).unwrap().as_dictionary().unwrap().clone();
    dictionary.set("Rotate", 90);
    update.set(page, dictionary);
    let changed = support::whole(&update.finish(&support::random()).unwrap());
    let signature = &verdict(&changed).signatures[0];
    assert_eq!(signature.indication, Indication::TotalFailed);
    assert_eq!(signature.sub_indication, Some(SubIndication::FormatFailure));
    assert_eq!(signature.integrity, Integrity::Intact);
    assert_eq!(signature.changes_after, Some(Changes::NotPermitted));
    // The bytes signed are whole, the document is not.
    assert_eq!(signature.elements.integrity, Element::Failed);
    assert!(codes(signature).contains(&"change-page-changed"));
}

/// A document whose cross-reference table gives the page two places.
fn two_faced() -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for object in [
        "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
        "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>\nendobj\n",
        "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n",
    ] {
        places.push(bytes.len());
        bytes.extend(object.as_bytes());
    }
    let startxref = bytes.len();
    let entry = |place: &usize| format!("{place:010} 00000 n \n");
    let mut table = "xref\n0 4\n0000000000 65535 f \n".to_owned();
    table.extend(places[..3].iter().map(entry));
    table += &format!("3 1\n{}", entry(&places[3]));
    table += &format!("trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{startxref}\n%%EOF\n");
    bytes.extend(table.as_bytes());
    bytes
}

#[test]
fn a_document_with_an_object_in_two_places_is_not_signed() {
    let error = pdf::Update::new(open(&two_faced())).unwrap_err();
    assert_eq!(error.code(), "pdf-damaged-unsigned");
}
