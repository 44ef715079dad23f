//! Every object reads back as it was written, also under every kind of encryption.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;
mod inputs;

use std::sync::Arc;

use common::Builder;
use inputs::{ENCRYPTIONS, encrypted};
use pdf::{Dictionary, Document, Object, ObjectId, OpenOptions, PdfString, Stream, Update};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn in_a_plain_file(object in object()) {
        let document = Builder::form().open();
        prop_assert_eq!(written_and_read(document, &OpenOptions::default(), &object), object);
    }
}

#[test]
fn in_encrypted_files() {
    let plain = Builder::form().bytes;
    for (name, arguments) in ENCRYPTIONS {
        let file = encrypted(&plain, arguments, "user", "owner");
        let options = inputs::password("user");
        let document = Document::open(Arc::new(file), &options).unwrap();
        let mut runner = TestRunner::new(ProptestConfig::with_cases(20));
        runner
            .run(&object(), |object| {
                let read = written_and_read(Arc::clone(&document), &options, &object);
                prop_assert_eq!(read, object, "{}", name);
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn streams_in_encrypted_files() {
    let plain = Builder::form().bytes;
    for (name, arguments) in ENCRYPTIONS {
        let file = encrypted(&plain, arguments, "user", "owner");
        let options = inputs::password("user");
        let document = Document::open(Arc::new(file), &options).unwrap();
        let before = page_contents(&document);
        let mut update = Update::new(Arc::clone(&document)).unwrap();
        let dictionary = Dictionary::new().with("Note", PdfString::literal("số"));
        let added = update.add(Stream::new(dictionary, b"some data".to_vec()));
        // The same data under another object number, hence another key.
        let copy = page_contents_stream(&document);
        let copy = update.add(copy);
        let appended = update.finish(&[1; 32]).unwrap();
        let document = Document::open(Arc::new(appended), &options).unwrap();
        assert_eq!(data(&document, added), b"some data", "{name}");
        assert_eq!(data(&document, copy), before, "{name}");
        assert_eq!(page_contents(&document), before, "{name}");
    }
}

fn page_contents_stream(document: &Document) -> Stream {
    let pages = document.latest().pages().unwrap();
    let contents = document.latest().lookup(&pages[0].dictionary, "Contents");
    contents.unwrap().as_stream().unwrap().clone()
}

fn page_contents(document: &Document) -> Vec<u8> {
    let stream = page_contents_stream(document);
    document.latest().stream_data(&stream).unwrap()
}

fn data(document: &Document, id: ObjectId) -> Vec<u8> {
    let object = document.latest().get(id).unwrap();
    let stream = object.as_stream().unwrap();
    document.latest().stream_data(stream).unwrap()
}

fn written_and_read(document: Arc<Document>, options: &OpenOptions, object: &Object) -> Object {
    let mut update = Update::new(document).unwrap();
    // Wrapped, since an object that is only a reference is followed by some readers.
    let id = update.add(vec![object.clone()]);
    let appended = update.finish(&[0; 32]).unwrap();
    let document = Document::open(Arc::new(appended), options).unwrap();
    let read = document.latest().get(id).unwrap();
    let mut read = read.as_array().unwrap().to_vec();
    // Strings are written in hexadecimal notation where they are encrypted.
    if document.encryption().is_some() {
        let mut expected = vec![object.clone()];
        for object in read.iter_mut().chain(&mut expected) {
            forget_notation(object);
        }
        assert_eq!(read, expected);
        return object.clone();
    }
    read.remove(0)
}

fn forget_notation(object: &mut Object) {
    match object {
        Object::String(string) => string.hexadecimal = true,
        Object::Array(items) => items.iter_mut().for_each(forget_notation),
        Object::Dictionary(dictionary) => {
            let entries: Vec<_> = dictionary
                .iter()
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
            for (key, mut value) in entries {
                forget_notation(&mut value);
                dictionary.set(key.as_bytes(), value);
            }
        }
        _ => {}
    }
}

fn object() -> impl Strategy<Value = Object> {
    let leaf = prop_oneof![
        Just(Object::Null),
        any::<bool>().prop_map(Object::Boolean),
        any::<i64>().prop_map(Object::Integer),
        (-1e12..1e12_f64).prop_map(Object::Real),
        (-1e-3..1e-3_f64).prop_map(Object::Real),
        (any::<Vec<u8>>(), any::<bool>())
            .prop_map(|(bytes, hexadecimal)| { Object::String(PdfString { bytes, hexadecimal }) }),
        name().prop_map(Object::name),
        (1..9_u32).prop_map(|number| Object::Reference(common::id(number))),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let entries = prop::collection::btree_map(name(), inner.clone(), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(Object::Array),
            entries.prop_map(|entries| {
                let mut dictionary = Dictionary::new();
                for (key, value) in entries {
                    // A null value and a missing key are the same.
                    if value != Object::Null {
                        dictionary.set(key, value);
                    }
                }
                Object::Dictionary(dictionary)
            }),
        ]
    })
}

/// Names cannot hold a zero byte (7.3.5).
fn name() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(1..=255_u8, 0..8)
}
