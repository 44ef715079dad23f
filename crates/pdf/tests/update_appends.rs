//! An update leaves the old bytes and adds a revision that reads as it was meant.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::sync::Arc;

use common::{Builder, id, open};
use pdf::{
    Appended, Dictionary, Document, Error, Object, ObjectId, OpenOptions, PdfString, ReadAt,
    Stream, Update, XrefStyle,
};

const SEED: [u8; 32] = [7; 32];

#[test]
fn the_old_file_is_a_prefix_and_the_change_is_a_revision() {
    let file = Builder::form();
    let mut update = Update::new(file.open()).unwrap();
    let note = update.add(Dictionary::new().with("Note", PdfString::text("số 521")));
    let mut page = update.get(id(3)).unwrap().as_dictionary().unwrap().clone();
    page.set("Note", note);
    update.set(id(3), page);
    let appended = update.finish(&SEED).unwrap();

    let bytes = bytes(&appended);
    assert_eq!(bytes[..file.bytes.len()], file.bytes);
    let document = open(bytes).unwrap();
    assert_eq!(document.revisions().len(), 2);
    assert_eq!(document.revisions()[1].style, XrefStyle::Table);
    let page = document.latest().get(id(3)).unwrap();
    let note = document
        .latest()
        .lookup(page.as_dictionary().unwrap(), "Note");
    let text = note.unwrap().as_dictionary().unwrap().get("Note").cloned();
    assert_eq!(text.unwrap().as_string().unwrap().to_text(), "số 521");
    let old = document.at(0).unwrap().get(id(3)).unwrap();
    assert!(old.as_dictionary().unwrap().get("Note").is_none());
}

#[test]
fn a_second_update_changes_what_the_first_added() {
    let mut first = Update::new(Builder::form().open()).unwrap();
    let added = first.add(Object::Integer(1));
    let reopened = reopen(first.finish(&SEED).unwrap());
    let mut second = Update::new(reopened).unwrap();
    assert_eq!(second.get(added).unwrap(), Object::Integer(1));
    second.set(added, Object::Integer(2));
    assert_eq!(second.get(added).unwrap(), Object::Integer(2));
    let document = reopen(second.finish(&SEED).unwrap());
    let values = (0..3).map(|revision| document.at(revision).unwrap().get(added).unwrap());
    let expected = [Object::Null, Object::Integer(1), Object::Integer(2)];
    assert!(values.eq(expected));
}

#[test]
fn thirty_updates_are_thirty_revisions() {
    let mut document = Builder::form().open();
    for round in 1..=30 {
        let mut update = Update::new(document).unwrap();
        let mut catalog = update.get(id(1)).unwrap().as_dictionary().unwrap().clone();
        let added = update.add(Object::Integer(round));
        catalog.set(format!("Round{round}"), added);
        update.set(id(1), catalog);
        document = reopen(update.finish(&SEED).unwrap());
    }
    assert_eq!(document.revisions().len(), 31);
    let catalog = document.latest().catalog().unwrap();
    for round in 1..=30 {
        let value = document.latest().lookup(&catalog, &format!("Round{round}"));
        assert_eq!(value.unwrap(), Object::Integer(round));
    }
}

#[test]
fn a_missing_last_line_end_is_added() {
    let mut file = Builder::form();
    file.bytes.pop();
    assert!(file.bytes.ends_with(b"%%EOF"));
    let mut update = Update::new(file.open()).unwrap();
    update.add(Object::Integer(1));
    let appended = update.finish(&SEED).unwrap();
    assert!(appended.tail().starts_with(b"\n9 0 obj\n1\nendobj\n"));
    assert_eq!(reopen(appended).revisions().len(), 2);
}

#[test]
fn junk_behind_the_end_stays_where_it_is() {
    let mut file = Builder::form();
    file.push("junk that a mail gateway added");
    let mut update = Update::new(file.open()).unwrap();
    let added = update.add(Object::Integer(1));
    let document = reopen(update.finish(&SEED).unwrap());
    assert_eq!(document.latest().get(added).unwrap(), Object::Integer(1));
    assert_eq!(document.facts().repaired, None);
}

