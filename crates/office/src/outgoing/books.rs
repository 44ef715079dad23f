//! The clerk's hand in the numbering books (Điều 15): numbers kept free or void with a reason, the
//! number a book begins with, its end.
//!
//! What a book lets be done is `documents::book`'s to say; here its row is locked, and what was
//! decided is kept with the record.

use access::{Action, Basis, Facts};
use documents::Number;
use documents::vietnam;
use store::books::{self, BookKey, BookRow, EntryRow};
use store::outgoing;
use store::{Tx, instant};
use time::UtcDateTime;

use super::numbering::{move_on, rules, suffix};
use crate::ledger::detail;
use crate::{Acting, Entry, Error, Fault, Office};

/// Numbers that were reserved.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reservation {
    /// They.
    pub numbers: Vec<Number>,
}

/// A number of a book.
#[derive(Clone, Debug)]
pub struct NumberLine {
    /// The number with its letter, as it is written.
    pub number: String,
    /// `taken`, `reserved`, `void` or `imported`.
    pub state: String,
    /// The document that has it, or had it.
    pub document: Option<String>,
    /// Why it is reserved or void.
    pub reason: String,
    /// Who entered it: an account.
    pub by: String,
    /// When.
    pub at: UtcDateTime,
}

/// The name of a book for people.
pub(super) fn name(code: &str) -> &str {
    match code {
        "van-ban-di" => "Văn bản đi",
        "van-ban-den" => "Văn bản đến",
        other => other,
    }
}

impl Office {
    /// The books of the agency, the newest year first.
    ///
    /// # Errors
    /// When this person may not see them.
    pub async fn books(&self, by: &Acting) -> Result<Vec<BookRow>, Error> {
        self.may_book(by, Action::SeeRegister).await?;
        let mut reader = self.store().reader();
        Ok(books::all(&mut reader, by.agency()).await?)
    }

    /// The number that a document would be given in a book now: the next one, or its own where it
    /// went back to its signer and keeps it.
    ///
    /// # Errors
    /// When this person may not see the book.
    pub async fn number_to_come(
        &self,
        by: &Acting,
        code: &str,
        document: &str,
    ) -> Result<String, Error> {
        self.may_book(by, Action::SeeRegister).await?;
        let mut reader = self.store().reader();
        let key = key(by, code, vietnam::date(self.now()).year());
        if let Some(own) = books::of_document(&mut reader, key, document).await? {
            return Ok(parsed(&format!("{}{}", own.number, own.suffix))?.to_string());
        }
        let all = books::all(&mut reader, by.agency()).await?;
        let mut this = all
            .iter()
            .filter(|it| it.code == code && it.year == key.year);
        let next = this.next().map_or(1, |it| it.next_number);
        Ok(parsed(&next.to_string())?.to_string())
    }

    /// The numbers of a book, in their order.
    ///
    /// # Errors
    /// When this person may not see them.
    pub async fn numbers(
        &self,
        by: &Acting,
        code: &str,
        year: i32,
    ) -> Result<Vec<NumberLine>, Error> {
        self.may_book(by, Action::SeeRegister).await?;
        let mut reader = self.store().reader();
        let entries = books::entries(&mut reader, key(by, code, year)).await?;
        entries.into_iter().map(line).collect()
    }

    /// Keeps the next numbers of a book free for later.
    ///
    /// # Errors
    /// [`Error::Documents`] without a reason, or where the book does not let it.
    pub async fn reserve_numbers(
        &self,
        by: &Acting,
        code: &str,
        year: i32,
        count: u32,
        reason: &str,
    ) -> Result<Reservation, Error> {
        let basis = self.may_book(by, Action::ReserveNumber).await?;
        let key = key(by, code, year);
        let mut tx = self.store().begin().await?;
        let kept = books::lock(&mut tx, key, name(code)).await?;
        let mut rules = rules(&mut tx, key, &kept, None).await?;
        let reserved = rules.reserve(count, reason)?;
        let mut numbers = Vec::new();
        for entry in reserved {
            let row = EntryRow {
                state: "reserved".to_owned(),
                reason: reason.trim().to_owned(),
                ..self.entry_row(by, entry.number)
            };
            books::add_entry(&mut tx, key, &row).await?;
            numbers.push(entry.number);
            rules.add(entry);
        }
        move_on(&mut tx, key, &kept, &rules).await?;
        let written: Vec<_> = numbers.iter().map(Number::to_string).collect();
        let detail = detail! { "numbers" => written.join(", "), "reason" => reason };
        self.record_book(&mut tx, by, "numbers-reserved", key, &basis, detail)
            .await?;
        tx.commit().await?;
        Ok(Reservation { numbers })
    }

