//! The text of the registers: its schema and its linter.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Column, ColumnForm, Registers, header};
use crate::Error;
use crate::field::Direction;
use crate::profile::{self, Head, Linter};

const FILE: &str = "registers.toml";

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
    outgoing: Vec<ColumnFile>,
    incoming: Vec<ColumnFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ColumnFile {
    column: Column,
    title: String,
    #[serde(default)]
    aliases: Vec<String>,
    in_form: Option<bool>,
}

pub(super) fn parse(text: &str) -> Result<Registers, Error> {
    let file: File = profile::read(FILE, text)?;
    let mut linter = Linter::new(FILE);
    let (in_force_from, in_force_until) = linter.head(&Head {
        schema: file.schema,
        in_force_from: file.in_force_from,
        in_force_until: file.in_force_until,
    });
    let read = |columns: Vec<ColumnFile>| -> Vec<ColumnForm> {
        let columns = columns.into_iter().map(|column| ColumnForm {
            column: column.column,
            title: column.title,
            aliases: column.aliases,
            in_form: column.in_form.unwrap_or(true),
        });
        columns.collect()
    };
    let (outgoing, incoming) = (read(file.outgoing), read(file.incoming));
    check(Direction::Outgoing, &outgoing, &mut linter);
    check(Direction::Incoming, &incoming, &mut linter);
    linter.finish(Registers {
        id: file.id,
        version: file.version,
        in_force_from,
        in_force_until,
        sources: file.sources,
        outgoing,
        incoming,
    })
}

/// No column stands twice, and no title names two columns.
fn check(direction: Direction, columns: &[ColumnForm], linter: &mut Linter) {
    let mut seen = BTreeSet::new();
    let mut titles = BTreeSet::new();
    for form in columns {
        let path = format!("{direction}.{}", form.column);
        if !seen.insert(form.column) {
            linter.complain(format!("{path}: the column stands twice"));
        }
        if form.title.trim().is_empty() {
            linter.complain(format!("{path}.title is empty"));
        }
        let own: BTreeSet<String> = header::names(form).collect();
        for title in own {
            if !titles.insert(title.clone()) {
                linter.complain(format!("{path}: {title:?} names another column too"));
            }
        }
    }
}
