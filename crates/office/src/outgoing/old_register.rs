//! Bringing an old register in (.xlsx): its numbers go into the book, its rows are shown with the
//! others and need no document here.

use access::Action;
use documents::book::ImportedRow;
use documents::field::Direction;
use documents::register::{OutgoingRow, Registers};
use documents::{Catalogue, vietnam};
use serde_json::json;
use store::books::{self, EntryRow};

use super::books::{key, name};
use super::numbering::rules;
use crate::ledger::detail;
use crate::{Acting, Error, Fault, Office, sheet};

/// What an old register brings.
#[derive(Clone, Debug, Default)]
pub struct OldRegister {
    /// How many rows are taken.
    pub taken: usize,
    /// The number that the book goes on with, where rows are taken.
    pub next: Option<u32>,
    /// What is wrong with the rows that are not; the field is the row of the table.
    pub faults: Vec<Fault>,
}

impl Office {
    /// Reads an old register of a year; with `keep`, takes the rows that can be taken.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a file that is no workbook, [`Error::Documents`] for a table without
    /// the columns that are needed. Faults of rows are in the answer.
    pub async fn import_register(
        &self,
        by: &Acting,
        code: &str,
        year: i32,
        workbook: Vec<u8>,
        keep: bool,
    ) -> Result<OldRegister, Error> {
        let basis = self.may_book(by, Action::ImportRegister).await?;
        let table = tokio::task::spawn_blocking(move || sheet::read(&workbook)).await??;
        let registers = Registers::built_in()?;
        let catalogue = Catalogue::built_in()?;
        let read = registers.read_outgoing(&table, year, &catalogue)?;
        let numbers: Vec<_> = read.rows.iter().map(numbered).collect();
        let key = key(by, code, year);
        let mut tx = self.store().begin().await?;
        let kept = books::lock(&mut tx, key, name(code)).await?;
        let rules = rules(&mut tx, key, &kept, None).await?;
        let imported = rules.import(&numbers)?;
        let faults = (read.faults.iter())
            .map(|it| {
                (
                    it.row,
                    it.code(),
                    it.values(&registers, Direction::Outgoing),
                )
            })
            .chain(
                imported
                    .faults
                    .iter()
                    .map(|it| (row_of(it), it.code(), it.values())),
            );
        let mut faults: Vec<_> = faults.collect();
        faults.sort_by_key(|(row, ..)| *row);
        let found = OldRegister {
            taken: imported.entries.len(),
            next: imported.opening,
            faults: (faults.into_iter())
                .map(|(row, code, values)| Fault::new(&row.to_string(), code, values))
                .collect(),
        };
        if !keep || imported.entries.is_empty() {
            return Ok(found);
        }
        for (row, entry) in &imported.entries {
            let cells = read.rows.iter().find(|it| it.row == *row).map(cells);
            let entry = EntryRow {
                state: "imported".to_owned(),
                row_data: json!({ "cells": cells }).to_string(),
                ..self.entry_row(by, entry.number)
            };
            books::add_entry(&mut tx, key, &entry).await?;
        }
        let next = imported.opening.map(i64::from);
        if let Some(next) = next.filter(|next| *next > kept.next_number) {
            books::set_next(&mut tx, key, next).await?;
        }
        let detail = detail! { "rows" => found.taken, "next" => found.next };
        self.record_book(&mut tx, by, "register-imported", key, &basis, detail)
            .await?;
        tx.commit().await?;
        Ok(found)
    }
}

fn numbered(row: &OutgoingRow) -> ImportedRow {
    ImportedRow {
        row: row.row,
        number: row.number,
        issued: row.issued,
    }
}

fn row_of(fault: &documents::book::ImportFault) -> usize {
    use documents::book::ImportFault::{Taken, Twice, WrongYear};
    match fault {
        Twice { row, .. } | Taken { row, .. } | WrongYear { row, .. } => *row,
    }
}

/// The cells of the row as the register of Nghị định 30/2020 has them.
fn cells(row: &OutgoingRow) -> [String; 10] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = match &row.notation {
        Some(notation) => format!("{}/{notation}", row.number),
        None => row.number.to_string(),
    };
    [
        number,
        vietnam::written(row.issued),
        row.subject.clone(),
        text(&row.signer),
        text(&row.recipients),
        text(&row.keeper),
        row.copies.map(|it| it.to_string()).unwrap_or_default(),
        row.handed.map(vietnam::written).unwrap_or_default(),
        String::new(),
        text(&row.note),
    ]
}
