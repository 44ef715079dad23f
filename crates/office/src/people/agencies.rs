//! Agencies and their units: founding, moving, ending.

use access::{Action, Appointment, Period, Role};
use audit::By;
use store::people::{accounts, agencies, appointments};
use store::{id, instant};
use time::UtcDateTime;

use super::entered::Entered;
use super::{Agency, Unit, password_rules, passwords};
use crate::ledger::{Entry, detail};
use crate::{Acting, Error, Office};

/// An agency to be founded.
#[derive(Clone, Debug, Default)]
pub struct NewAgency {
    /// The identifier of QĐ 20/2020/QĐ-TTg, such as "H29.3.15".
    pub code: String,
    /// Its name.
    pub name: String,
    /// As in notations: "UBND".
    pub short_name: String,
    /// The line above the name on paper; may be empty.
    pub superior_name: String,
    /// The place that documents are dated from.
    pub place: String,
    /// Where mail for it goes; may be empty.
    pub email: String,
    /// The agency above it in this installation.
    pub parent: Option<String>,
}

/// The first person of an agency: its administrator, with the password of that person's choice.
#[derive(Clone)]
pub struct Founder {
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub full_name: String,
    /// Mail; may be empty.
    pub email: String,
    /// The title, such as "Công chức phụ trách công nghệ thông tin".
    pub title: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for Founder {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (out.debug_struct("Founder"))
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}

/// What was founded.
#[derive(Clone, Debug)]
pub struct Founded {
    /// The agency.
    pub agency: String,
    /// The administrator's account.
    pub account: String,
    /// The administrator's appointment.
    pub appointment: String,
}

/// A unit to be founded.
#[derive(Clone, Debug, Default)]
pub struct NewUnit {
    /// As in notations: "VP".
    pub code: String,
    /// Its name.
    pub name: String,
    /// The unit above it.
    pub parent: Option<String>,
}

impl Office {
    /// Whether nobody was ever entered: the first-run page may be shown.
    ///
    /// # Errors
    /// The store's.
    pub async fn is_new(&self) -> Result<bool, Error> {
        Ok(accounts::count(&mut self.store().reader()).await? == 0)
    }

    /// Founds an agency with its administrator. For the program itself: the first run, the command
    /// line and the demonstration; no page of somebody signed in leads here.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything that is wrong.
    pub async fn found_agency(
        &self,
        agency: &NewAgency,
        founder: &Founder,
    ) -> Result<Founded, Error> {
        let now = self.now();
        let at = instant::millis(now);
        let agency = self.checked_agency(agency, at)?;
        let account = self.checked_founder(founder, &agency.id, at).await?;
        let appointment = Appointment {
            id: id::new(now),
            account: account.id.clone(),
            agency: agency.id.clone(),
            unit: None,
            title: founder.title.trim().to_owned(),
            role: Role::Administrator,
            period: Period::since(now),
        };
        let mut tx = self.store().begin().await?;
        let made = agencies::insert(&mut tx, &agency).await;
        made.map_err(|error| taken(error, "code", "agency-code-taken"))?;
        let made = accounts::insert(&mut tx, &account).await;
        made.map_err(|error| taken(error, "login", "account-login-taken"))?;
        appointments::insert(&mut tx, &appointment).await?;
        let entry = Entry {
            act: "agency-founded",
            kind: "agency",
            object: &agency.id,
            basis: None,
            detail: detail! { "code" => agency.code, "administrator" => account.id },
        };
        let by = By {
            account: "system:setup".to_owned(),
            appointment: None,
            delegation: None,
        };
        self.record_as(&mut tx, &agency.id, by, entry).await?;
        tx.commit().await?;
        Ok(Founded {
            agency: agency.id,
            account: account.id,
            appointment: appointment.id,
        })
    }

    fn checked_agency(&self, new: &NewAgency, at: i64) -> Result<Agency, Error> {
        let mut entered = Entered::default();
        let agency = Agency {
            id: id::new(self.now()),
            code: entered.owed("code", &new.code),
            name: entered.owed("name", &new.name),
            short_name: entered.owed("short_name", &new.short_name),
            superior_name: entered.line("superior_name", &new.superior_name),
            place: entered.owed("place", &new.place),
            email: entered.email("email", &new.email),
            parent_id: new.parent.clone(),
            successors: "[]".to_owned(),
            valid_from: at,
            valid_until: None,
            settings: "{}".to_owned(),
            version: 0,
        };
        entered.done()?;
        Ok(agency)
    }

