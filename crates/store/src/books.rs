//! Numbering books: one sequence for paper and electronic documents of a year (Điều 15).
//!
//! The row of the book is the lock: who takes a number moves it in the transaction that uses the
//! number, so that there is neither a gap nor a number given twice.

use crate::{Error, Rows, Tx};

/// A row of `book`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/documents.sql"
)]
pub struct BookRow {
    pub code: String,
    pub year: i64,
    pub name: String,
    pub next_number: i64,
    pub closed_at: Option<i64>,
    pub opening: i64,
}

/// A row of `book_entry`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/documents.sql"
)]
pub struct EntryRow {
    pub number: i64,
    pub suffix: String,
    pub state: String,
    pub document_id: Option<String>,
    pub reason: String,
    pub row_data: String,
    pub entered_by: String,
    pub entered_at: i64,
}

statements! {
    OPEN = "INSERT INTO book (agency_id, code, year, name, next_number)
        VALUES ($1, $2, $3, $4, 1) ON CONFLICT (agency_id, code, year) DO NOTHING";
    LOCK = "UPDATE book SET next_number = next_number WHERE agency_id = $1 AND code = $2
        AND year = $3 RETURNING code, year, name, next_number, closed_at, opening";
    MOVE = "UPDATE book SET next_number = $4 WHERE agency_id = $1 AND code = $2 AND year = $3
        AND next_number <= $4";
    CLOSE = "UPDATE book SET closed_at = $4 WHERE agency_id = $1 AND code = $2 AND year = $3
        AND closed_at IS NULL";
    BOOKS = "SELECT code, year, name, next_number, closed_at, opening FROM book WHERE agency_id = $1
        ORDER BY year DESC, code";
    ADD = "INSERT INTO book_entry (agency_id, code, year, number, suffix, state, document_id, reason,
        row_data, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    USE_RESERVED = "UPDATE book_entry SET state = 'taken', document_id = $6, entered_by = $7,
        entered_at = $8 WHERE agency_id = $1 AND code = $2 AND year = $3 AND number = $4
        AND suffix = $5 AND state = 'reserved'";
    VOID = "UPDATE book_entry SET state = 'void', reason = $6, entered_by = $7, entered_at = $8
        WHERE agency_id = $1 AND code = $2 AND year = $3 AND number = $4 AND suffix = $5
        AND state = $9";
    OPEN_WITH = "UPDATE book SET opening = $4, next_number = $4 WHERE agency_id = $1 AND code = $2
        AND year = $3 AND next_number <= $4 AND closed_at IS NULL";
    ENTRY = "SELECT number, suffix, state, document_id, reason, row_data, entered_by, entered_at
        FROM book_entry WHERE agency_id = $1 AND code = $2 AND year = $3 AND number = $4
        AND suffix = $5";
    REGISTER = "SELECT e.number, e.suffix, e.state, e.document_id, e.reason, e.row_data, e.entered_at,
        d.type_code, d.subject, d.number_text, d.issue_date, d.issued_at, d.status, d.fields,
        a.full_name AS signer_name FROM book_entry e
        LEFT JOIN outgoing d ON d.agency_id = e.agency_id AND d.id = e.document_id
        LEFT JOIN account a ON a.id = d.signer_id
        WHERE e.agency_id = $1 AND e.code = $2 AND e.year = $3 ORDER BY e.number, e.suffix";
    RECIPIENTS = "SELECT r.document_id, r.kind, r.name, r.channel, r.copies FROM recipient r
        WHERE r.agency_id = $1 AND r.document_id IN (SELECT e.document_id FROM book_entry e
        WHERE e.agency_id = $1 AND e.code = $2 AND e.year = $3)
        ORDER BY r.document_id, r.ordinal";
    ARRIVALS = "SELECT i.number_text, i.document_date, i.subject, i.type_code, i.from_name, i.status,
        i.unsigned, i.arrival_number, i.arrived_at, i.registered_at, i.fields, i.arrival_date,
        i.channel, (SELECT MAX(c.at) FROM incoming_correction c WHERE c.agency_id = i.agency_id
        AND c.incoming_id = i.id) AS corrected_at, r.at AS recalled_at, r.basis AS recall_basis
        FROM incoming i
        LEFT JOIN recall r ON r.agency_id = i.agency_id AND r.incoming_id = i.id
        WHERE i.agency_id = $1 AND i.arrival_year = $2 ORDER BY i.arrival_number";
    ENTRIES = "SELECT number, suffix, state, document_id, reason, row_data, entered_by, entered_at
        FROM book_entry WHERE agency_id = $1 AND code = $2 AND year = $3 ORDER BY number, suffix";
    OF_DOCUMENT = "SELECT number, suffix, state, document_id, reason, row_data, entered_by, entered_at
        FROM book_entry WHERE agency_id = $1 AND code = $2 AND year = $3 AND document_id = $4
        AND state = 'taken'";
    NUMBERS = "SELECT number, suffix, state, document_id, reason, row_data, entered_by, entered_at
        FROM book_entry WHERE agency_id = $1 AND code = $2 AND year = $3 AND number >= $4
        ORDER BY number, suffix LIMIT $5";
}

