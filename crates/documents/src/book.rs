//! The numbering book: which number a document gets.
//!
//! Nghị định 30/2020/NĐ-CP, Điều 15: numbers run from 01 on 1 January to 31 December and are unique
//! in a year, one sequence for paper and electronic documents. The year is that of the date of issue
//! in Vietnam time. A number once in the book stays there: reserved and void ones keep their reason,
//! so that every gap is explained.
//!
//! No clock and no store: dates are arguments, and what [`Book::take`], [`Book::reserve`] and
//! [`Book::void`] return is saved by the caller in the transaction of the document. Two clerks at
//! once are the store's problem, which holds each number by a unique key.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use time::Date;

use crate::number::Number;
use crate::{Error, normalise};

pub mod danger;
mod entry;
mod import;
mod scheme;

pub use entry::{Entry, Take, Taken, Use};
pub use import::{ImportFault, Imported, ImportedRow};
pub use scheme::Scheme;

/// Numbers that one reservation may take at most.
const MOST_RESERVED: u32 = 100;

/// Whether numbers can still be taken.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// They can.
    #[default]
    Open,
    /// The year is over and the book is bound.
    Closed,
}

/// The book of one series and year, or the part of it that has to be known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Book {
    year: i32,
    standing: Standing,
    opening: u32,
    through: u32,
    entries: BTreeMap<Number, Entry>,
}

impl Book {
    /// The empty book of a year, which begins with 01.
    #[must_use]
    pub fn new(year: i32) -> Self {
        Self::load(year, Standing::Open, 1, 0, [])
    }

    /// A book as it was stored. Every number from `opening` to `through` is used; `entries` has at
    /// least those above `through`, those that are asked for by name, and the last one.
    #[must_use]
    pub fn load(
        year: i32,
        standing: Standing,
        opening: u32,
        through: u32,
        entries: impl IntoIterator<Item = Entry>,
    ) -> Self {
        let entries = entries.into_iter().map(|entry| (entry.number, entry));
        Self {
            year,
            standing,
            opening,
            through,
            entries: entries.collect(),
        }
    }

    /// The year.
    #[must_use]
    pub fn year(&self) -> i32 {
        self.year
    }

    /// Whether numbers can still be taken.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// The number it began with.
    #[must_use]
    pub fn opening(&self) -> u32 {
        self.opening
    }

    /// The number up to which all are used, counted from the opening one: what to store.
    #[must_use]
    pub fn through(&self) -> u32 {
        self.free_from(self.through) - 1
    }

    /// The entries that are known.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// The number that [`Take::Next`] gives.
    ///
    /// # Errors
    /// [`Error::BookFull`].
    pub fn next(&self) -> Result<Number, Error> {
        Number::new(self.free_from(self.through)).map_err(|_| Error::BookFull { year: self.year })
    }

    /// Chooses the number of a document issued on that date.
    ///
    /// # Errors
    /// [`Error::BookClosed`], [`Error::WrongYear`], [`Error::DateToCome`], [`Error::NumberTaken`],
    /// [`Error::NotReserved`], [`Error::ReasonMissing`], [`Error::BookFull`].
    pub fn take(&self, take: &Take, issued: Date, today: Date) -> Result<Taken, Error> {
        self.open()?;
        if issued.year() != self.year {
            return Err(Error::WrongYear {
                year: self.year,
                issued,
            });
        }
        if issued > today {
            return Err(Error::DateToCome { issued, today });
        }
        let number = match take {
            Take::Next => self.next()?,
            Take::Reserved(number) => self.reserved(*number)?,
            Take::Written { number, reason } => {
                reasoned(reason)?;
                self.free(*number)?
            }
        };
        let days = u32::try_from((today - issued).whole_days()).unwrap_or_default();
        let before = self.entries.range(..number).next_back();
        let before = before.and_then(|(_, entry)| entry.issued);
        Ok(Taken {
            number,
            issued,
            late: (days > 0).then_some(days),
            behind: before.filter(|before| *before > issued),
        })
    }

    /// Reserves the next numbers.
    ///
    /// # Errors
    /// [`Error::BookClosed`], [`Error::ReasonMissing`], [`Error::TooManyReserved`],
    /// [`Error::BookFull`].
    pub fn reserve(&self, count: u32, reason: &str) -> Result<Vec<Entry>, Error> {
        self.open()?;
        let reason = reasoned(reason)?;
        if !(1..=MOST_RESERVED).contains(&count) {
            return Err(Error::TooManyReserved {
                count,
                most: MOST_RESERVED,
            });
        }
        let mut book = self.clone();
        let mut entries = Vec::new();
        for _ in 0..count {
            let entry = Entry {
                number: book.next()?,
                used: Use::Reserved {
                    reason: reason.clone(),
                },
                issued: None,
            };
            book.add(entry.clone());
            entries.push(entry);
        }
        Ok(entries)
    }

