//! Finding the row of an imported table that names its columns, in any order and spelling.

use std::collections::BTreeMap;

use super::{Column, ColumnForm, Registers};
use crate::field::Direction;
use crate::{Error, fold};

/// The header stands under titles of the sheet, within this many rows.
const SEARCHED_ROWS: usize = 40;
/// A row that names so many columns is the header.
const ENOUGH: usize = 3;
/// Words that say nothing about which column it is.
const EMPTY_WORDS: [&str; 3] = ["vb", "cua", "va"];

/// The header of a table.
#[derive(Debug)]
pub(super) struct Header {
    /// Its row, from 0.
    pub(super) row: usize,
    /// Which column stands where, from 0.
    pub(super) places: BTreeMap<Column, usize>,
}

/// Finds the header.
pub(super) fn find(
    registers: &Registers,
    direction: Direction,
    table: &[Vec<String>],
) -> Result<Header, Error> {
    let forms = registers.forms(direction);
    for (row, cells) in table.iter().take(SEARCHED_ROWS).enumerate() {
        let mut places = BTreeMap::new();
        let mut twice = None;
        for (place, cell) in cells.iter().enumerate() {
            let Some(column) = column_of(forms, cell) else {
                continue;
            };
            if places.insert(column, place).is_some() {
                twice = Some(column);
            }
        }
        if places.len() < ENOUGH {
            continue;
        }
        if let Some(column) = twice {
            let column = registers.title(direction, column);
            return Err(Error::ColumnTwice { column });
        }
        let missing = missing(direction, &places);
        if !missing.is_empty() {
            let columns = missing
                .into_iter()
                .map(|column| registers.title(direction, column));
            return Err(Error::ColumnsMissing {
                columns: columns.collect(),
            });
        }
        return Ok(Header { row, places });
    }
    Err(Error::NoHeader)
}

/// Every name under which a column is known.
pub(super) fn names(form: &ColumnForm) -> impl Iterator<Item = String> {
    std::iter::once(&form.title)
        .chain(&form.aliases)
        .map(|title| plain(title))
}

fn column_of(forms: &[ColumnForm], cell: &str) -> Option<Column> {
    let title = plain(cell);
    let is = |form: &&ColumnForm| names(form).any(|name| name == title);
    let found = (!title.is_empty()).then(|| forms.iter().find(is)).flatten();
    found.map(|form| form.column)
}

/// A title without what differs from register to register.
fn plain(title: &str) -> String {
    let folded = fold(title).replace("van ban", "vb");
    let words = folded.split(' ').filter(|word| !EMPTY_WORDS.contains(word));
    // Forms number their columns: "Số, ký hiệu (1)".
    let words = words.filter(|word| !word.bytes().all(|b| b.is_ascii_digit()));
    let words = words.map(|word| if word == "ki" { "ky" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// What has to be known of every document; a whole column stands for its parts.
fn missing(direction: Direction, places: &BTreeMap<Column, usize>) -> Vec<Column> {
    let numbered: &[Column] = match direction {
        Direction::Outgoing => &[Column::NumberNotation, Column::Number],
        Direction::Incoming => &[Column::ArrivalNumber],
    };
    let dated = match direction {
        Direction::Outgoing => Column::Issued,
        Direction::Incoming => Column::ArrivalDate,
    };
    let groups = [numbered, &[dated], &[Column::TypeSubject, Column::Subject]];
    let absent = groups
        .into_iter()
        .filter(|group| !group.iter().any(|c| places.contains_key(c)));
    absent.filter_map(|group| group.first().copied()).collect()
}
