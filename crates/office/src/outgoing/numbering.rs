//! Giving a document its number and date (Điều 15; S16).
//!
//! One sequence for each book and year. The book's row is locked in the transaction of the act, so
//! that parallel clerks get different numbers and a transaction that fails leaves no gap.

use documents::book::{Book, Entry as BookEntry, Standing as BookStanding, Take, Use};
use documents::{Catalogue, FullNumber, Notation, Number, vietnam};
use store::books::{self, BookKey, BookRow, EntryRow};
use store::outgoing::OutgoingRow;
use store::{Tx, instant};
use time::Date;

use super::document::Outgoing;
use crate::{Acting, Error, Office};

/// How a number is chosen.
#[derive(Clone, Debug)]
pub struct Allocation {
    /// The next one, or one that was reserved.
    pub take: Take,
    /// The date of issue.
    pub issued: Date,
}

impl Allocation {
    /// The next number, with today's date.
    #[must_use]
    pub fn today(office: &Office) -> Self {
        Self {
            take: Take::Next,
            issued: vietnam::date(office.now()),
        }
    }
}

/// Abbreviations that make a notation.
#[derive(Clone, Debug)]
pub(crate) struct Abbreviations {
    pub(crate) agency: String,
    pub(crate) unit: String,
}

/// Takes the number and writes it into the document's row.
pub(crate) async fn allocate(
    tx: &mut Tx,
    office: &Office,
    by: &Acting,
    document: &mut Outgoing,
    book: &str,
    names: &Abbreviations,
    allocation: &Allocation,
) -> Result<(), Error> {
    let row = &mut document.row;
    let year = allocation.issued.year();
    let key = BookKey {
        agency: by.agency(),
        code: book,
        year: i64::from(year),
    };
    let kept = books::lock(tx, key, super::books::name(book)).await?;
    // A document that went back to its signer keeps the number it was given.
    if let Some(own) = books::of_document(tx, key, &row.id).await? {
        let number = Number::parse(&format!("{}{}", own.number, own.suffix))?;
        write(row, number, names, allocation.issued)?;
        return Ok(());
    }
    let asked = match &allocation.take {
        Take::Next => None,
        Take::Reserved(number) | Take::Written { number, .. } => Some(*number),
    };
    let mut rules = rules(tx, key, &kept, asked).await?;
    let today = vietnam::date(office.now());
    let taken = rules.take(&allocation.take, allocation.issued, today)?;
    let value = i64::from(taken.number.value());
    let made = EntryRow {
        number: value,
        suffix: suffix(taken.number),
        state: "taken".to_owned(),
        document_id: Some(row.id.clone()),
        reason: String::new(),
        row_data: "{}".to_owned(),
        entered_by: by.account().to_owned(),
        entered_at: instant::millis(office.now()),
    };
    match &allocation.take {
        Take::Reserved(_) => books::use_reserved(tx, key, &made).await?,
        _ => books::add_entry(tx, key, &made).await?,
    }
    rules.add(taken.entry(&row.id));
    move_on(tx, key, &kept, &rules).await?;
    write(row, taken.number, names, allocation.issued)
}

/// The book as far as its rules need it: what comes from its next number on, and the number that is
/// asked for by name.
pub(super) async fn rules(
    tx: &mut Tx,
    key: BookKey<'_>,
    kept: &BookRow,
    asked: Option<Number>,
) -> Result<Book, Error> {
    let mut entries = books::entries_from(tx, key, kept.next_number, 1000).await?;
    if let Some(number) = asked {
        let suffix = suffix(number);
        entries.extend(books::entry(tx, key, i64::from(number.value()), &suffix).await?);
    }
    let standing = match kept.closed_at {
        None => BookStanding::Open,
        Some(_) => BookStanding::Closed,
    };
    let through = u32::try_from(kept.next_number - 1).unwrap_or_default();
    let opening = u32::try_from(kept.opening).unwrap_or(1);
    let year = i32::try_from(kept.year).unwrap_or_default();
    let entries = entries.iter().filter_map(entry);
    Ok(Book::load(year, standing, opening, through, entries))
}

/// Keeps the number that comes next, after entries were added to the rules.
pub(super) async fn move_on(
    tx: &mut Tx,
    key: BookKey<'_>,
    kept: &BookRow,
    rules: &Book,
) -> Result<(), Error> {
    let next = i64::from(rules.through()) + 1;
    if next > kept.next_number {
        books::set_next(tx, key, next).await?;
    }
    Ok(())
}

/// The letter of a number, as it is kept.
pub(super) fn suffix(number: Number) -> String {
    number.letter().map_or(String::new(), String::from)
}

fn write(
    row: &mut OutgoingRow,
    number: Number,
    names: &Abbreviations,
    issued: Date,
) -> Result<(), Error> {
    let notation = notation(&row.type_code, names)?;
    let full = FullNumber::new(number, notation);
    row.number = Some(i64::from(number.value()));
    row.number_text = Some(full.to_string());
    row.number_key = Some(full.key().as_str().to_owned());
    row.issue_date = Some(instant::day(issued));
    Ok(())
}

/// Keeps the number for the document, but no more in it: it went back to be signed anew.
pub(crate) fn release(document: &mut Outgoing) {
    let row = &mut document.row;
    row.number = None;
    row.number_text = None;
    row.number_key = None;
    row.issue_date = None;
}

fn notation(type_code: &str, names: &Abbreviations) -> Result<Notation, Error> {
    let catalogue = Catalogue::built_in()?;
    let kind = catalogue.get(type_code)?;
    Ok(Notation::of(kind, &names.agency, Some(&names.unit))?)
}

fn entry(row: &EntryRow) -> Option<BookEntry> {
    let number = Number::parse(&format!("{}{}", row.number, row.suffix)).ok()?;
    let reason = row.reason.clone();
    let used = match row.state.as_str() {
        "reserved" => Use::Reserved { reason },
        "void" => Use::Void {
            reason,
            document: row.document_id.clone(),
        },
        _ => Use::Given {
            document: row.document_id.clone(),
        },
    };
    Some(BookEntry {
        number,
        used,
        issued: None,
    })
}
