//! The chain of records of each agency, written in the transaction of the act.
//!
//! What a record says and how records are chained is the business of crate `audit`; here they are
//! kept, in order and without gaps.

use time::UtcDateTime;

use crate::{Error, Rows, Tx};

/// The end of an agency's chain.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Head {
    /// The number of the last record, 0 where there is none.
    pub seq: i64,
    /// The hash over all records up to it, hex.
    pub hash: String,
}

/// A record as it is kept.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Kept {
    /// Its number in the agency, from 1.
    pub seq: i64,
    /// When, Unix milliseconds.
    pub at: i64,
    /// Who: the id of an account.
    pub actor_id: String,
    /// What was done.
    pub act: String,
    /// To what kind of thing.
    pub object_kind: String,
    /// To which.
    pub object_id: String,
    /// The whole record as canonical JSON.
    pub record: String,
    /// The hash over all records up to this one, hex.
    pub hash: String,
}

statements! {
    OPEN = "INSERT INTO audit_head (agency_id, seq, hash) VALUES ($1, 0, $2)
        ON CONFLICT (agency_id) DO NOTHING";
    LOCK = "UPDATE audit_head SET seq = seq WHERE agency_id = $1 RETURNING seq, hash";
    MOVE = "UPDATE audit_head SET seq = $2, hash = $3 WHERE agency_id = $1 AND seq = $4";
    APPEND = "INSERT INTO audit_record (agency_id, seq, at, actor_id, act, object_kind, object_id, record, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    HEAD = "SELECT seq, hash FROM audit_head WHERE agency_id = $1";
    PAGE = "SELECT seq, at, actor_id, act, object_kind, object_id, record, hash FROM audit_record
        WHERE agency_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    NEWEST = "SELECT seq, at, actor_id, act, object_kind, object_id, record, hash FROM audit_record
        WHERE agency_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
    OF_OBJECT = "SELECT seq, at, actor_id, act, object_kind, object_id, record, hash FROM audit_record
        WHERE agency_id = $1 AND object_id = $2 ORDER BY seq";
}

/// Takes the end of the chain for this transaction: no other one appends until it ends.
///
/// # Errors
/// What the database says.
pub async fn lock(tx: &mut Tx, agency: &str, empty: &str) -> Result<Head, Error> {
    tx.run(OPEN, binds![agency, empty]).await?;
    let head = tx.row(LOCK, binds![agency]).await?;
    head.ok_or_else(|| Error::Stale {
        what: "audit head",
        id: agency.to_owned(),
    })
}

/// Appends a record behind the locked end.
///
/// # Errors
/// What the database says.
pub async fn append(tx: &mut Tx, agency: &str, behind: &Head, kept: &Kept) -> Result<(), Error> {
    let Kept {
        seq,
        at,
        actor_id,
        act,
        object_kind,
        object_id,
        record,
        hash,
    } = kept;
    let row = binds![
        agency,
        *seq,
        *at,
        actor_id,
        act,
        object_kind,
        object_id,
        record,
        hash
    ];
    tx.run(APPEND, row).await?;
    let moved = binds![agency, *seq, hash, behind.seq];
    tx.run_once("audit head", agency, MOVE, moved).await
}

/// The end of an agency's chain.
///
/// # Errors
/// What the database says.
pub async fn head(rows: &mut impl Rows, agency: &str) -> Result<Option<Head>, Error> {
    rows.row(HEAD, binds![agency]).await
}

/// Records in their order, those after number `after`.
///
/// # Errors
/// What the database says.
pub async fn page(
    rows: &mut impl Rows,
    agency: &str,
    after: i64,
    most: i64,
) -> Result<Vec<Kept>, Error> {
    rows.rows(PAGE, binds![agency, after, most]).await
}

/// Records, the newest first, those before number `before`.
///
/// # Errors
/// What the database says.
pub async fn newest(
    rows: &mut impl Rows,
    agency: &str,
    before: i64,
    most: i64,
) -> Result<Vec<Kept>, Error> {
    rows.rows(NEWEST, binds![agency, before, most]).await
}

/// The records about one object, in their order.
///
/// # Errors
/// What the database says.
pub async fn of_object(
    rows: &mut impl Rows,
    agency: &str,
    object: &str,
) -> Result<Vec<Kept>, Error> {
    rows.rows(OF_OBJECT, binds![agency, object]).await
}

/// The time in a record's column.
///
/// # Errors
/// When the number is outside of the calendar.
pub fn time_of(kept: &Kept) -> Result<UtcDateTime, Error> {
    crate::instant::from_millis("at", kept.at)
}
