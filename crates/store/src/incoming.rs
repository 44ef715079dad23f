//! Incoming documents and their files.

use crate::{Error, Rows, Tx};

/// A row of `incoming`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/{exchange,incoming-by-hand,incoming-correct}.sql"
)]
pub struct IncomingRow {
    pub agency_id: String,
    pub id: String,
    pub consignment_id: Option<String>,
    pub from_agency: Option<String>,
    pub from_name: String,
    pub channel: String,
    pub type_code: String,
    pub subject: String,
    pub number_text: String,
    pub number_key: String,
    pub document_date: Option<String>,
    pub urgency: i64,
    pub status: String,
    pub unsigned: i64,
    pub arrival_number: Option<i64>,
    pub arrival_year: Option<i64>,
    pub arrived_at: i64,
    pub registered_at: Option<i64>,
    pub registered_by: Option<String>,
    pub refusal: String,
    pub fields: String,
    pub indication: String,
    pub facts_digest: Option<String>,
    pub verdict_digest: Option<String>,
    pub policy: String,
    pub version: i64,
    pub arrival_date: Option<String>,
    pub entered_by: Option<String>,
}

/// A row of `incoming_file`.
#[derive(Clone, Debug, Default, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/{exchange,incoming-by-hand,incoming-correct,native-signature,incoming-file-verdict}.sql"
)]
pub struct FileRow {
    pub ordinal: i64,
    pub name: String,
    pub digest: String,
    pub size: i64,
    pub media_type: String,
    pub indication: String,
    pub shown_digest: Option<String>,
    pub signature_digest: Option<String>,
    pub signature_size: Option<i64>,
    pub facts_digest: Option<String>,
    pub verdict_digest: Option<String>,
}

macro_rules! columns {
    () => {
        "agency_id, id, consignment_id, from_agency, from_name, channel, type_code, subject,
        number_text, number_key, document_date, urgency, status, unsigned, arrival_number,
        arrival_year, arrived_at, registered_at, registered_by, refusal, fields, indication,
        facts_digest, verdict_digest, policy, version, arrival_date, entered_by"
    };
}

