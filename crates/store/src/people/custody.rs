//! Who keeps the organisation's token, and the permissions to hand it over (C3).

use crate::{Error, Rows, Tx};

/// That somebody keeps the token.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Custody {
    /// Its id.
    pub id: String,
    /// The certificate on the token, once it is enrolled.
    pub fingerprint: Option<String>,
    /// The account.
    pub keeper_id: String,
    /// The keeper's name.
    pub keeper_name: String,
    /// Since when.
    pub valid_from: i64,
    /// Until when.
    pub valid_until: Option<i64>,
    /// The head's permission.
    pub basis_number: String,
    /// Its date.
    pub basis_date: String,
    /// Who gave it.
    pub permitted_by: String,
    /// The minutes of the hand-over.
    pub minutes: String,
}

/// That the head permits to hand the token to somebody.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Permission {
    /// Its id.
    pub id: String,
    /// To whom.
    pub keeper_id: String,
    /// The name of that person.
    pub keeper_name: String,
    /// The paper.
    pub basis_number: String,
    /// Its date.
    pub basis_date: String,
    /// Who permitted.
    pub permitted_by: String,
    /// When.
    pub permitted_at: i64,
}

statements! {
    PERMIT = "INSERT INTO custody_permission (agency_id, id, keeper_id, basis_number, basis_date,
        permitted_by, permitted_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    PERMISSIONS = "SELECT p.id, p.keeper_id, a.full_name AS keeper_name, p.basis_number, p.basis_date,
        p.permitted_by, p.permitted_at FROM custody_permission p JOIN account a ON a.id = p.keeper_id
        WHERE p.agency_id = $1 AND p.used_at IS NULL ORDER BY p.id";
    USE = "UPDATE custody_permission SET used_at = $1 WHERE agency_id = $2 AND id = $3 AND used_at IS NULL";
    END = "UPDATE custody SET valid_until = $1 WHERE agency_id = $2 AND valid_until IS NULL";
    BEGIN = "INSERT INTO custody (agency_id, id, fingerprint, keeper_id, valid_from, basis_number,
        basis_date, permitted_by, minutes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF_AGENCY = "SELECT c.id, c.fingerprint, c.keeper_id, a.full_name AS keeper_name, c.valid_from,
        c.valid_until, c.basis_number, c.basis_date, c.permitted_by, c.minutes
        FROM custody c JOIN account a ON a.id = c.keeper_id
        WHERE c.agency_id = $1 ORDER BY c.valid_from DESC, c.id DESC";
    HOLDS = "UPDATE custody SET fingerprint = $1 WHERE agency_id = $2 AND valid_until IS NULL";
}

/// Keeps a permission.
///
/// # Errors
/// What the database says.
pub async fn permit(tx: &mut Tx, agency: &str, it: &Permission) -> Result<(), Error> {
    let row = binds![
        agency,
        &it.id,
        &it.keeper_id,
        &it.basis_number,
        &it.basis_date,
        &it.permitted_by,
        it.permitted_at
    ];
    tx.run(PERMIT, row).await.map(|_| ())
}

/// The permissions that wait to be used.
///
/// # Errors
/// What the database says.
pub async fn permissions(rows: &mut impl Rows, agency: &str) -> Result<Vec<Permission>, Error> {
    rows.rows(PERMISSIONS, binds![agency]).await
}

/// Passes the token on: uses the permission, ends the present keeping, begins the new one.
///
/// # Errors
/// [`Error::Stale`] when the permission was used meanwhile.
pub async fn hand_over(
    tx: &mut Tx,
    agency: &str,
    permission: &Permission,
    it: &Custody,
) -> Result<(), Error> {
    let used = binds![it.valid_from, agency, &permission.id];
    tx.run_once("permission", &permission.id, USE, used).await?;
    tx.run(END, binds![it.valid_from, agency]).await?;
    let row = binds![
        agency,
        &it.id,
        it.fingerprint.as_deref(),
        &it.keeper_id,
        it.valid_from,
        &it.basis_number,
        &it.basis_date,
        &it.permitted_by,
        &it.minutes
    ];
    tx.run(BEGIN, row).await.map(|_| ())
}

/// All keepings of an agency, the present one first.
///
/// # Errors
/// What the database says.
pub async fn of_agency(rows: &mut impl Rows, agency: &str) -> Result<Vec<Custody>, Error> {
    rows.rows(OF_AGENCY, binds![agency]).await
}

/// Notes which certificate the token holds now.
///
/// # Errors
/// What the database says.
pub async fn holds(tx: &mut Tx, agency: &str, fingerprint: &str) -> Result<(), Error> {
    tx.run(HOLDS, binds![fingerprint, agency]).await.map(|_| ())
}
