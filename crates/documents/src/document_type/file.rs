//! The text of the catalogue of types: its schema and its linter.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Carriage, Catalogue, CopyForm, DocumentType, Exceptions, KeptCopy};
use crate::profile::{self, Head, Linter};
use crate::{Error, notation};

const FILE: &str = "types.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    schema: u32,
    id: String,
    #[expect(dead_code, reason = "for those who read the file")]
    name: String,
    version: String,
    in_force_from: String,
    in_force_until: Option<String>,
    sources: Vec<String>,
    defaults: Defaults,
    copies: Copies,
    types: Vec<TypeFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Defaults {
    carriage: Carriage,
    exceptions: Exceptions,
    kept_copy: KeptCopy,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Copies {
    full: CopyForm,
    extract: CopyForm,
    of_copy: CopyForm,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TypeFile {
    code: String,
    name: String,
    abbreviation: Option<String>,
    carriage: Option<Carriage>,
    exceptions: Option<Exceptions>,
    kept_copy: Option<KeptCopy>,
}

pub(super) fn parse(text: &str) -> Result<Catalogue, Error> {
    let file: File = profile::read(FILE, text)?;
    let mut linter = Linter::new(FILE);
    let (in_force_from, in_force_until) = linter.head(&Head {
        schema: file.schema,
        in_force_from: file.in_force_from,
        in_force_until: file.in_force_until,
    });
    let defaults = &file.defaults;
    let read = |entry: TypeFile| DocumentType {
        code: entry.code,
        name: entry.name,
        abbreviation: entry.abbreviation,
        carriage: entry.carriage.unwrap_or(defaults.carriage),
        exceptions: entry.exceptions.unwrap_or(defaults.exceptions),
        kept_copy: entry.kept_copy.unwrap_or(defaults.kept_copy),
    };
    let types: Vec<DocumentType> = file.types.into_iter().map(read).collect();
    let copies = [file.copies.full, file.copies.extract, file.copies.of_copy];
    check(&types, &copies, &mut linter);
    linter.finish(Catalogue {
        id: file.id,
        version: file.version,
        in_force_from,
        in_force_until,
        sources: file.sources,
        types,
        copies,
    })
}

/// Codes, names and abbreviations are unique, and abbreviations can stand in a notation.
fn check(types: &[DocumentType], copies: &[CopyForm; 3], linter: &mut Linter) {
    let mut seen = BTreeSet::new();
    let mut once = |what: &str, value: &str, linter: &mut Linter| {
        if !seen.insert(format!("{what} {}", value.to_lowercase())) {
            linter.complain(format!("types: the {what} {value:?} stands twice"));
        }
    };
    for kind in types {
        once("code", &kind.code, linter);
        once("name", &kind.name, linter);
        if let Some(abbreviation) = &kind.abbreviation {
            once("abbreviation", abbreviation, linter);
        }
    }
    for form in copies {
        once("abbreviation", &form.abbreviation, linter);
    }
    if !types.iter().any(DocumentType::is_letter) {
        linter.complain(format!("types: {} is missing", DocumentType::LETTER));
    }
    let abbreviations = types.iter().filter_map(|kind| kind.abbreviation.as_ref());
    for abbreviation in abbreviations.chain(copies.iter().map(|form| &form.abbreviation)) {
        if !notation::is_part(abbreviation) {
            linter.complain(format!(
                "types: {abbreviation:?} cannot stand in a notation"
            ));
        }
    }
}
