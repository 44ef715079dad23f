//! Agencies and their units.

use crate::{Error, Rows, Tx};

/// An agency.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Agency {
    /// Its id.
    pub id: String,
    /// The identifier of QĐ 20/2020/QĐ-TTg.
    pub code: String,
    /// Its name.
    pub name: String,
    /// As in notations: "UBND".
    pub short_name: String,
    /// The line above the name on paper; may be empty.
    pub superior_name: String,
    /// The place that documents are dated from (địa danh).
    pub place: String,
    /// Where mail for it goes.
    pub email: String,
    /// The agency above it in this installation.
    pub parent_id: Option<String>,
    /// JSON list of the agencies that follow it.
    pub successors: String,
    /// Since when it exists.
    pub valid_from: i64,
    /// Until when.
    pub valid_until: Option<i64>,
    /// JSON of its settings.
    pub settings: String,
    /// How often it was changed.
    pub version: i64,
}

/// A unit of an agency.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Unit {
    /// Its agency.
    pub agency_id: String,
    /// Its id.
    pub id: String,
    /// The unit above it.
    pub parent_id: Option<String>,
    /// As in notations: "VP".
    pub code: String,
    /// Its name.
    pub name: String,
    /// Since when it exists.
    pub valid_from: i64,
    /// Until when.
    pub valid_until: Option<i64>,
    /// How often it was changed.
    pub version: i64,
}

statements! {
    INSERT = "INSERT INTO agency (id, code, name, short_name, superior_name, place, email, parent_id,
        successors, valid_from, valid_until, settings, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)";
    UPDATE = "UPDATE agency SET name = $1, short_name = $2, superior_name = $3, place = $4, email = $5,
        settings = $6, version = version + 1 WHERE id = $7 AND version = $8";
    ONE = "SELECT id, code, name, short_name, superior_name, place, email, parent_id, successors,
        valid_from, valid_until, settings, version FROM agency WHERE id = $1";
    ALL = "SELECT id, code, name, short_name, superior_name, place, email, parent_id, successors,
        valid_from, valid_until, settings, version FROM agency ORDER BY name, id";
    INSERT_UNIT = "INSERT INTO unit (agency_id, id, parent_id, code, name, valid_from, valid_until, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0)";
    UPDATE_UNIT = "UPDATE unit SET parent_id = $1, name = $2, valid_until = $3, version = version + 1
        WHERE agency_id = $4 AND id = $5 AND version = $6";
    UNIT = "SELECT agency_id, id, parent_id, code, name, valid_from, valid_until, version
        FROM unit WHERE agency_id = $1 AND id = $2";
    UNITS = "SELECT agency_id, id, parent_id, code, name, valid_from, valid_until, version
        FROM unit WHERE agency_id = $1 ORDER BY id";
}

/// Founds an agency.
///
/// # Errors
/// [`Error::Duplicate`] where its identifier is taken.
pub async fn insert(tx: &mut Tx, row: &Agency) -> Result<(), Error> {
    let row = binds![
        &row.id,
        &row.code,
        &row.name,
        &row.short_name,
        &row.superior_name,
        &row.place,
        &row.email,
        row.parent_id.as_deref(),
        &row.successors,
        row.valid_from,
        row.valid_until,
        &row.settings
    ];
    tx.run(INSERT, row).await.map(|_| ())
}

/// Changes what an agency is called and told; `row.version` is that which was read.
///
/// # Errors
/// [`Error::Stale`] when somebody was first.
pub async fn update(tx: &mut Tx, row: &Agency) -> Result<(), Error> {
    let values = binds![
        &row.name,
        &row.short_name,
        &row.superior_name,
        &row.place,
        &row.email,
        &row.settings,
        &row.id,
        row.version
    ];
    tx.run_once("agency", &row.id, UPDATE, values).await
}

/// One agency.
///
/// # Errors
/// What the database says.
pub async fn one(rows: &mut impl Rows, id: &str) -> Result<Option<Agency>, Error> {
    rows.row(ONE, binds![id]).await
}

/// The agencies of the installation: whom one can write to.
///
/// # Errors
/// What the database says.
pub async fn all(rows: &mut impl Rows) -> Result<Vec<Agency>, Error> {
    rows.rows(ALL, vec![]).await
}

/// Founds a unit.
///
/// # Errors
/// [`Error::Duplicate`] where its code is taken.
pub async fn insert_unit(tx: &mut Tx, row: &Unit) -> Result<(), Error> {
    let row = binds![
        &row.agency_id,
        &row.id,
        row.parent_id.as_deref(),
        &row.code,
        &row.name,
        row.valid_from,
        row.valid_until
    ];
    tx.run(INSERT_UNIT, row).await.map(|_| ())
}

/// Moves, renames or ends a unit; `row.version` is that which was read.
///
/// # Errors
/// [`Error::Stale`] when somebody was first.
pub async fn update_unit(tx: &mut Tx, row: &Unit) -> Result<(), Error> {
    let values = binds![
        row.parent_id.as_deref(),
        &row.name,
        row.valid_until,
        &row.agency_id,
        &row.id,
        row.version
    ];
    tx.run_once("unit", &row.id, UPDATE_UNIT, values).await
}

/// One unit.
///
/// # Errors
/// What the database says.
pub async fn unit(rows: &mut impl Rows, agency: &str, id: &str) -> Result<Option<Unit>, Error> {
    rows.row(UNIT, binds![agency, id]).await
}

/// All units of an agency, ended ones too.
///
/// # Errors
/// What the database says.
pub async fn units(rows: &mut impl Rows, agency: &str) -> Result<Vec<Unit>, Error> {
    rows.rows(UNITS, binds![agency]).await
}