#[test]
fn trailer_entries_go_on_and_the_second_id_is_renewed() {
    let mut file = Builder::new();
    file.revision_with(
        &[
            (1, "<</Type/Catalog/Pages 2 0 R>>"),
            (2, "<</Type/Pages/Kids[]/Count 0>>"),
            (3, "<</Title(x)>>"),
        ],
        "/Root 1 0 R/Info 3 0 R/ID[<01><01>]/DocChecksum/AB",
    );
    let change = |seed: &[u8; 32]| {
        let mut update = Update::new(file.open()).unwrap();
        update.set(id(3), Dictionary::new().with("Title", PdfString::text("y")));
        reopen(update.finish(seed).unwrap())
    };
    let document = change(&SEED);
    let trailer = document.latest().trailer();
    assert_eq!(trailer.get("Info"), Some(&Object::Reference(id(3))));
    assert_eq!(trailer.get("DocChecksum"), Some(&Object::name("AB")));
    assert_eq!(trailer.get("Size"), Some(&Object::Integer(4)));
    let ids = trailer.get("ID").unwrap().as_array().unwrap();
    assert_eq!(ids[0].as_string().unwrap().bytes, [1]);
    assert_eq!(ids[1].as_string().unwrap().bytes.len(), 16);
    let other = change(&[8; 32]);
    let other = other
        .latest()
        .trailer()
        .get("ID")
        .unwrap()
        .as_array()
        .unwrap();
    assert_ne!(ids[1], other[1]);
}

#[test]
fn a_number_that_was_reserved_and_not_used_leaves_no_gap() {
    let mut update = Update::new(Builder::form().open()).unwrap();
    let unused = update.reserve();
    let used = update.add(Object::Integer(1));
    assert_eq!((unused, used), (id(9), id(10)));
    let appended = update.finish(&SEED).unwrap();
    let tail = String::from_utf8_lossy(appended.tail()).into_owned();
    assert!(tail.contains("9 0 obj\nnull\nendobj\n"), "{tail}");
    assert!(tail.contains("xref\n9 2\n"), "{tail}");
}

#[test]
fn generations_are_kept() {
    let mut file = Builder::form();
    let offset = file.bytes.len();
    file.push("9 3 obj\n(old)\nendobj\n");
    let xref = file.bytes.len();
    let first = String::from_utf8_lossy(&file.bytes).into_owned();
    let previous = first.rsplit("startxref\n").next().unwrap();
    let previous = previous.split('\n').next().unwrap();
    file.push(&format!(
        "xref\n9 1\n{offset:010} 00003 n \ntrailer\n<</Size 10/Root 1 0 R/Prev {previous}>>\n\
         startxref\n{xref}\n%%EOF\n"
    ));
    let old = ObjectId {
        number: 9,
        generation: 3,
    };
    let mut update = Update::new(file.open()).unwrap();
    assert!(update.get(old).unwrap().as_string().is_some());
    update.set(old, PdfString::literal("new"));
    let document = reopen(update.finish(&SEED).unwrap());
    let string = document.latest().get(old).unwrap();
    assert_eq!(string.as_string().unwrap().bytes, b"new");
}

