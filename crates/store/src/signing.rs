//! Signing requests: one signature from the digest to the stored file, good once.

use crate::{Error, Rows, Tx};

/// A row of `signing_request`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/documents.sql"
)]
pub struct SigningRow {
    pub id: String,
    pub document_id: String,
    pub slot: String,
    pub base_version: i64,
    pub base_digest: String,
    pub step: String,
    pub role: String,
    pub account_id: String,
    pub appointment_id: String,
    pub fingerprint: String,
    pub digest: String,
    pub state: String,
    pub status: String,
    pub batch_id: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub finished_at: Option<i64>,
    pub outcome: Option<String>,
}

macro_rules! columns {
    () => {
        "id, document_id, slot, base_version, base_digest, step, role, account_id, appointment_id,
        fingerprint, digest, state, status, batch_id, created_at, expires_at, finished_at, outcome"
    };
}

statements! {
    INSERT = concat!("INSERT INTO signing_request (agency_id, ", columns!(), ") VALUES ($1, $2, $3,
        $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)");
    MOVE = "UPDATE signing_request SET status = $4, state = $5, finished_at = $6, outcome = $7
        WHERE agency_id = $1 AND id = $2 AND status = $3";
    BY_ID = concat!("SELECT ", columns!(), " FROM signing_request WHERE agency_id = $1 AND id = $2");
    OF_BATCH = concat!("SELECT ", columns!(), " FROM signing_request
        WHERE agency_id = $1 AND batch_id = $2 ORDER BY id");
    UNDER_WAY = concat!("SELECT ", columns!(), " FROM signing_request
        WHERE agency_id = $1 AND document_id = $2 AND (status = 'signed'
        OR (status = 'open' AND expires_at > $3)) ORDER BY id");
    VOID_OPEN = "UPDATE signing_request SET status = 'void', outcome = $4, finished_at = $3
        WHERE agency_id = $1 AND document_id = $2 AND status IN ('open', 'signed')";
}

/// Adds a request.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, agency: &str, it: &SigningRow) -> Result<(), Error> {
    let binds = binds![
        agency,
        &it.id,
        &it.document_id,
        &it.slot,
        it.base_version,
        &it.base_digest,
        &it.step,
        &it.role,
        &it.account_id,
        &it.appointment_id,
        &it.fingerprint,
        &it.digest,
        &it.state,
        &it.status,
        &it.batch_id,
        it.created_at,
        it.expires_at,
        it.finished_at,
        it.outcome.clone(),
    ];
    tx.run(INSERT, binds).await?;
    Ok(())
}

/// Moves a request on from the status `from` to that of the row.
///
/// # Errors
/// [`Error::Stale`] when it is no longer at `from`: used already, or void.
pub async fn advance(tx: &mut Tx, agency: &str, from: &str, it: &SigningRow) -> Result<(), Error> {
    let binds = binds![
        agency,
        &it.id,
        from,
        &it.status,
        &it.state,
        it.finished_at,
        it.outcome.clone(),
    ];
    tx.run_once("signing request", &it.id, MOVE, binds).await
}

/// One request.
///
/// # Errors
/// What the database says.
pub async fn by_id(
    rows: &mut impl Rows,
    agency: &str,
    id: &str,
) -> Result<Option<SigningRow>, Error> {
    rows.row(BY_ID, binds![agency, id]).await
}

/// The requests of a batch.
///
/// # Errors
/// What the database says.
pub async fn of_batch(
    rows: &mut impl Rows,
    agency: &str,
    batch: &str,
) -> Result<Vec<SigningRow>, Error> {
    rows.rows(OF_BATCH, binds![agency, batch]).await
}

/// The requests of a document that are signed and wait for their time stamp, or may still be signed.
///
/// # Errors
/// What the database says.
pub async fn under_way(
    rows: &mut impl Rows,
    agency: &str,
    document: &str,
    now: i64,
) -> Result<Vec<SigningRow>, Error> {
    rows.rows(UNDER_WAY, binds![agency, document, now]).await
}

/// Makes what may still be signed of a document, or waits for its time stamp, void: its file has
/// changed.
///
/// # Errors
/// What the database says.
pub async fn void_open(
    tx: &mut Tx,
    agency: &str,
    document: &str,
    at: i64,
    why: &str,
) -> Result<u64, Error> {
    tx.run(VOID_OPEN, binds![agency, document, at, why]).await
}
