//! Sessions of the pages. A row's id is the SHA-256 of the cookie, which is kept nowhere.

use crate::{Error, Rows, Tx};

/// A session.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Session {
    /// SHA-256 of the cookie, hex.
    pub id: String,
    /// The account.
    pub account_id: String,
    /// The agency acted in.
    pub agency_id: Option<String>,
    /// The appointment acted in.
    pub appointment_id: Option<String>,
    /// When it was opened.
    pub created_at: i64,
    /// When it was last used.
    pub seen_at: i64,
    /// When it ends unless it is used.
    pub expires_at: i64,
    /// 1: the second factor was given.
    pub second_factor: i64,
    /// What the browser called itself.
    pub browser: String,
    /// Where it was opened.
    pub address: String,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, agency_id, appointment_id, created_at, seen_at, expires_at,
            second_factor, browser, address FROM session ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO session (id, account_id, agency_id, appointment_id, created_at, seen_at,
        expires_at, second_factor, browser, address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    LIVE = select!("WHERE id = $1 AND expires_at > $2");
    OF_ACCOUNT = select!("WHERE account_id = $1 AND expires_at > $2 ORDER BY seen_at DESC, id");
    TOUCH = "UPDATE session SET seen_at = $1, expires_at = $2 WHERE id = $3 AND seen_at < $1";
    SWITCH = "UPDATE session SET agency_id = $1, appointment_id = $2 WHERE id = $3 AND account_id = $4";
    END = "DELETE FROM session WHERE account_id = $1 AND id = $2";
    END_OTHERS = "DELETE FROM session WHERE account_id = $1 AND id <> $2";
    SWEEP = "DELETE FROM session WHERE expires_at <= $1";
}

/// Opens a session.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, row: &Session) -> Result<(), Error> {
    let row = binds![
        &row.id,
        &row.account_id,
        row.agency_id.as_deref(),
        row.appointment_id.as_deref(),
        row.created_at,
        row.seen_at,
        row.expires_at,
        row.second_factor,
        &row.browser,
        &row.address
    ];
    tx.run(INSERT, row).await.map(|_| ())
}

/// The session, unless it has expired.
///
/// # Errors
/// What the database says.
pub async fn live(rows: &mut impl Rows, id: &str, now: i64) -> Result<Option<Session>, Error> {
    rows.row(LIVE, binds![id, now]).await
}

/// The sessions of an account that have not expired, the last used first.
///
/// # Errors
/// What the database says.
pub async fn of_account(
    rows: &mut impl Rows,
    account: &str,
    now: i64,
) -> Result<Vec<Session>, Error> {
    rows.rows(OF_ACCOUNT, binds![account, now]).await
}

/// Notes that it was used.
///
/// # Errors
/// What the database says.
pub async fn touch(tx: &mut Tx, id: &str, seen: i64, expires: i64) -> Result<(), Error> {
    tx.run(TOUCH, binds![seen, expires, id]).await.map(|_| ())
}

/// Acts in another appointment from now on.
///
/// # Errors
/// [`Error::Stale`] when the session is gone.
pub async fn switch(
    tx: &mut Tx,
    id: &str,
    account: &str,
    agency: &str,
    appointment: &str,
) -> Result<(), Error> {
    let values = binds![agency, appointment, id, account];
    tx.run_once("session", id, SWITCH, values).await
}

/// Ends one session of the account; says whether there was one.
///
/// # Errors
/// What the database says.
pub async fn end(tx: &mut Tx, account: &str, id: &str) -> Result<bool, Error> {
    Ok(tx.run(END, binds![account, id]).await? == 1)
}

/// Ends all sessions of the account but one; an empty id spares none. Says how many.
///
/// # Errors
/// What the database says.
pub async fn end_others(tx: &mut Tx, account: &str, spared: &str) -> Result<u64, Error> {
    tx.run(END_OTHERS, binds![account, spared]).await
}

/// Forgets sessions that have expired.
///
/// # Errors
/// What the database says.
pub async fn sweep(tx: &mut Tx, now: i64) -> Result<u64, Error> {
    tx.run(SWEEP, binds![now]).await
}
