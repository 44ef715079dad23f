//! The text of the fields: its schema and its linter.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Direction, Field, FieldSet, Kind, Tag};
use crate::Error;
use crate::profile::{self, Head, Linter};

const FILE: &str = "fields.toml";

/// What the other direction has and this one lacks.
const ONLY_OUTGOING: [Tag; 4] = [
    Tag::DocId,
    Tag::ToOrganId,
    Tag::ToOrganName,
    Tag::IssuedAmount,
];
const ONLY_INCOMING: [Tag; 4] = [
    Tag::ArrivalDate,
    Tag::ArrivalNumber,
    Tag::ToPlaces,
    Tag::TraceHeaderList,
];

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
    outgoing: BTreeMap<Tag, Field>,
    incoming: BTreeMap<Tag, Field>,
}

pub(super) fn parse(text: &str) -> Result<FieldSet, Error> {
    let file: File = profile::read(FILE, text)?;
    let mut linter = Linter::new(FILE);
    let (in_force_from, in_force_until) = linter.head(&Head {
        schema: file.schema,
        in_force_from: file.in_force_from,
        in_force_until: file.in_force_until,
    });
    check(
        Direction::Outgoing,
        &file.outgoing,
        &ONLY_INCOMING,
        &mut linter,
    );
    check(
        Direction::Incoming,
        &file.incoming,
        &ONLY_OUTGOING,
        &mut linter,
    );
    linter.finish(FieldSet {
        id: file.id,
        version: file.version,
        in_force_from,
        in_force_until,
        sources: file.sources,
        outgoing: file.outgoing,
        incoming: file.incoming,
    })
}

/// Every field of the annex is there and no other, with a length unless any will do.
fn check(
    direction: Direction,
    fields: &BTreeMap<Tag, Field>,
    foreign: &[Tag],
    linter: &mut Linter,
) {
    let mut numbers = BTreeSet::new();
    for tag in Tag::ALL {
        let path = format!("{direction}.{tag}");
        let Some(field) = fields.get(tag) else {
            if !foreign.contains(tag) {
                linter.complain(format!("{path} is missing"));
            }
            continue;
        };
        if foreign.contains(tag) {
            linter.complain(format!("{path} is a field of the other direction"));
        }
        if (field.kind == Kind::LongText) != field.length.is_none() {
            linter.complain(format!("{path}.length: only long-text has none"));
        }
        if field.name.trim().is_empty() {
            linter.complain(format!("{path}.name is empty"));
        }
        for (list, number) in [("nd30", &field.nd30), ("tt01", &field.tt01)] {
            let once = number
                .as_ref()
                .is_none_or(|number| numbers.insert((list, number.clone())));
            if !once {
                linter.complain(format!("{path}.{list}: the number stands twice"));
            }
        }
    }
}
