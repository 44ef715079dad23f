//! Corrections of what is registered of incoming documents.

use crate::{Error, Rows, Tx};

/// A row of `incoming_correction`, with the name of who corrected.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/incoming-correction.sql"
)]
pub struct CorrectionRow {
    pub agency_id: String,
    pub incoming_id: String,
    pub version: i64,
    pub at: i64,
    pub corrected_by: String,
    pub full_name: Option<String>,
    pub reason: String,
    pub changes: String,
}

statements! {
    ADD = "INSERT INTO incoming_correction (agency_id, incoming_id, version, at, corrected_by, reason,
        changes) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    OF_INCOMING = "SELECT c.agency_id, c.incoming_id, c.version, c.at, c.corrected_by, a.full_name,
        c.reason, c.changes FROM incoming_correction c LEFT JOIN account a ON a.id = c.corrected_by
        WHERE c.agency_id = $1 AND c.incoming_id = $2 ORDER BY c.version DESC";
}

/// Keeps a correction.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, it: &CorrectionRow) -> Result<(), Error> {
    let binds = binds![
        &it.agency_id,
        &it.incoming_id,
        it.version,
        it.at,
        &it.corrected_by,
        &it.reason,
        &it.changes,
    ];
    tx.run(ADD, binds).await?;
    Ok(())
}

/// The corrections of a document, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of_incoming(
    rows: &mut impl Rows,
    agency: &str,
    incoming: &str,
) -> Result<Vec<CorrectionRow>, Error> {
    rows.rows(OF_INCOMING, binds![agency, incoming]).await
}
