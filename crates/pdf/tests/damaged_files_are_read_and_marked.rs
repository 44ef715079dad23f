//! Damage is repaired for reading, and never without a mark.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Builder, id, integer, open};
use pdf::{Document, Object};

fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let at = bytes
        .windows(from.len())
        .rposition(|window| window == from.as_bytes())
        .unwrap();
    [&bytes[..at], to.as_bytes(), &bytes[at + from.len()..]].concat()
}

fn repaired(document: &Document) -> &'static str {
    document
        .facts()
        .repaired
        .as_ref()
        .map_or("", |repair| repair.code)
}

#[test]
fn a_whole_file_bears_no_mark() {
    let document = Builder::form().open();
    assert_eq!(document.facts().repaired, None);
    assert_eq!(document.facts().dangling, []);
    assert!(!document.facts().disordered);
}

#[test]
fn unusable_cross_references_are_replaced_by_a_scan() {
    let mut file = Builder::form();
    file.revision(&[(9, "17")]);
    for (from, to, code) in [
        ("startxref\n", "startxref\n9", "pdf-syntax"),
        ("startxref", "startxxxx", "pdf-bad-xref"),
        ("xref\n9 1", "xxxx\n9 1", "pdf-syntax"),
        ("/Root", "/Toor", "pdf-no-catalog"),
    ] {
        let document = open(replaced(&file.bytes, from, to)).unwrap();
        assert_eq!(repaired(&document), code, "{from}");
        assert_eq!(document.revisions().len(), 1);
        assert_eq!(integer(&document.latest().get(id(9)).unwrap()), 17);
        assert_eq!(document.latest().pages().unwrap().len(), 1);
    }
}

#[test]
fn white_space_before_an_object_is_no_damage() {
    let mut file = Builder::form();
    file.revision(&[(9, "17"), (10, "18")]);
    let document = open(replaced(&file.bytes, "9 0 obj\n17", " 9 0 obj 17")).unwrap();
    assert_eq!(document.facts().repaired, None);
    assert_eq!(integer(&document.latest().get(id(9)).unwrap()), 17);
}

#[test]
fn an_entry_for_no_object_at_all_is_dangling() {
    let mut file = Builder::form();
    file.revision(&[(9, "17")]);
    let wrong = replaced(&file.bytes, "\n9 0 obj\n17", "\n9 0 xbj\n17");
    let document = open(wrong).unwrap();
    assert_eq!(document.facts().repaired, None);
    assert_eq!(document.facts().dangling, [9]);
    assert_eq!(document.latest().get(id(9)).unwrap(), Object::Null);
}

#[test]
fn an_object_of_another_number_is_repaired_and_the_revisions_kept() {
    let mut file = Builder::form();
    file.revision(&[(9, "17"), (10, "18")]);
    let swapped = replaced(
        &file.bytes,
        "9 0 obj\n17\nendobj\n10 0 obj",
        "10 0 obj 18 endobj  9 0 obj",
    );
    let document = open(swapped).unwrap();
    assert_eq!(repaired(&document), "pdf-not-at-offset");
    assert_eq!(document.facts().repaired.as_ref().unwrap().objects, [9, 10]);
    assert_eq!(document.revisions().len(), 2);
}

#[test]
fn bytes_before_the_header_shift_offsets_or_do_not() {
    let file = Builder::form();
    let shifted = open([b"junk\n", file.bytes.as_slice()].concat()).unwrap();
    assert_eq!(shifted.facts().header_offset, 5);
    assert_eq!(shifted.facts().repaired, None);
    assert_eq!(shifted.latest().pages().unwrap().len(), 1);
    let span = shifted.latest().span(id(1)).unwrap();
    assert_eq!(
        span.start,
        5 + u64::try_from(Builder::new().bytes.len()).unwrap()
    );
}

#[test]
fn bytes_behind_the_end_are_counted() {
    let file = Builder::form();
    let document = open([file.bytes.as_slice(), b"\0\0junk"].concat()).unwrap();
    assert_eq!(document.facts().trailing_bytes, 6);
    assert_eq!(document.facts().repaired, None);
}

#[test]
fn a_truncated_file_gives_what_is_left() {
    let file = Builder::form();
    for length in 0..file.bytes.len() {
        match open(file.bytes[..length].to_vec()) {
            Ok(document) => assert!(
                document.facts().repaired.is_some() || length + 10 > file.bytes.len(),
                "{length}"
            ),
            Err(error) => assert!(["pdf-no-header", "pdf-no-catalog"].contains(&error.code())),
        }
    }
}

#[test]
fn a_prev_loop_is_met_once() {
    let mut file = Builder::form();
    let xref = file
        .bytes
        .windows(5)
        .rposition(|window| window == b"\nxref")
        .unwrap()
        + 1;
    let mut wrong = Builder::form();
    wrong.bytes = replaced(
        &file.bytes,
        "/Root 1 0 R>>",
        &format!("/Root 1 0 R/Prev {xref}>>"),
    );
    assert_eq!(repaired(&wrong.open()), "pdf-xref-loop");
    file.revision(&[(9, "1")]);
    assert_eq!(file.open().revisions().len(), 2);
}