/// Which book.
#[derive(Clone, Copy, Debug)]
pub struct BookKey<'a> {
    /// Whose.
    pub agency: &'a str,
    /// Its code.
    pub code: &'a str,
    /// The year of its numbers.
    pub year: i64,
}

/// Takes the book for this transaction, and opens it if there is none yet.
///
/// # Errors
/// What the database says.
pub async fn lock(tx: &mut Tx, key: BookKey<'_>, name: &str) -> Result<BookRow, Error> {
    let BookKey { agency, code, year } = key;
    tx.run(OPEN, binds![agency, code, year, name]).await?;
    let book = tx.row(LOCK, binds![agency, code, year]).await?;
    book.ok_or_else(|| Error::Stale {
        what: "book",
        id: format!("{code}/{year}"),
    })
}

/// Sets the number that comes next; never a lower one.
///
/// # Errors
/// [`Error::Stale`] when the book is further already.
pub async fn set_next(tx: &mut Tx, key: BookKey<'_>, next: i64) -> Result<(), Error> {
    let BookKey { agency, code, year } = key;
    let id = format!("{code}/{year}");
    tx.run_once("book", &id, MOVE, binds![agency, code, year, next])
        .await
}

/// Closes a book.
///
/// # Errors
/// [`Error::Stale`] when it is closed already.
pub async fn close(tx: &mut Tx, key: BookKey<'_>, at: i64) -> Result<(), Error> {
    let BookKey { agency, code, year } = key;
    let id = format!("{code}/{year}");
    tx.run_once("book", &id, CLOSE, binds![agency, code, year, at])
        .await
}

/// The books of an agency, the newest year first.
///
/// # Errors
/// What the database says.
pub async fn all(rows: &mut impl Rows, agency: &str) -> Result<Vec<BookRow>, Error> {
    rows.rows(BOOKS, binds![agency]).await
}

/// Enters a number.
///
/// # Errors
/// [`Error::Duplicate`] where it stands already.
pub async fn add_entry(tx: &mut Tx, key: BookKey<'_>, it: &EntryRow) -> Result<(), Error> {
    let BookKey { agency, code, year } = key;
    let binds = binds![
        agency,
        code,
        year,
        it.number,
        &it.suffix,
        &it.state,
        it.document_id.clone(),
        &it.reason,
        &it.row_data,
        &it.entered_by,
        it.entered_at,
    ];
    tx.run(ADD, binds).await?;
    Ok(())
}

/// Gives a reserved number to a document.
///
/// # Errors
/// [`Error::Stale`] when it is not reserved any more.
pub async fn use_reserved(tx: &mut Tx, key: BookKey<'_>, it: &EntryRow) -> Result<(), Error> {
    let BookKey { agency, code, year } = key;
    let binds = binds![
        agency,
        code,
        year,
        it.number,
        &it.suffix,
        it.document_id.clone(),
        &it.entered_by,
        it.entered_at,
    ];
    tx.run_once("number", &it.number.to_string(), USE_RESERVED, binds)
        .await
}

/// Voids a number for good, with the reason of the entry, which was read in its state.
///
/// # Errors
/// [`Error::Stale`] when it is not in that state any more.
pub async fn void(tx: &mut Tx, key: BookKey<'_>, it: &EntryRow) -> Result<(), Error> {
    let BookKey { agency, code, year } = key;
    let binds = binds![
        agency,
        code,
        year,
        it.number,
        &it.suffix,
        &it.reason,
        &it.entered_by,
        it.entered_at,
        &it.state,
    ];
    tx.run_once("number", &it.number.to_string(), VOID, binds)
        .await
}

