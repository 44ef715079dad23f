//! PAdES signatures of every kind of key and level are accepted by pdfsig, pyHanko and OpenSSL.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::path::Path;

use ades::pades::{FieldLock, FieldTarget, Level};
use e2e::judges::{openssl, pdfsig, pyhanko, qpdf};
use pdf::Rect;
use support::{Desk, person, sample, sign};
use testpki::KeyAlgorithm;

/// All judges accept all signatures of the file.
fn judged(desk: &Desk, file: &Path, count: usize, level: Level) {
    assert_eq!(qpdf::complaints(file, None), Vec::<String>::new());
    let signatures = pdfsig::signatures(file, None);
    assert_eq!(signatures.len(), count);
    assert!(signatures.iter().all(pdfsig::Signature::is_valid));

    let report = pyhanko::judge_one(file, &desk.root());
    assert_eq!(report.error, None);
    assert_eq!(report.signatures.len(), count);
    for signature in &report.signatures {
        assert!(signature.bottom_line, "{signature:?}");
        let stamp = signature.timestamp.as_ref();
        assert_eq!(stamp.is_some(), level == Level::BT);
        assert!(stamp.is_none_or(|stamp| stamp.valid && stamp.intact && stamp.trusted));
    }
    let parts = tempfile::tempdir().unwrap();
    for signature in openssl::extract(&[file], parts.path()).iter().flatten() {
        assert!(signature.place.gap_is_hex_string);
        signature.verify_cades(&desk.root()).unwrap();
        if level == Level::BT {
            signature.verify_timestamp(&desk.root()).unwrap();
        }
    }
}

#[test]
fn every_algorithm_at_both_levels() {
    let desk = Desk::new();
    let original = sample("cong-van.pdf");
    for kind in KeyAlgorithm::ALL {
        let key = person(kind);
        for algorithm in key.algorithms.clone() {
            for level in [Level::BB, Level::BT] {
                let mut request = key.request(level);
                request.signer = key.signer_with(algorithm);
                request.reason = Some("Phê duyệt".to_owned());
                let signed = sign(&key, &original, &request);
                assert_eq!(signed[..original.len()], original);
                judged(&desk, &desk.put("signed.pdf", &signed), 1, level);
            }
        }
    }
}

#[test]
fn three_signatures_in_a_row() {
    let desk = Desk::new();
    let mut bytes = sample("ke-hoach.pdf");
    let kinds = [
        KeyAlgorithm::Rsa2048,
        KeyAlgorithm::P256,
        KeyAlgorithm::Rsa3072,
    ];
    for (number, kind) in kinds.into_iter().enumerate() {
        let key = person(kind);
        let mut request = key.request(Level::BT);
        let left = 50.0 + 150.0 * f64::from(u8::try_from(number).unwrap());
        request.field = FieldTarget::New {
            name: None,
            page: 0,
            rect: Some(Rect::between(left, 100.0, left + 120.0, 140.0)),
        };
        bytes = sign(&key, &bytes, &request);
    }
    let file = desk.put("three.pdf", &bytes);
    judged(&desk, &file, 3, Level::BT);
    let report = pyhanko::judge_one(&file, &desk.root());
    for signature in &report.signatures[..2] {
        assert_eq!(signature.modification.as_deref(), Some("FORM_FILLING"));
        assert_eq!(signature.coverage, "ENTIRE_REVISION");
    }
    assert_eq!(report.signatures[2].coverage, "ENTIRE_FILE");
    let names: Vec<_> = report.signatures.iter().map(|found| &found.field).collect();
    assert_eq!(names, ["Signature1", "Signature2", "Signature3"]);
}

#[test]
fn a_lock_stands_in_field_and_signature() {
    let desk = Desk::new();
    let key = person(KeyAlgorithm::Rsa2048);
    let mut request = key.request(Level::BB);
    request.lock = Some(FieldLock::Include(vec!["number".to_owned()]));
    let signed = sign(&key, &sample("cong-van.pdf"), &request);
    let file = desk.put("locked.pdf", &signed);
    judged(&desk, &file, 1, Level::BB);
    let report = pyhanko::judge_one(&file, &desk.root());
    let lock = report.signatures[0].lock.as_ref().unwrap();
    assert_eq!(lock["Action"], "/Include");
    assert_eq!(
        report.signatures[0].transforms["FieldMDP"]["Action"],
        "/Include"
    );
}
