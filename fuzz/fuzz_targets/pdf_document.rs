//! Opens any bytes as a PDF, reads all there is, and compares all revisions.
//!
//! `cargo +nightly fuzz run pdf_document` from the folder above. Every find becomes a named test in
//! `crates/pdf/tests/hostile_bytes.rs`.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use pdf::{Document, Object, OpenOptions};

fuzz_target!(|data: &[u8]| {
    let source = Arc::new(data.to_vec());
    let Ok(document) = Document::open(source, &OpenOptions::default()) else {
        return;
    };
    let last = document.revisions().len() - 1;
    for revision in document.revisions() {
        assert!(revision.range.start <= revision.range.end);
        assert!(revision.range.end <= document.facts().length);
    }
    for revision in [0, last] {
        let Some(view) = document.at(revision) else {
            continue;
        };
        let _ = view.pages();
        let _ = pdf::form::fields(&view);
        let _ = pdf::compare::permission(&view);
        for id in view.objects() {
            let _ = view.span(id);
            let _ = view.dictionary_spans(id);
            if let Ok(Object::Stream(stream)) = view.get(id) {
                let _ = view.stream_data(&stream);
            }
        }
    }
    let _ = pdf::compare::compare(&document, 0, last);
    let _ = pdf::rewrite(&document, &[7; 32]);
});
