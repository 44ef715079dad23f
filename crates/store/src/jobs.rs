//! Work that is still to be done: the outbox of every transaction.
//!
//! A job is written in the transaction that makes it necessary. Workers lease it for a while; one
//! that dies lets its lease run out and another takes over, so every kind of job must be idempotent.
//! One object has at most one waiting job of a kind.

use time::{Duration, UtcDateTime};

use crate::{Db, Error, Rows, Store, Tx, id};

/// What is to be done, and to what.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewJob {
    /// The agency that the work belongs to.
    pub agency: String,
    /// What is to be done, a name that the worker knows.
    pub kind: String,
    /// To what: the id of a document, a consignment …
    pub object: String,
    /// Anything more, as JSON.
    pub payload: String,
    /// Not before this.
    pub run_at: UtcDateTime,
}

/// A job that this worker holds for a while.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Leased {
    /// Its id.
    pub id: String,
    /// The agency that the work belongs to.
    pub agency_id: String,
    /// What is to be done.
    pub kind: String,
    /// To what.
    pub object: String,
    /// Anything more, as JSON.
    pub payload: String,
    /// How often it was tried, this time included.
    pub attempts: i64,
}

statements! {
    ADD = "INSERT INTO job (id, agency_id, kind, object, payload, run_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (agency_id, kind, object) DO UPDATE
        SET payload = excluded.payload, run_at = excluded.run_at, attempts = 0";
    CLAIM_SQLITE = "UPDATE job SET leased_by = $1, leased_until = $2, attempts = attempts + 1
        WHERE id IN (SELECT id FROM job
            WHERE run_at <= $3 AND (leased_until IS NULL OR leased_until <= $3)
            ORDER BY run_at, id LIMIT $4)
        RETURNING id, agency_id, kind, object, payload, attempts";
    DONE = "DELETE FROM job WHERE id = $1 AND leased_by = $2 AND attempts = $3";
    RELEASE = "UPDATE job SET leased_by = NULL, leased_until = NULL, run_at = $1, last_error = $2
        WHERE id = $3 AND leased_by = $4";
    WAITING = "SELECT count(*) AS count FROM job WHERE run_at <= $1";
}

/// PostgreSQL lets two workers claim at once; this makes them take different rows.
const CLAIM_POSTGRES: &str =
    "UPDATE job SET leased_by = $1, leased_until = $2, attempts = attempts + 1
        WHERE id IN (SELECT id FROM job
            WHERE run_at <= $3 AND (leased_until IS NULL OR leased_until <= $3)
            ORDER BY run_at, id LIMIT $4 FOR UPDATE SKIP LOCKED)
        RETURNING id, agency_id, kind, object, payload, attempts";

/// Adds a job to the transaction. One that waits already for the same object is taken up anew.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, job: NewJob, now: UtcDateTime) -> Result<(), Error> {
    let NewJob {
        agency,
        kind,
        object,
        payload,
        run_at,
    } = job;
    tx.run(
        ADD,
        binds![id::new(now), agency, kind, object, payload, run_at],
    )
    .await?;
    Ok(())
}

/// Leases up to `most` jobs that are due.
///
/// # Errors
/// What the database says.
pub async fn claim(
    store: &Store,
    worker: &str,
    most: i64,
    now: UtcDateTime,
    lease: Duration,
) -> Result<Vec<Leased>, Error> {
    let sql = match store.db() {
        Db::Lite { .. } => CLAIM_SQLITE,
        Db::Pg(_) => CLAIM_POSTGRES,
    };
    let mut tx = store.begin().await?;
    let jobs = tx.rows(sql, binds![worker, now + lease, now, most]).await?;
    tx.commit().await?;
    Ok(jobs)
}

/// Ends a job. Nothing happens where another worker took it over, or it was added anew meanwhile.
///
/// # Errors
/// What the database says.
pub async fn done(tx: &mut Tx, job: &Leased, worker: &str) -> Result<(), Error> {
    tx.run(DONE, binds![&job.id, worker, job.attempts]).await?;
    Ok(())
}

/// Gives a job back, to be tried again at `run_at`.
///
/// # Errors
/// What the database says.
pub async fn release(
    tx: &mut Tx,
    job: &Leased,
    worker: &str,
    run_at: UtcDateTime,
    error: &str,
) -> Result<(), Error> {
    tx.run(RELEASE, binds![run_at, error, &job.id, worker])
        .await?;
    Ok(())
}

/// How many jobs are due.
///
/// # Errors
/// What the database says.
pub async fn waiting(rows: &mut impl Rows, now: UtcDateTime) -> Result<i64, Error> {
    let row: Option<(i64,)> = rows.row(WAITING, binds![now]).await?;
    Ok(row.map_or(0, |(count,)| count))
}
