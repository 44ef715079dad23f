//! What is appended to a PDF/A file keeps to the byte rules of ISO 19005, 6.1.
//!
//! The rules for what is drawn and for fields are the caller's; see `docs/pdfa.md`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;
mod inputs;

use std::sync::Arc;

use common::open;
use pdf::{Dictionary, Document, Object, PdfString, Stream, Update, XrefStyle, conformance};

#[test]
fn the_claim_stays_and_the_bytes_are_clean() {
    for part in [1, 2, 3] {
        let document = open(inputs::libre_office(part)).unwrap();
        let claim = conformance(&document.latest()).unwrap();
        assert_eq!(claim.unwrap().part, part);
        let tail = appended(&document);
        assert_bytes(&tail);
        if part == 1 {
            assert!(
                !tail.contains("/XRef") && !tail.contains("/ObjStm"),
                "{tail}"
            );
        }
        let version = document.facts().version.clone();
        let whole = [&bytes_of(&document), tail.as_bytes()].concat();
        let after = open(whole).unwrap();
        assert_eq!(after.facts().version, version);
        assert_eq!(after.latest().catalog().unwrap().get("Version"), None);
        assert_eq!(conformance(&after.latest()).unwrap(), claim);
        let style = after.revisions()[0].style;
        assert_eq!(after.revisions()[1].style, style);
        assert!(part > 1 || style == XrefStyle::Table);
    }
}

#[test]
fn a_plain_file_claims_nothing() {
    let document = open(inputs::libre_office(16)).unwrap();
    assert_eq!(conformance(&document.latest()).unwrap(), None);
}

fn appended(document: &Arc<Document>) -> String {
    let mut update = Update::new(Arc::clone(document)).unwrap();
    let form = Dictionary::new()
        .with("Type", Object::name("XObject"))
        .with("Subtype", Object::name("Form"))
        .with("BBox", [0, 0, 10, 10].map(Object::Integer).to_vec());
    update.add(Stream::new(form, b"0 0 10 10 re f".to_vec()));
    let signature = update.reserve();
    let dictionary = Dictionary::new()
        .with("Type", Object::name("Sig"))
        .with("Reason", PdfString::text("Ký số"));
    update.set_signature(signature, dictionary, 1000);
    String::from_utf8(update.finish(&[5; 32]).unwrap().tail().to_vec()).unwrap()
}

/// 6.1.4, 6.1.6 to 6.1.8 of part 1; the later parts ask for no more.
fn assert_bytes(tail: &str) {
    assert!(tail.ends_with("%%EOF\n"));
    for line in tail.lines() {
        if line.contains("endobj") || line.contains("endstream") {
            assert!(line == "endobj" || line == "endstream", "{line}");
        }
        if let Some(before) = line.strip_suffix(" obj") {
            let numbers: Vec<_> = before.split(' ').collect();
            assert!(numbers.len() == 2 && numbers.iter().all(|n| n.parse::<u32>().is_ok()));
        } else {
            assert!(!line.contains(" obj"), "{line}");
        }
        assert!(
            line == "stream" || !line.ends_with("stream") || line == "endstream",
            "{line}"
        );
    }
    for string in tail
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
    {
        let hexadecimal = string.0.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(!hexadecimal || string.0.len() % 2 == 0, "{}", string.0);
    }
}

fn bytes_of(document: &Document) -> Vec<u8> {
    let source = document.source();
    let mut bytes = vec![0; usize::try_from(source.len()).unwrap()];
    source.read_exact_at(0, &mut bytes).unwrap();
    bytes
}
