//! The people of an agency whom a notice may concern.

use std::collections::BTreeSet;

use access::{Action, Actor, Facts, Role, Standing, decide};
use store::Rows;
use store::standing::AgencyPeople;
use time::UtcDateTime;

use crate::{Error, Office};

/// Accounts, each once.
pub(super) type Accounts = BTreeSet<String>;

/// Everybody who has an appointment in force.
pub(super) struct People {
    actors: Vec<Actor>,
}

impl People {
    pub(super) async fn of(
        office: &Office,
        rows: &mut impl Rows,
        agency: &str,
    ) -> Result<Self, Error> {
        let people = store::standing::of_agency(rows, agency).await?;
        Ok(Self {
            actors: actors(&people, office.now()),
        })
    }

    /// Those who may do one of the acts to that thing.
    pub(super) fn who_may(&self, actions: &[Action], facts: &Facts) -> Accounts {
        self.those(|actor| {
            actions
                .iter()
                .any(|action| decide(actor, *action, facts).is_ok())
        })
    }

    /// Those in a role.
    pub(super) fn in_role(&self, role: Role) -> Accounts {
        self.those(|actor| actor.role() == role)
    }

    /// The head of a unit; where it has none, everybody in it.
    pub(super) fn answering_for(&self, unit: &str) -> Accounts {
        let heads = self.heads_of(unit);
        if heads.is_empty() {
            return self.those(|actor| actor.unit() == Some(unit));
        }
        heads
    }

    /// The heads of a unit.
    pub(super) fn heads_of(&self, unit: &str) -> Accounts {
        self.those(|actor| actor.unit() == Some(unit) && actor.role() == Role::UnitHead)
    }

    fn those(&self, wanted: impl Fn(&Actor) -> bool) -> Accounts {
        let found = self.actors.iter().filter(|actor| wanted(actor));
        found.map(|actor| actor.account().to_owned()).collect()
    }
}

fn actors(people: &AgencyPeople, now: UtcDateTime) -> Vec<Actor> {
    let standing = Standing {
        org: &people.org,
        appointments: &people.appointments,
        delegations: &people.delegations,
        keepings: &people.keepings,
    };
    let appointments = people.appointments.iter();
    appointments
        .filter_map(|it| standing.actor(&it.account, &it.id, now).ok())
        .collect()
}
