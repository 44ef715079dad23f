//! Paper beside electronic documents: what has to be printed and sent, and what was.

use crate::{Bind, Error, Rows, Tx};

/// A row of `paper_copy`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/paper.sql"
)]
pub struct PaperRow {
    pub agency_id: String,
    pub id: String,
    pub document_id: String,
    pub kind: String,
    pub name: String,
    pub address: String,
    pub copies: i64,
    pub due_at: i64,
    pub printed_at: Option<i64>,
    pub printed_by: Option<String>,
    pub sent_on: Option<String>,
    pub sent_by: Option<String>,
    pub way: String,
    pub item: String,
    pub done_at: Option<i64>,
    pub version: i64,
}

/// A row with what has to be known of its document.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/{paper,documents}.sql"
)]
pub struct PaperLine {
    pub id: String,
    pub document_id: String,
    pub kind: String,
    pub name: String,
    pub address: String,
    pub copies: i64,
    pub due_at: i64,
    pub printed_at: Option<i64>,
    pub sent_on: Option<String>,
    pub way: String,
    pub item: String,
    pub done_at: Option<i64>,
    pub number_text: Option<String>,
    pub issue_date: Option<String>,
    pub subject: String,
    pub urgency: i64,
    pub current_version: i64,
}

macro_rules! columns {
    () => {
        "agency_id, id, document_id, kind, name, address, copies, due_at, printed_at, printed_by,
        sent_on, sent_by, way, item, done_at, version"
    };
}

statements! {
    INSERT = concat!("INSERT INTO paper_copy (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7,
        $8, $9, $10, $11, $12, $13, $14, $15, 1) ON CONFLICT (agency_id, id) DO NOTHING");
    UPDATE = "UPDATE paper_copy SET printed_at = $3, printed_by = $4, sent_on = $5, sent_by = $6,
        way = $7, item = $8, done_at = $9, version = version + 1
        WHERE agency_id = $1 AND id = $2 AND version = $10";
    BY_ID = concat!("SELECT ", columns!(), " FROM paper_copy WHERE agency_id = $1 AND id = $2");
}

const LINES: &str = "SELECT p.id, p.document_id, p.kind, p.name, p.address, p.copies, p.due_at,
    p.printed_at, p.sent_on, p.way, p.item, p.done_at, d.number_text, d.issue_date, d.subject,
    d.urgency, d.current_version
    FROM paper_copy p JOIN outgoing d ON d.agency_id = p.agency_id AND d.id = p.document_id
    WHERE p.agency_id = $1";

/// The number of the first value of a condition in the lists here.
pub const FIRST_BIND: usize = 3;

/// Adds what has to be printed and sent; once.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, it: &PaperRow) -> Result<(), Error> {
    let binds = binds![
        &it.agency_id,
        &it.id,
        &it.document_id,
        &it.kind,
        &it.name,
        &it.address,
        it.copies,
        it.due_at,
        it.printed_at,
        it.printed_by.clone(),
        it.sent_on.clone(),
        it.sent_by.clone(),
        &it.way,
        &it.item,
        it.done_at,
    ];
    tx.run(INSERT, binds).await?;
    Ok(())
}

/// Writes what became of a row that was read at `it.version`.
///
/// # Errors
/// [`Error::Stale`] when somebody else wrote it meanwhile.
pub async fn update(tx: &mut Tx, it: &PaperRow) -> Result<(), Error> {
    let binds = binds![
        &it.agency_id,
        &it.id,
        it.printed_at,
        it.printed_by.clone(),
        it.sent_on.clone(),
        it.sent_by.clone(),
        &it.way,
        &it.item,
        it.done_at,
        it.version,
    ];
    tx.run_once("paper", &it.id, UPDATE, binds).await
}

/// One row.
///
/// # Errors
/// What the database says.
pub async fn by_id(
    rows: &mut impl Rows,
    agency: &str,
    id: &str,
) -> Result<Option<PaperRow>, Error> {
    rows.row(BY_ID, binds![agency, id]).await
}

/// What is still to be printed or sent on documents of a condition: the most urgent first, then what
/// is due first.
///
/// # Errors
/// What the database says.
pub async fn open(
    rows: &mut impl Rows,
    agency: &str,
    condition: (&[String], Vec<Bind>),
    most: i64,
) -> Result<Vec<PaperLine>, Error> {
    let rest = "p.done_at IS NULL";
    let order = "d.urgency DESC, p.due_at, p.id";
    lines(rows, agency, condition, (rest, order), most).await
}

/// What was done last.
///
/// # Errors
/// What the database says.
pub async fn done(
    rows: &mut impl Rows,
    agency: &str,
    condition: (&[String], Vec<Bind>),
    most: i64,
) -> Result<Vec<PaperLine>, Error> {
    let rest = "p.done_at IS NOT NULL";
    let order = "p.done_at DESC, p.id";
    lines(rows, agency, condition, (rest, order), most).await
}

async fn lines(
    rows: &mut impl Rows,
    agency: &str,
    (ways, binds): (&[String], Vec<Bind>),
    (rest, order): (&str, &str),
    most: i64,
) -> Result<Vec<PaperLine>, Error> {
    let ways: Vec<_> = ways.iter().map(|it| format!("({it})")).collect();
    let ways = ways.join(" OR ");
    let sql = format!("{LINES} AND {rest} AND ({ways}) ORDER BY {order} LIMIT $2");
    let own: [Bind; 2] = [agency.into(), most.into()];
    rows.rows_of(sql, own.into_iter().chain(binds).collect())
        .await
}
