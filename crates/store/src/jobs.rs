//! Work that is still to be done: the outbox of every transaction.
//!
//! A job is written in the transaction that makes it necessary. Workers lease it for a while; one
//! that dies lets its lease run out and another takes over, so every kind of job must be idempotent.
//! One object has at most one waiting job of a kind. What can never succeed stays as failed, for an
//! administrator to see.

use time::{Duration, UtcDateTime};

use crate::{Bind, Db, Error, Rows, Store, Tx, id};

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

impl NewJob {
    /// Its columns from the id to `run_at`, in the order of the table.
    fn binds(self, now: UtcDateTime) -> Vec<Bind> {
        let Self {
            agency,
            kind,
            object,
            payload,
            run_at,
        } = self;
        binds![id::new(now), agency, kind, object, payload, run_at]
    }
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
        SET payload = excluded.payload, run_at = excluded.run_at, attempts = 0,
        failed_at = NULL, last_error = NULL";
    ADD_ONCE = "INSERT INTO job (id, agency_id, kind, object, payload, run_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (agency_id, kind, object) DO NOTHING";
    ADD_AFTER = "INSERT INTO job (id, agency_id, kind, object, payload, run_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (agency_id, kind, object) DO UPDATE
        SET payload = excluded.payload, run_at = excluded.run_at, attempts = 0,
        failed_at = NULL, last_error = NULL WHERE job.failed_at < $7";
    CLAIM_SQLITE = "UPDATE job SET leased_by = $1, leased_until = $2, attempts = attempts + 1
        WHERE id IN (SELECT id FROM job
            WHERE run_at <= $3 AND failed_at IS NULL AND (leased_until IS NULL OR leased_until <= $3)
            ORDER BY run_at, id LIMIT $4)
        RETURNING id, agency_id, kind, object, payload, attempts";
    DONE = "DELETE FROM job WHERE id = $1 AND leased_by = $2 AND attempts = $3";
    FREE = "UPDATE job SET leased_by = NULL, leased_until = NULL
        WHERE id = $1 AND leased_by = $2 AND attempts = 0";
    FREE_ALL = "UPDATE job SET leased_by = NULL, leased_until = NULL WHERE leased_by IS NOT NULL";
    HOLD = "UPDATE job SET leased_until = $1 WHERE id = $2 AND leased_by = $3";
    RELEASE = "UPDATE job SET leased_by = NULL, leased_until = NULL, run_at = $1, last_error = $2
        WHERE id = $3 AND leased_by = $4 AND attempts = $5";
    FAIL = "UPDATE job SET leased_by = NULL, leased_until = NULL, failed_at = $1, last_error = $2
        WHERE id = $3 AND leased_by = $4 AND attempts = $5";
    RETRY = "UPDATE job SET run_at = $1, attempts = 0, failed_at = NULL
        WHERE agency_id = $2 AND id = $3 AND (failed_at IS NOT NULL OR leased_by IS NULL)";
    TROUBLED = "SELECT id, kind, object, attempts, run_at, failed_at, last_error FROM job
        WHERE agency_id = $1 AND (failed_at IS NOT NULL OR (attempts > 1 AND last_error <> ''))
        ORDER BY id DESC LIMIT $2";
    WAITING = "SELECT count(*) AS count FROM job WHERE run_at <= $1 AND failed_at IS NULL";
}

/// PostgreSQL lets two workers claim at once; this makes them take different rows.
const CLAIM_POSTGRES: &str =
    "UPDATE job SET leased_by = $1, leased_until = $2, attempts = attempts + 1
        WHERE id IN (SELECT id FROM job
            WHERE run_at <= $3 AND failed_at IS NULL AND (leased_until IS NULL OR leased_until <= $3)
            ORDER BY run_at, id LIMIT $4 FOR UPDATE SKIP LOCKED)
        RETURNING id, agency_id, kind, object, payload, attempts";

/// Adds a job to the transaction. One that waits already for the same object is taken up anew.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, job: NewJob, now: UtcDateTime) -> Result<(), Error> {
    tx.run(ADD, job.binds(now)).await?;
    Ok(())
}

