//! Outgoing documents: their rows, recipients, opinions and story.

use crate::{Error, Rows, Tx};

/// A row of `outgoing`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/documents.sql"
)]
pub struct OutgoingRow {
    pub agency_id: String,
    pub id: String,
    pub type_code: String,
    pub subject: String,
    pub urgency: i64,
    pub drafter_id: String,
    pub unit_id: String,
    pub signer_id: Option<String>,
    pub signer_appointment: Option<String>,
    pub status: String,
    pub route_code: String,
    pub route_version: i64,
    pub route_state: String,
    pub due_at: Option<i64>,
    pub number: Option<i64>,
    pub number_text: Option<String>,
    pub number_key: Option<String>,
    pub issue_date: Option<String>,
    pub issued_at: Option<i64>,
    pub fields: String,
    pub current_version: i64,
    pub places: Option<String>,
    pub created_at: i64,
    pub changed_at: i64,
    pub withdrawn_at: Option<i64>,
    pub version: i64,
}

/// A row of `recipient`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/documents.sql"
)]
pub struct RecipientRow {
    pub id: String,
    pub ordinal: i64,
    pub kind: String,
    pub to_agency: Option<String>,
    pub to_unit: Option<String>,
    pub name: String,
    pub channel: String,
    pub address: String,
    pub copies: i64,
}

/// A row of `document_event`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/documents.sql"
)]
pub struct EventRow {
    pub seq: i64,
    pub at: i64,
    pub actor_id: String,
    pub actor_name: String,
    pub kind: String,
    pub payload: String,
}

/// A row of `opinion`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/documents.sql"
)]
pub struct OpinionRow {
    pub id: String,
    pub step: String,
    pub file_version: i64,
    pub unit_id: Option<String>,
    pub account_id: Option<String>,
    pub author_name: String,
    pub verdict: String,
    pub text: String,
    pub asked_at: Option<i64>,
    pub answered_at: Option<i64>,
}

/// A row of `document_grant`.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/documents.sql"
)]
pub struct GrantRow {
    pub account_id: Option<String>,
    pub unit_id: Option<String>,
    pub kind: String,
}

/// Names of the issuing agency and the drafting unit.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/people.sql"
)]
pub struct NamesRow {
    pub agency_name: String,
    pub agency_short: String,
    pub unit_name: String,
    pub unit_code: String,
}

macro_rules! columns {
    () => {
        "agency_id, id, type_code, subject, urgency, drafter_id, unit_id, signer_id,
        signer_appointment, status, route_code, route_version, route_state, due_at, number,
        number_text, number_key, issue_date, issued_at, fields, current_version, places,
        created_at, changed_at, withdrawn_at, version"
    };
}

statements! {
    INSERT = concat!("INSERT INTO outgoing (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7,
        $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, 1)");
    UPDATE = "UPDATE outgoing SET type_code = $3, subject = $4, urgency = $5, unit_id = $6,
        signer_id = $7, signer_appointment = $8, status = $9, route_state = $10, due_at = $11,
        number = $12, number_text = $13, number_key = $14, issue_date = $15, issued_at = $16,
        fields = $17, current_version = $18, places = $19, changed_at = $20, withdrawn_at = $21,
        version = version + 1
        WHERE agency_id = $1 AND id = $2 AND version = $22";
    BY_ID = concat!("SELECT ", columns!(), " FROM outgoing WHERE agency_id = $1 AND id = $2");
    ADD_RECIPIENT = "INSERT INTO recipient (agency_id, document_id, id, ordinal, kind, to_agency,
        to_unit, name, channel, address, copies) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    CLEAR_RECIPIENTS = "DELETE FROM recipient WHERE agency_id = $1 AND document_id = $2";
    RECIPIENTS = "SELECT id, ordinal, kind, to_agency, to_unit, name, channel, address, copies
        FROM recipient WHERE agency_id = $1 AND document_id = $2 ORDER BY ordinal";
    ADD_EVENT = "INSERT INTO document_event (agency_id, document_id, seq, at, actor_id, actor_name,
        kind, payload) SELECT $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6, $7
        FROM document_event WHERE agency_id = $1 AND document_id = $2";
    EVENTS = "SELECT seq, at, actor_id, actor_name, kind, payload FROM document_event
        WHERE agency_id = $1 AND document_id = $2 ORDER BY seq";
    ADD_OPINION = "INSERT INTO opinion (agency_id, document_id, id, step, file_version, unit_id,
        account_id, author_name, verdict, text, asked_at, answered_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    ANSWER_OPINION = "UPDATE opinion SET account_id = $4, author_name = $5, verdict = $6, text = $7,
        answered_at = $8 WHERE agency_id = $1 AND document_id = $2 AND id = $3
        AND answered_at IS NULL";
    OPINIONS = "SELECT id, step, file_version, unit_id, account_id, author_name, verdict, text,
        asked_at, answered_at FROM opinion WHERE agency_id = $1 AND document_id = $2 ORDER BY id";
    NAMES = "SELECT a.name AS agency_name, a.short_name AS agency_short, u.name AS unit_name,
        u.code AS unit_code FROM agency a JOIN unit u ON u.agency_id = a.id
        WHERE a.id = $1 AND u.id = $2";
    ADD_GRANT = "INSERT INTO document_grant (agency_id, document_id, account_id, unit_id, kind,
        granted_by, granted_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    REMEMBER_PLACES = "INSERT INTO remembered_places (agency_id, template_key, places, used_at)
        VALUES ($1, $2, $3, $4) ON CONFLICT (agency_id, template_key) DO UPDATE SET
        places = excluded.places, used_at = excluded.used_at";
    REMEMBERED_PLACES = "SELECT places FROM remembered_places
        WHERE agency_id = $1 AND template_key = $2";
    GRANTS = "SELECT account_id, unit_id, kind FROM document_grant
        WHERE agency_id = $1 AND document_id = $2";
}

