//! Empty signature fields that a document brings are signed as their author wished.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use ades::pades::{FieldLock, FieldTarget, Level};
use ades::validate::Indication;
use e2e::judges::{pdfsig, pyhanko, qpdf};
use pdf::{Dictionary, Object, PdfString, Rect};
use support::trust::verdict;
use support::{Desk, Untouchable, open, person, random, sample, sign, try_sign, update, whole};
use testpki::KeyAlgorithm;

/// A document with an empty signature field, whose form, field list and annotation list are
/// objects of their own.
fn with_field(change: impl FnOnce(Dictionary) -> Dictionary) -> Vec<u8> {
    let mut update = update(&sample("cong-van.pdf"));
    let view = update.document().latest();
    let (catalog_id, mut catalog) = (view.catalog_id().unwrap(), view.catalog().unwrap());
    let page = view.pages().unwrap()[0].clone();
    let field = Dictionary::new()
        .with("Type", Object::name("Annot"))
        .with("Subtype", Object::name("Widget"))
        .with("FT", Object::name("Sig"))
        .with("T", PdfString::text("Chữ ký lãnh đạo"))
        .with("F", 4)
        .with("P", page.id)
        .with("Rect", Rect::between(300.0, 100.0, 420.0, 140.0).to_array());
    let field = update.add(change(field));
    let fields = update.add(vec![Object::from(field)]);
    let form = update.add(Dictionary::new().with("Fields", fields));
    catalog.set("AcroForm", form);
    update.set(catalog_id, catalog);
    let annotations = update.add(vec![Object::from(field)]);
    let mut page_dictionary = page.dictionary.clone();
    page_dictionary.set("Annots", annotations);
    update.set(page.id, page_dictionary);
    whole(&update.finish(&random()).unwrap())
}

fn target() -> FieldTarget {
    FieldTarget::Existing("Chữ ký lãnh đạo".to_owned())
}

#[test]
fn the_field_and_a_further_one_beside_it_are_signed() {
    let desk = Desk::new();
    let key = person(KeyAlgorithm::P256);
    let mut request = key.request(Level::BB);
    request.field = target();
    let once = sign(&key, &with_field(|field| field), &request);
    request.field = FieldTarget::New {
        name: None,
        page: 0,
        rect: None,
    };
    let twice = sign(&key, &once, &request);
    let file = desk.put("fields.pdf", &twice);
    assert_eq!(qpdf::complaints(&file, None), Vec::<String>::new());
    assert!(
        pdfsig::signatures(&file, None)
            .iter()
            .all(pdfsig::Signature::is_valid)
    );
    let report = pyhanko::judge_one(&file, &desk.root());
    assert_eq!(report.error, None);
    assert!(report.signatures.iter().all(|found| found.bottom_line));
    let verdict = verdict(&twice);
    assert_eq!(verdict.signatures.len(), 2);
    assert_eq!(verdict.indication, Some(Indication::TotalPassed));
}

#[test]
fn a_lock_that_the_field_demands_goes_into_the_signature() {
    let lock = || {
        Dictionary::new()
            .with("Type", Object::name("SigFieldLock"))
            .with("Action", Object::name("All"))
    };
    let bytes = with_field(|field| field.with("Lock", lock()));
    let key = person(KeyAlgorithm::P256);
    let mut request = key.request(Level::BB);
    request.field = target();
    let signed = sign(&key, &bytes, &request);
    let fields = pdf::form::fields(&open(&signed).latest()).unwrap();
    let signature = fields[0].value.as_dictionary().unwrap();
    let reference = signature.get("Reference").unwrap().as_array().unwrap()[0].clone();
    let reference = reference.as_dictionary().unwrap();
    assert_eq!(
        reference.get("TransformMethod"),
        Some(&Object::name("FieldMDP"))
    );

    request.lock = Some(FieldLock::Include(vec!["x".to_owned()]));
    let error = try_sign(&Untouchable(key), &bytes, &request).unwrap_err();
    assert_eq!(error.code(), "sign-lock-differs");
}

#[test]
fn seed_values_are_obeyed_or_refused() {
    let seed = |flags: i64, key: &str, value: Object| {
        let seed = Dictionary::new().with("Ff", flags).with(key, value);
        with_field(|field| field.with("SV", seed))
    };
    let sub_filter = |name: &str| Object::Array(vec![Object::name(name)]);
    let pades = seed(2, "SubFilter", sub_filter("ETSI.CAdES.detached"));
    let old = seed(2, "SubFilter", sub_filter("adbe.pkcs7.detached"));
    let wish = seed(0, "SubFilter", sub_filter("adbe.pkcs7.detached"));
    let legal = seed(16, "LegalAttestation", Object::Array(Vec::new()));
    let key = person(KeyAlgorithm::P256);
    let mut request = key.request(Level::BB);
    request.field = target();
    sign(&key, &pades, &request);
    sign(&key, &wish, &request);
    for bytes in [old, legal] {
        let error = try_sign(&key, &bytes, &request).unwrap_err();
        assert_eq!(error.code(), "sign-seed-value");
    }
    assert_eq!(key.uses(), 2);
}

#[test]
fn a_text_field_is_not_signed() {
    let bytes = with_field(|field| field.with("FT", Object::name("Tx")));
    let key = person(KeyAlgorithm::P256);
    let mut request = key.request(Level::BB);
    request.field = target();
    let error = try_sign(&Untouchable(key), &bytes, &request).unwrap_err();
    assert_eq!(error.code(), "sign-field-kind");
}