/// The same, but one that waits already, or was given up, is left alone.
///
/// # Errors
/// What the database says.
pub async fn add_once(tx: &mut Tx, job: NewJob, now: UtcDateTime) -> Result<(), Error> {
    tx.run(ADD_ONCE, job.binds(now)).await?;
    Ok(())
}

/// The same, but one that was given up before that time is taken up anew.
///
/// # Errors
/// What the database says.
pub async fn add_after(
    tx: &mut Tx,
    job: NewJob,
    now: UtcDateTime,
    given_up: UtcDateTime,
) -> Result<(), Error> {
    let mut binds = job.binds(now);
    binds.push(given_up.into());
    tx.run(ADD_AFTER, binds).await?;
    Ok(())
}

/// Ends the leases of a process before this one, where this is the only one: a file of SQLite serves
/// one process, and what is leased in it when that starts was left by one that died. On PostgreSQL
/// others may be at work, and a lease ends by itself.
///
/// # Errors
/// What the database says.
pub async fn take_over(store: &Store) -> Result<(), Error> {
    if matches!(store.db(), Db::Pg(_)) {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    tx.run(FREE_ALL, binds![]).await?;
    tx.commit().await
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

/// Ends a job. One that another worker took over stays with that one; one that was added anew
/// meanwhile is free to be done again.
///
/// # Errors
/// What the database says.
pub async fn done(tx: &mut Tx, job: &Leased, worker: &str) -> Result<(), Error> {
    let ended = tx.run(DONE, binds![&job.id, worker, job.attempts]).await?;
    free_unless(tx, ended, job, worker).await
}

/// Makes the lease of a job longer while it is being done.
///
/// # Errors
/// What the database says.
pub async fn hold(
    tx: &mut Tx,
    job: &Leased,
    worker: &str,
    until: UtcDateTime,
) -> Result<(), Error> {
    tx.run(HOLD, binds![until, &job.id, worker]).await?;
    Ok(())
}

/// Gives a job back, to be tried again at `run_at`, with what went wrong or "" for nothing; as
/// [`done`] where it is not this worker's.
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
    let binds = binds![run_at, error, &job.id, worker, job.attempts];
    let released = tx.run(RELEASE, binds).await?;
    free_unless(tx, released, job, worker).await
}

/// Gives a job up: it stays, and is not tried again by itself; as [`done`] where it is not this
/// worker's.
///
/// # Errors
/// What the database says.
pub async fn fail(
    tx: &mut Tx,
    job: &Leased,
    worker: &str,
    at: UtcDateTime,
    error: &str,
) -> Result<(), Error> {
    let binds = binds![at, error, &job.id, worker, job.attempts];
    let failed = tx.run(FAIL, binds).await?;
    free_unless(tx, failed, job, worker).await
}

/// A job that was added anew while this worker did it has no attempts, but the lease still.
async fn free_unless(tx: &mut Tx, ended: u64, job: &Leased, worker: &str) -> Result<(), Error> {
    if ended == 0 {
        tx.run(FREE, binds![&job.id, worker]).await?;
    }
    Ok(())
}

/// A job that does not succeed.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Troubled {
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub kind: String,
    /// To what.
    pub object: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, if it was not given up.
    pub run_at: i64,
    /// When it was given up.
    pub failed_at: Option<i64>,
    /// The code of what went wrong last.
    pub last_error: Option<String>,
}

/// Jobs of an agency that were given up, or failed and will be tried again; the newest first.
///
/// # Errors
/// What the database says.
pub async fn troubled(
    rows: &mut impl Rows,
    agency: &str,
    most: i64,
) -> Result<Vec<Troubled>, Error> {
    rows.rows(TROUBLED, binds![agency, most]).await
}

/// Has a job tried again now that was given up, or waits for its time.
///
/// # Errors
/// [`Error::Stale`] when there is none, or it is being done.
pub async fn retry(tx: &mut Tx, agency: &str, id: &str, run_at: UtcDateTime) -> Result<(), Error> {
    tx.run_once("job", id, RETRY, binds![run_at, agency, id])
        .await
}

/// How many jobs are due.
///
/// # Errors
/// What the database says.
pub async fn waiting(rows: &mut impl Rows, now: UtcDateTime) -> Result<i64, Error> {
    let row: Option<(i64,)> = rows.row(WAITING, binds![now]).await?;
    Ok(row.map_or(0, |(count,)| count))
}
