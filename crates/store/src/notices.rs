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
