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
}

statements! {
    INSERT = "INSERT INTO api_token (id, account_id, agency_id, appointment_id, name, created_at, expires_at, scope)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    LIVE = "SELECT id, account_id, agency_id, appointment_id, name, created_at, expires_at, used_at, scope
        FROM api_token WHERE id = $1 AND expires_at > $2";
    OF_AGENCY = "SELECT id, account_id, agency_id, appointment_id, name, created_at, expires_at, used_at, scope
        FROM api_token WHERE agency_id = $1 AND expires_at > $2 ORDER BY created_at, id";
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
    ];
    tx.run(INSERT, row).await.map(|_| ())
}

/// The key, unless it has expired.
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
