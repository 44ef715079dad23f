//! Notices: what somebody is told, once for each person and event.

use crate::{Error, Rows, Tx};

/// A row of `notice`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/people.sql"
)]
pub struct NoticeRow {
    pub agency_id: String,
    pub id: String,
    pub account_id: String,
    pub kind: String,
    pub payload: String,
    pub link: String,
    pub at: i64,
    pub read_at: Option<i64>,
    pub event: String,
}

macro_rules! columns {
    () => {
        "agency_id, id, account_id, kind, payload, link, at, read_at, event"
    };
}

statements! {
    ADD = concat!("INSERT INTO notice (", columns!(), ")
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (agency_id, account_id, event) DO NOTHING");
    BY_ID = concat!("SELECT ", columns!(), " FROM notice WHERE agency_id = $1 AND id = $2");
    NEWEST = concat!("SELECT ", columns!(), " FROM notice
        WHERE agency_id = $1 AND account_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4");
    UNREAD = "SELECT count(*) AS count FROM (SELECT 1 AS one FROM notice
        WHERE agency_id = $1 AND account_id = $2 AND read_at IS NULL LIMIT $3) AS unread";
    LETTERS_DUE = "SELECT DISTINCT n.agency_id, n.account_id, a.email FROM notice n
        JOIN account a ON a.id = n.account_id
        WHERE n.mailed_at IS NULL AND n.read_at IS NULL AND n.at >= $1 AND n.at < $2
        AND a.email <> '' AND a.mail_notices <> 'none' AND a.state = 'active'";
    FOR_LETTER = concat!("SELECT ", columns!(), " FROM notice
        WHERE agency_id = $1 AND account_id = $2 AND mailed_at IS NULL AND read_at IS NULL
        AND at >= $3 AND at < $4 ORDER BY id DESC");
    UNMAILED = concat!("SELECT ", columns!(), " FROM notice
        WHERE agency_id = $1 AND id = $2 AND mailed_at IS NULL AND read_at IS NULL");
    LETTERS_SINCE = "SELECT count(DISTINCT mailed_at) AS count FROM notice
        WHERE account_id = $1 AND mailed_at >= $2";
    MARK_MAILED = "UPDATE notice SET mailed_at = $3
        WHERE agency_id = $1 AND id = $2 AND mailed_at IS NULL";
    READ = "UPDATE notice SET read_at = $4 WHERE agency_id = $1 AND account_id = $2 AND id <= $3
        AND read_at IS NULL";
    READ_ONE = "UPDATE notice SET read_at = $4 WHERE agency_id = $1 AND account_id = $2 AND id = $3
        AND read_at IS NULL";
}

/// Adds a notice; false where the person was told of this event already.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, it: &NoticeRow) -> Result<bool, Error> {
    let binds = binds![
        &it.agency_id,
        &it.id,
        &it.account_id,
        &it.kind,
        &it.payload,
        &it.link,
        it.at,
        it.read_at,
        &it.event,
    ];
    Ok(tx.run(ADD, binds).await? == 1)
}

/// One notice.
///
/// # Errors
/// What the database says.
pub async fn by_id(
    rows: &mut impl Rows,
    agency: &str,
    id: &str,
) -> Result<Option<NoticeRow>, Error> {
    rows.row(BY_ID, binds![agency, id]).await
}

/// The notices of a person with ids before `before`, or the newest; the newest first.
///
/// # Errors
/// What the database says.
pub async fn newest(
    rows: &mut impl Rows,
    agency: &str,
    account: &str,
    before: Option<&str>,
    most: i64,
) -> Result<Vec<NoticeRow>, Error> {
    /// Behind every id: those are hexadecimal.
    const LAST: &str = "g";
    let before = before.unwrap_or(LAST);
    rows.rows(NEWEST, binds![agency, account, before, most])
        .await
}

/// How many notices of a person are unread, counted up to `most`.
///
/// # Errors
/// What the database says.
pub async fn unread(
    rows: &mut impl Rows,
    agency: &str,
    account: &str,
    most: i64,
) -> Result<i64, Error> {
    let row: Option<(i64,)> = rows.row(UNREAD, binds![agency, account, most]).await?;
    Ok(row.map_or(0, |(count,)| count))
}

/// Marks one notice of a person as read; nothing happens where it is not this person's.
///
/// # Errors
/// What the database says.
pub async fn read_one(
    tx: &mut Tx,
    agency: &str,
    account: &str,
    id: &str,
    at: i64,
) -> Result<(), Error> {
    tx.run(READ_ONE, binds![agency, account, id, at]).await?;
    Ok(())
}

/// Marks the notices of a person as read, up to the one with that id: what came after it was not
/// shown yet.
///
/// # Errors
/// What the database says.
pub async fn read_through(
    tx: &mut Tx,
    agency: &str,
    account: &str,
    last: &str,
    at: i64,
) -> Result<(), Error> {
    tx.run(READ, binds![agency, account, last, at]).await?;
    Ok(())
}

/// Somebody whose daily letter is due.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct LetterDue {
    /// The agency of the notices.
    pub agency_id: String,
    /// The account.
    pub account_id: String,
    /// The address.
    pub email: String,
}

/// Everybody who wants letters and has notices of that time, neither read nor mailed.
///
/// # Errors
/// What the database says.
pub async fn letters_due(
    rows: &mut impl Rows,
    after: i64,
    before: i64,
) -> Result<Vec<LetterDue>, Error> {
    rows.rows(LETTERS_DUE, binds![after, before]).await
}

/// What is neither read nor mailed of the notices of that time; the newest first.
///
/// # Errors
/// What the database says.
pub async fn for_letter(
    rows: &mut impl Rows,
    agency: &str,
    account: &str,
    after: i64,
    before: i64,
) -> Result<Vec<NoticeRow>, Error> {
    rows.rows(FOR_LETTER, binds![agency, account, after, before])
        .await
}

/// A notice that is neither read nor mailed.
///
/// # Errors
/// What the database says.
pub async fn unmailed(
    rows: &mut impl Rows,
    agency: &str,
    id: &str,
) -> Result<Option<NoticeRow>, Error> {
    rows.row(UNMAILED, binds![agency, id]).await
}

/// How many letters somebody got since then. The notices of one letter have one time.
///
/// # Errors
/// What the database says.
pub async fn letters_since(rows: &mut impl Rows, account: &str, since: i64) -> Result<i64, Error> {
    let row: Option<(i64,)> = rows.row(LETTERS_SINCE, binds![account, since]).await?;
    Ok(row.map_or(0, |(count,)| count))
}

/// Marks notices as mailed.
///
/// # Errors
/// What the database says.
pub async fn mark_mailed(tx: &mut Tx, agency: &str, ids: &[String], at: i64) -> Result<(), Error> {
    for id in ids {
        tx.run(MARK_MAILED, binds![agency, id, at]).await?;
    }
    Ok(())
}
