//! Which checkpoints of the audit chains were written outside.

use crate::{Error, Rows, Tx};

/// A row of `audit_checkpoint`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct CheckpointRow {
    /// The day in Vietnam, `YYYY-MM-DD`.
    pub day: String,
    /// The last record it covers.
    pub last_seq: i64,
    /// The head of the chain after that record, hex.
    pub head: String,
    /// When it was written.
    pub written_at: i64,
}

statements! {
    ADD = "INSERT INTO audit_checkpoint (agency_id, day, last_seq, head, written_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (agency_id, day) DO NOTHING";
    NEWEST = "SELECT day, last_seq, head, written_at FROM audit_checkpoint WHERE agency_id = $1
        ORDER BY day DESC LIMIT $2";
}

/// Keeps that a checkpoint was written.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, agency: &str, it: &CheckpointRow) -> Result<(), Error> {
    let binds = binds![agency, &it.day, it.last_seq, &it.head, it.written_at];
    tx.run(ADD, binds).await?;
    Ok(())
}

/// The newest checkpoints of an agency.
///
/// # Errors
/// What the database says.
pub async fn newest(
    rows: &mut impl Rows,
    agency: &str,
    most: i64,
) -> Result<Vec<CheckpointRow>, Error> {
    rows.rows(NEWEST, binds![agency, most]).await
}
