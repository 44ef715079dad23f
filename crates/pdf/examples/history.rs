//! Prints the history of a PDF: its revisions, what each changed, and its pages.
//!
//! `cargo run -p pdf --example history -- FILE…`
#![allow(clippy::print_stdout, reason = "an example program")]

use std::error::Error;
use std::sync::Arc;

use pdf::{Document, Object, OpenOptions};

fn main() -> Result<(), Box<dyn Error>> {
    for path in std::env::args().skip(1) {
        println!("{path}");
        match Document::open(Arc::new(std::fs::read(&path)?), &OpenOptions::default()) {
            Ok(document) => print(&document),
            Err(error) => println!("  {}: {error}", error.code()),
        }
    }
    Ok(())
}

fn print(document: &Document) {
    println!("  {:?}", document.facts());
    for revision in document.revisions() {
        let changed = revision.changed().count();
        println!(
            "  revision {}: {:?}, bytes {:?}, {changed} objects",
            revision.index, revision.style, revision.range
        );
    }
    match document.latest().pages() {
        Ok(pages) => println!("  {} pages", pages.len()),
        Err(error) => println!("  pages: {}: {error}", error.code()),
    }
    let last = document.revisions().len().saturating_sub(1);
    match pdf::compare::compare(document, 0, last) {
        Ok(comparison) => {
            let signed = first_signed(document);
            let since = comparison.between(signed, last);
            println!(
                "  since the first signature, revision {signed}: {:?}",
                since.class
            );
            for change in comparison.changes {
                let object = change.object.map_or("file".to_owned(), |id| id.to_string());
                println!(
                    "    revision {}, {object}: {:?} {:?} {}",
                    change.revision, change.class, change.reason, change.detail
                );
            }
        }
        Err(error) => println!("  comparison: {}: {error}", error.code()),
    }
    let view = document.latest();
    for id in view.objects() {
        let data = view.get(id).and_then(|object| match object {
            Object::Stream(stream) => view.stream_data(&stream).map(drop),
            _ => Ok(()),
        });
        match data {
            Err(error) if error.code() != "pdf-image-filter" => println!("  object {id}: {error}"),
            _ => {}
        }
    }
}

/// The revision of the first signature, or the last revision if there is none.
fn first_signed(document: &Document) -> usize {
    let signed = |revision: &usize| {
        let fields = document.at(*revision).map(|view| pdf::form::fields(&view));
        fields.is_some_and(|fields| {
            let fields = fields.unwrap_or_default();
            fields
                .iter()
                .any(|field| field.is_signature() && field.value != Object::Null)
        })
    };
    let last = document.revisions().len().saturating_sub(1);
    (0..=last).find(signed).unwrap_or(last)
}
