//! Reading an old register, kept in a spreadsheet in whatever form.
//!
//! The table comes as text, cell by cell; opening the file is the edge's job. Columns are found by
//! their titles. A row with a fault is left out and named; the others are taken. Whether the numbers
//! agree with the book is decided by [`crate::book::Book::import`].

use serde::{Deserialize, Serialize};
use time::Date;

use super::cells::{self, Cells};
use super::{Column, Registers, header};
use crate::document_type::{Catalogue, DocumentType};
use crate::field::Direction;
use crate::notation::Notation;
use crate::number::{FullNumber, Number};
use crate::{Error, fold};

/// What is wrong with a cell.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum CellFault {
    /// It has to be filled in.
    Empty,
    /// It is no number.
    NotANumber {
        /// What it says.
        value: String,
    },
    /// It is no notation.
    NotANotation {
        /// What it says.
        value: String,
    },
    /// It is no date.
    NotADate {
        /// What it says.
        value: String,
    },
    /// It has a character that nobody can see.
    ControlCharacter {
        /// Place of the character, from 1.
        position: usize,
    },
    /// It is longer than any text may be.
    TooLong,
}

/// A fault of a row; the row is not taken.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct RowFault {
    /// The row of the table, from 1.
    pub row: usize,
    /// The column.
    pub column: Column,
    /// What is wrong.
    #[serde(flatten)]
    pub fault: CellFault,
}

impl RowFault {
    /// Every code that [`Self::code`] can give.
    pub const CODES: &[&str] = &[
        "import-cell-empty",
        "import-cell-not-a-number",
        "import-cell-not-a-notation",
        "import-cell-not-a-date",
        "import-cell-control-character",
        "import-cell-too-long",
    ];

    /// A name that stays the same, for catalogues and programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.fault {
            CellFault::Empty => "import-cell-empty",
            CellFault::NotANumber { .. } => "import-cell-not-a-number",
            CellFault::NotANotation { .. } => "import-cell-not-a-notation",
            CellFault::NotADate { .. } => "import-cell-not-a-date",
            CellFault::ControlCharacter { .. } => "import-cell-control-character",
            CellFault::TooLong => "import-cell-too-long",
        }
    }

    /// The values that explain it; the column by its title.
    #[must_use]
    pub fn values(
        &self,
        registers: &Registers,
        direction: Direction,
    ) -> Vec<(&'static str, String)> {
        let column = registers.title(direction, self.column);
        let mut values = vec![("row", self.row.to_string()), ("column", column)];
        match &self.fault {
            CellFault::Empty | CellFault::TooLong => {}
            CellFault::NotANumber { value }
            | CellFault::NotANotation { value }
            | CellFault::NotADate { value } => values.push(("value", value.clone())),
            CellFault::ControlCharacter { position } => {
                values.push(("position", position.to_string()));
            }
        }
        values
    }
}

/// What was read of a register.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Read<T> {
    /// The row that names the columns, from 1.
    pub header: usize,
    /// The rows that can be taken.
    pub rows: Vec<T>,
    /// What is wrong with the others.
    pub faults: Vec<RowFault>,
}

/// A row of an old register of outgoing documents.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OutgoingRow {
    /// The row of the table, from 1.
    pub row: usize,
    /// The number.
    pub number: Number,
    /// The notation, if the register has it.
    pub notation: Option<Notation>,
    /// Date of issue.
    pub issued: Date,
    /// Code of the type, if it can be told.
    pub kind: Option<String>,
    /// Type and subject as written.
    pub subject: String,
    /// Who signed.
    pub signer: Option<String>,
    /// To whom it went.
    pub recipients: Option<String>,
    /// Who keeps the copy.
    pub keeper: Option<String>,
    /// How many copies.
    pub copies: Option<u32>,
    /// When it was sent.
    pub handed: Option<Date>,
    /// Ghi chú.
    pub note: Option<String>,
}

/// A row of an old register of incoming documents.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IncomingRow {
    /// The row of the table, from 1.
    pub row: usize,
    /// Ngày đến.
    pub arrival_date: Date,
    /// Số đến.
    pub arrival_number: Number,
    /// Who issued it.
    pub author: Option<String>,
    /// Number and notation as written.
    pub number: Option<String>,
    /// Its date.
    pub issued: Option<Date>,
    /// Type and subject as written.
    pub subject: String,
    /// To whom it went.
    pub to: Option<String>,
    /// When.
    pub handed: Option<Date>,
    /// Ghi chú.
    pub note: Option<String>,
}

impl Registers {
    /// Reads an old register of outgoing documents of a year.
    ///
    /// # Errors
    /// [`Error::NoHeader`], [`Error::ColumnsMissing`], [`Error::ColumnTwice`].
    pub fn read_outgoing(
        &self,
        table: &[Vec<String>],
        year: i32,
        catalogue: &Catalogue,
    ) -> Result<Read<OutgoingRow>, Error> {
        self.read(Direction::Outgoing, table, year, |cells| {
            outgoing(cells, catalogue)
        })
    }

    /// Reads an old register of incoming documents of a year.
    ///
    /// # Errors
    /// [`Error::NoHeader`], [`Error::ColumnsMissing`], [`Error::ColumnTwice`].
    pub fn read_incoming(
        &self,
        table: &[Vec<String>],
        year: i32,
    ) -> Result<Read<IncomingRow>, Error> {
        self.read(Direction::Incoming, table, year, incoming)
    }

