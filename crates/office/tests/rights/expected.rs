//! What route and table of rights say about one person and one document, read here anew: neither
//! `access::decide` nor the route's engine is asked.

use access::rules::{self, Rule};
use access::{Action as Right, GrantKind, Kind, Relation, Role, Status};
use office::outgoing::{Outgoing, right_for};
use process::definition::{Action, Guard, Who};
use process::{Definition, StepId};

use crate::people::{Person, World};

/// One document, as far as expectations go.
pub struct Now {
    pub step: StepId,
    status: Status,
    drafter: String,
    unit: String,
    signer: String,
    /// The role of who was chosen to sign.
    signer_role: Role,
    /// Units that were asked, and of them those that still owe an answer.
    asked: Vec<String>,
    owing: Vec<String>,
}

impl Now {
    pub fn of(world: &World, document: &Outgoing) -> Self {
        let signer = document.row.signer_id.clone().unwrap();
        let mut people = world.people.iter();
        let person = people.find(|it| it.by.account() == signer).unwrap();
        let asked = document.opinions.iter().filter(|it| it.asked_at.is_some());
        Self {
            step: document.state.step.clone(),
            status: document.status().unwrap(),
            drafter: document.row.drafter_id.clone(),
            unit: document.row.unit_id.clone(),
            signer_role: person.actor().role(),
            signer,
            asked: asked.filter_map(|it| it.unit_id.clone()).collect(),
            owing: document.state.owing_opinions().map(String::from).collect(),
        }
    }

    /// Whether this person may do this act now.
    pub fn may(&self, person: &Person, action: &Action) -> bool {
        let route = Definition::shipped();
        let branch = |guard: &Guard| match guard {
            Guard::SignerIsHead => self.signer_role == Role::Head,
            Guard::SignerIsDeputy => self.signer_role == Role::Deputy,
            _ => true,
        };
        action.from.contains(&self.step)
            && action.who.iter().any(|who| self.is(person, *who))
            && action.guards.iter().all(branch)
            && self.has(person, right_for(route, action))
    }

    /// Whether this person may know of it.
    pub fn sees(&self, person: &Person) -> bool {
        self.has(person, Right::ReadDocument)
    }

    /// Whether this person may see to how it is sent.
    pub fn sends(&self, person: &Person) -> bool {
        self.has(person, Right::Send)
    }

    /// Whether this person may see to it that a withdrawal is told.
    pub fn tells(&self, person: &Person) -> bool {
        self.has(person, Right::TellRecall)
    }

    fn has(&self, person: &Person, right: Right) -> bool {
        rules::of(right, Kind::Outgoing).any(|rule| self.fits(person, rule))
    }

    fn fits(&self, person: &Person, rule: &Rule) -> bool {
        let actor = person.actor();
        let asked = |kinds: &[GrantKind]| {
            let own = actor.unit();
            kinds.contains(&GrantKind::OpinionAsked)
                && self.asked.iter().any(|unit| own == Some(unit.as_str()))
        };
        rule.roles.contains(&actor.role())
            && rule.states.is_none_or(|it| it.contains(&self.status))
            && match rule.relation {
                Relation::InAgency => true,
                Relation::DraftedIt => self.drafter == actor.account(),
                Relation::UnitLed => actor.unit() == Some(self.unit.as_str()),
                Relation::ChosenSigner => self.signer == actor.account(),
                Relation::TokenKeeper => actor.keeps_token(),
                Relation::UnitGranted(kinds) | Relation::UnitLedGranted(kinds) => asked(kinds),
                // Nobody is given anything by name in these walks.
                _ => false,
            }
    }

    fn is(&self, person: &Person, who: Who) -> bool {
        let actor = person.actor();
        match who {
            Who::Role(role) => actor.role().code() == role.name(),
            Who::Drafter => self.drafter == actor.account(),
            Who::DraftingUnitHead => {
                actor.role() == Role::UnitHead && actor.unit() == Some(self.unit.as_str())
            }
            Who::ChosenSigner => self.signer == actor.account(),
            Who::TokenKeeper => actor.role() == Role::Clerk && actor.keeps_token(),
            Who::AskedUnit => self
                .owing
                .iter()
                .any(|it| actor.unit() == Some(it.as_str())),
        }
    }
}
