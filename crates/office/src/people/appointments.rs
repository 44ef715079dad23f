//! Appointments and delegations (P2; Nghị định 30/2020, Đ13).

use access::Subject;
use access::{
    Action, Appointment, Basis, Delegation, PaperBasis, Period, Role, Scope, SigningForm, Standing,
};
use store::people::appointments;
use store::standing::{self, AgencyPeople};
use store::{Tx, id, instant};
use time::UtcDateTime;

use super::entered::Entered;
use crate::ledger::{Entry, detail};
use crate::{Acting, Error, Fault, Office};

/// An appointment to be made.
#[derive(Clone, Debug)]
pub struct NewAppointment {
    /// Whom.
    pub account: String,
    /// In which unit; leaders may have none.
    pub unit: Option<String>,
    /// The title as in signatures.
    pub title: String,
    /// What it lets do.
    pub role: Role,
    /// Since when; now if not told.
    pub from: Option<UtcDateTime>,
    /// Until when.
    pub until: Option<UtcDateTime>,
}

/// A delegation to be recorded.
#[derive(Clone, Debug)]
pub struct NewDelegation {
    /// The form of signing it leads to.
    pub form: SigningForm,
    /// The appointment whose power is given.
    pub giver: String,
    /// The appointment that receives it.
    pub receiver: String,
    /// The delegation that is passed on by this one.
    pub passes_on: Option<String>,
    /// What may be done.
    pub actions: Vec<Action>,
    /// To what.
    pub scope: Scope,
    /// Since when; now if not told.
    pub from: Option<UtcDateTime>,
    /// Until when.
    pub until: Option<UtcDateTime>,
    /// On which paper.
    pub basis: PaperBasis,
}

impl Office {
    /// Appoints somebody. Nobody appoints himself.
    ///
    /// # Errors
    /// A refusal, or [`Error::Invalid`].
    pub async fn appoint(&self, by: &Acting, new: &NewAppointment) -> Result<String, Error> {
        let basis = self.may_here(by, Action::ManageAppointments).await?;
        let account = self.account_here(by, &new.account).await?;
        let now = self.now();
        let mut entered = Entered::default();
        let appointment = Appointment {
            id: id::new(now),
            account: account.id.clone(),
            agency: by.agency().to_owned(),
            unit: new.unit.clone(),
            title: entered.owed("title", &new.title),
            role: new.role,
            period: Period {
                from: new.from.unwrap_or(now),
                until: new.until,
            },
        };
        if account.state != "active" {
            entered.fault("account", "appoint-closed", Vec::new());
        }
        if account.id == by.account() {
            entered.fault("account", "appoint-oneself", Vec::new());
        }
        if appointment.period.is_empty() {
            entered.fault("until", "entered-period", Vec::new());
        }
        self.check_unit_of(&mut entered, by, &appointment).await?;
        entered.done()?;
        let mut tx = self.store().begin().await?;
        self.insert_appointment(&mut tx, by, &appointment, &basis)
            .await?;
        tx.commit().await?;
        Ok(appointment.id)
    }

    pub(super) async fn insert_appointment(
        &self,
        tx: &mut Tx,
        by: &Acting,
        it: &Appointment,
        basis: &Basis,
    ) -> Result<(), Error> {
        appointments::insert(tx, it).await?;
        let appointment = it.clone();
        self.alert(tx, by, Subject::Appointed { appointment })
            .await?;
        let entry = Entry {
            act: "appointed",
            kind: "appointment",
            object: &it.id,
            basis: Some(basis),
            detail: detail! { "account" => it.account, "role" => it.role.code() },
        };
        self.record(tx, by, entry).await
    }

    pub(super) async fn check_unit_of(
        &self,
        entered: &mut Entered,
        by: &Acting,
        appointment: &Appointment,
    ) -> Result<(), Error> {
        let now = instant::millis(self.now());
        match &appointment.unit {
            Some(unit) => {
                let units = self.units(by).await?;
                let there = |until: Option<i64>| until.is_none_or(|until| until > now);
                if !units
                    .iter()
                    .any(|it| it.id == *unit && there(it.valid_until))
                {
                    entered.fault("unit", "appoint-unit-unknown", Vec::new());
                }
            }
            None if matches!(appointment.role, Role::UnitHead | Role::Drafter) => {
                entered.fault("unit", "appoint-unit-missing", Vec::new());
            }
            None => {}
        }
        Ok(())
    }

