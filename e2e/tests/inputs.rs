//! Each input is what its name says: otherwise the proofs that use it prove something else.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;

use e2e::inputs::{Input, OWNER_PASSWORD};
use e2e::judges::{poppler, qpdf};
use e2e::tool::Tool;

fn contains(input: Input, needle: &[u8]) -> bool {
    fs::read(input.file())
        .unwrap()
        .windows(needle.len())
        .any(|window| window == needle)
}

fn pages(input: Input) -> u32 {
    let answer = Tool::new("qpdf")
        .arg("--show-npages")
        .arg(input.file())
        .run()
        .success();
    answer.stdout.trim().parse().unwrap()
}

#[test]
fn signable_inputs_are_well_formed() {
    for input in Input::SIGNABLE {
        assert_eq!(
            qpdf::complaints(&input.file(), None),
            Vec::<String>::new(),
            "{input:?}"
        );
    }
}

#[test]
fn cross_references_are_of_the_named_style() {
    for (input, table, stream, object_stream) in [
        (Input::LibreOffice, true, false, false),
        (Input::TexTable, true, false, false),
        (Input::TexXrefStream, false, true, false),
        (Input::TexObjectStreams, false, true, true),
        (Input::Hybrid, true, true, true),
        (Input::HybridUpdate, true, true, true),
        (Input::Huge, true, false, false),
    ] {
        assert_eq!(contains(input, b"\ntrailer"), table, "{input:?}");
        assert_eq!(
            contains(input, b"/Type /XRef") || contains(input, b"/Type/XRef"),
            stream,
            "{input:?}"
        );
        assert_eq!(contains(input, b"/ObjStm"), object_stream, "{input:?}");
    }
    assert!(contains(Input::Hybrid, b"/XRefStm"));
    assert!(contains(Input::Linearized, b"/Linearized"));
}

#[test]
fn hybrid_text_needs_the_hidden_font() {
    let answer = Tool::new("qpdf")
        .arg("--show-object=5")
        .arg(Input::Hybrid.file())
        .run()
        .success();
    assert!(answer.stdout.contains("/Helvetica"), "{}", answer.stdout);
    // poppler lets the table's free entry win, so only the other kind shows it the text.
    assert!(poppler::text(&Input::HybridUpdate.file(), None).contains("Made by hand"));
}

#[test]
fn pdf_a_parts_are_declared() {
    for (input, part) in [
        (Input::PdfA1, "1"),
        (Input::PdfA2, "2"),
        (Input::PdfA3, "3"),
    ] {
        let element = format!("<pdfaid:part>{part}</pdfaid:part>");
        assert!(contains(input, element.as_bytes()), "{input:?}");
    }
}

#[test]
fn pages_and_revisions_are_counted() {
    assert_eq!(pages(Input::Pages300), 300);
    assert_eq!(pages(Input::Landscape), 3);
    let bytes = fs::read(Input::Revisions30.file()).unwrap();
    let ends = bytes
        .windows(5)
        .filter(|window| *window == b"%%EOF")
        .count();
    assert_eq!(ends, 30);
    assert!(fs::metadata(Input::Huge.file()).unwrap().len() > 100_000_000);
}

#[test]
fn encryption_is_of_the_named_kind() {
    for (input, revision, method) in [
        (Input::Rc4, "R = 3", "RC4"),
        (Input::Aes128, "R = 4", "AESv2"),
        (Input::Aes256, "R = 6", "AESv3"),
        (Input::Aes256Password, "R = 6", "AESv3"),
        (Input::Aes256Forbidden, "R = 6", "AESv3"),
    ] {
        let answer = Tool::new("qpdf")
            .arg(format!("--password={OWNER_PASSWORD}"))
            .arg("--show-encryption")
            .arg(input.file())
            .run()
            .success();
        assert!(
            answer.stdout.contains(revision),
            "{input:?}: {}",
            answer.stdout
        );
        assert!(
            method == "RC4" || answer.stdout.contains(method),
            "{input:?}: {}",
            answer.stdout
        );
        let fill = if input == Input::Aes256Forbidden {
            "modify forms: not allowed"
        } else {
            "modify forms: allowed"
        };
        assert!(answer.stdout.contains(fill), "{input:?}: {}", answer.stdout);
    }
    assert!(!qpdf::complaints(&Input::Aes256Password.file(), None).is_empty());
}

#[test]
fn file_names_differ_in_form_only() {
    let composed = Input::NameComposed.file();
    let decomposed = Input::NameDecomposed.file();
    let marks = |name: &std::path::Path| {
        name.file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .chars()
            .filter(|letter| ('\u{300}'..'\u{370}').contains(letter))
            .count()
    };
    assert_eq!(marks(&composed), 0);
    assert!(marks(&decomposed) > 5);
}

#[test]
fn turned_pages_are_turned() {
    for (input, upright) in [
        (Input::Rotated90, false),
        (Input::Rotated180, true),
        (Input::Rotated270, false),
    ] {
        let (width, height) = poppler::render(&input.file(), 1, 40, None).size();
        assert_eq!(height > width, upright, "{input:?}");
    }
    let (width, height) = poppler::render(&Input::Landscape.file(), 2, 40, None).size();
    assert!(width > height);
    let (width, height) = poppler::render(&Input::CropBox.file(), 1, 40, None).size();
    assert!((width - 210.0).abs() < 1.0 && (height - 297.0).abs() < 1.0);
}