    /// Makes a number void for good: one that is reserved, or whose document has lost it.
    ///
    /// # Errors
    /// [`Error::Documents`] without a reason, or for a number that is not in the book;
    /// [`Error::Invalid`] while a document bears it.
    pub async fn void_number(
        &self,
        by: &Acting,
        code: &str,
        year: i32,
        number: &str,
        reason: &str,
    ) -> Result<(), Error> {
        let basis = self.may_book(by, Action::VoidNumber).await?;
        let key = key(by, code, year);
        let number = parsed(number)?;
        let mut tx = self.store().begin().await?;
        let kept = books::lock(&mut tx, key, name(code)).await?;
        let rules = rules(&mut tx, key, &kept, Some(number)).await?;
        rules.void(number, reason)?;
        let (value, letter) = (i64::from(number.value()), suffix(number));
        let row = books::entry(&mut tx, key, value, &letter).await?;
        let row = row.ok_or(Error::NotFound)?;
        if let Some(document) = &row.document_id {
            let document = outgoing::by_id(&mut tx, by.agency(), document).await?;
            if document.is_some_and(|it| it.number == Some(value)) {
                let fault = Fault::new("number", "office-number-in-use", Vec::new());
                return Err(Error::Invalid(vec![fault]));
            }
        }
        let void = EntryRow {
            reason: reason.trim().to_owned(),
            entered_by: by.account().to_owned(),
            entered_at: instant::millis(self.now()),
            ..row
        };
        books::void(&mut tx, key, &void).await?;
        let detail = detail! { "number" => number.to_string(), "reason" => reason };
        self.record_book(&mut tx, by, "number-void", key, &basis, detail)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Lets a book begin with a number other than 01: the agency has given the ones before on paper.
    ///
    /// # Errors
    /// [`Error::Documents`] when the book has come so far already.
    pub async fn open_book(
        &self,
        by: &Acting,
        code: &str,
        year: i32,
        opening: u32,
    ) -> Result<(), Error> {
        let basis = self.may_book(by, Action::ManageBooks).await?;
        let key = key(by, code, year);
        let mut tx = self.store().begin().await?;
        let kept = books::lock(&mut tx, key, name(code)).await?;
        rules(&mut tx, key, &kept, None).await?.open_with(opening)?;
        books::open_with(&mut tx, key, i64::from(opening)).await?;
        let detail = detail! { "opening" => opening };
        self.record_book(&mut tx, by, "book-opened", key, &basis, detail)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Closes the book of a year that is over.
    ///
    /// # Errors
    /// [`Error::Documents`] while the year is not over.
    pub async fn close_book(&self, by: &Acting, code: &str, year: i32) -> Result<(), Error> {
        let basis = self.may_book(by, Action::ManageBooks).await?;
        let key = key(by, code, year);
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let kept = books::lock(&mut tx, key, name(code)).await?;
        let mut rules = rules(&mut tx, key, &kept, None).await?;
        rules.close(vietnam::date(now))?;
        books::close(&mut tx, key, instant::millis(now)).await?;
        self.record_book(&mut tx, by, "book-closed", key, &basis, detail! {})
            .await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn may_book(&self, by: &Acting, action: Action) -> Result<Basis, Error> {
        let facts = Facts::Agency(by.agency().to_owned());
        self.may(by, action, &facts, by.agency()).await
    }

    /// An entry of that number, made now by this person.
    pub(super) fn entry_row(&self, by: &Acting, number: Number) -> EntryRow {
        EntryRow {
            number: i64::from(number.value()),
            suffix: suffix(number),
            state: "taken".to_owned(),
            document_id: None,
            reason: String::new(),
            row_data: "{}".to_owned(),
            entered_by: by.account().to_owned(),
            entered_at: instant::millis(self.now()),
        }
    }

    pub(super) async fn record_book(
        &self,
        tx: &mut Tx,
        by: &Acting,
        act: &str,
        key: BookKey<'_>,
        basis: &Basis,
        detail: std::collections::BTreeMap<String, serde_json::Value>,
    ) -> Result<(), Error> {
        let object = format!("{}/{}", key.code, key.year);
        let entry = Entry {
            act,
            kind: "book",
            object: &object,
            basis: Some(basis),
            detail,
        };
        self.record(tx, by, entry).await
    }
}

/// The book of the agency of this person.
pub(super) fn key<'a>(by: &'a Acting, code: &'a str, year: i32) -> BookKey<'a> {
    BookKey {
        agency: by.agency(),
        code,
        year: i64::from(year),
    }
}

fn line(row: EntryRow) -> Result<NumberLine, Error> {
    Ok(NumberLine {
        number: match Number::parse(&format!("{}{}", row.number, row.suffix)) {
            Ok(number) => number.to_string(),
            Err(_) => row.number.to_string(),
        },
        state: row.state,
        document: row.document_id,
        reason: row.reason,
        by: row.entered_by,
        at: instant::from_millis("entered_at", row.entered_at)?,
    })
}

fn parsed(number: &str) -> Result<Number, Error> {
    Number::parse(number.trim()).map_err(|_| {
        let values = vec![("number", number.to_owned())];
        Error::Invalid(vec![Fault::new(
            "number",
            "office-number-unreadable",
            values,
        )])
    })
}
