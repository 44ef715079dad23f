//! Delegations of power, and the forms of signing that follow from them (Nghị định 30/2020, Đ13).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use crate::action::Action;
use crate::actor::Standing;
use crate::appointment::{Appointment, PaperBasis};
use crate::code::coded_enum;
use crate::period::Period;
use crate::role::Role;
use crate::rules;

coded_enum! {
    /// In whose place somebody signs.
    SigningForm {
        /// KT. (ký thay): a deputy for the head (Đ13.1).
        ForHead = "kt",
        /// TL. (thừa lệnh): a unit head by the head's order; may be passed on once inside the unit (Đ13.4).
        ByOrder = "tl",
        /// TUQ. (thừa ủy quyền): in writing, for a time, not to be passed on (Đ13.3).
        ByAuthorisation = "tuq",
        /// TM. (thay mặt): for a body that decides together (Đ13.2).
        OnBehalf = "tm",
    }
}

/// How far a delegation reaches.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All that the giver may do it to.
    Agency,
    /// Outgoing documents of a unit and the units below it.
    Unit(String),
}

/// One delegation. Reading is not implied: a delegate who has to see what he decides on gets
/// [`Action::ReadDocument`] too, unless he sees it anyway (the chosen signer does).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Delegation {
    /// Its id.
    pub id: String,
    /// Where it holds.
    pub agency: String,
    /// The form of signing it leads to.
    pub form: SigningForm,
    /// The appointment whose power is given.
    pub giver: String,
    /// The appointment that receives it.
    pub receiver: String,
    /// The delegation that is passed on by this one.
    pub passes_on: Option<String>,
    /// What may be done.
    pub actions: BTreeSet<Action>,
    /// To what.
    pub scope: Scope,
    /// When.
    pub period: Period,
    /// On which paper.
    pub basis: PaperBasis,
}

/// Why a delegation cannot be recorded.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum DelegationFault {
    /// It gives nothing.
    #[error("nothing is delegated")]
    Nothing,
    /// An act that nobody can do for another.
    #[error("{action} cannot be delegated")]
    NotDelegable {
        /// The act.
        action: Action,
    },
    /// The giver may not do it himself.
    #[error("the giver, a {role}, has no right to {action}")]
    NotTheGivers {
        /// The act.
        action: Action,
        /// The giver's role.
        role: Role,
    },
    /// The giver or the receiver holds no appointment in this agency when it begins.
    #[error("appointment {appointment} is not in force in this agency at the start")]
    NotInForce {
        /// The appointment.
        appointment: String,
    },
    /// Giver and receiver are one person.
    #[error("giver and receiver are the same person")]
    ToOneself,
    /// The receiver's role does not go with the form.
    #[error("a {role} does not sign {form}")]
    ReceiverUnfit {
        /// The form.
        form: SigningForm,
        /// The receiver's role.
        role: Role,
    },
    /// A delegation of this form may not be passed on, or not again, or not wider.
    #[error("{form} cannot be passed on so")]
    PassedOn {
        /// The form.
        form: SigningForm,
    },
    /// Its end is before its beginning.
    #[error("it ends before it begins")]
    Period,
    /// An authorisation has to have an end.
    #[error("{form} needs an end")]
    EndMissing {
        /// The form.
        form: SigningForm,
    },
    /// The number of the paper is missing.
    #[error("the paper's number is missing")]
    BasisMissing,
    /// The unit of the scope is not one of this agency.
    #[error("unit {unit} is not one of this agency")]
    UnknownUnit {
        /// The unit.
        unit: String,
    },
}

impl Delegation {
    /// Whether it may be recorded, given the appointments and delegations that exist.
    ///
    /// # Errors
    /// The first [`DelegationFault`].
    pub fn check(&self, standing: &Standing<'_>) -> Result<(), DelegationFault> {
        self.check_terms(standing)?;
        let giver = self.appointment(standing, &self.giver)?;
        let receiver = self.appointment(standing, &self.receiver)?;
        if giver.account == receiver.account {
            return Err(DelegationFault::ToOneself);
        }
        if let Some(of) = &self.passes_on {
            return self.check_passing(standing, of, receiver);
        }
        let lacking = |action: &&Action| !rules::roles_for(**action).contains(&giver.role);
        if let Some(action) = self.actions.iter().find(lacking) {
            return Err(DelegationFault::NotTheGivers {
                action: *action,
                role: giver.role,
            });
        }
        if fits(self.form, receiver.role) {
            Ok(())
        } else {
            Err(DelegationFault::ReceiverUnfit {
                form: self.form,
                role: receiver.role,
            })
        }
    }

