//! What `access` needs to know of people: trees, appointments, delegations, keepings.
//!
//! Loaded as a whole for an agency; an agency has hundreds of people, not thousands.

use std::collections::BTreeSet;

use access::{
    Action, Agency, Appointment, Delegation, Keeping, Org, PaperBasis, Period, Role, Unit,
};
use serde::de::DeserializeOwned;

use crate::instant::{from_day, from_millis};
use crate::{Error, Rows};

/// Everything about the people of one agency that rights depend on.
#[derive(Clone, Debug)]
pub struct AgencyPeople {
    /// The trees: this agency and those above it, with its units.
    pub org: Org,
    /// All appointments, past ones too.
    pub appointments: Vec<Appointment>,
    /// All delegations.
    pub delegations: Vec<Delegation>,
    /// All keepings of the organisation's token.
    pub keepings: Vec<Keeping>,
}

statements! {
    AGENCIES = "SELECT id, parent_id, successors, valid_from, valid_until FROM agency";
    UNITS = "SELECT id, parent_id, valid_from, valid_until FROM unit WHERE agency_id = $1";
    APPOINTMENTS = "SELECT id, account_id, agency_id, unit_id, title, role, valid_from, valid_until
        FROM appointment WHERE agency_id = $1 ORDER BY id";
    OF_ACCOUNT = "SELECT id, account_id, agency_id, unit_id, title, role, valid_from, valid_until
        FROM appointment WHERE account_id = $1 ORDER BY id";
    ROLE = "SELECT role FROM appointment WHERE agency_id = $1 AND id = $2";
    DELEGATIONS = "SELECT id, form, giver, receiver, passes_on, actions, scope, basis_number,
        basis_date, valid_from, valid_until FROM delegation WHERE agency_id = $1 ORDER BY id";
    KEEPINGS = "SELECT keeper_id, basis_number, basis_date, valid_from, valid_until
        FROM custody WHERE agency_id = $1 ORDER BY id";
}

/// The appointments of an account in all agencies, past ones too.
///
/// # Errors
/// What the database says.
pub async fn appointments_of(
    rows: &mut impl Rows,
    account: &str,
) -> Result<Vec<Appointment>, Error> {
    let found: Vec<AppointmentRow> = rows.rows(OF_ACCOUNT, binds![account]).await?;
    found.into_iter().map(AppointmentRow::read).collect()
}

/// The role of an appointment, a past one too; none where the agency has no such appointment.
///
/// # Errors
/// What the database says, or a role that cannot be.
pub async fn role(
    rows: &mut impl Rows,
    agency: &str,
    appointment: &str,
) -> Result<Option<Role>, Error> {
    let found: Option<RoleRow> = rows.row(ROLE, binds![agency, appointment]).await?;
    found.map(|it| code("role", &it.role)).transpose()
}

/// What rights in an agency depend on.
///
/// # Errors
/// What the database says, or a row that cannot be.
pub async fn of_agency(rows: &mut impl Rows, agency: &str) -> Result<AgencyPeople, Error> {
    let agencies: Vec<AgencyRow> = rows.rows(AGENCIES, vec![]).await?;
    let units: Vec<UnitRow> = rows.rows(UNITS, binds![agency]).await?;
    let agencies: Result<Vec<_>, _> = agencies.into_iter().map(AgencyRow::read).collect();
    let units: Result<Vec<_>, _> = units.into_iter().map(|it| it.read(agency)).collect();
    let org = Org::new(agencies?, units?).map_err(|fault| Error::Column {
        column: "parent_id",
        value: fault.to_string(),
    })?;
    let appointments: Vec<AppointmentRow> = rows.rows(APPOINTMENTS, binds![agency]).await?;
    let delegations: Vec<DelegationRow> = rows.rows(DELEGATIONS, binds![agency]).await?;
    let keepings: Vec<KeepingRow> = rows.rows(KEEPINGS, binds![agency]).await?;
    Ok(AgencyPeople {
        org,
        appointments: appointments
            .into_iter()
            .map(AppointmentRow::read)
            .collect::<Result<_, _>>()?,
        delegations: (delegations.into_iter().map(|it| it.read(agency)))
            .collect::<Result<_, _>>()?,
        keepings: keepings
            .into_iter()
            .map(|it| it.read(agency))
            .collect::<Result<_, _>>()?,
    })
}

