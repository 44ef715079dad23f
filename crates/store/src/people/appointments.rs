//! Appointments and delegations as rows; what they mean is read in [`crate::standing`].

use access::{Appointment, Delegation};

use crate::{Error, Rows, Tx};

/// A person at a place of work: a line of the directory.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Post {
    /// The appointment.
    pub id: String,
    /// Its agency.
    pub agency_id: String,
    /// The name of the agency.
    pub agency_name: String,
    /// The account.
    pub account_id: String,
    /// The person's name.
    pub full_name: String,
    /// The name to sign in with.
    pub login: String,
    /// Mail.
    pub email: String,
    /// Telephone.
    pub phone: String,
    /// The unit.
    pub unit_id: Option<String>,
    /// Its name.
    pub unit_name: Option<String>,
    /// The title.
    pub title: String,
    /// The code of the role.
    pub role: String,
    /// Since when.
    pub valid_from: i64,
    /// Until when.
    pub valid_until: Option<i64>,
    /// How often it was changed.
    pub version: i64,
}

macro_rules! posts {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.agency_id, g.name AS agency_name, p.account_id, a.full_name, a.login, a.email,
            a.phone, p.unit_id, u.name AS unit_name, p.title, p.role, p.valid_from, p.valid_until, p.version
            FROM appointment p JOIN account a ON a.id = p.account_id JOIN agency g ON g.id = p.agency_id
            LEFT JOIN unit u ON u.agency_id = p.agency_id AND u.id = p.unit_id ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO appointment (agency_id, id, account_id, unit_id, title, role, valid_from,
        valid_until, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)";
    END = "UPDATE appointment SET valid_until = $1, version = version + 1
        WHERE agency_id = $2 AND id = $3 AND (valid_until IS NULL OR valid_until > $1)";
    POSTS = posts!("WHERE p.agency_id = $1 ORDER BY a.sort_name, p.id");
    IN_FORCE = posts!("WHERE p.agency_id = $1 AND a.state = 'active' AND p.valid_from <= $2
        AND (p.valid_until IS NULL OR p.valid_until > $2) ORDER BY a.sort_name, p.id");
    OF_ACCOUNT = posts!("WHERE p.account_id = $1 AND p.valid_from <= $2
        AND (p.valid_until IS NULL OR p.valid_until > $2) ORDER BY p.id");
    INSERT_DELEGATION = "INSERT INTO delegation (agency_id, id, form, giver, receiver, passes_on, actions,
        scope, basis_number, basis_date, valid_from, valid_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    END_DELEGATION = "UPDATE delegation SET valid_until = $1
        WHERE agency_id = $2 AND id = $3 AND (valid_until IS NULL OR valid_until > $1)";
}

/// Appoints.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, it: &Appointment) -> Result<(), Error> {
    let row = binds![
        &it.agency,
        &it.id,
        &it.account,
        it.unit.as_deref(),
        &it.title,
        it.role.code(),
        it.period.from,
        it.period.until
    ];
    tx.run(INSERT, row).await.map(|_| ())
}

/// Ends an appointment at `until`.
///
/// # Errors
/// [`Error::Stale`] when it ends before that already.
pub async fn end(tx: &mut Tx, agency: &str, id: &str, until: i64) -> Result<(), Error> {
    tx.run_once("appointment", id, END, binds![until, agency, id])
        .await
}

/// All appointments of an agency with names, ended ones too.
///
/// # Errors
/// What the database says.
pub async fn posts(rows: &mut impl Rows, agency: &str) -> Result<Vec<Post>, Error> {
    rows.rows(POSTS, binds![agency]).await
}

/// The appointments of an agency that are in force, with names.
///
/// # Errors
/// What the database says.
pub async fn in_force(rows: &mut impl Rows, agency: &str, now: i64) -> Result<Vec<Post>, Error> {
    rows.rows(IN_FORCE, binds![agency, now]).await
}

/// The appointments of an account that are in force, in all agencies.
///
/// # Errors
/// What the database says.
pub async fn of_account(rows: &mut impl Rows, account: &str, now: i64) -> Result<Vec<Post>, Error> {
    rows.rows(OF_ACCOUNT, binds![account, now]).await
}

/// Records a delegation.
///
/// # Errors
/// What the database says.
pub async fn insert_delegation(tx: &mut Tx, it: &Delegation) -> Result<(), Error> {
    let row = binds![
        &it.agency,
        &it.id,
        it.form.code(),
        &it.giver,
        &it.receiver,
        it.passes_on.as_deref(),
        json(&it.actions)?,
        json(&it.scope)?,
        &it.basis.number,
        it.basis.date,
        it.period.from,
        it.period.until
    ];
    tx.run(INSERT_DELEGATION, row).await.map(|_| ())
}

/// Ends a delegation at `now`.
///
/// # Errors
/// [`Error::Stale`] when it has ended already.
pub async fn end_delegation(tx: &mut Tx, agency: &str, id: &str, now: i64) -> Result<(), Error> {
    tx.run_once("delegation", id, END_DELEGATION, binds![now, agency, id])
        .await
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Column {
        column: "delegation",
        value: error.to_string(),
    })
}