    fn read<T>(
        &self,
        direction: Direction,
        table: &[Vec<String>],
        year: i32,
        row_of: impl Fn(&mut Cells<'_>) -> Option<T>,
    ) -> Result<Read<T>, Error> {
        let header = header::find(self, direction, table)?;
        let titles = table.get(header.row).map_or(&[][..], Vec::as_slice);
        let mut read = Read {
            header: header.row + 1,
            rows: Vec::new(),
            faults: Vec::new(),
        };
        for (index, row) in table.iter().enumerate().skip(header.row + 1) {
            if cells::is_between(row, titles) {
                continue;
            }
            let mut cells = Cells {
                row: index + 1,
                places: &header.places,
                cells: row,
                year,
                faults: Vec::new(),
            };
            match (row_of(&mut cells), cells.faults.is_empty()) {
                (Some(row), true) => read.rows.push(row),
                _ => read.faults.append(&mut cells.faults),
            }
        }
        Ok(read)
    }
}

fn outgoing(cells: &mut Cells<'_>, catalogue: &Catalogue) -> Option<OutgoingRow> {
    let number = numbered(cells);
    let issued = cells.required_day(Column::Issued);
    let subject = subject(cells);
    let optional = OutgoingRow {
        row: cells.row,
        signer: cells.optional(Column::Signer),
        recipients: cells.optional(Column::Recipients),
        keeper: cells.optional(Column::Keeper),
        copies: cells.count(Column::Copies),
        handed: cells.day(Column::Handed),
        note: cells.optional(Column::Note),
        number: number.as_ref()?.0,
        notation: None,
        issued: issued?,
        kind: None,
        subject,
    };
    let notation = number.and_then(|(_, notation)| notation);
    Some(OutgoingRow {
        kind: kind_of(&optional.subject, notation.as_ref(), catalogue),
        notation,
        ..optional
    })
}

fn incoming(cells: &mut Cells<'_>) -> Option<IncomingRow> {
    let arrival_number = cells.number(Column::ArrivalNumber);
    let arrival_date = cells.required_day(Column::ArrivalDate);
    let subject = subject(cells);
    let whole = cells.optional(Column::NumberNotation);
    let parts = [Column::Number, Column::Notation].map(|column| cells.optional(column));
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    Some(IncomingRow {
        row: cells.row,
        author: cells.optional(Column::Author),
        number: whole.or_else(|| (!parts.is_empty()).then(|| parts.join("/"))),
        issued: cells.day(Column::Issued),
        to: cells.optional(Column::To),
        handed: cells.day(Column::Handed),
        note: cells.optional(Column::Note),
        arrival_date: arrival_date?,
        arrival_number: arrival_number?,
        subject,
    })
}

/// Number and notation, from one column or from two.
fn numbered(cells: &mut Cells<'_>) -> Option<(Number, Option<Notation>)> {
    let apart = cells.optional(Column::Notation);
    if cells.places.contains_key(&Column::Number) {
        let number = cells.number(Column::Number)?;
        return Some((number, notation(cells, apart)));
    }
    let column = Column::NumberNotation;
    let value = cells.text(column);
    if value.is_empty() {
        cells.complain(column, CellFault::Empty);
        return None;
    }
    if let Ok(full) = FullNumber::parse(&value) {
        return Some((full.number(), Some(full.notation().clone())));
    }
    match Number::parse(cells::whole(&value)) {
        Ok(number) => Some((number, notation(cells, apart))),
        Err(_) => {
            cells.complain(column, CellFault::NotANumber { value });
            None
        }
    }
}

fn notation(cells: &mut Cells<'_>, text: Option<String>) -> Option<Notation> {
    let value = text?;
    // "/QĐ-UBND" is how forms are filled in by hand.
    let parsed = Notation::parse(value.trim_start_matches('/')).ok();
    if parsed.is_none() {
        cells.complain(Column::Notation, CellFault::NotANotation { value });
    }
    parsed
}

/// Type and subject, from one column or from two.
fn subject(cells: &mut Cells<'_>) -> String {
    let whole = cells.optional(Column::TypeSubject);
    let parts = [Column::Type, Column::Subject].map(|column| cells.optional(column));
    let parts: Vec<String> = whole
        .into_iter()
        .chain(parts.into_iter().flatten())
        .collect();
    if parts.is_empty() {
        let column = match cells.places.contains_key(&Column::TypeSubject) {
            true => Column::TypeSubject,
            false => Column::Subject,
        };
        cells.complain(column, CellFault::Empty);
    }
    parts.join(": ")
}

/// The type: the notation begins with its abbreviation, or the subject with its name; a notation
/// that names no type is that of a công văn.
fn kind_of(subject: &str, notation: Option<&Notation>, catalogue: &Catalogue) -> Option<String> {
    let first = notation.and_then(|notation| notation.parts().next());
    let short = first.and_then(|part| catalogue.of_abbreviation(part));
    let words = format!("{} ", fold(subject));
    let begins = |kind: &&DocumentType| words.starts_with(&format!("{} ", fold(&kind.name)));
    let written = || {
        catalogue
            .types()
            .iter()
            .filter(begins)
            .max_by_key(|kind| kind.name.len())
    };
    let letter = || notation.and_then(|_| catalogue.get(DocumentType::LETTER).ok());
    let kind = short.or_else(written).or_else(letter)?;
    Some(kind.code.clone())
}

#[cfg(test)]
mod tests;
