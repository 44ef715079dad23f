//! Every update is a revision of its own, and an object has a value at each of them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Builder, id, integer, open};
use pdf::XrefStyle;

#[test]
fn an_object_is_what_it_was_at_each_revision() {
    let mut file = Builder::form();
    file.revision(&[(9, "100")])
        .revision(&[(9, "200"), (10, "[9 0 R]")]);
    let document = file.open();
    assert_eq!(document.revisions().len(), 3);
    assert!(document.at(3).is_none());
    let at = |revision| document.at(revision).unwrap();
    assert_eq!(at(0).get(id(9)).unwrap(), pdf::Object::Null);
    assert_eq!(integer(&at(1).get(id(9)).unwrap()), 100);
    assert_eq!(integer(&at(2).get(id(9)).unwrap()), 200);
    assert_eq!(at(1).objects().count(), 9);
    assert_eq!(document.latest().objects().count(), 10);
    assert_eq!(document.revisions()[2].changed().count(), 2);
    assert_eq!(document.revisions()[2].style, XrefStyle::Table);
}

#[test]
fn each_revision_ends_where_the_file_once_ended() {
    let mut file = Builder::form();
    let mut ends = vec![file.bytes.len()];
    for number in 9..12 {
        file.revision(&[(number, "null")]);
        ends.push(file.bytes.len());
    }
    let document = file.open();
    for (index, end) in ends.iter().enumerate() {
        let revision = &document.revisions()[index];
        assert_eq!(revision.range.end, u64::try_from(*end).unwrap());
        assert_eq!(revision.marker_end, revision.range.end - 1);
        let prefix = open(file.bytes[..*end].to_vec()).unwrap();
        assert_eq!(prefix.revisions().len(), index + 1);
        assert_eq!(prefix.facts().trailing_bytes, 0);
    }
}

#[test]
fn pages_inherit_and_contents_are_read() {
    let document = Builder::form().open();
    let pages = document.latest().pages().unwrap();
    assert_eq!(pages.len(), 1);
    assert_eq!(
        (pages[0].media_box.right, pages[0].media_box.top),
        (595.0, 842.0)
    );
    let contents = document
        .latest()
        .lookup(&pages[0].dictionary, "Contents")
        .unwrap();
    let data = document
        .latest()
        .stream_data(contents.as_stream().unwrap())
        .unwrap();
    assert_eq!(data, b"0 0 m ");
}
