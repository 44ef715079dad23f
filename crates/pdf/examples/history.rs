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