statements! {
    INSERT = concat!("INSERT INTO incoming (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7,
        $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, 1, $26, $27)
        ON CONFLICT (agency_id, consignment_id) DO NOTHING");
    UPDATE = "UPDATE incoming SET status = $3, unsigned = $4, arrival_number = $5,
        arrival_year = $6, registered_at = $7, registered_by = $8, refusal = $9, indication = $10,
        facts_digest = $11, verdict_digest = $12, policy = $13, version = version + 1
        WHERE agency_id = $1 AND id = $2 AND version = $14";
    CORRECT = "UPDATE incoming SET from_agency = $3, from_name = $4, channel = $5, type_code = $6,
        subject = $7, number_text = $8, number_key = $9, document_date = $10, urgency = $11,
        fields = $12, arrival_date = $13, unsigned = $14, indication = $15, facts_digest = $16,
        verdict_digest = $17, policy = $18, version = version + 1
        WHERE agency_id = $1 AND id = $2 AND version = $19";
    BY_ID = concat!("SELECT ", columns!(), " FROM incoming WHERE agency_id = $1 AND id = $2");
    OF_CONSIGNMENT = concat!("SELECT ", columns!(), " FROM incoming
        WHERE agency_id = $1 AND consignment_id = $2");
    SAME_NUMBER = concat!("SELECT ", columns!(), " FROM incoming
        WHERE agency_id = $1 AND number_key = $2 AND id <> $3 ORDER BY id DESC LIMIT 50");
    OF_SENDER = concat!("SELECT ", columns!(), " FROM incoming
        WHERE agency_id = $1 AND from_name = $2 AND id <> $3 ORDER BY id DESC LIMIT $4");
    ADD_FILE = "INSERT INTO incoming_file (agency_id, incoming_id, ordinal, name, digest, size,
        media_type, indication, shown_digest, signature_digest, signature_size)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    FILES = "SELECT ordinal, name, digest, size, media_type, indication, shown_digest,
        signature_digest, signature_size, facts_digest, verdict_digest
        FROM incoming_file WHERE agency_id = $1 AND incoming_id = $2
        AND replaced_at IS NULL ORDER BY ordinal";
    REPLACED = "SELECT ordinal, name, digest, size, media_type, indication, shown_digest,
        signature_digest, signature_size, facts_digest, verdict_digest
        FROM incoming_file WHERE agency_id = $1 AND incoming_id = $2
        AND replaced_at IS NOT NULL ORDER BY ordinal";
    REPLACE = "UPDATE incoming_file SET ordinal = $4, replaced_at = $5
        WHERE agency_id = $1 AND incoming_id = $2 AND ordinal = $3 AND replaced_at IS NULL";
    JUDGED = "UPDATE incoming_file SET indication = $4, facts_digest = $5, verdict_digest = $6
        WHERE agency_id = $1 AND incoming_id = $2 AND ordinal = $3 AND digest = $7";
    REMEMBER = "INSERT INTO sender (agency_id, name, used_at) VALUES ($1, $2, $3)
        ON CONFLICT (agency_id, name) DO UPDATE SET used_at = excluded.used_at";
    SENDERS = "SELECT name FROM sender WHERE agency_id = $1 ORDER BY used_at DESC, name LIMIT $2";
}

/// Adds a document that arrived; false where its consignment arrived already.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, it: &IncomingRow) -> Result<bool, Error> {
    let binds = binds![
        &it.agency_id,
        &it.id,
        it.consignment_id.clone(),
        it.from_agency.clone(),
        &it.from_name,
        &it.channel,
        &it.type_code,
        &it.subject,
        &it.number_text,
        &it.number_key,
        it.document_date.clone(),
        it.urgency,
        &it.status,
        it.unsigned,
        it.arrival_number,
        it.arrival_year,
        it.arrived_at,
        it.registered_at,
        it.registered_by.clone(),
        &it.refusal,
        &it.fields,
        &it.indication,
        it.facts_digest.clone(),
        it.verdict_digest.clone(),
        &it.policy,
        it.arrival_date.clone(),
        it.entered_by.clone(),
    ];
    Ok(tx.run(INSERT, binds).await? == 1)
}

/// Writes a document that was read at `it.version`.
///
/// # Errors
/// [`Error::Stale`] when somebody else wrote it meanwhile.
pub async fn update(tx: &mut Tx, it: &IncomingRow) -> Result<(), Error> {
    let binds = binds![
        &it.agency_id,
        &it.id,
        &it.status,
        it.unsigned,
        it.arrival_number,
        it.arrival_year,
        it.registered_at,
        it.registered_by.clone(),
        &it.refusal,
        &it.indication,
        it.facts_digest.clone(),
        it.verdict_digest.clone(),
        &it.policy,
        it.version,
    ];
    tx.run_once("incoming document", &it.id, UPDATE, binds)
        .await
}

/// Writes what a correction changed of a document that was read at `it.version`.
///
/// # Errors
/// [`Error::Stale`] when somebody else wrote it meanwhile.
pub async fn correct(tx: &mut Tx, it: &IncomingRow) -> Result<(), Error> {
    let binds = binds![
        &it.agency_id,
        &it.id,
        it.from_agency.clone(),
        &it.from_name,
        &it.channel,
        &it.type_code,
        &it.subject,
        &it.number_text,
        &it.number_key,
        it.document_date.clone(),
        it.urgency,
        &it.fields,
        it.arrival_date.clone(),
        it.unsigned,
        &it.indication,
        it.facts_digest.clone(),
        it.verdict_digest.clone(),
        &it.policy,
        it.version,
    ];
    tx.run_once("incoming document", &it.id, CORRECT, binds)
        .await
}

/// One document.
///
/// # Errors
/// What the database says.
pub async fn by_id(
    rows: &mut impl Rows,
    agency: &str,
    id: &str,
) -> Result<Option<IncomingRow>, Error> {
    rows.row(BY_ID, binds![agency, id]).await
}

/// The document that a consignment became.
///
/// # Errors
/// What the database says.
pub async fn of_consignment(
    rows: &mut impl Rows,
    agency: &str,
    consignment: &str,
) -> Result<Option<IncomingRow>, Error> {
    rows.row(OF_CONSIGNMENT, binds![agency, consignment]).await
}

/// The newest documents under that key of a number, but for the one of that id.
///
/// # Errors
/// What the database says.
pub async fn same_number(
    rows: &mut impl Rows,
    agency: &str,
    key: &str,
    but: &str,
) -> Result<Vec<IncomingRow>, Error> {
    rows.rows(SAME_NUMBER, binds![agency, key, but]).await
}

/// The newest documents of that sender, but for the one of that id.
///
/// # Errors
/// What the database says.
pub async fn of_sender(
    rows: &mut impl Rows,
    agency: &str,
    name: &str,
    but: &str,
    most: i64,
) -> Result<Vec<IncomingRow>, Error> {
    rows.rows(OF_SENDER, binds![agency, name, but, most]).await
}

/// Remembers the name of a sender.
///
/// # Errors
/// What the database says.
pub async fn remember_sender(tx: &mut Tx, agency: &str, name: &str, at: i64) -> Result<(), Error> {
    tx.run(REMEMBER, binds![agency, name, at]).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Sender {
    name: String,
}

/// Names of senders that are remembered, those used last first.
///
/// # Errors
/// What the database says.
pub async fn senders(rows: &mut impl Rows, agency: &str, most: i64) -> Result<Vec<String>, Error> {
    let found: Vec<Sender> = rows.rows(SENDERS, binds![agency, most]).await?;
    Ok(found.into_iter().map(|it| it.name).collect())
}

/// Adds a file.
///
/// # Errors
/// What the database says.
pub async fn add_file(
    tx: &mut Tx,
    agency: &str,
    incoming: &str,
    it: &FileRow,
) -> Result<(), Error> {
    let binds = binds![
        agency,
        incoming,
        it.ordinal,
        &it.name,
        &it.digest,
        it.size,
        &it.media_type,
        &it.indication,
        it.shown_digest.clone(),
        it.signature_digest.clone(),
        it.signature_size,
    ];
    tx.run(ADD_FILE, binds).await?;
    Ok(())
}

/// The files of a document, the document itself first.
///
/// # Errors
/// What the database says.
pub async fn files(
    rows: &mut impl Rows,
    agency: &str,
    incoming: &str,
) -> Result<Vec<FileRow>, Error> {
    rows.rows(FILES, binds![agency, incoming]).await
}

/// Files that a correction replaced or left out.
///
/// # Errors
/// What the database says.
pub async fn replaced(
    rows: &mut impl Rows,
    agency: &str,
    incoming: &str,
) -> Result<Vec<FileRow>, Error> {
    rows.rows(REPLACED, binds![agency, incoming]).await
}

/// Takes a file out of the document, under another ordinal; its own is free then.
///
/// # Errors
/// [`Error::Stale`] where there is none such.
pub async fn replace(
    tx: &mut Tx,
    agency: &str,
    incoming: &str,
    (from, to): (i64, i64),
    at: i64,
) -> Result<(), Error> {
    let binds = binds![agency, incoming, from, to, at];
    tx.run_once("incoming file", incoming, REPLACE, binds).await
}

/// Writes what was found out about a file that was read.
///
/// # Errors
/// [`Error::Stale`] where another took its place meanwhile.
pub async fn judged(tx: &mut Tx, agency: &str, incoming: &str, it: &FileRow) -> Result<(), Error> {
    let binds = binds![
        agency,
        incoming,
        it.ordinal,
        &it.indication,
        it.facts_digest.clone(),
        it.verdict_digest.clone(),
        &it.digest,
    ];
    tx.run_once("incoming file", incoming, JUDGED, binds).await
}
