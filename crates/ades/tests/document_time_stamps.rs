//! Document time stamps and evidence, appended behind signatures without disturbing them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::sync::Arc;

use ades::Error;
use ades::pades::{
    DocMdp, Level, SavedState, TimestampOptions, ValidationData, embed, prepare_timestamp,
    timestamp_with,
};
use ades::timestamp::TimestampSource as _;
use ades::validate::{Changes, Coverage, SignatureKind, facts};
use e2e::judges::{pdfsig, pyhanko, qpdf};
use e2e::tool::Tool;
use pdf::{Document, OpenOptions};
use pki::DigestAlgorithm;
use support::{AUTHORITY, Desk, NOW, Stamps, open, person, random, sample, sign, update, whole};
use testpki::{Ca, KeyAlgorithm};

fn stamped(bytes: &[u8], digest: DigestAlgorithm) -> Vec<u8> {
    let options = TimestampOptions {
        digest,
        ..TimestampOptions::default()
    };
    let stamped = timestamp_with(&mut Stamps, &update(bytes), options, &mut random, None);
    whole(stamped.unwrap().appended())
}

fn signed(certify: Option<DocMdp>) -> Vec<u8> {
    let key = person(KeyAlgorithm::P256);
    let mut request = key.request(Level::BT);
    request.certify = certify;
    sign(&key, &sample("cong-van.pdf"), &request)
}

fn evidence() -> ValidationData {
    let authority = AUTHORITY.lock().unwrap();
    let certificate = |ca| authority.certificate(ca).unwrap().der().to_vec();
    ValidationData {
        certificates: [Ca::Root, Ca::Government].map(certificate).to_vec(),
        lists: [Ca::Root, Ca::Government]
            .map(|ca| authority.crl(ca, *NOW).unwrap())
            .to_vec(),
        answers: Vec::new(),
    }
}

fn embedded(bytes: &[u8], data: &ValidationData) -> Option<Vec<u8>> {
    let appended = embed(&open(bytes), data, &random(), None).unwrap();
    appended.as_ref().map(whole)
}

#[test]
fn a_certification_that_forbids_everything_takes_time_stamps_and_evidence() {
    let desk = Desk::new();
    for certify in [None, Some(DocMdp::NoChanges)] {
        let signed = signed(certify);
        let with_evidence = embedded(&signed, &evidence()).unwrap();
        let once = stamped(&with_evidence, DigestAlgorithm::Sha512);
        let twice = stamped(&once, DigestAlgorithm::Sha256);
        assert_eq!(twice[..signed.len()], signed);

        let facts = facts(&open(&twice)).unwrap();
        let later = |index: usize| facts.signatures[index].range.as_ref().unwrap().later;
        assert_eq!(later(0), Changes::LtvData);
        assert_eq!(later(1), Changes::LtvData);
        let newest = &facts.signatures[2];
        assert_eq!(newest.kind, SignatureKind::DocumentTimestamp);
        assert_eq!(newest.field.as_deref(), Some("Timestamp2"));
        assert_eq!(newest.range.as_ref().unwrap().coverage, Coverage::WholeFile);
        let digests = facts.signatures.iter();
        let digests = digests.filter_map(|found| found.document_timestamp.as_ref());
        let digests: Vec<_> = digests
            .filter_map(|stamp| stamp.imprint_algorithm)
            .collect();
        assert_eq!(digests, [DigestAlgorithm::Sha512, DigestAlgorithm::Sha256]);

        let file = desk.put("stamped.pdf", &twice);
        assert_eq!(qpdf::complaints(&file, None), Vec::<String>::new());
        let judged = pdfsig::signatures(&file, None);
        assert_eq!(judged.len(), 3);
        assert!(judged[0].is_valid());
        let report = pyhanko::judge_one(&file, &desk.root());
        assert_eq!(report.error, None);
        assert!(report.signatures[0].bottom_line, "{report:?}");
        assert_eq!(
            report.signatures[0].modification.as_deref(),
            Some("LTA_UPDATES")
        );
    }
}

#[test]
fn evidence_is_merged_and_never_written_twice() {
    let signed = signed(None);
    let all = evidence();
    let first = ValidationData {
        certificates: all.certificates[..1].to_vec(),
        lists: all.lists[..1].to_vec(),
        answers: Vec::new(),
    };
    let once = embedded(&signed, &first).unwrap();
    assert_eq!(embedded(&once, &first), None);
    let twice = embedded(&once, &all).unwrap();
    assert_eq!(embedded(&twice, &all), None);

    let document = open(&twice);
    let view = document.latest();
    let catalog = view.catalog().unwrap();
    let store = view.lookup(&catalog, "DSS").unwrap();
    let store = store.as_dictionary().unwrap();
    let values = |key| {
        let array = view.lookup(store, key).unwrap();
        let streams = array.as_array().unwrap().iter().map(|item| {
            let stream = view.resolve(item).unwrap();
            view.stream_data(stream.as_stream().unwrap()).unwrap()
        });
        streams.collect::<Vec<_>>()
    };
    assert_eq!(values("Certs"), all.certificates);
    assert_eq!(values("CRLs"), all.lists);
    assert!(store.get("VRI").is_none() && store.get("OCSPs").is_none());
    assert!(catalog.get("Extensions").is_none());
}

