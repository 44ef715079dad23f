//! Documents whose form, permissions or time stamps are not as they should be: nothing is an
//! error, and nothing goes unsaid.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use ades::pades::Level;
use ades::validate::{Code, Coverage, Indication, Integrity, SignatureKind, SubIndication, facts};
use pki::DigestAlgorithm;
use pki::tsp::{Request, Response};
use support::raw::{OpenSsl, Raw, updated};
use support::trust::{codes, verdict};
use support::{AUTHORITY, NOW, open, person, try_sign};
use testpki::KeyAlgorithm;

fn signed(raw: &Raw<'_>) -> Vec<u8> {
    let openssl = OpenSsl::new(&person(KeyAlgorithm::P256));
    raw.signed(|signed| openssl.cms(signed, &["-cades"]))
}

#[test]
fn a_form_that_cannot_be_read_fails_the_file_and_integrity_is_told() {
    let whole = signed(&Raw::new("ETSI.CAdES.detached"));
    // A second field that is its own child.
    let looped = updated(
        &whole,
        &[
            (
                1,
                "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 6 0 R]/SigFlags 3>>>>",
            ),
            (6, "<</FT/Sig/T(two)/Kids[6 0 R]>>"),
        ],
    );
    let facts = facts(&open(&looped)).unwrap();
    let problem = facts.problem.as_ref().unwrap();
    assert_eq!(problem.code, Code::FormUnreadable);
    let verdict = verdict(&looped);
    assert_eq!(verdict.indication, Some(Indication::TotalFailed));
    assert_eq!(verdict.sub_indication, Some(SubIndication::FormatFailure));
    assert_eq!(verdict.reasons[0].code, "sig-form-unreadable");
    assert_eq!(verdict.signatures.len(), 1);
    assert_eq!(verdict.signatures[0].integrity, Integrity::Intact);
}

#[test]
fn a_document_whose_pages_are_lost_fails_whatever_its_signature_says() {
    let mut raw = Raw::new("ETSI.CAdES.detached");
    raw.pages = "9 0 R";
    let lost = verdict(&signed(&raw));
    assert_eq!(lost.indication, Some(Indication::TotalFailed));
    assert_eq!(lost.reasons[0].code, "sig-no-pages");
    assert_eq!(lost.signatures[0].integrity, Integrity::Intact);
    // Nobody signs on top of it.
    let key = person(KeyAlgorithm::P256);
    let request = key.request(Level::BB);
    let refused = try_sign(&key, &signed(&raw), &request).unwrap_err();
    assert_eq!(refused.code(), "sign-unsound");
}

#[test]
fn a_catalog_with_two_page_trees_fails() {
    let mut raw = Raw::new("ETSI.CAdES.detached");
    raw.catalog = "/Pages 9 0 R";
    let two = verdict(&signed(&raw));
    assert_eq!(two.indication, Some(Indication::TotalFailed));
    assert_eq!(two.reasons[0].code, "sig-root-key-twice");
    assert_eq!(two.signatures[0].integrity, Integrity::Intact);
}

#[test]
fn a_field_without_a_value_is_no_signature() {
    let mut raw = Raw::new("ETSI.CAdES.detached");
    raw.in_field = false;
    let unsigned = signed(&raw);
    let verdict = verdict(&unsigned);
    assert_eq!(verdict.indication, None);
    assert!(verdict.signatures.is_empty());
    // The form says that there is one all the same.
    assert_eq!(verdict.reasons[0].code, "sig-announced");
}

#[test]
fn a_signature_taken_out_is_missed() {
    let whole = signed(&Raw::new("ETSI.CAdES.detached"));
    let field = "<</Type/Annot/Subtype/Widget/FT/Sig/T(one)/P 3 0 R/F 132/Rect[0 0 0 0]>>";
    let stripped = verdict(&updated(&whole, &[(4, field)]));
    assert_eq!(stripped.indication, None);
    assert_eq!(stripped.reasons[0].code, "sig-removed");
    assert_eq!(stripped.reasons[0].values[0].1, "one");
}

#[test]
fn a_certification_without_a_field_is_listed_and_usage_rights_are_not() {
    let certification = "/Perms<</DocMDP 5 0 R>>";
    let mut raw = Raw::new("ETSI.CAdES.detached");
    raw.in_field = false;
    raw.catalog = certification;
    raw.entries = "/Reference[<</Type/SigRef/TransformMethod/DocMDP\
                   /TransformParams<</Type/TransformParams/V/1.2/P 1>>>>]"
        .to_owned();
    let found = verdict(&signed(&raw));
    assert_eq!(found.signatures.len(), 1);
    let only = &found.signatures[0];
    assert_eq!(only.field, None);
    assert_eq!(only.integrity, Integrity::Intact);
    assert_eq!(only.covers, Some(Coverage::WholeFile));
    assert!(codes(only).contains(&"sig-without-field"));

    raw.catalog = "/Perms<</UR3 5 0 R>>";
    let rights = verdict(&signed(&raw));
    assert!(rights.signatures.is_empty());
    assert!(
        rights
            .reasons
            .iter()
            .any(|reason| reason.code == "sig-usage-rights")
    );

    // In a field as well, it is one signature.
    raw.catalog = certification;
    raw.in_field = true;
    assert_eq!(verdict(&signed(&raw)).signatures.len(), 1);
}

#[test]
fn a_document_time_stamp_needs_no_type_but_the_right_imprint() {
    let stamp = |signed: &[u8]| {
        let digest = DigestAlgorithm::Sha256;
        let request = Request::new(digest, digest.digest(signed), &[7; 8]);
        let request = request.to_der().unwrap();
        let authority = AUTHORITY.lock().unwrap();
        let answer = authority.handle_tsp(&request, *NOW).unwrap();
        Response::from_der(&answer).unwrap().token.unwrap()
    };
    // The dictionary says /Type /Sig, as many writers do.
    let good = verdict(&Raw::new("ETSI.RFC3161").signed(stamp));
    let only = &good.signatures[0];
    assert_eq!(only.kind, SignatureKind::DocumentTimestamp);
    assert_eq!(only.indication, Indication::TotalPassed, "{only:?}");
    let wrong = verdict(&Raw::new("ETSI.RFC3161").signed(|_| stamp(b"another")));
    assert_eq!(wrong.signatures[0].indication, Indication::TotalFailed);
    assert_eq!(wrong.signatures[0].integrity, Integrity::Broken);
}
