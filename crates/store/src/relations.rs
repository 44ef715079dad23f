//! How documents bear on one another.

use crate::{Error, Rows, Tx};

/// A relation, with what is to be shown of the other document.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/documents.sql"
)]
pub struct RelationRow {
    pub kind: String,
    pub other_kind: String,
    pub other_id: String,
    pub number_text: Option<String>,
    pub subject: String,
    pub date: Option<String>,
    pub status: String,
    pub type_code: String,
}

statements! {
    ADD = "INSERT INTO relation (agency_id, document_id, kind, other_kind, other_id)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    REMOVE = "DELETE FROM relation WHERE agency_id = $1 AND document_id = $2 AND kind = $3
        AND other_kind = $4 AND other_id = $5";
    OF = "SELECT r.kind, r.other_kind, r.other_id, o.number_text, o.subject, o.issue_date AS date,
        o.status, o.type_code FROM relation r
        JOIN outgoing o ON o.agency_id = r.agency_id AND o.id = r.other_id
        WHERE r.agency_id = $1 AND r.document_id = $2 AND r.other_kind = 'outgoing'
        UNION ALL SELECT r.kind, r.other_kind, r.other_id, i.number_text, i.subject,
        i.document_date AS date, i.status, i.type_code FROM relation r
        JOIN incoming i ON i.agency_id = r.agency_id AND i.id = r.other_id
        WHERE r.agency_id = $1 AND r.document_id = $2 AND r.other_kind = 'incoming'
        ORDER BY 1, 3";
    TO = "SELECT r.kind, 'outgoing' AS other_kind, o.id AS other_id, o.number_text, o.subject,
        o.issue_date AS date, o.status, o.type_code FROM relation r
        JOIN outgoing o ON o.agency_id = r.agency_id AND o.id = r.document_id
        WHERE r.agency_id = $1 AND r.other_kind = $2 AND r.other_id = $3
        AND o.status IN ('issued', 'withdrawn') ORDER BY 1, 3";
}

/// Which relation of a document.
#[derive(Clone, Copy, Debug)]
pub struct RelationKey<'a> {
    /// The agency.
    pub agency: &'a str,
    /// The document that bears on another.
    pub document: &'a str,
    /// How.
    pub kind: &'a str,
    /// `outgoing` or `incoming`.
    pub other_kind: &'a str,
    /// The other document.
    pub other: &'a str,
}

/// Adds a relation; nothing happens where it is there.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, key: RelationKey<'_>) -> Result<(), Error> {
    tx.run(ADD, bound(key)).await?;
    Ok(())
}

/// Removes a relation.
///
/// # Errors
/// [`Error::Stale`] where there is none such.
pub async fn remove(tx: &mut Tx, key: RelationKey<'_>) -> Result<(), Error> {
    tx.run_once("relation", key.other, REMOVE, bound(key)).await
}

fn bound(key: RelationKey<'_>) -> Vec<crate::Bind> {
    binds![
        key.agency,
        key.document,
        key.kind,
        key.other_kind,
        key.other
    ]
}

/// On what a document bears.
///
/// # Errors
/// What the database says.
pub async fn of(
    rows: &mut impl Rows,
    agency: &str,
    document: &str,
) -> Result<Vec<RelationRow>, Error> {
    rows.rows(OF, binds![agency, document]).await
}

/// What was issued and bears on a document.
///
/// # Errors
/// What the database says.
pub async fn to(
    rows: &mut impl Rows,
    agency: &str,
    other_kind: &str,
    other: &str,
) -> Result<Vec<RelationRow>, Error> {
    rows.rows(TO, binds![agency, other_kind, other]).await
}
