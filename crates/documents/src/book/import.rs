//! Numbers of an old register, taken into the book.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;

use super::{Book, Entry, Use};
use crate::number::Number;
use crate::{Error, vietnam};

/// A number as it stands in an old register.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ImportedRow {
    /// The row of the table, from 1.
    pub row: usize,
    /// The number.
    pub number: Number,
    /// The date of issue.
    pub issued: Date,
}

/// What is wrong with a row; the row is not taken.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum ImportFault {
    /// The number stands in an earlier row too.
    Twice {
        /// The row.
        row: usize,
        /// The number.
        number: Number,
        /// The earlier row.
        first: usize,
    },
    /// The number is in the book already.
    Taken {
        /// The row.
        row: usize,
        /// The number.
        number: Number,
    },
    /// The date of issue is of another year.
    WrongYear {
        /// The row.
        row: usize,
        /// The date.
        #[serde(with = "crate::json::day")]
        issued: Date,
        /// The year of the book.
        year: i32,
    },
}

impl ImportFault {
    /// Every code that [`Self::code`] can give.
    pub const CODES: &[&str] = &[
        "import-number-twice",
        "import-number-taken",
        "import-wrong-year",
    ];

    /// A name that stays the same, for catalogues and programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Twice { .. } => "import-number-twice",
            Self::Taken { .. } => "import-number-taken",
            Self::WrongYear { .. } => "import-wrong-year",
        }
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Twice { row, number, first } => vec![
                ("row", row.to_string()),
                ("number", number.to_string()),
                ("first", first.to_string()),
            ],
            Self::Taken { row, number } => {
                vec![("row", row.to_string()), ("number", number.to_string())]
            }
            Self::WrongYear { row, issued, year } => vec![
                ("row", row.to_string()),
                ("issued", vietnam::written(*issued)),
                ("year", year.to_string()),
            ],
        }
    }
}

/// What an old register brings.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Imported {
    /// Entries to be saved, each with the row it comes from.
    pub entries: Vec<(usize, Entry)>,
    /// Rows that are not taken.
    pub faults: Vec<ImportFault>,
    /// The number the book goes on with.
    pub opening: Option<u32>,
}

impl Book {
    /// Reads the numbers of an old register; rows with faults are left out, the others kept.
    ///
    /// # Errors
    /// [`Error::BookClosed`].
    pub fn import(&self, rows: &[ImportedRow]) -> Result<Imported, Error> {
        self.open()?;
        let mut imported = Imported::default();
        let mut seen: BTreeMap<Number, usize> = BTreeMap::new();
        for ImportedRow {
            row,
            number,
            issued,
        } in rows.iter().copied()
        {
            let fault = if issued.year() != self.year {
                let year = self.year;
                Some(ImportFault::WrongYear { row, issued, year })
            } else if let Some(first) = seen.get(&number).copied() {
                Some(ImportFault::Twice { row, number, first })
            } else if self.free(number).is_err() {
                Some(ImportFault::Taken { row, number })
            } else {
                None
            };
            if let Some(fault) = fault {
                imported.faults.push(fault);
                continue;
            }
            seen.insert(number, row);
            let used = Use::Given { document: None };
            let issued = Some(issued);
            let entry = Entry {
                number,
                used,
                issued,
            };
            imported.entries.push((row, entry));
        }
        let highest = seen.keys().next_back().map(|number| number.value());
        imported.opening = highest.map(|highest| self.opening.max(highest.saturating_add(1)));
        Ok(imported)
    }
}