    async fn checked_founder(
        &self,
        founder: &Founder,
        agency: &str,
        at: i64,
    ) -> Result<accounts::Account, Error> {
        let mut entered = Entered::default();
        let login = entered.login("login", &founder.login);
        let full_name = entered.owed("full_name", &founder.full_name);
        let email = entered.email("email", &founder.email);
        entered.owed("title", &founder.title);
        let faults = password_rules::faults("password", &founder.password, &login, &full_name);
        entered.extend(faults);
        entered.done()?;
        Ok(accounts::Account {
            id: id::new(self.now()),
            agency_id: agency.to_owned(),
            sort_name: documents::collate::person_key(&full_name),
            login,
            full_name,
            email,
            phone: String::new(),
            password_hash: passwords::hash(&founder.password).await?,
            must_change_password: 0,
            totp_secret: None,
            totp_step: None,
            failed_attempts: 0,
            locked_until: None,
            state: "active".to_owned(),
            created_at: at,
            version: 0,
        })
    }

    /// The agencies of the installation: whom one can write to.
    ///
    /// # Errors
    /// The store's.
    pub async fn agencies(&self) -> Result<Vec<Agency>, Error> {
        Ok(agencies::all(&mut self.store().reader()).await?)
    }

    /// The agency acted in.
    ///
    /// # Errors
    /// The store's.
    pub async fn own_agency(&self, by: &Acting) -> Result<Agency, Error> {
        let found = agencies::one(&mut self.store().reader(), by.agency()).await?;
        found.ok_or(Error::NotFound)
    }

