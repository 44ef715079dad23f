//! Pictures of signatures and of the seal, with their true size. The bytes are a blob.

use crate::{Error, Rows, Tx};

/// A picture.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct StampImage {
    /// The agency.
    pub agency_id: String,
    /// Its id.
    pub id: String,
    /// `signature`, `initials` or `seal`.
    pub kind: String,
    /// Whose signature it is; none for the seal.
    pub account_id: Option<String>,
    /// The PNG: the digest of a blob.
    pub digest: String,
    /// Its width on paper, micrometres.
    pub width_um: i64,
    /// Its height on paper, micrometres.
    pub height_um: i64,
    /// When it came.
    pub created_at: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT agency_id, id, kind, account_id, digest, width_um, height_um, created_at
            FROM stamp_image WHERE removed_at IS NULL AND agency_id = $1 ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO stamp_image (agency_id, id, kind, account_id, digest, width_um, height_um,
        created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    REMOVE = "UPDATE stamp_image SET removed_at = $1 WHERE agency_id = $2 AND kind = $3
        AND coalesce(account_id, '') = $4 AND removed_at IS NULL";
    OF_KIND = select!("AND kind = $2 AND coalesce(account_id, '') = $3 ORDER BY id DESC");
    ONE = select!("AND id = $2");
}

/// Keeps a picture in the place of the one before it.
///
/// # Errors
/// What the database says.
pub async fn replace(tx: &mut Tx, row: &StampImage) -> Result<(), Error> {
    let owner = row.account_id.as_deref();
    remove(tx, &row.agency_id, &row.kind, owner, row.created_at).await?;
    let row = binds![
        &row.agency_id,
        &row.id,
        &row.kind,
        owner,
        &row.digest,
        row.width_um,
        row.height_um,
        row.created_at
    ];
    tx.run(INSERT, row).await.map(|_| ())
}

/// Removes the picture of this kind; says whether there was one.
///
/// # Errors
/// What the database says.
pub async fn remove(
    tx: &mut Tx,
    agency: &str,
    kind: &str,
    owner: Option<&str>,
    now: i64,
) -> Result<bool, Error> {
    let values = binds![now, agency, kind, owner.unwrap_or_default()];
    Ok(tx.run(REMOVE, values).await? > 0)
}

/// The picture of this kind: a person's, or (without an owner) the seal.
///
/// # Errors
/// What the database says.
pub async fn of_kind(
    rows: &mut impl Rows,
    agency: &str,
    kind: &str,
    owner: Option<&str>,
) -> Result<Option<StampImage>, Error> {
    rows.row(OF_KIND, binds![agency, kind, owner.unwrap_or_default()])
        .await
}

/// A picture by its id.
///
/// # Errors
/// What the database says.
pub async fn one(
    rows: &mut impl Rows,
    agency: &str,
    id: &str,
) -> Result<Option<StampImage>, Error> {
    rows.row(ONE, binds![agency, id]).await
}