    /// Ends an appointment now.
    ///
    /// # Errors
    /// A refusal; [`Error::Stale`] when it has ended.
    pub async fn end_appointment(&self, by: &Acting, appointment: &str) -> Result<(), Error> {
        let basis = self.may_here(by, Action::ManageAppointments).await?;
        let people = self.people(by).await?;
        let before = people.appointments.iter().find(|it| it.id == appointment);
        let before = before.ok_or(Error::NotFound)?.clone();
        if before.account == by.account() {
            return Err(invalid("appointment", "appoint-oneself", Vec::new()));
        }
        let now = self.now();
        let mut after = before.clone();
        after.period.until = Some(now);
        let mut tx = self.store().begin().await?;
        appointments::end(&mut tx, by.agency(), appointment, instant::millis(now)).await?;
        self.alert(&mut tx, by, Subject::Reappointed { before, after })
            .await?;
        let entry = Entry {
            act: "appointment-ended",
            kind: "appointment",
            object: appointment,
            basis: Some(&basis),
            detail: detail! {},
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }

    /// The delegations of the agency, ended ones too.
    ///
    /// # Errors
    /// A refusal.
    pub async fn delegations(&self, by: &Acting) -> Result<Vec<Delegation>, Error> {
        self.may_here(by, Action::ManageDelegations).await?;
        Ok(self.people(by).await?.delegations)
    }

    /// Records a delegation that rests on a paper.
    ///
    /// # Errors
    /// A refusal, or [`Error::Invalid`] with the rule of Đ13 that it breaks.
    pub async fn delegate(&self, by: &Acting, new: &NewDelegation) -> Result<String, Error> {
        let basis = self.may_here(by, Action::ManageDelegations).await?;
        let now = self.now();
        let delegation = Delegation {
            id: id::new(now),
            agency: by.agency().to_owned(),
            form: new.form,
            giver: new.giver.clone(),
            receiver: new.receiver.clone(),
            passes_on: new.passes_on.clone(),
            actions: new.actions.iter().copied().collect(),
            scope: new.scope.clone(),
            period: Period {
                from: new.from.unwrap_or(now),
                until: new.until,
            },
            basis: PaperBasis {
                number: new.basis.number.trim().to_owned(),
                date: new.basis.date,
            },
        };
        let people = self.people(by).await?;
        let checked = delegation.check(&standing_of(&people));
        checked.map_err(|fault| invalid("delegation", fault.code(), fault.values()))?;
        let mut tx = self.store().begin().await?;
        appointments::insert_delegation(&mut tx, &delegation).await?;
        let id = delegation.id.clone();
        let detail = detail! {
            "form" => delegation.form.code(),
            "giver" => delegation.giver,
            "receiver" => delegation.receiver,
            "paper" => delegation.basis.number,
        };
        self.alert(&mut tx, by, Subject::Delegated { delegation })
            .await?;
        let entry = Entry {
            act: "delegated",
            kind: "delegation",
            object: &id,
            basis: Some(&basis),
            detail,
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Ends a delegation now.
    ///
    /// # Errors
    /// A refusal; [`Error::Stale`] when it has ended.
    pub async fn end_delegation(&self, by: &Acting, delegation: &str) -> Result<(), Error> {
        let basis = self.may_here(by, Action::ManageDelegations).await?;
        let people = self.people(by).await?;
        let found = people
            .delegations
            .into_iter()
            .find(|it| it.id == delegation);
        let found = found.ok_or(Error::NotFound)?;
        let now = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        appointments::end_delegation(&mut tx, by.agency(), delegation, now).await?;
        self.alert(&mut tx, by, Subject::DelegationEnded { delegation: found })
            .await?;
        let entry = Entry {
            act: "delegation-ended",
            kind: "delegation",
            object: delegation,
            basis: Some(&basis),
            detail: detail! {},
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }

    /// What rights in the agency acted in depend on.
    pub(super) async fn people(&self, by: &Acting) -> Result<AgencyPeople, Error> {
        Ok(standing::of_agency(&mut self.store().reader(), by.agency()).await?)
    }
}

fn standing_of(people: &AgencyPeople) -> Standing<'_> {
    Standing {
        org: &people.org,
        appointments: &people.appointments,
        delegations: &people.delegations,
        keepings: &people.keepings,
    }
}

fn invalid(field: &str, code: &str, values: Vec<(&'static str, String)>) -> Error {
    Error::Invalid(vec![Fault::new(field, code, values)])
}