    /// Changes what the agency is called, and where it is. Its identifier stays.
    ///
    /// # Errors
    /// A refusal, [`Error::Invalid`], or [`Error::Stale`] when `version` is not the present one.
    pub async fn change_agency(
        &self,
        by: &Acting,
        new: &NewAgency,
        version: i64,
    ) -> Result<(), Error> {
        let basis = self.may_here(by, Action::ManageAgency).await?;
        let before = self.own_agency(by).await?;
        let mut changed = self.checked_agency(new, before.valid_from)?;
        changed.id = before.id;
        changed.settings = before.settings;
        changed.version = version;
        let mut tx = self.store().begin().await?;
        agencies::update(&mut tx, &changed).await?;
        let entry = Entry {
            act: "agency-changed",
            kind: "agency",
            object: by.agency(),
            basis: Some(&basis),
            detail: detail! { "name" => changed.name },
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }

    /// All units of the agency acted in, ended ones too.
    ///
    /// # Errors
    /// The store's.
    pub async fn units(&self, by: &Acting) -> Result<Vec<Unit>, Error> {
        Ok(agencies::units(&mut self.store().reader(), by.agency()).await?)
    }

    /// Founds a unit.
    ///
    /// # Errors
    /// A refusal, or [`Error::Invalid`].
    pub async fn add_unit(&self, by: &Acting, new: &NewUnit) -> Result<String, Error> {
        let basis = self.may_here(by, Action::ManageUnits).await?;
        let now = self.now();
        let units = self.units(by).await?;
        let mut entered = Entered::default();
        let unit = Unit {
            agency_id: by.agency().to_owned(),
            id: id::new(now),
            parent_id: new.parent.clone(),
            code: entered.owed("code", &new.code),
            name: entered.owed("name", &new.name),
            valid_from: instant::millis(now),
            valid_until: None,
            version: 0,
        };
        check_unit(&mut entered, &unit, &units, now);
        entered.done()?;
        let mut tx = self.store().begin().await?;
        agencies::insert_unit(&mut tx, &unit).await?;
        let entry = Entry {
            act: "unit-founded",
            kind: "unit",
            object: &unit.id,
            basis: Some(&basis),
            detail: detail! { "code" => unit.code, "name" => unit.name },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        Ok(unit.id)
    }

    /// Renames or moves a unit, as it was read with `version`.
    ///
    /// # Errors
    /// A refusal, [`Error::Invalid`], [`Error::Stale`].
    pub async fn change_unit(
        &self,
        by: &Acting,
        unit: &str,
        new: &NewUnit,
        version: i64,
    ) -> Result<(), Error> {
        let basis = self.may_here(by, Action::ManageUnits).await?;
        let units = self.units(by).await?;
        let before = units
            .iter()
            .find(|it| it.id == unit)
            .ok_or(Error::NotFound)?;
        let mut entered = Entered::default();
        let changed = Unit {
            name: entered.owed("name", &new.name),
            parent_id: new.parent.clone(),
            version,
            ..before.clone()
        };
        check_unit(&mut entered, &changed, &units, self.now());
        entered.done()?;
        self.save_unit(by, &changed, "unit-changed", &basis).await
    }

    /// Ends a unit in which nobody works any more.
    ///
    /// # Errors
    /// A refusal, [`Error::Invalid`] while somebody works in it or a unit lies below it.
    pub async fn end_unit(&self, by: &Acting, unit: &str, version: i64) -> Result<(), Error> {
        let basis = self.may_here(by, Action::ManageUnits).await?;
        let now = instant::millis(self.now());
        let units = self.units(by).await?;
        let before = units
            .iter()
            .find(|it| it.id == unit)
            .ok_or(Error::NotFound)?;
        let mut reader = self.store().reader();
        let posts = appointments::in_force(&mut reader, by.agency(), now).await?;
        let mut entered = Entered::default();
        if posts.iter().any(|it| it.unit_id.as_deref() == Some(unit)) {
            entered.fault(
                "unit",
                "unit-has-people",
                vec![("name", before.name.clone())],
            );
        }
        let below = |it: &&Unit| it.parent_id.as_deref() == Some(unit) && it.valid_until.is_none();
        if units.iter().find(below).is_some() {
            entered.fault(
                "unit",
                "unit-has-units",
                vec![("name", before.name.clone())],
            );
        }
        entered.done()?;
        let ended = Unit {
            valid_until: Some(now),
            version,
            ..before.clone()
        };
        self.save_unit(by, &ended, "unit-ended", &basis).await
    }

    async fn save_unit(
        &self,
        by: &Acting,
        unit: &Unit,
        act: &str,
        basis: &access::Basis,
    ) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        agencies::update_unit(&mut tx, unit).await?;
        let entry = Entry {
            act,
            kind: "unit",
            object: &unit.id,
            basis: Some(basis),
            detail: detail! { "code" => unit.code, "name" => unit.name },
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }

    /// Whether this person may do this in the agency acted in.
    pub(super) async fn may_here(
        &self,
        by: &Acting,
        action: Action,
    ) -> Result<access::Basis, Error> {
        let facts = access::Facts::Agency(by.agency().to_owned());
        self.may(by, action, &facts, by.agency()).await
    }
}

/// The unit above must be one of the agency's that is there, and not below the unit itself; codes
/// are unique among the units that are there.
fn check_unit(entered: &mut Entered, unit: &Unit, units: &[Unit], now: UtcDateTime) {
    let now = instant::millis(now);
    let there = |it: &&Unit| it.valid_until.is_none_or(|until| until > now);
    let same = |it: &Unit| it.id != unit.id && it.code == unit.code;
    if units.iter().filter(there).any(same) {
        entered.fault("code", "unit-code-taken", vec![("code", unit.code.clone())]);
    }
    let mut above = unit.parent_id.as_deref();
    let mut steps = 0;
    while let Some(id) = above {
        let found = units.iter().filter(there).find(|it| it.id == id);
        let Some(found) = found.filter(|it| it.id != unit.id && steps < units.len()) else {
            entered.fault("parent", "unit-parent-wrong", Vec::new());
            return;
        };
        above = found.parent_id.as_deref();
        steps += 1;
    }
}

/// A key that is taken, as a fault of its field.
pub(super) fn taken(error: store::Error, field: &str, code: &str) -> Error {
    match error {
        store::Error::Duplicate(_) => {
            Error::Invalid(vec![crate::Fault::new(field, code, Vec::new())])
        }
        error => error.into(),
    }
}
