//! The cells of one row of an imported table, read by column; faults are collected.

use std::collections::BTreeMap;

use time::Date;

use super::Column;
use super::import::{CellFault, RowFault};
use crate::number::Number;
use crate::{Error, fold, normalise, vietnam};

/// A row being read.
pub(super) struct Cells<'a> {
    /// The row of the table, from 1.
    pub(super) row: usize,
    pub(super) places: &'a BTreeMap<Column, usize>,
    pub(super) cells: &'a [String],
    /// The year of the register, for dates without one.
    pub(super) year: i32,
    pub(super) faults: Vec<RowFault>,
}

impl Cells<'_> {
    /// The text of a cell, empty if there is none or it has a fault.
    pub(super) fn text(&mut self, column: Column) -> String {
        match normalise::line(&self.raw(column).replace(['\n', '\r', '\t'], " ")) {
            Ok(text) => text,
            Err(Error::ControlCharacter { position, .. }) => {
                self.complain(column, CellFault::ControlCharacter { position });
                String::new()
            }
            Err(_) => {
                self.complain(column, CellFault::TooLong);
                String::new()
            }
        }
    }

    /// The text of a cell that may be empty.
    pub(super) fn optional(&mut self, column: Column) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    /// A day that may be missing.
    pub(super) fn day(&mut self, column: Column) -> Option<Date> {
        let value = self.optional(column)?;
        let date = vietnam::parse(&value, Some(self.year));
        if date.is_none() {
            self.complain(column, CellFault::NotADate { value });
        }
        date
    }

    /// A day that has to be there.
    pub(super) fn required_day(&mut self, column: Column) -> Option<Date> {
        if self.raw(column).trim().is_empty() {
            self.complain(column, CellFault::Empty);
        }
        self.day(column)
    }

    /// A count that may be missing.
    pub(super) fn count(&mut self, column: Column) -> Option<u32> {
        let value = self.optional(column)?;
        let count = whole(&value).parse().ok();
        if count.is_none() {
            self.complain(column, CellFault::NotANumber { value });
        }
        count
    }

    /// A number that has to be there.
    pub(super) fn number(&mut self, column: Column) -> Option<Number> {
        let value = self.text(column);
        if value.is_empty() {
            self.complain(column, CellFault::Empty);
            return None;
        }
        let number = Number::parse(whole(&value)).ok();
        if number.is_none() {
            self.complain(column, CellFault::NotANumber { value });
        }
        number
    }

    pub(super) fn complain(&mut self, column: Column, fault: CellFault) {
        let row = self.row;
        self.faults.push(RowFault { row, column, fault });
    }

    fn raw(&self, column: Column) -> &str {
        let place = self.places.get(&column);
        let cell = place.and_then(|place| self.cells.get(*place));
        cell.map_or("", String::as_str)
    }
}

/// Spreadsheets give counts as `5.0`.
pub(super) fn whole(text: &str) -> &str {
    text.strip_suffix(".0").unwrap_or(text)
}

/// Whether a row has nothing to read: it is empty, numbers the columns, repeats the header, or is
/// a heading such as "Tháng 3" or "Tổng cộng".
pub(super) fn is_between(cells: &[String], header: &[String]) -> bool {
    let filled: Vec<String> = cells
        .iter()
        .map(|cell| fold(cell))
        .filter(|cell| !cell.is_empty())
        .collect();
    let repeats = cells
        .iter()
        .zip(header)
        .all(|(cell, title)| fold(cell) == fold(title));
    let counts = filled.len() > 2
        && (1..)
            .zip(&filled)
            .all(|(n, cell): (usize, _)| *cell == n.to_string());
    let heads = match filled.as_slice() {
        [only] => ["thang ", "quy ", "nam ", "tong", "cong", "tuan "]
            .iter()
            .any(|word| only.starts_with(word)),
        _ => false,
    };
    filled.is_empty() || repeats || counts || heads
}
