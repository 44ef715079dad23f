//! Certificates that were enrolled: whose key was proven to be at whose desk.

use crate::{Error, Rows, Tx};

/// A certificate.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Certificate {
    /// The agency in which it may sign.
    pub agency_id: String,
    /// SHA-256 of the DER, hex.
    pub fingerprint: String,
    /// `person` or `organisation`.
    pub kind: String,
    /// The person it was issued to; none for the organisation's.
    pub account_id: Option<String>,
    /// The certificate, base64 of the DER.
    pub der: String,
    /// Its subject, for people.
    pub subject: String,
    /// Its issuer, for people.
    pub issuer: String,
    /// Its serial number, hex.
    pub serial: String,
    /// JSON list: issuers as far as known, base64 of the DER.
    pub chain: String,
    /// JSON list: what the key can sign with, preferred first.
    pub algorithms: String,
    /// The beginning of its validity.
    pub not_before: i64,
    /// The end of its validity.
    pub not_after: i64,
    /// When it was enrolled.
    pub enrolled_at: i64,
    /// By whom.
    pub enrolled_by: String,
    /// When it was taken away from the account.
    pub removed_at: Option<i64>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT agency_id, fingerprint, kind, account_id, der, subject, issuer, serial, chain,
            algorithms, not_before, not_after, enrolled_at, enrolled_by, removed_at FROM certificate ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO certificate (agency_id, fingerprint, kind, account_id, der, subject, issuer,
        serial, chain, algorithms, not_before, not_after, enrolled_at, enrolled_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (agency_id, fingerprint) DO UPDATE SET removed_at = NULL, chain = excluded.chain,
            algorithms = excluded.algorithms, enrolled_at = excluded.enrolled_at,
            enrolled_by = excluded.enrolled_by
        WHERE certificate.removed_at IS NOT NULL AND certificate.kind = excluded.kind
            AND coalesce(certificate.account_id, '') = coalesce(excluded.account_id, '')";
    ONE = select!("WHERE agency_id = $1 AND fingerprint = $2");
    ANYWHERE = select!("WHERE fingerprint = $1 ORDER BY agency_id");
    OF_ACCOUNT = select!("WHERE agency_id = $1 AND account_id = $2 AND removed_at IS NULL
        ORDER BY enrolled_at DESC, fingerprint");
    OF_AGENCY = select!("WHERE agency_id = $1 AND kind = 'organisation' AND removed_at IS NULL
        ORDER BY enrolled_at DESC, fingerprint");
    REMOVE = "UPDATE certificate SET removed_at = $1
        WHERE agency_id = $2 AND fingerprint = $3 AND removed_at IS NULL";
}

/// Enrols. One that was taken away from the same holder comes back.
///
/// # Errors
/// [`Error::Duplicate`] when it is enrolled already, or was another's.
pub async fn insert(tx: &mut Tx, row: &Certificate) -> Result<(), Error> {
    let values = binds![
        &row.agency_id,
        &row.fingerprint,
        &row.kind,
        row.account_id.as_deref(),
        &row.der,
        &row.subject,
        &row.issuer,
        &row.serial,
        &row.chain,
        &row.algorithms,
        row.not_before,
        row.not_after,
        row.enrolled_at,
        &row.enrolled_by
    ];
    match tx.run(INSERT, values).await? {
        0 => Err(Error::Duplicate(row.fingerprint.clone())),
        _ => Ok(()),
    }
}

/// A certificate of the agency, taken away or not.
///
/// # Errors
/// What the database says.
pub async fn one(
    rows: &mut impl Rows,
    agency: &str,
    fingerprint: &str,
) -> Result<Option<Certificate>, Error> {
    rows.row(ONE, binds![agency, fingerprint]).await
}

/// The same certificate wherever it is enrolled: to find that it is another's, never to show it.
///
/// # Errors
/// What the database says.
pub async fn anywhere(rows: &mut impl Rows, fingerprint: &str) -> Result<Vec<Certificate>, Error> {
    rows.rows(ANYWHERE, binds![fingerprint]).await
}

/// The certificates of a person in the agency, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of_account(
    rows: &mut impl Rows,
    agency: &str,
    account: &str,
) -> Result<Vec<Certificate>, Error> {
    rows.rows(OF_ACCOUNT, binds![agency, account]).await
}

/// The organisation's certificates, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of_agency(rows: &mut impl Rows, agency: &str) -> Result<Vec<Certificate>, Error> {
    rows.rows(OF_AGENCY, binds![agency]).await
}

/// Takes a certificate away.
///
/// # Errors
/// [`Error::Stale`] when it is not there any more.
pub async fn remove(tx: &mut Tx, agency: &str, fingerprint: &str, now: i64) -> Result<(), Error> {
    let values = binds![now, agency, fingerprint];
    tx.run_once("certificate", fingerprint, REMOVE, values)
        .await
}