#[test]
fn a_time_stamp_is_taken_up_in_another_process_and_checked() {
    let signed = signed(None);
    let options = TimestampOptions::default();
    let awaiting = prepare_timestamp(update(&signed), options, &[9; 16], &random()).unwrap();
    let state = serde_json::to_string(&SavedState::AwaitingDocumentTimestamp(awaiting)).unwrap();
    let SavedState::AwaitingDocumentTimestamp(awaiting) = serde_json::from_str(&state).unwrap()
    else {
        panic!("another state came back");
    };
    let other = prepare_timestamp(update(&signed), options, &[8; 16], &random()).unwrap();
    let response = Stamps.ask(other.request()).unwrap();
    assert!(matches!(
        awaiting.with_response(&response),
        Err(Error::Timestamp(_))
    ));

    let response = Stamps.ask(awaiting.request()).unwrap();
    let stamped = awaiting.with_response(&response).unwrap();
    let shorter = Arc::new(signed[1..].to_vec());
    let other = stamped.clone().finish(shorter, None);
    assert!(matches!(other, Err(Error::OtherDocument { .. })));
    let mut changed = signed.clone();
    let at = changed.len() / 3;
    changed[at] ^= 1;
    assert!(stamped.clone().finish(Arc::new(changed), None).is_err());
    let finished = stamped.finish(Arc::new(signed), None).unwrap();
    assert_eq!(finished.field(), "Timestamp1");
}

#[test]
fn a_placeholder_too_small_is_enlarged() {
    let options = TimestampOptions {
        capacity: 512,
        ..TimestampOptions::default()
    };
    let signed = signed(None);
    let stamped = timestamp_with(&mut Stamps, &update(&signed), options, &mut random, None);
    let facts = facts(&open(&whole(stamped.unwrap().appended()))).unwrap();
    assert!(
        facts.signatures[1]
            .document_timestamp
            .as_ref()
            .unwrap()
            .is_sound()
    );
}

#[test]
fn nothing_is_added_behind_a_broken_signature() {
    let mut signed = signed(None);
    let at = signed.len() / 3;
    signed[at] ^= 1;
    let options = TimestampOptions::default();
    let refused = prepare_timestamp(update(&signed), options, &[9; 16], &random());
    assert!(matches!(refused, Err(Error::EarlierSignatureBroken { .. })));
    let refused = embed(&open(&signed), &evidence(), &random(), None);
    assert!(matches!(refused, Err(Error::EarlierSignatureBroken { .. })));
}

#[test]
fn sha_1_is_not_asked_for() {
    let options = TimestampOptions {
        digest: DigestAlgorithm::Sha1,
        ..TimestampOptions::default()
    };
    let refused = prepare_timestamp(update(&signed(None)), options, &[9; 16], &random());
    assert!(matches!(refused, Err(Error::WeakDigest(_))));
}

#[test]
fn encrypted_files_too() {
    let desk = Desk::new();
    let plain = desk.put("plain.pdf", &sample("cong-van.pdf"));
    let encrypted = desk.folder.path().join("encrypted.pdf");
    let arguments = ["--encrypt", "mat-khau", "chu", "256", "--"];
    let qpdf = Tool::new("qpdf").args(arguments);
    let done = qpdf.arg(&plain).arg(&encrypted).run();
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let bytes = std::fs::read(&encrypted).unwrap();
    let options = OpenOptions {
        password: Some(b"mat-khau".to_vec()),
        ..OpenOptions::default()
    };
    let document = Document::open(Arc::new(bytes), &options).unwrap();
    let password = options.password.as_deref();
    let stored = embed(&document, &evidence(), &random(), password).unwrap();
    let document = Document::open(Arc::new(stored.unwrap()), &options).unwrap();
    let stamped = timestamp_with(
        &mut Stamps,
        &pdf::Update::new(document).unwrap(),
        TimestampOptions::default(),
        &mut random,
        password,
    );
    let file = desk.put("stamped.pdf", &whole(stamped.unwrap().appended()));
    assert_eq!(
        qpdf::complaints(&file, Some("mat-khau")),
        Vec::<String>::new()
    );
    let judged = pdfsig::signatures(&file, Some("mat-khau"));
    assert_eq!(judged.len(), 1);
}