    fn check_terms(&self, standing: &Standing<'_>) -> Result<(), DelegationFault> {
        if self.actions.is_empty() {
            return Err(DelegationFault::Nothing);
        }
        if let Some(action) = self.actions.iter().find(|it| !it.delegable()) {
            return Err(DelegationFault::NotDelegable { action: *action });
        }
        if self.period.is_empty() {
            return Err(DelegationFault::Period);
        }
        // Đ13.3: for a limited time.
        if self.form == SigningForm::ByAuthorisation && self.period.until.is_none() {
            return Err(DelegationFault::EndMissing { form: self.form });
        }
        if self.basis.number.trim().is_empty() {
            return Err(DelegationFault::BasisMissing);
        }
        if let Scope::Unit(id) = &self.scope {
            let known = (standing.org.unit(id)).is_some_and(|it| it.agency == self.agency);
            if !known {
                return Err(DelegationFault::UnknownUnit { unit: id.clone() });
            }
        }
        Ok(())
    }

    /// Đ13.4: the unit head who signs TL. may let his unit's deputy do it; nothing else passes on.
    fn check_passing(
        &self,
        standing: &Standing<'_>,
        of: &str,
        receiver: &Appointment,
    ) -> Result<(), DelegationFault> {
        let refused = Err(DelegationFault::PassedOn { form: self.form });
        let Some(first) = standing.delegation(of) else {
            return refused;
        };
        let giver = self.appointment(standing, &self.giver)?;
        let by_order = |it: &Self| it.form == SigningForm::ByOrder;
        let narrower = self.actions.is_subset(&first.actions)
            && (first.scope == Scope::Agency || first.scope == self.scope);
        if by_order(self)
            && by_order(first)
            && first.passes_on.is_none()
            && first.agency == self.agency
            && first.receiver == self.giver
            && narrower
            && giver.unit.is_some()
            && giver.unit == receiver.unit
            && receiver.role != Role::Administrator
        {
            Ok(())
        } else {
            refused
        }
    }

    fn appointment<'a>(
        &self,
        standing: &Standing<'a>,
        id: &str,
    ) -> Result<&'a Appointment, DelegationFault> {
        (standing.appointment(id))
            .filter(|it| it.agency == self.agency && it.period.holds(self.period.from))
            .ok_or_else(|| DelegationFault::NotInForce {
                appointment: id.to_owned(),
            })
    }

    /// Whether it holds at `at`: its own time, the giver's appointment, and what it passes on.
    pub(crate) fn in_force(&self, standing: &Standing<'_>, at: UtcDateTime) -> bool {
        let giver = standing.appointment(&self.giver);
        let appointed = giver.is_some_and(|it| it.agency == self.agency && it.period.holds(at));
        // Only a first delegation may be passed on, so this goes one step deep.
        let first = match self.passes_on.as_deref() {
            None => true,
            Some(of) => (standing.delegation(of))
                .is_some_and(|it| it.passes_on.is_none() && it.in_force(standing, at)),
        };
        self.period.holds(at) && appointed && first
    }
}

/// Who may receive a delegation of this form (Đ13).
fn fits(form: SigningForm, receiver: Role) -> bool {
    match form {
        SigningForm::ForHead => receiver == Role::Deputy,
        SigningForm::ByOrder => receiver == Role::UnitHead,
        SigningForm::OnBehalf => matches!(receiver, Role::Head | Role::Deputy),
        SigningForm::ByAuthorisation => receiver != Role::Administrator,
    }
}

impl DelegationFault {
    /// Every code.
    pub const CODES: &[&str] = &[
        "delegation-nothing",
        "delegation-not-delegable",
        "delegation-not-the-givers",
        "delegation-not-in-force",
        "delegation-to-oneself",
        "delegation-receiver-unfit",
        "delegation-passed-on",
        "delegation-period",
        "delegation-end-missing",
        "delegation-basis-missing",
        "delegation-unknown-unit",
    ];

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Nothing => "delegation-nothing",
            Self::NotDelegable { .. } => "delegation-not-delegable",
            Self::NotTheGivers { .. } => "delegation-not-the-givers",
            Self::NotInForce { .. } => "delegation-not-in-force",
            Self::ToOneself => "delegation-to-oneself",
            Self::ReceiverUnfit { .. } => "delegation-receiver-unfit",
            Self::PassedOn { .. } => "delegation-passed-on",
            Self::Period => "delegation-period",
            Self::EndMissing { .. } => "delegation-end-missing",
            Self::BasisMissing => "delegation-basis-missing",
            Self::UnknownUnit { .. } => "delegation-unknown-unit",
        }
    }

    /// Named values for the sentence.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotDelegable { action } => vec![("action", action.to_string())],
            Self::NotTheGivers { action, role } => {
                vec![("action", action.to_string()), ("role", role.to_string())]
            }
            Self::NotInForce { appointment } => vec![("appointment", appointment.clone())],
            Self::ReceiverUnfit { form, role } => {
                vec![("form", form.to_string()), ("role", role.to_string())]
            }
            Self::PassedOn { form } | Self::EndMissing { form } => {
                vec![("form", form.to_string())]
            }
            Self::UnknownUnit { unit } => vec![("unit", unit.clone())],
            Self::Nothing | Self::ToOneself | Self::Period | Self::BasisMissing => Vec::new(),
        }
    }
}
