//! Names that clients give to the drafts they begin, so that one asked for twice is begun once.

use crate::{Error, Rows, Tx};

/// A row of `draft_key`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/api.sql"
)]
pub struct DraftKeyRow {
    pub agency_id: String,
    pub account_id: String,
    pub name: String,
    pub content: String,
    pub document_id: String,
    pub made_at: i64,
}

statements! {
    ADD = "INSERT INTO draft_key (agency_id, account_id, name, content, document_id, made_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (agency_id, account_id, name) DO NOTHING";
    ONE = "SELECT agency_id, account_id, name, content, document_id, made_at FROM draft_key
        WHERE agency_id = $1 AND account_id = $2 AND name = $3";
}

/// Keeps a name; false where the account gave it already.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, it: &DraftKeyRow) -> Result<bool, Error> {
    let binds = binds![
        &it.agency_id,
        &it.account_id,
        &it.name,
        &it.content,
        &it.document_id,
        it.made_at,
    ];
    Ok(tx.run(ADD, binds).await? == 1)
}

/// What an account gave that name to.
///
/// # Errors
/// What the database says.
pub async fn one(
    rows: &mut impl Rows,
    agency: &str,
    account: &str,
    name: &str,
) -> Result<Option<DraftKeyRow>, Error> {
    rows.row(ONE, binds![agency, account, name]).await
}