/// Lets a book begin with a number that it has not reached.
///
/// # Errors
/// [`Error::Stale`] when the book is further already, or closed.
pub async fn open_with(tx: &mut Tx, key: BookKey<'_>, opening: i64) -> Result<(), Error> {
    let BookKey { agency, code, year } = key;
    let id = format!("{code}/{year}");
    tx.run_once("book", &id, OPEN_WITH, binds![agency, code, year, opening])
        .await
}

/// One entry of a book.
///
/// # Errors
/// What the database says.
pub async fn entry(
    rows: &mut impl Rows,
    key: BookKey<'_>,
    number: i64,
    suffix: &str,
) -> Result<Option<EntryRow>, Error> {
    let BookKey { agency, code, year } = key;
    rows.row(ENTRY, binds![agency, code, year, number, suffix])
        .await
}

/// An entry of a book with what the register says of its document.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/documents.sql"
)]
pub struct RegisterRow {
    pub number: i64,
    pub suffix: String,
    pub state: String,
    pub document_id: Option<String>,
    pub reason: String,
    pub row_data: String,
    pub entered_at: i64,
    pub type_code: Option<String>,
    pub subject: Option<String>,
    pub number_text: Option<String>,
    pub issue_date: Option<String>,
    pub issued_at: Option<i64>,
    pub status: Option<String>,
    pub fields: Option<String>,
    pub signer_name: Option<String>,
}

/// A recipient, as the register names it.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/documents.sql"
)]
pub struct RegisterRecipient {
    pub document_id: String,
    pub kind: String,
    pub name: String,
    pub channel: String,
    pub copies: i64,
}

/// An incoming document, as the register names it.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/{exchange,incoming-by-hand,incoming-correction,recall,recall-by-letter}.sql"
)]
pub struct ArrivalRow {
    pub number_text: String,
    pub document_date: Option<String>,
    pub subject: String,
    pub type_code: String,
    pub from_name: String,
    pub status: String,
    pub unsigned: i64,
    pub arrival_number: i64,
    pub arrived_at: i64,
    pub registered_at: Option<i64>,
    pub fields: String,
    pub arrival_date: Option<String>,
    pub channel: String,
    pub corrected_at: Option<i64>,
    pub recalled_at: Option<i64>,
    pub recall_basis: Option<String>,
}

/// The register of a book of outgoing documents, by number.
///
/// # Errors
/// What the database says.
pub async fn register(rows: &mut impl Rows, key: BookKey<'_>) -> Result<Vec<RegisterRow>, Error> {
    let BookKey { agency, code, year } = key;
    rows.rows(REGISTER, binds![agency, code, year]).await
}

/// The recipients of all documents of a register, by document.
///
/// # Errors
/// What the database says.
pub async fn recipients(
    rows: &mut impl Rows,
    key: BookKey<'_>,
) -> Result<Vec<RegisterRecipient>, Error> {
    let BookKey { agency, code, year } = key;
    rows.rows(RECIPIENTS, binds![agency, code, year]).await
}

/// The documents that arrived in a year, by number of arrival.
///
/// # Errors
/// What the database says.
pub async fn arrivals(
    rows: &mut impl Rows,
    agency: &str,
    year: i64,
) -> Result<Vec<ArrivalRow>, Error> {
    rows.rows(ARRIVALS, binds![agency, year]).await
}

/// All entries of a book, by number.
///
/// # Errors
/// What the database says.
pub async fn entries(rows: &mut impl Rows, key: BookKey<'_>) -> Result<Vec<EntryRow>, Error> {
    let BookKey { agency, code, year } = key;
    rows.rows(ENTRIES, binds![agency, code, year]).await
}

/// The entry that holds a document's number in this book.
///
/// # Errors
/// What the database says.
pub async fn of_document(
    rows: &mut impl Rows,
    key: BookKey<'_>,
    document: &str,
) -> Result<Option<EntryRow>, Error> {
    let BookKey { agency, code, year } = key;
    rows.row(OF_DOCUMENT, binds![agency, code, year, document])
        .await
}

/// Entries of a book from a number on.
///
/// # Errors
/// What the database says.
pub async fn entries_from(
    rows: &mut impl Rows,
    key: BookKey<'_>,
    number: i64,
    most: i64,
) -> Result<Vec<EntryRow>, Error> {
    let BookKey { agency, code, year } = key;
    rows.rows(NUMBERS, binds![agency, code, year, number, most])
        .await
}
