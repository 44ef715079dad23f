//! Numbers in a book, wanted and given.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::number::Number;

/// What became of a number.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "use")]
pub enum Use {
    /// A document has it; none of ours if it comes from an old register.
    Given {
        /// The document's record here.
        document: Option<String>,
    },
    /// It is kept for a document to come.
    Reserved {
        /// Why.
        reason: String,
    },
    /// Nobody has it and nobody will.
    Void {
        /// Why.
        reason: String,
        /// The document that had it.
        document: Option<String>,
    },
}

/// A number in the book.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Entry {
    /// The number.
    pub number: Number,
    /// What became of it.
    #[serde(flatten)]
    pub used: Use,
    /// The date of issue of the document that has it.
    #[serde(default, with = "crate::json::day::option")]
    pub issued: Option<Date>,
}

/// Which number is wanted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Take {
    /// The next one.
    Next,
    /// One that was reserved.
    Reserved(Number),
    /// One that the document has on paper already, after an outage (S17).
    Written {
        /// The number.
        number: Number,
        /// Why it was not taken here.
        reason: String,
    },
}

/// A number to be given.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Taken {
    /// The number.
    pub number: Number,
    /// The date of issue.
    pub issued: Date,
    /// By how many days the entry comes late, if it does.
    pub late: Option<u32>,
    /// The date of the number before, if that is later than this one's: the register will not be
    /// in the order of dates.
    pub behind: Option<Date>,
}

impl Taken {
    /// The entry of the document that gets the number.
    #[must_use]
    pub fn entry(&self, document: &str) -> Entry {
        Entry {
            number: self.number,
            used: Use::Given {
                document: Some(document.to_owned()),
            },
            issued: Some(self.issued),
        }
    }
}