#[test]
fn the_byte_range_is_all_but_the_contents() {
    let mut update = Update::new(Builder::form().open()).unwrap();
    let signature = update.reserve();
    let dictionary = Dictionary::new()
        .with("Type", Object::name("Sig"))
        .with("Contents", PdfString::literal("old"))
        .with("Reason", PdfString::text("ký"));
    update.set_signature(signature, dictionary, 100);
    let mut appended = update.finish(&SEED).unwrap();
    let gap = appended.signature().unwrap().clone();
    assert_eq!(gap.capacity(), 100);
    let whole = bytes(&appended);
    let [zero, start, end, rest] = gap.byte_range.map(|value| usize::try_from(value).unwrap());
    assert_eq!((zero, end + rest), (0, whole.len()));
    assert_eq!((whole[start], whole[end - 1]), (b'<', b'>'));
    assert_eq!(end - start, 202);

    appended.fill_contents(&[0xc0, 0xff, 0xee]).unwrap();
    let document = reopen(appended);
    let spans = document.latest().dictionary_spans(signature).unwrap();
    assert_eq!(spans.only("Contents").unwrap(), gap.contents);
    let dictionary = document.latest().get(signature).unwrap();
    let dictionary = dictionary.as_dictionary().unwrap();
    let contents = dictionary.get("Contents").unwrap().as_string().unwrap();
    assert_eq!(contents.bytes[..4], [0xc0, 0xff, 0xee, 0]);
    let range = dictionary.get("ByteRange").unwrap().as_array().unwrap();
    let range = range.iter().map(|value| value.as_integer().unwrap());
    assert!(range.eq(gap.byte_range.map(|value| i64::try_from(value).unwrap())));
}

#[test]
fn the_signed_bytes_come_in_pieces_of_any_file() {
    let mut file = Builder::form();
    file.push(&"%".repeat(200_000));
    file.push("\n");
    let mut update = Update::new(file.open()).unwrap();
    let signature = update.reserve();
    update.set_signature(signature, Dictionary::new(), 10);
    let appended = update.finish(&SEED).unwrap();
    let mut signed = Vec::new();
    let mut pieces = 0;
    appended
        .read_signed(|piece| {
            pieces += 1;
            signed.extend_from_slice(piece);
        })
        .unwrap();
    let mut expected = bytes(&appended);
    let contents = &appended.signature().unwrap().contents;
    let range = |at: u64| usize::try_from(at).unwrap();
    expected.drain(range(contents.start)..range(contents.end));
    assert_eq!(signed, expected);
    assert!(pieces > 3);
}

#[test]
fn a_stream_changed_by_its_dictionary_keeps_its_data() {
    let mut update = Update::new(Builder::form().open()).unwrap();
    let Object::Stream(mut stream) = update.get(id(4)).unwrap() else {
        panic!("no stream");
    };
    stream.dictionary.set("Mark", Object::Integer(1));
    update.set(id(4), stream);
    let added = update.add(Stream::new(
        Dictionary::new(),
        b"endstream in the data".to_vec(),
    ));
    let document = reopen(update.finish(&SEED).unwrap());
    let data = |id| {
        let stream = document.latest().get(id).unwrap();
        document
            .latest()
            .stream_data(stream.as_stream().unwrap())
            .unwrap()
    };
    assert_eq!(data(id(4)), b"0 0 m ");
    assert_eq!(data(added), b"endstream in the data");
}

#[test]
fn an_empty_update_is_refused() {
    let update = Update::new(Builder::form().open()).unwrap();
    assert!(update.is_empty());
    assert!(matches!(update.finish(&SEED), Err(Error::NothingChanged)));
}

#[test]
fn a_size_beyond_all_object_numbers_is_refused() {
    let mut file = Builder::form();
    file.revision_with(&[(9, "null")], "/Root 1 0 R");
    let at = find(&file.bytes, b"/Size 10/").unwrap();
    file.bytes.splice(at..at + 8, *b"/Size 4294967295");
    let refused = Update::new(open(file.bytes).unwrap());
    assert!(
        matches!(refused, Err(Error::TooManyObjects { .. })),
        "{refused:?}"
    );
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes
        .windows(needle.len())
        .rposition(|window| window == needle)
}

fn bytes(appended: &Appended) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(appended.len()).unwrap()];
    appended.read_exact_at(0, &mut bytes).unwrap();
    bytes
}

fn reopen(appended: Appended) -> Arc<Document> {
    Document::open(Arc::new(appended), &OpenOptions::default()).unwrap()
}
