//! Consignments: one for each recipient of an issued document, with what became of it (E2).

use crate::{Error, Rows, Tx};

/// A row of `consignment`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/{exchange,recall-mail}.sql"
)]
pub struct ConsignmentRow {
    pub agency_id: String,
    pub id: String,
    pub document_id: String,
    pub recipient_id: String,
    pub to_agency: Option<String>,
    pub to_name: String,
    pub channel: String,
    pub state: String,
    pub reason: String,
    pub created_at: i64,
    pub sent_at: Option<i64>,
    pub acknowledged_at: Option<i64>,
    pub settled_at: Option<i64>,
    pub arrival_number: Option<String>,
    pub version: i64,
    pub recall_told_at: Option<i64>,
    pub recall_fault: String,
}

macro_rules! columns {
    () => {
        "agency_id, id, document_id, recipient_id, to_agency, to_name, channel, state, reason,
        created_at, sent_at, acknowledged_at, settled_at, arrival_number, version, recall_told_at,
        recall_fault"
    };
}

statements! {
    INSERT = "INSERT INTO consignment (agency_id, id, document_id, recipient_id, to_agency, to_name,
        channel, state, reason, attempts, created_at, sent_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, 1)
        ON CONFLICT (agency_id, document_id, recipient_id) DO NOTHING";
    MOVE = "UPDATE consignment SET state = $3, reason = $4, sent_at = $5, acknowledged_at = $6,
        settled_at = $7, arrival_number = $8, recall_told_at = $9, recall_fault = $10,
        version = version + 1
        WHERE agency_id = $1 AND id = $2 AND version = $11";
    BY_ID = concat!("SELECT ", columns!(), " FROM consignment WHERE agency_id = $1 AND id = $2");
    PACKAGE = "SELECT digest FROM document_package
        WHERE agency_id = $1 AND document_id = $2 AND content = $3";
    KEEP_PACKAGE = "INSERT INTO document_package (agency_id, document_id, content, digest, made_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (agency_id, document_id, content) DO NOTHING";
    READDRESS = "UPDATE recipient SET address = $4
        WHERE agency_id = $1 AND document_id = $2 AND id = $3";
    OF_DOCUMENT = concat!("SELECT ", columns!(), " FROM consignment
        WHERE agency_id = $1 AND document_id = $2 ORDER BY id");
}

/// Adds a consignment; false where the recipient has one already.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, it: &ConsignmentRow) -> Result<bool, Error> {
    let binds = binds![
        &it.agency_id,
        &it.id,
        &it.document_id,
        &it.recipient_id,
        it.to_agency.clone(),
        &it.to_name,
        &it.channel,
        &it.state,
        &it.reason,
        it.created_at,
        it.sent_at,
    ];
    Ok(tx.run(INSERT, binds).await? == 1)
}

/// Writes what became of a consignment that was read at `it.version`.
///
/// # Errors
/// [`Error::Stale`] when somebody else wrote it meanwhile.
pub async fn update(tx: &mut Tx, it: &ConsignmentRow) -> Result<(), Error> {
    let binds = binds![
        &it.agency_id,
        &it.id,
        &it.state,
        &it.reason,
        it.sent_at,
        it.acknowledged_at,
        it.settled_at,
        it.arrival_number.clone(),
        it.recall_told_at,
        &it.recall_fault,
        it.version,
    ];
    tx.run_once("consignment", &it.id, MOVE, binds).await
}

/// One consignment of a sender.
///
/// # Errors
/// What the database says.
pub async fn by_id(
    rows: &mut impl Rows,
    agency: &str,
    id: &str,
) -> Result<Option<ConsignmentRow>, Error> {
    rows.row(BY_ID, binds![agency, id]).await
}

/// The consignments of a document.
///
/// # Errors
/// What the database says.
pub async fn of_document(
    rows: &mut impl Rows,
    agency: &str,
    document: &str,
) -> Result<Vec<ConsignmentRow>, Error> {
    rows.rows(OF_DOCUMENT, binds![agency, document]).await
}

#[derive(sqlx::FromRow)]
struct PackageRow {
    digest: String,
}

/// The blob of the package that was made of this content of a document.
///
/// # Errors
/// What the database says.
pub async fn package(
    rows: &mut impl Rows,
    agency: &str,
    document: &str,
    content: &str,
) -> Result<Option<String>, Error> {
    let found: Option<PackageRow> = rows.row(PACKAGE, binds![agency, document, content]).await?;
    Ok(found.map(|it| it.digest))
}

/// Keeps the package of that content; the one that is there stays.
///
/// # Errors
/// What the database says.
pub async fn keep_package(
    tx: &mut Tx,
    agency: &str,
    document: &str,
    content: &str,
    digest: &str,
    at: i64,
) -> Result<(), Error> {
    let binds = binds![agency, document, content, digest, at];
    tx.run(KEEP_PACKAGE, binds).await?;
    Ok(())
}

/// Corrects the address of one recipient of an issued document.
///
/// # Errors
/// [`Error::Stale`] where there is none such.
pub async fn readdress(
    tx: &mut Tx,
    agency: &str,
    document: &str,
    recipient: &str,
    address: &str,
) -> Result<(), Error> {
    let binds = binds![agency, document, recipient, address];
    tx.run_once("recipient", recipient, READDRESS, binds).await
}
