//! A signed document and whatever is put behind it: the comparison of revisions and the verdict.
//!
//! Bytes that begin like a PDF are taken as the whole file, others are appended to the signed one.

use std::sync::Arc;

use ades::validate::{Changes, facts};
use pdf::compare::{ChangeClass, compare};
use pdf::{Document, Object, OpenOptions, View};

use crate::fixture::{Fixture, open};
use crate::verdict;

pub(crate) fn run(data: &[u8]) {
    let signed = &Fixture::shared().signed;
    let bytes = match data.starts_with(b"%PDF") {
        true => data.to_vec(),
        false => [signed, data].concat(),
    };
    let Ok(document) = Document::open(Arc::new(bytes.clone()), &OpenOptions::default()) else {
        return;
    };
    classes_add_up(&document);
    let Ok(facts) = facts(&document) else {
        return;
    };
    let verdict = verdict::of(&facts);
    for (signature, fact) in verdict.signatures.iter().zip(&facts.signatures) {
        let Some(range) = &fact.range else { continue };
        if signature.indication == ades::validate::Indication::TotalPassed {
            assert!(range.later >= Changes::FormFillingAndSigning);
            assert!(
                bytes.starts_with(&signed[..signed_part()]),
                "other bytes pass"
            );
            same_pages(&document);
        }
    }
}

/// Nothing lies between a revision and itself, and a longer way is never better than its parts.
fn classes_add_up(document: &Document) {
    let last = document.revisions().len() - 1;
    let same = compare(document, last, last).map(|found| found.class);
    assert!(matches!(same, Ok(ChangeClass::None) | Err(_)), "{same:?}");
    let Ok(all) = compare(document, 0, last) else {
        return;
    };
    let worst = all.changes.iter().map(|change| change.class).max();
    assert_eq!(all.class, worst.unwrap_or(ChangeClass::None));
    for middle in 0..=last {
        let Ok(before) = compare(document, 0, middle) else {
            return;
        };
        assert_eq!(
            before.class.max(all.class_after(middle)),
            all.class,
            "in two steps through {middle}"
        );
    }
}

/// The length of the signed part before the signature value.
fn signed_part() -> usize {
    let signed = open(&Fixture::shared().signed);
    let facts = facts(&signed).unwrap();
    let range = facts
        .signatures
        .first()
        .and_then(|found| found.range.as_ref());
    let [_, length, _, _] = range.and_then(|range| range.byte_range).unwrap();
    usize::try_from(length).unwrap()
}

/// What pages draw is what was signed, whatever the latest revision says.
fn same_pages(document: &Document) {
    let signed = open(&Fixture::shared().signed);
    let (then, now) = (drawn(signed.latest()), drawn(document.latest()));
    assert_eq!(then, now, "the pages draw something else");
}

/// Of each page the boxes and the content streams.
fn drawn(view: View<'_>) -> Vec<(String, Vec<u8>)> {
    let pages = view.pages().expect("pages of a document that passes");
    let page = |page: &pdf::Page| {
        let boxes = format!("{:?} {:?} {}", page.media_box, page.crop_box, page.rotate);
        let contents = view.lookup(&page.dictionary, "Contents").unwrap();
        let parts = match &contents {
            Object::Array(parts) => parts.clone(),
            other => vec![other.clone()],
        };
        let streams = parts.iter().map(|part| view.resolve(part).unwrap());
        let data = streams.map(|object| match object {
            Object::Stream(stream) => view.stream_data(&stream).unwrap(),
            _ => Vec::new(),
        });
        (boxes, data.collect::<Vec<_>>().concat())
    };
    pages.iter().map(page).collect()
}

pub(crate) fn seeds(fixture: &Fixture) -> Vec<Vec<u8>> {
    let behind = fixture.continued.iter();
    let mut seeds: Vec<Vec<u8>> = behind
        .map(|file| file[fixture.signed.len()..].to_vec())
        .collect();
    seeds.push(fixture.signed.clone());
    seeds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_pass_so_that_the_demands_are_made() {
        let fixture = Fixture::shared();
        // The others fill in a field without its appearance, which leaves a doubt.
        let sealed = fixture.continued.iter().take(1);
        for file in sealed.chain([&fixture.signed]) {
            let verdict = verdict::of(&facts(&open(file)).unwrap());
            assert!(verdict::passes(&verdict), "{:?}", verdict.reasons);
        }
    }
}