#[derive(sqlx::FromRow)]
struct PlacesRow {
    places: String,
}

/// Remembers the places chosen for a kind of document, as JSON.
///
/// # Errors
/// What the database says.
pub async fn remember_places(
    tx: &mut Tx,
    agency: &str,
    key: &str,
    places: &str,
    at: i64,
) -> Result<(), Error> {
    tx.run(REMEMBER_PLACES, binds![agency, key, places, at])
        .await?;
    Ok(())
}

/// The places chosen last for a kind of document, as JSON.
///
/// # Errors
/// What the database says.
pub async fn remembered_places(
    rows: &mut impl Rows,
    agency: &str,
    key: &str,
) -> Result<Option<String>, Error> {
    let row: Option<PlacesRow> = rows.row(REMEMBERED_PLACES, binds![agency, key]).await?;
    Ok(row.map(|it| it.places))
}

/// Inserts a document; its version becomes 1.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, row: &OutgoingRow) -> Result<(), Error> {
    let it = row;
    let binds = binds![
        &it.agency_id,
        &it.id,
        &it.type_code,
        &it.subject,
        it.urgency,
        &it.drafter_id,
        &it.unit_id,
        it.signer_id.clone(),
        it.signer_appointment.clone(),
        &it.status,
        &it.route_code,
        it.route_version,
        &it.route_state,
        it.due_at,
        it.number,
        it.number_text.clone(),
        it.number_key.clone(),
        it.issue_date.clone(),
        it.issued_at,
        &it.fields,
        it.current_version,
        it.places.clone(),
        it.created_at,
        it.changed_at,
        it.withdrawn_at,
    ];
    tx.run(INSERT, binds).await?;
    Ok(())
}

/// Writes a document that was read at `row.version`; it becomes one higher.
///
/// # Errors
/// [`Error::Stale`] when somebody else wrote it meanwhile.
pub async fn update(tx: &mut Tx, row: &OutgoingRow) -> Result<(), Error> {
    let it = row;
    let binds = binds![
        &it.agency_id,
        &it.id,
        &it.type_code,
        &it.subject,
        it.urgency,
        &it.unit_id,
        it.signer_id.clone(),
        it.signer_appointment.clone(),
        &it.status,
        &it.route_state,
        it.due_at,
        it.number,
        it.number_text.clone(),
        it.number_key.clone(),
        it.issue_date.clone(),
        it.issued_at,
        &it.fields,
        it.current_version,
        it.places.clone(),
        it.changed_at,
        it.withdrawn_at,
        it.version,
    ];
    tx.run_once("outgoing document", &it.id, UPDATE, binds)
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
) -> Result<Option<OutgoingRow>, Error> {
    rows.row(BY_ID, binds![agency, id]).await
}

