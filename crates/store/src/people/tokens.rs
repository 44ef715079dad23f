//! Keys of the programming interface. A row's id is the SHA-256 of the key, which is kept nowhere.

use crate::{Error, Rows, Tx};

/// A key of the programming interface.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct ApiToken {
    /// SHA-256 of the key, hex.
    pub id: String,
    /// In whose name it acts.
    pub account_id: String,
    /// In which agency.
    pub agency_id: String,
    /// In which appointment.
    pub appointment_id: String,
    /// What people call it.
    pub name: String,
    /// When it was made.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
    /// When it was last used.
    pub used_at: Option<i64>,
    /// How far it reaches, by its code.
    pub scope: String,
    /// When its owner confirmed it; it does nothing before.
    pub confirmed_at: Option<i64>,
    /// Who made it, as far as known.
    pub made_by: Option<String>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, agency_id, appointment_id, name, created_at, expires_at, used_at,
            scope, confirmed_at, made_by FROM api_token ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO api_token (id, account_id, agency_id, appointment_id, name, created_at,
        expires_at, scope, confirmed_at, made_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    LIVE = select!("WHERE id = $1 AND expires_at > $2 AND confirmed_at IS NOT NULL");
    OF_AGENCY = select!("WHERE agency_id = $1 AND expires_at > $2 ORDER BY created_at, id");
    OF_ACCOUNT = select!("WHERE account_id = $1 AND expires_at > $2 ORDER BY created_at, id");
    CONFIRM = "UPDATE api_token SET confirmed_at = $1
        WHERE account_id = $2 AND id = $3 AND confirmed_at IS NULL AND expires_at > $1";
    END_OWN = "DELETE FROM api_token WHERE account_id = $1 AND id = $2";
    USED = "UPDATE api_token SET used_at = $1 WHERE id = $2";
    END = "DELETE FROM api_token WHERE agency_id = $1 AND id = $2";
}

/// Keeps a new key.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, row: &ApiToken) -> Result<(), Error> {
    let row = binds![
        &row.id,
        &row.account_id,
        &row.agency_id,
        &row.appointment_id,
        &row.name,
        row.created_at,
        row.expires_at,
        &row.scope,
        row.confirmed_at,
        row.made_by.as_deref(),
    ];
    tx.run(INSERT, row).await.map(|_| ())
}

/// The key, unless it has expired or waits for its owner.
///
/// # Errors
/// What the database says.
pub async fn live(rows: &mut impl Rows, id: &str, now: i64) -> Result<Option<ApiToken>, Error> {
    rows.row(LIVE, binds![id, now]).await
}

/// The keys of an agency that have not expired.
///
/// # Errors
/// What the database says.
pub async fn of_agency(
    rows: &mut impl Rows,
    agency: &str,
    now: i64,
) -> Result<Vec<ApiToken>, Error> {
    rows.rows(OF_AGENCY, binds![agency, now]).await
}

/// The keys that act as this person, in any agency, and have not expired.
///
/// # Errors
/// What the database says.
pub async fn of_account(
    rows: &mut impl Rows,
    account: &str,
    now: i64,
) -> Result<Vec<ApiToken>, Error> {
    rows.rows(OF_ACCOUNT, binds![account, now]).await
}

/// Notes that its owner confirms it.
///
/// # Errors
/// [`Error::Stale`] when it is not the owner's, does not wait any more or has expired.
pub async fn confirm(tx: &mut Tx, account: &str, id: &str, now: i64) -> Result<(), Error> {
    tx.run_once("api-token", id, CONFIRM, binds![now, account, id])
        .await
}

/// Ends a key that acts as this person; says whether there was one.
///
/// # Errors
/// What the database says.
pub async fn end_own(tx: &mut Tx, account: &str, id: &str) -> Result<bool, Error> {
    Ok(tx.run(END_OWN, binds![account, id]).await? == 1)
}

/// Notes that it was used.
///
/// # Errors
/// What the database says.
pub async fn used(tx: &mut Tx, id: &str, now: i64) -> Result<(), Error> {
    tx.run(USED, binds![now, id]).await.map(|_| ())
}

/// Ends a key of the agency; says whether there was one.
///
/// # Errors
/// What the database says.
pub async fn end(tx: &mut Tx, agency: &str, id: &str) -> Result<bool, Error> {
    Ok(tx.run(END, binds![agency, id]).await? == 1)
}