    /// Makes a given or reserved number void.
    ///
    /// # Errors
    /// [`Error::BookClosed`], [`Error::ReasonMissing`], [`Error::NumberNotGiven`].
    pub fn void(&self, number: Number, reason: &str) -> Result<Entry, Error> {
        self.open()?;
        let reason = reasoned(reason)?;
        let absent = Error::NumberNotGiven {
            number,
            year: self.year,
        };
        let entry = self.entries.get(&number).ok_or_else(|| absent.clone())?;
        let document = match &entry.used {
            Use::Given { document } => document.clone(),
            Use::Reserved { .. } => None,
            Use::Void { .. } => return Err(absent),
        };
        Ok(Entry {
            used: Use::Void { reason, document },
            ..entry.clone()
        })
    }

    /// Lets the book begin with another number, for an agency that starts in the middle of a year.
    ///
    /// # Errors
    /// [`Error::BookClosed`], [`Error::NotANumber`], [`Error::BookBegun`].
    pub fn open_with(&mut self, opening: u32) -> Result<(), Error> {
        self.open()?;
        Number::new(opening)?;
        let highest = self
            .entries
            .keys()
            .next_back()
            .map_or(0, |last| last.value());
        let last = highest.max(if self.through >= self.opening {
            self.through
        } else {
            0
        });
        if last >= opening {
            return Err(Error::BookBegun {
                year: self.year,
                last,
                opening,
            });
        }
        self.opening = opening;
        Ok(())
    }

    /// Closes the book once its year is over.
    ///
    /// # Errors
    /// [`Error::YearNotOver`].
    pub fn close(&mut self, today: Date) -> Result<(), Error> {
        if today.year() <= self.year {
            return Err(Error::YearNotOver { year: self.year });
        }
        self.standing = Standing::Closed;
        Ok(())
    }

    /// Puts an entry into this copy of the book.
    pub fn add(&mut self, entry: Entry) {
        self.entries.insert(entry.number, entry);
        self.through = self.through();
    }

    /// The numbers below the last that are not in the book and have no reason; the whole book must
    /// be loaded.
    #[must_use]
    pub fn gaps(&self) -> Vec<RangeInclusive<u32>> {
        let mut gaps = Vec::new();
        let mut expected = 1;
        for value in self.plain() {
            if value > expected {
                gaps.push(expected..=value - 1);
            }
            expected = expected.max(value + 1);
        }
        if expected < self.opening {
            gaps.push(expected..=self.opening - 1);
        }
        gaps
    }

    fn open(&self) -> Result<(), Error> {
        match self.standing {
            Standing::Open => Ok(()),
            Standing::Closed => Err(Error::BookClosed { year: self.year }),
        }
    }

    /// The first value behind `through` that no entry has; one with a letter stands beside its number
    /// and not for it.
    fn free_from(&self, through: u32) -> u32 {
        let mut value = through
            .max(self.opening.saturating_sub(1))
            .saturating_add(1);
        for used in self.plain() {
            if used == value {
                value = value.saturating_add(1);
            }
        }
        value
    }

    /// The numbers that have no letter.
    fn plain(&self) -> impl Iterator<Item = u32> {
        let plain = self
            .entries
            .keys()
            .filter(|number| number.letter().is_none());
        plain.map(|number| number.value())
    }

    fn reserved(&self, number: Number) -> Result<Number, Error> {
        match self.entries.get(&number).map(|entry| &entry.used) {
            Some(Use::Reserved { .. }) => Ok(number),
            _ => Err(Error::NotReserved {
                number,
                year: self.year,
            }),
        }
    }

    fn free(&self, number: Number) -> Result<Number, Error> {
        let counted = self.opening..=self.through.max(self.opening.saturating_sub(1));
        let counted = counted.contains(&number.value()) && number.letter().is_none();
        match counted || self.entries.contains_key(&number) {
            true => Err(Error::NumberTaken {
                number,
                year: self.year,
            }),
            false => Ok(number),
        }
    }
}

fn reasoned(reason: &str) -> Result<String, Error> {
    let reason = normalise::line(reason)?;
    match reason.is_empty() {
        true => Err(Error::ReasonMissing),
        false => Ok(reason),
    }
}

#[cfg(test)]
mod tests;
