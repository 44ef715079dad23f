//! May this actor do this, to this, now?

use serde::Serialize;

use crate::action::Action;
use crate::actor::{Actor, Capacity};
use crate::denial::Denial;
use crate::facts::{Facts, Kind};
use crate::role::Role;
use crate::rules::{self, Rule};

/// Why it may: kept with the record of the act.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Basis {
    /// In which role.
    pub role: Role,
    /// In which relation to the thing.
    pub relation: &'static str,
    /// In which appointment.
    pub appointment: String,
    /// By which delegation.
    pub delegation: Option<String>,
}

/// Whether `actor` may do `action` to the thing with these `facts`.
///
/// # Errors
/// A [`Denial`]; one that does not [reveal](Denial::reveals) must be answered as if the thing did
/// not exist.
pub fn decide(actor: &Actor, action: Action, facts: &Facts) -> Result<Basis, Denial> {
    if facts.agency() != actor.agency() {
        return Err(Denial::OtherAgency { action });
    }
    let mut nearest = Denial::Role {
        action,
        role: actor.role(),
    };
    let kind = facts.kind();
    if rules::of(action, kind).next().is_none() {
        return Err(Denial::NotOfThisKind { action, kind });
    }
    for capacity in actor.capacities(action) {
        for rule in rules::of(action, kind).filter(|it| it.roles.contains(&capacity.role)) {
            match meets(rule, actor, capacity, action, facts) {
                Ok(()) => return Ok(basis(rule, actor, capacity)),
                Err(denial) => nearest = nearest.nearer(denial),
            }
        }
    }
    match kind.viewing() {
        Some(viewing) if !allowed(actor, viewing, facts, kind) => Err(Denial::Hidden { action }),
        _ => Err(nearest),
    }
}

/// Whether any rule allows it.
fn allowed(actor: &Actor, action: Action, facts: &Facts, kind: Kind) -> bool {
    actor.capacities(action).any(|capacity| {
        rules::of(action, kind)
            .filter(|it| it.roles.contains(&capacity.role))
            .any(|rule| meets(rule, actor, capacity, action, facts).is_ok())
    })
}

fn meets(
    rule: &Rule,
    actor: &Actor,
    capacity: &Capacity,
    action: Action,
    facts: &Facts,
) -> Result<(), Denial> {
    let related = rule.relation.holds(actor, capacity, facts);
    let reached = (capacity.limit.as_ref())
        .is_none_or(|units| facts.unit().is_some_and(|unit| units.contains(unit)));
    if !related || !reached {
        return Err(Denial::Relation {
            action,
            needed: vec![rule.relation.code()],
        });
    }
    match (rule.states, facts.status()) {
        (Some(states), Some(status)) if !states.contains(&status) => Err(Denial::Status {
            action,
            status,
            needed: states.to_vec(),
        }),
        _ => Ok(()),
    }
}

fn basis(rule: &Rule, actor: &Actor, capacity: &Capacity) -> Basis {
    Basis {
        role: capacity.role,
        relation: rule.relation.code(),
        appointment: actor.appointment().to_owned(),
        delegation: capacity.delegation.as_ref().map(|it| it.id.clone()),
    }
}
