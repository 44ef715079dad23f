//! Withdrawals of documents by their issuers, as their recipients keep them.

use crate::{Error, Rows, Tx};

/// A row of `recall`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/{recall,recall-by-letter}.sql"
)]
pub struct RecallRow {
    pub agency_id: String,
    pub incoming_id: String,
    pub consignment_id: String,
    pub at: i64,
    pub reason: String,
    pub confirmed_at: Option<i64>,
    pub confirmed_by: Option<String>,
    pub entered_by: Option<String>,
    pub basis: String,
    pub letter_date: Option<String>,
    pub letter_id: Option<String>,
    /// Of who entered it; read, not kept here.
    pub full_name: Option<String>,
}

statements! {
    ADD = "INSERT INTO recall (agency_id, incoming_id, consignment_id, at, reason, confirmed_at,
        confirmed_by, entered_by, basis, letter_date, letter_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (agency_id, incoming_id) DO NOTHING";
    CONFIRM = "UPDATE recall SET confirmed_at = $3, confirmed_by = $4
        WHERE agency_id = $1 AND incoming_id = $2 AND confirmed_at IS NULL";
    FOLLOW = "UPDATE recall SET consignment_id = $3
        WHERE agency_id = $1 AND incoming_id = $2 AND consignment_id = ''";
    ONE = "SELECT r.agency_id, r.incoming_id, r.consignment_id, r.at, r.reason, r.confirmed_at,
        r.confirmed_by, r.entered_by, r.basis, r.letter_date, r.letter_id, a.full_name
        FROM recall r LEFT JOIN account a ON a.id = r.entered_by
        WHERE r.agency_id = $1 AND r.incoming_id = $2";
}

/// Keeps a withdrawal; false where it is kept already.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, it: &RecallRow) -> Result<bool, Error> {
    let binds = binds![
        &it.agency_id,
        &it.incoming_id,
        &it.consignment_id,
        it.at,
        &it.reason,
        it.confirmed_at,
        it.confirmed_by.clone(),
        it.entered_by.clone(),
        &it.basis,
        it.letter_date.clone(),
        it.letter_id.clone(),
    ];
    Ok(tx.run(ADD, binds).await? == 1)
}

/// Says that a withdrawal that was told by letter is one over the system too.
///
/// # Errors
/// What the database says.
pub async fn follow(
    tx: &mut Tx,
    agency: &str,
    incoming: &str,
    consignment: &str,
) -> Result<(), Error> {
    tx.run(FOLLOW, binds![agency, incoming, consignment])
        .await
        .map(drop)
}

/// Says that the copy here is out of use.
///
/// # Errors
/// [`Error::Stale`] when it was said already, or nothing was withdrawn.
pub async fn confirm(
    tx: &mut Tx,
    agency: &str,
    incoming: &str,
    at: i64,
    by: &str,
) -> Result<(), Error> {
    tx.run_once(
        "recall",
        incoming,
        CONFIRM,
        binds![agency, incoming, at, by],
    )
    .await
}

/// The withdrawal of an incoming document.
///
/// # Errors
/// What the database says.
pub async fn of_incoming(
    rows: &mut impl Rows,
    agency: &str,
    incoming: &str,
) -> Result<Option<RecallRow>, Error> {
    rows.row(ONE, binds![agency, incoming]).await
}
