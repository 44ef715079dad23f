//! Requests for accounts (C9), and changes of rights that wait to be confirmed (Phụ lục VI).

use crate::{Bind, Error, Rows, Tx};

/// A request for an account.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct AccountRequest {
    /// The agency.
    pub agency_id: String,
    /// Its id.
    pub id: String,
    /// `new`, `reset`, `change` or `remove`.
    pub kind: String,
    /// JSON: whose account, and what it shall be.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// Who asks.
    pub requested_by: String,
    /// When.
    pub requested_at: i64,
    /// `waiting`, `approved`, `refused` or `done`.
    pub state: String,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<i64>,
    /// With which words.
    pub decision: Option<String>,
}

/// A change of rights.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct RightsAlert {
    /// The agency.
    pub agency_id: String,
    /// Its id.
    pub id: String,
    /// JSON of the change.
    pub change: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: i64,
    /// Who confirmed it.
    pub confirmed_by: Option<String>,
    /// When.
    pub confirmed_at: Option<i64>,
}

macro_rules! requests {
    ($rest:literal) => {
        concat!(
            "SELECT agency_id, id, kind, subject, reason, requested_by, requested_at, state, decided_by,
            decided_at, decision FROM account_request ",
            $rest
        )
    };
}

statements! {
    REQUEST = "INSERT INTO account_request (agency_id, id, kind, subject, reason, requested_by,
        requested_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting')";
    ONE_REQUEST = requests!("WHERE agency_id = $1 AND id = $2");
    REQUESTS = requests!("WHERE agency_id = $1 ORDER BY id DESC LIMIT $2");
    DECIDE = "UPDATE account_request SET state = $1, decided_by = $2, decided_at = $3, decision = $4
        WHERE agency_id = $5 AND id = $6 AND state = 'waiting'";
    DONE = "UPDATE account_request SET state = 'done' WHERE agency_id = $1 AND id = $2 AND state = 'approved'";
    ALERT = "INSERT INTO rights_alert (agency_id, id, change, made_by, made_at) VALUES ($1, $2, $3, $4, $5)";
    ONE_ALERT = "SELECT agency_id, id, change, made_by, made_at, confirmed_by, confirmed_at
        FROM rights_alert WHERE agency_id = $1 AND id = $2";
    CONFIRM = "UPDATE rights_alert SET confirmed_by = $1, confirmed_at = $2
        WHERE agency_id = $3 AND id = $4 AND confirmed_by IS NULL";
}

/// Keeps a request.
///
/// # Errors
/// What the database says.
pub async fn request(tx: &mut Tx, row: &AccountRequest) -> Result<(), Error> {
    let row = binds![
        &row.agency_id,
        &row.id,
        &row.kind,
        &row.subject,
        &row.reason,
        &row.requested_by,
        row.requested_at
    ];
    tx.run(REQUEST, row).await.map(|_| ())
}

/// One request.
///
/// # Errors
/// What the database says.
pub async fn one_request(
    rows: &mut impl Rows,
    agency: &str,
    id: &str,
) -> Result<Option<AccountRequest>, Error> {
    rows.row(ONE_REQUEST, binds![agency, id]).await
}

/// The requests of an agency, the newest first.
///
/// # Errors
/// What the database says.
pub async fn requests(
    rows: &mut impl Rows,
    agency: &str,
    most: i64,
) -> Result<Vec<AccountRequest>, Error> {
    rows.rows(REQUESTS, binds![agency, most]).await
}

/// Approves or refuses a request that waits: `row` says how.
///
/// # Errors
/// [`Error::Stale`] when it was decided meanwhile.
pub async fn decide(tx: &mut Tx, row: &AccountRequest) -> Result<(), Error> {
    let values = binds![
        &row.state,
        row.decided_by.as_deref(),
        row.decided_at,
        row.decision.as_deref(),
        &row.agency_id,
        &row.id
    ];
    tx.run_once("account request", &row.id, DECIDE, values)
        .await
}

/// Notes that what was approved was carried out.
///
/// # Errors
/// [`Error::Stale`] when it is not waiting for that.
pub async fn carried_out(tx: &mut Tx, agency: &str, id: &str) -> Result<(), Error> {
    tx.run_once("account request", id, DONE, binds![agency, id])
        .await
}

/// Keeps a change of rights.
///
/// # Errors
/// What the database says.
pub async fn alert(tx: &mut Tx, row: &RightsAlert) -> Result<(), Error> {
    let row = binds![
        &row.agency_id,
        &row.id,
        &row.change,
        &row.made_by,
        row.made_at
    ];
    tx.run(ALERT, row).await.map(|_| ())
}

/// One change of rights.
///
/// # Errors
/// What the database says.
pub async fn one_alert(
    rows: &mut impl Rows,
    agency: &str,
    id: &str,
) -> Result<Option<RightsAlert>, Error> {
    rows.row(ONE_ALERT, binds![agency, id]).await
}

/// Changes of rights, those that wait first, then the newest: those of `predicate`, a condition of
/// `access` whose values are `binds`.
///
/// # Errors
/// What the database says.
pub async fn alerts(
    rows: &mut impl Rows,
    predicate: &str,
    binds: Vec<Bind>,
) -> Result<Vec<RightsAlert>, Error> {
    let sql = format!(
        "SELECT c.agency_id, c.id, c.change, c.made_by, c.made_at, c.confirmed_by, c.confirmed_at
        FROM rights_alert c WHERE {predicate}
        ORDER BY CASE WHEN c.confirmed_by IS NULL THEN 0 ELSE 1 END, c.id DESC LIMIT 200"
    );
    rows.rows_of(sql, binds).await
}

/// Confirms a change.
///
/// # Errors
/// [`Error::Stale`] when it was confirmed meanwhile.
pub async fn confirm(tx: &mut Tx, agency: &str, id: &str, by: &str, now: i64) -> Result<(), Error> {
    tx.run_once("rights alert", id, CONFIRM, binds![by, now, agency, id])
        .await
}