/// Exchanges all recipients of a document.
///
/// # Errors
/// What the database says.
pub async fn set_recipients(
    tx: &mut Tx,
    agency: &str,
    document: &str,
    recipients: &[RecipientRow],
) -> Result<(), Error> {
    tx.run(CLEAR_RECIPIENTS, binds![agency, document]).await?;
    for it in recipients {
        let binds = binds![
            agency,
            document,
            &it.id,
            it.ordinal,
            &it.kind,
            it.to_agency.clone(),
            it.to_unit.clone(),
            &it.name,
            &it.channel,
            &it.address,
            it.copies,
        ];
        tx.run(ADD_RECIPIENT, binds).await?;
    }
    Ok(())
}

/// The recipients of a document, in their order.
///
/// # Errors
/// What the database says.
pub async fn recipients(
    rows: &mut impl Rows,
    agency: &str,
    document: &str,
) -> Result<Vec<RecipientRow>, Error> {
    rows.rows(RECIPIENTS, binds![agency, document]).await
}

/// Appends to a document's story. The document's own row must be locked or new, so that two events
/// do not get one number.
///
/// # Errors
/// What the database says.
pub async fn add_event(
    tx: &mut Tx,
    agency: &str,
    document: &str,
    event: &EventRow,
) -> Result<(), Error> {
    let EventRow {
        at,
        actor_id,
        actor_name,
        kind,
        payload,
        ..
    } = event;
    let binds = binds![agency, document, *at, actor_id, actor_name, kind, payload];
    tx.run(ADD_EVENT, binds).await?;
    Ok(())
}

/// The story of a document, in its order.
///
/// # Errors
/// What the database says.
pub async fn events(
    rows: &mut impl Rows,
    agency: &str,
    document: &str,
) -> Result<Vec<EventRow>, Error> {
    rows.rows(EVENTS, binds![agency, document]).await
}

/// Adds an opinion, or a question for one.
///
/// # Errors
/// What the database says.
pub async fn add_opinion(
    tx: &mut Tx,
    agency: &str,
    document: &str,
    it: &OpinionRow,
) -> Result<(), Error> {
    let binds = binds![
        agency,
        document,
        &it.id,
        &it.step,
        it.file_version,
        it.unit_id.clone(),
        it.account_id.clone(),
        &it.author_name,
        &it.verdict,
        &it.text,
        it.asked_at,
        it.answered_at,
    ];
    tx.run(ADD_OPINION, binds).await?;
    Ok(())
}

/// Answers a question for an opinion, once.
///
/// # Errors
/// [`Error::Stale`] when it was answered already.
pub async fn answer_opinion(
    tx: &mut Tx,
    agency: &str,
    document: &str,
    it: &OpinionRow,
) -> Result<(), Error> {
    let binds = binds![
        agency,
        document,
        &it.id,
        it.account_id.clone(),
        &it.author_name,
        &it.verdict,
        &it.text,
        it.answered_at,
    ];
    tx.run_once("opinion", &it.id, ANSWER_OPINION, binds).await
}

/// The opinions on a document, in the order of their making.
///
/// # Errors
/// What the database says.
pub async fn opinions(
    rows: &mut impl Rows,
    agency: &str,
    document: &str,
) -> Result<Vec<OpinionRow>, Error> {
    rows.rows(OPINIONS, binds![agency, document]).await
}

/// The names of an agency and one of its units.
///
/// # Errors
/// What the database says.
pub async fn names(
    rows: &mut impl Rows,
    agency: &str,
    unit: &str,
) -> Result<Option<NamesRow>, Error> {
    rows.row(NAMES, binds![agency, unit]).await
}

/// Gives somebody a right on one document.
///
/// # Errors
/// What the database says.
pub async fn add_grant(
    tx: &mut Tx,
    agency: &str,
    document: &str,
    grant: &GrantRow,
    by: &str,
    at: i64,
) -> Result<(), Error> {
    let GrantRow {
        account_id,
        unit_id,
        kind,
    } = grant;
    let binds = binds![
        agency,
        document,
        account_id.clone(),
        unit_id.clone(),
        kind,
        by,
        at
    ];
    tx.run(ADD_GRANT, binds).await?;
    Ok(())
}

/// The rights given on one document.
///
/// # Errors
/// What the database says.
pub async fn grants(
    rows: &mut impl Rows,
    agency: &str,
    document: &str,
) -> Result<Vec<GrantRow>, Error> {
    rows.rows(GRANTS, binds![agency, document]).await
}
