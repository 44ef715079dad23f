//! Whatever becomes of a file's bytes, reading, appending and rewriting end with a value or an
//! error; where an update is accepted, the file opens again and has one revision more.
//!
//! `CONGVU_MUTATIONS` sets the number of mutations per file, for a longer run by hand.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;
mod inputs;

use std::sync::Arc;
use std::time::{Duration, Instant};

use common::Builder;
use pdf::{Document, Error, Object, OpenOptions, Update, conformance, form, rewrite};

#[test]
fn nothing_panics_and_nothing_takes_long() {
    let mutations = std::env::var("CONGVU_MUTATIONS").map_or(150, |count| count.parse().unwrap());
    let form = Builder::form().bytes;
    let streams = inputs::qpdf(&form, &["--object-streams=generate"]);
    let linear = inputs::qpdf(&form, &["--linearize"]);
    let rc4 = inputs::encrypted(&form, &["128"], "", "owner");
    let aes = inputs::encrypted(&streams, &["128", "--use-aes=y"], "", "owner");
    let files = [&form, &streams, &linear, &inputs::hybrid(), &rc4, &aes];
    let mut random = Random(0x5eed);
    for file in files {
        for _ in 0..mutations {
            let mutated = random.mutate(file);
            let start = Instant::now();
            let _ = exercise(&mutated);
            let took = start.elapsed();
            assert!(
                took < Duration::from_secs(5),
                "{took:?}: {}",
                String::from_utf8_lossy(&mutated)
            );
        }
    }
}

/// Everything that is done to a file before and while it is signed.
fn exercise(file: &[u8]) -> Result<(), Error> {
    let document = Document::open(Arc::new(file.to_vec()), &OpenOptions::default())?;
    let view = document.latest();
    for id in view.objects() {
        let Ok(object) = view.get(id) else { continue };
        if let Object::Stream(stream) = object {
            let _ = view.stream_data(&stream);
        }
        let _ = view.dictionary_spans(id);
    }
    let _ = (view.pages(), form::fields(&view), conformance(&view));
    if let Ok(bytes) = rewrite(&document, &[1; 32]) {
        let mended = Document::open(Arc::new(bytes), &OpenOptions::default())?;
        assert_eq!(mended.facts().repaired, None);
    }
    let mut update = Update::new(Arc::clone(&document))?;
    let added = update.add(Object::Integer(521));
    let signature = update.reserve();
    update.set_signature(signature, pdf::Dictionary::new(), 10);
    let appended = update.finish(&[2; 32])?;
    let reopened = Document::open(Arc::new(appended), &OpenOptions::default())?;
    assert_eq!(reopened.revisions().len(), document.revisions().len() + 1);
    assert_eq!(reopened.latest().get(added)?, Object::Integer(521));
    Ok(())
}

/// A xorshift generator: the same mutations in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    fn mutate(&mut self, file: &[u8]) -> Vec<u8> {
        let mut mutated = file.to_vec();
        for _ in 0..=self.below(4) {
            let (at, other) = (self.below(mutated.len()), self.below(mutated.len()));
            let end = mutated.len().min(at + self.below(40));
            match self.below(6) {
                0 => mutated[at] = u8::try_from(self.below(256)).unwrap(),
                1 => mutated[at] = b"0123456789/<>[]() %"[self.below(19)],
                2 => drop(mutated.drain(at..end)),
                3 => {
                    let copy = mutated[at..end].to_vec();
                    mutated.splice(other..other, copy);
                }
                4 => {
                    let words: [&[u8]; 8] = [
                        b"endobj",
                        b"stream\n",
                        b" 0 R",
                        b"-1",
                        b"99999999999999999999",
                        b"<<",
                        b"obj",
                        b"/Length 99",
                    ];
                    mutated.splice(at..at, words[self.below(8)].iter().copied());
                }
                _ => mutated.truncate(mutated.len() - self.below(mutated.len() / 4)),
            }
            if mutated.is_empty() {
                break;
            }
        }
        mutated
    }
}
