//! Every code of this crate has a sentence in the catalogue of the edge, in both languages, with
//! values that the code really has; and no sentence there is of no code.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use documents::book::ImportFault;
use documents::deadline::{Act, Due, Remaining};
use documents::document_type::{Carriage, Exceptions, KeptCopy};
use documents::duplicate::Shared;
use documents::field::{Direction, FieldFault, Owner};
use documents::incoming::{Channel, RefusalKind, Signatures, Worth};
use documents::register::{Mark, RowFault};
use documents::relation::{RelationKind, WhyNot};
use documents::signer::Capacity;
use documents::story::{Event, SignatureRole};
use documents::{Error, Secrecy, Urgency, attachment, incoming, outgoing, recipient};

const SENTENCES: &str = include_str!("../../report/catalogue/documents.toml");

/// Codes, and the text of the module that names their values.
fn coded() -> Vec<(Vec<&'static str>, &'static str)> {
    vec![
        (
            Error::CODES.to_vec(),
            include_str!("../src/error/explain.rs"),
        ),
        (
            FieldFault::CODES.to_vec(),
            include_str!("../src/field/check.rs"),
        ),
        (
            ImportFault::CODES.to_vec(),
            include_str!("../src/book/import.rs"),
        ),
        (
            RowFault::CODES.to_vec(),
            include_str!("../src/register/import.rs"),
        ),
        (Mark::CODES.to_vec(), include_str!("../src/register/row.rs")),
        (
            Remaining::CODES.to_vec(),
            include_str!("../src/deadline.rs"),
        ),
        (
            Event::CODES.to_vec(),
            include_str!("../src/story/explain.rs"),
        ),
        (WhyNot::ALL.iter().map(|why| why.code()).collect(), ""),
        (Shared::ALL.iter().map(|shared| shared.code()).collect(), ""),
        (terms(), ""),
    ]
}

fn terms() -> Vec<&'static str> {
    let lists = [
        outgoing::Status::TERMS,
        incoming::Status::TERMS,
        Channel::TERMS,
        Signatures::TERMS,
        Worth::TERMS,
        RefusalKind::TERMS,
        Owner::TERMS,
        Direction::TERMS,
        Urgency::TERMS,
        Secrecy::TERMS,
        Carriage::TERMS,
        Exceptions::TERMS,
        KeptCopy::TERMS,
        recipient::Purpose::TERMS,
        SignatureRole::TERMS,
        RelationKind::TERMS,
        Capacity::TERMS,
        attachment::Placement::TERMS,
        Act::TERMS,
        Due::TERMS,
    ];
    lists.concat()
}

fn sentences() -> BTreeMap<String, BTreeMap<String, String>> {
    toml::from_str(SENTENCES).unwrap()
}

#[test]
fn codes_and_sentences_are_the_same() {
    let codes: Vec<&str> = coded().into_iter().flat_map(|(codes, _)| codes).collect();
    let unique: BTreeSet<&str> = codes.iter().copied().collect();
    assert_eq!(unique.len(), codes.len(), "a code is used twice");
    let sentences = sentences();
    let written: BTreeSet<&str> = sentences.keys().map(String::as_str).collect();
    assert_eq!(written, unique);
}

#[test]
fn sentences_use_values_that_the_code_has() {
    let sentences = sentences();
    for (codes, source) in coded() {
        for code in codes {
            for (language, text) in &sentences[code] {
                for name in placeholders(text) {
                    let known = source.contains(&format!("\"{name}\""));
                    assert!(known, "{code}.{language}: no value {name}");
                }
            }
        }
    }
}

#[test]
fn both_languages_use_the_same_values() {
    for (code, texts) in sentences() {
        let names = |language: &str| -> BTreeSet<String> {
            let text = &texts[language];
            placeholders(text).into_iter().map(str::to_owned).collect()
        };
        assert_eq!(names("vi"), names("en"), "{code}");
    }
}

fn placeholders(text: &str) -> Vec<&str> {
    let parts = text.split('{').skip(1);
    parts
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}
