//! Who is asking: a person acting in one appointment, now.

use std::collections::BTreeSet;

use time::UtcDateTime;

use crate::action::Action;
use crate::appointment::{Appointment, Keeping};
use crate::delegation::{Delegation, Scope};
use crate::org::Org;
use crate::role::Role;

/// The appointments, delegations and keepings from which actors are made.
///
/// Complete for whom it is asked about: the account's own appointments, the delegations to them,
/// the givers' appointments, what is passed on, and the keepings of the agencies. What is missing
/// gives no right.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The trees.
    pub org: &'a Org,
    /// Appointments of the account and of those who delegate to it.
    pub appointments: &'a [Appointment],
    /// Delegations.
    pub delegations: &'a [Delegation],
    /// Who keeps which organisation's token.
    pub keepings: &'a [Keeping],
}

/// A person acting in one appointment that is in force. Made only by [`Standing::actor`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Actor {
    account: String,
    agency: String,
    appointment: String,
    title: String,
    keeps_token: bool,
    own: Capacity,
    delegated: Vec<Capacity>,
}

/// In what capacity something is done: one's own appointment, or a delegation to it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Capacity {
    /// The role: of the appointment, or of the giver.
    pub role: Role,
    /// The unit of that appointment.
    pub unit: Option<String>,
    /// That unit and all below it.
    pub units: BTreeSet<String>,
    /// The delegation behind it.
    pub delegation: Option<Delegation>,
    /// The units to whose documents the delegation is limited.
    pub limit: Option<BTreeSet<String>>,
}

/// Why there is no actor.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NoActor {
    /// The account has no such appointment.
    #[error("the account has no appointment {appointment}")]
    NotAppointed {
        /// The appointment.
        appointment: String,
    },
    /// The appointment has not begun or has ended.
    #[error("appointment {appointment} is not in force")]
    NotInForce {
        /// The appointment.
        appointment: String,
    },
    /// The agency has not been founded or has ended.
    #[error("agency {agency} is not in force")]
    AgencyNotInForce {
        /// The agency.
        agency: String,
    },
}

impl NoActor {
    /// Every code.
    pub const CODES: &[&str] = &[
        "actor-not-appointed",
        "actor-not-in-force",
        "actor-agency-not-in-force",
    ];

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAppointed { .. } => "actor-not-appointed",
            Self::NotInForce { .. } => "actor-not-in-force",
            Self::AgencyNotInForce { .. } => "actor-agency-not-in-force",
        }
    }

    /// Named values for the sentence.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotAppointed { appointment } | Self::NotInForce { appointment } => {
                vec![("appointment", appointment.clone())]
            }
            Self::AgencyNotInForce { agency } => vec![("agency", agency.clone())],
        }
    }
}

impl<'a> Standing<'a> {
    /// The appointments in which `account` may act at `now`.
    #[must_use]
    pub fn choices(&self, account: &str, now: UtcDateTime) -> Vec<&'a Appointment> {
        (self.appointments.iter())
            .filter(|it| it.account == account && self.in_force(it, now).is_ok())
            .collect()
    }

    /// `account` acting in `appointment` at `now`.
    ///
    /// # Errors
    /// When that appointment is not the account's, or not in force.
    pub fn actor(
        &self,
        account: &str,
        appointment: &str,
        now: UtcDateTime,
    ) -> Result<Actor, NoActor> {
        let own = (self.appointment(appointment)).filter(|it| it.account == account);
        let own = own.ok_or_else(|| NoActor::NotAppointed {
            appointment: appointment.to_owned(),
        })?;
        self.in_force(own, now)?;
        let keeps_token = (self.keepings.iter())
            .any(|it| it.agency == own.agency && it.account == account && it.period.holds(now));
        let delegated = (self.delegations.iter())
            .filter(|it| it.receiver == own.id && it.agency == own.agency)
            // Whoever administers sees no documents, not even on another's behalf.
            .filter(|_| own.role != Role::Administrator)
            .filter(|it| it.in_force(self, now))
            .filter_map(|it| self.delegated(it))
            .collect();
        Ok(Actor {
            account: own.account.clone(),
            agency: own.agency.clone(),
            appointment: own.id.clone(),
            title: own.title.clone(),
            keeps_token,
            own: self.capacity(own),
            delegated,
        })
    }

    pub(crate) fn appointment(&self, id: &str) -> Option<&'a Appointment> {
        self.appointments.iter().find(|it| it.id == id)
    }

    pub(crate) fn delegation(&self, id: &str) -> Option<&'a Delegation> {
        self.delegations.iter().find(|it| it.id == id)
    }

    fn in_force(&self, appointment: &Appointment, now: UtcDateTime) -> Result<(), NoActor> {
        if !appointment.period.holds(now) {
            return Err(NoActor::NotInForce {
                appointment: appointment.id.clone(),
            });
        }
        let agency = self.org.agency(&appointment.agency);
        if agency.is_some_and(|it| it.period.holds(now)) {
            Ok(())
        } else {
            Err(NoActor::AgencyNotInForce {
                agency: appointment.agency.clone(),
            })
        }
    }

    fn capacity(&self, appointment: &Appointment) -> Capacity {
        let unit = appointment.unit.as_deref();
        let unit = unit.filter(|id| {
            let unit = self.org.unit(id);
            unit.is_some_and(|it| it.agency == appointment.agency)
        });
        Capacity {
            role: appointment.role,
            unit: unit.map(ToOwned::to_owned),
            units: unit.map_or_else(BTreeSet::new, |id| self.org.units_within(id)),
            delegation: None,
            limit: None,
        }
    }

    /// The capacity that `delegation` gives. What is passed on is the first giver's power.
    fn delegated(&self, delegation: &Delegation) -> Option<Capacity> {
        let first = match delegation.passes_on.as_deref() {
            Some(of) => self.delegation(of)?,
            None => delegation,
        };
        let giver = self.appointment(&first.giver)?;
        let units = |it: &Delegation| match &it.scope {
            Scope::Agency => None,
            Scope::Unit(id) => Some(self.org.units_within(id)),
        };
        let limit = match (units(first), units(delegation)) {
            (Some(wide), Some(narrow)) => Some(wide.intersection(&narrow).cloned().collect()),
            (one, other) => one.or(other),
        };
        Some(Capacity {
            delegation: Some(delegation.clone()),
            limit,
            ..self.capacity(giver)
        })
    }
}

impl Actor {
    /// The account.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The agency in which it acts.
    #[must_use]
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// The appointment in which it acts.
    #[must_use]
    pub fn appointment(&self) -> &str {
        &self.appointment
    }

    /// The title of that appointment.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The unit of that appointment.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.own.unit.as_deref()
    }

    /// The role of that appointment.
    #[must_use]
    pub fn role(&self) -> Role {
        self.own.role
    }

    /// Whether it keeps the organisation's token of this agency.
    #[must_use]
    pub fn keeps_token(&self) -> bool {
        self.keeps_token
    }

    /// The delegations in force.
    pub fn delegations(&self) -> impl Iterator<Item = &Delegation> {
        self.delegated
            .iter()
            .filter_map(|it| it.delegation.as_ref())
    }

    /// The capacities in which it may do `action`: its own first.
    pub(crate) fn capacities(&self, action: Action) -> impl Iterator<Item = &Capacity> {
        std::iter::once(&self.own)
            .chain(&self.delegated)
            .filter(move |it| match &it.delegation {
                None => true,
                Some(delegation) => action.delegable() && delegation.actions.contains(&action),
            })
    }
}
