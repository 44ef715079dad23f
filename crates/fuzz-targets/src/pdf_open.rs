//! Any bytes as a PDF: reading all there is, appending to it, rewriting it.

use std::sync::Arc;

use pdf::{Document, Error, Object, OpenOptions, Update, View};

use crate::fixture::{Fixture, whole};

pub(crate) fn run(data: &[u8]) {
    let source = Arc::new(data.to_vec());
    let Ok(document) = Document::open(source, &OpenOptions::default()) else {
        return;
    };
    let length = document.facts().length;
    for revision in document.revisions() {
        assert!(revision.range.start <= revision.range.end);
        assert!(revision.range.end <= length);
    }
    let last = document.revisions().len() - 1;
    for revision in [0, last] {
        read(document.at(revision).expect("a revision of its own list"));
    }
    let _ = pdf::conformance(&document.latest());
    if let Ok(bytes) = pdf::rewrite(&document, &[7; 32]) {
        let mended = open(bytes).expect("what we write can be read");
        assert_eq!(mended.facts().repaired, None, "we write what needs repair");
    }
    if let Ok(update) = Update::new(Arc::clone(&document)) {
        append(update, data, document.revisions().len());
    }
}

fn read(view: View<'_>) {
    let _ = (view.pages(), pdf::form::fields(&view));
    let _ = pdf::compare::permission(&view);
    for id in view.objects() {
        let _ = (view.span(id), view.dictionary_spans(id));
        if let Ok(Object::Stream(stream)) = view.get(id) {
            let _ = view.stream_data(&stream);
        }
    }
}

/// Where an update is accepted, nothing that was there moves, and the new object is found.
fn append(mut update: Update, before: &[u8], revisions: usize) {
    let added = update.add(Object::Integer(521));
    let Ok(appended) = update.finish(&[2; 32]) else {
        return;
    };
    let bytes = whole(&appended);
    assert!(bytes.starts_with(before), "the old bytes were touched");
    let again = open(bytes).expect("what we write can be read");
    assert_eq!(again.revisions().len(), revisions + 1);
    assert_eq!(again.latest().get(added).ok(), Some(Object::Integer(521)));
}

fn open(bytes: Vec<u8>) -> Result<Arc<Document>, Error> {
    Document::open(Arc::new(bytes), &OpenOptions::default())
}

pub(crate) fn seeds(fixture: &Fixture) -> Vec<Vec<u8>> {
    let mut seeds = vec![fixture.form.clone(), fixture.signed.clone()];
    seeds.extend(fixture.continued.iter().cloned());
    let document = crate::fixture::open(&fixture.signed);
    seeds.extend(pdf::rewrite(&document, &[7; 32]).ok());
    seeds
}
