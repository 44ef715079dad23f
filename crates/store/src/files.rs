//! Versions of the files of outgoing documents, and their attachments.

use crate::{Error, Rows, Tx};

/// The slot of the document itself; attachments have their own id as slot.
pub const MAIN: &str = "main";

/// A row of `file_version`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/{documents,native-signature}.sql"
)]
pub struct VersionRow {
    pub slot: String,
    pub version: i64,
    pub digest: String,
    pub size: i64,
    pub pages: i64,
    pub original_digest: Option<String>,
    pub original_name: Option<String>,
    pub reason: String,
    pub facts: String,
    pub made_by: String,
    pub made_at: i64,
    pub signature_digest: Option<String>,
    pub signature_size: Option<i64>,
}

/// A row of `attachment`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/documents.sql"
)]
pub struct AttachmentRow {
    pub id: String,
    pub ordinal: i64,
    pub name: String,
    pub current_version: i64,
    pub placement: String,
}

statements! {
    ADD = "INSERT INTO file_version (agency_id, document_id, slot, version, digest, size, pages,
        original_digest, original_name, reason, facts, made_by, made_at, signature_digest,
        signature_size) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    ALL = "SELECT slot, version, digest, size, pages, original_digest, original_name, reason, facts,
        made_by, made_at, signature_digest, signature_size FROM file_version WHERE agency_id = $1 AND document_id = $2
        ORDER BY slot, version";
    ONE = "SELECT slot, version, digest, size, pages, original_digest, original_name, reason, facts,
        made_by, made_at, signature_digest, signature_size FROM file_version WHERE agency_id = $1 AND document_id = $2
        AND slot = $3 AND version = $4";
    ADD_ATTACHMENT = "INSERT INTO attachment (agency_id, document_id, id, ordinal, name,
        current_version, placement) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    MOVE_ATTACHMENT = "UPDATE attachment SET current_version = $4
        WHERE agency_id = $1 AND document_id = $2 AND id = $3 AND current_version = $5";
    REMOVE_ATTACHMENT = "UPDATE attachment SET removed_at = $4
        WHERE agency_id = $1 AND document_id = $2 AND id = $3 AND removed_at IS NULL";
    ATTACHMENTS = "SELECT id, ordinal, name, current_version, placement FROM attachment
        WHERE agency_id = $1 AND document_id = $2 AND removed_at IS NULL ORDER BY ordinal";
}

/// Adds a version; nobody else may have added one of that number.
///
/// # Errors
/// [`Error::Duplicate`] where the number is taken.
pub async fn add(tx: &mut Tx, agency: &str, document: &str, it: &VersionRow) -> Result<(), Error> {
    let binds = binds![
        agency,
        document,
        &it.slot,
        it.version,
        &it.digest,
        it.size,
        it.pages,
        it.original_digest.clone(),
        it.original_name.clone(),
        &it.reason,
        &it.facts,
        &it.made_by,
        it.made_at,
        it.signature_digest.clone(),
        it.signature_size,
    ];
    tx.run(ADD, binds).await?;
    Ok(())
}

/// All versions of all files of a document.
///
/// # Errors
/// What the database says.
pub async fn all(
    rows: &mut impl Rows,
    agency: &str,
    document: &str,
) -> Result<Vec<VersionRow>, Error> {
    rows.rows(ALL, binds![agency, document]).await
}

/// One version of one file.
///
/// # Errors
/// What the database says.
pub async fn one(
    rows: &mut impl Rows,
    agency: &str,
    document: &str,
    slot: &str,
    version: i64,
) -> Result<Option<VersionRow>, Error> {
    rows.row(ONE, binds![agency, document, slot, version]).await
}

/// Adds an attachment.
///
/// # Errors
/// What the database says.
pub async fn add_attachment(
    tx: &mut Tx,
    agency: &str,
    document: &str,
    it: &AttachmentRow,
) -> Result<(), Error> {
    let binds = binds![
        agency,
        document,
        &it.id,
        it.ordinal,
        &it.name,
        it.current_version,
        &it.placement,
    ];
    tx.run(ADD_ATTACHMENT, binds).await?;
    Ok(())
}

/// Makes another version of an attachment the current one.
///
/// # Errors
/// [`Error::Stale`] when the current one is not `from`.
pub async fn move_attachment(
    tx: &mut Tx,
    agency: &str,
    document: &str,
    id: &str,
    from: i64,
    to: i64,
) -> Result<(), Error> {
    let binds = binds![agency, document, id, to, from];
    tx.run_once("attachment", id, MOVE_ATTACHMENT, binds).await
}

/// Removes an attachment from a draft; its files stay.
///
/// # Errors
/// [`Error::Stale`] when it was removed already.
pub async fn remove_attachment(
    tx: &mut Tx,
    agency: &str,
    document: &str,
    id: &str,
    at: i64,
) -> Result<(), Error> {
    tx.run_once(
        "attachment",
        id,
        REMOVE_ATTACHMENT,
        binds![agency, document, id, at],
    )
    .await
}

/// The attachments of a document, in their order.
///
/// # Errors
/// What the database says.
pub async fn attachments(
    rows: &mut impl Rows,
    agency: &str,
    document: &str,
) -> Result<Vec<AttachmentRow>, Error> {
    rows.rows(ATTACHMENTS, binds![agency, document]).await
}
