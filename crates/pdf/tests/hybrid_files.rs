//! A table with a stream beside it is one revision, and what the two disagree on is known.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Builder, id, integer, open};
use pdf::compare::{Change, ChangeClass, Reason, compare};
use pdf::{Entry, XrefStyle};

/// Appends a hybrid section to a file: object 20 is hidden in object stream 21, and the stream of
/// cross-references lists `extra` rows too.
fn hybrid(file: &Builder, extra: &[(u32, [u8; 4])]) -> Vec<u8> {
    let mut bytes = file.bytes.clone();
    let previous = bytes
        .windows(10)
        .rposition(|window| window == b"startxref\n")
        .unwrap()
        + 10;
    let previous: String = bytes[previous..]
        .iter()
        .take_while(|byte| **byte != b'\n')
        .map(|b| char::from(*b))
        .collect();
    let container = bytes.len();
    bytes.extend_from_slice(
        b"21 0 obj\n<</Type/ObjStm/N 1/First 5/Length 7>>stream\n20 0 77\nendstream\nendobj\n",
    );
    let beside = bytes.len();
    let mut index = "20 1".to_owned();
    let mut rows = vec![2, 0, 21, 0];
    for (number, row) in extra {
        index.push_str(&format!(" {number} 1"));
        rows.extend(row);
    }
    bytes.extend_from_slice(
        format!(
            "22 0 obj\n<</Type/XRef/Size 23/W[1 2 1]/Index[{index}]/Length {}>>stream\n",
            rows.len()
        )
        .as_bytes(),
    );
    bytes.extend_from_slice(&rows);
    bytes.extend_from_slice(b"\nendstream\nendobj\n");
    let xref = bytes.len();
    bytes.extend_from_slice(
        format!(
            "xref\n0 1\n0000000020 65535 f \n20 2\n0000000000 65535 f \n{container:010} 00000 n \n\
             trailer\n<</Size 23/Root 1 0 R/Prev {previous}/XRefStm {beside}>>\nstartxref\n{xref}\n%%EOF\n"
        )
        .as_bytes(),
    );
    bytes
}

#[test]
fn the_stream_supplies_what_the_table_hides() {
    let document = open(hybrid(&Builder::form(), &[])).unwrap();
    assert_eq!(document.revisions().len(), 2);
    assert!(document.facts().hybrid);
    assert_eq!(document.revisions()[1].style, XrefStyle::Hybrid);
    assert_eq!(document.revisions()[1].conflicts(), []);
    assert_eq!(integer(&document.latest().get(id(20)).unwrap()), 77);
    assert_eq!(
        document.latest().entry(20),
        Some(Entry::InStream {
            stream: 21,
            index: 0
        })
    );
}

#[test]
fn a_disagreement_between_table_and_stream_is_known() {
    let document = open(hybrid(&Builder::form(), &[(21, [1, 0, 9, 0])])).unwrap();
    assert_eq!(document.revisions()[1].conflicts(), [21]);
    assert_eq!(integer(&document.latest().get(id(20)).unwrap()), 77);
}

#[test]
fn an_object_in_use_must_not_be_hidden_from_readers_of_tables() {
    let document = open(hybrid(&Builder::form(), &[])).unwrap();
    assert_eq!(
        compare(&document, 0, 1).unwrap().class,
        ChangeClass::LtvData
    );
    // The same object at the same place, but only the stream says so.
    let mut file = Builder::form();
    let place = file
        .bytes
        .windows(7)
        .position(|window| window == b"8 0 obj")
        .unwrap();
    let [.., high, low] = place.to_be_bytes();
    file.revision(&[(8, "(other)")]);
    let document = open(hybrid(&file, &[(8, [1, high, low, 0])])).unwrap();
    let found = compare(&document, 1, 2).unwrap();
    assert_eq!(found.class, ChangeClass::NotPermitted);
    let ambiguous = |change: &Change| change.reason == Reason::AmbiguousObject;
    assert!(found.changes.iter().any(ambiguous), "{found:#?}");
}