#[derive(sqlx::FromRow)]
struct AgencyRow {
    id: String,
    parent_id: Option<String>,
    successors: String,
    valid_from: i64,
    valid_until: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct UnitRow {
    id: String,
    parent_id: Option<String>,
    valid_from: i64,
    valid_until: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct AppointmentRow {
    id: String,
    account_id: String,
    agency_id: String,
    unit_id: Option<String>,
    title: String,
    role: String,
    valid_from: i64,
    valid_until: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct RoleRow {
    role: String,
}

#[derive(sqlx::FromRow)]
struct DelegationRow {
    id: String,
    form: String,
    giver: String,
    receiver: String,
    passes_on: Option<String>,
    actions: String,
    scope: String,
    basis_number: String,
    basis_date: String,
    valid_from: i64,
    valid_until: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct KeepingRow {
    keeper_id: String,
    basis_number: String,
    basis_date: String,
    valid_from: i64,
    valid_until: Option<i64>,
}

fn period(from: i64, until: Option<i64>) -> Result<Period, Error> {
    let from = from_millis("valid_from", from)?;
    let until = until.map(|it| from_millis("valid_until", it)).transpose()?;
    Ok(Period { from, until })
}

fn json<T: DeserializeOwned>(column: &'static str, value: &str) -> Result<T, Error> {
    serde_json::from_str(value).map_err(|_| {
        let value = value.to_owned();
        Error::Column { column, value }
    })
}

fn code<T: std::str::FromStr>(column: &'static str, value: &str) -> Result<T, Error> {
    value.parse().map_err(|_| {
        let value = value.to_owned();
        Error::Column { column, value }
    })
}

fn basis(number: String, date: &str) -> Result<PaperBasis, Error> {
    let date = from_day("basis_date", date)?;
    Ok(PaperBasis { number, date })
}

impl AgencyRow {
    fn read(self) -> Result<Agency, Error> {
        Ok(Agency {
            period: period(self.valid_from, self.valid_until)?,
            successors: json("successors", &self.successors)?,
            id: self.id,
            parent: self.parent_id,
        })
    }
}

impl UnitRow {
    fn read(self, agency: &str) -> Result<Unit, Error> {
        Ok(Unit {
            period: period(self.valid_from, self.valid_until)?,
            id: self.id,
            agency: agency.to_owned(),
            parent: self.parent_id,
        })
    }
}

impl AppointmentRow {
    fn read(self) -> Result<Appointment, Error> {
        Ok(Appointment {
            period: period(self.valid_from, self.valid_until)?,
            role: code("role", &self.role)?,
            id: self.id,
            account: self.account_id,
            agency: self.agency_id,
            unit: self.unit_id,
            title: self.title,
        })
    }
}

impl DelegationRow {
    fn read(self, agency: &str) -> Result<Delegation, Error> {
        let actions: BTreeSet<Action> = json("actions", &self.actions)?;
        Ok(Delegation {
            agency: agency.to_owned(),
            form: code("form", &self.form)?,
            actions,
            scope: json("scope", &self.scope)?,
            period: period(self.valid_from, self.valid_until)?,
            basis: basis(self.basis_number, &self.basis_date)?,
            id: self.id,
            giver: self.giver,
            receiver: self.receiver,
            passes_on: self.passes_on,
        })
    }
}

impl KeepingRow {
    fn read(self, agency: &str) -> Result<Keeping, Error> {
        Ok(Keeping {
            agency: agency.to_owned(),
            account: self.keeper_id,
            period: period(self.valid_from, self.valid_until)?,
            permission: basis(self.basis_number, &self.basis_date)?,
        })
    }
}
