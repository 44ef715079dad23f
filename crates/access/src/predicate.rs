//! Which rows an actor may see, as SQL made from the rules.
//!
//! The text is the same for SQLite and PostgreSQL and holds no value: those are bound. Aliases and
//! columns, the contract with the store:
//!
//! - `d`: outgoing documents `agency_id, id, drafter_id, unit_id, signer_id, status`; incoming
//!   documents `agency_id, id, status`;
//! - `document_grant (agency_id, document_id, account_id, unit_id, kind)`;
//! - `n`: notices `agency_id, account_id`; `r`: audit records `agency_id, actor_id, object_kind`
//!   (never null); `a`: accounts `agency_id, id`; `c`: changes of rights `agency_id, made_by`.

use std::collections::BTreeSet;

use crate::action::Action;
use crate::actor::{Actor, Capacity};
use crate::condition::{Condition, Piece, among, equal, literals};
use crate::facts::Kind;
use crate::mark::Mark;
use crate::rules::{self, Rule};
use crate::status::Status;

/// What is listed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Listing {
    /// Outgoing documents one may read.
    Outgoing,
    /// Incoming documents one may see.
    Incoming,
    /// One's notices.
    Notices,
    /// Records of what was done.
    AuditRecords,
    /// Accounts with their state.
    Accounts,
    /// Accounts as a directory of people.
    Directory,
    /// Changes of rights.
    RightsAlerts,
}

impl Listing {
    /// The act that has to be allowed on every row, and the kind of the rows.
    #[must_use]
    pub const fn asks(self) -> (Action, Kind) {
        match self {
            Self::Outgoing => (Action::ReadDocument, Kind::Outgoing),
            Self::Incoming => (Action::SeeIncoming, Kind::Incoming),
            Self::Notices => (Action::SeeNotice, Kind::Notice),
            Self::AuditRecords => (Action::SeeAudit, Kind::AuditRecord),
            Self::Accounts => (Action::SeeAccount, Kind::Account),
            Self::Directory => (Action::SeeDirectory, Kind::Account),
            Self::RightsAlerts => (Action::SeeRightsAlert, Kind::RightsAlert),
        }
    }
}

/// A condition for a WHERE clause.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Predicate {
    /// The whole condition.
    pub sql: String,
    /// The same as alternatives, each a whole condition for a query of its own: a store that wants
    /// an index for every way in takes the UNION of all. Empty when nothing can be seen.
    pub ways: Vec<String>,
    /// The values of `$first`, `$first+1`, …; `sql` uses every one of them, and so do all `ways`
    /// together (PostgreSQL refuses a value that no text uses).
    pub binds: Vec<Bind>,
    /// Every document for which it holds bears one of these [marks](crate::Facts::marks); none where they
    /// do not narrow.
    pub marks: Option<BTreeSet<Mark>>,
}

/// A value to bind.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Bind {
    /// Text.
    Text(String),
}

/// The rows of `listing` that `actor` may see. The first value is `$first_bind`.
#[must_use]
pub fn predicate(actor: &Actor, listing: Listing, first_bind: usize) -> Predicate {
    let (action, kind) = listing.asks();
    predicate_of(actor, action, kind, first_bind)
}

/// The rows of `kind` on which `actor` may do `action`: what waits for his signature, for example.
#[must_use]
pub fn predicate_of(actor: &Actor, action: Action, kind: Kind, first_bind: usize) -> Predicate {
    let mut binds = Binds {
        first: first_bind,
        values: Vec::new(),
    };
    let Some(column) = agency_column(kind) else {
        return nothing("1 = 0".to_owned(), binds);
    };
    let wall = binds.render(&equal(column, actor.agency()));
    let (ways, marks) = match ways(actor, action, kind) {
        Ways::Every => {
            return Predicate {
                ways: vec![wall.clone()],
                sql: wall,
                binds: binds.values,
                marks: None,
            };
        }
        Ways::Some(ways, _) if ways.is_empty() => {
            return nothing(format!("{wall} AND 1 = 0"), binds);
        }
        Ways::Some(ways, marks) => (ways, marks),
    };
    let ways: Vec<_> = ways.iter().map(|it| binds.render(it)).collect();
    Predicate {
        sql: format!("{wall} AND (({}))", ways.join(") OR (")),
        ways: ways.iter().map(|it| format!("{wall} AND {it}")).collect(),
        binds: binds.values,
        marks,
    }
}

enum Ways {
    Every,
    Some(Vec<Condition>, Option<BTreeSet<Mark>>),
}

fn ways(actor: &Actor, action: Action, kind: Kind) -> Ways {
    let (mut ways, mut marks) = (Vec::new(), Some(BTreeSet::new()));
    for capacity in actor.capacities(action) {
        for rule in rules::of(action, kind).filter(|it| it.roles.contains(&capacity.role)) {
            match condition(rule, actor, capacity, kind) {
                Condition::Always => return Ways::Every,
                Condition::Never => continue,
                known if ways.contains(&known) => {}
                new => ways.push(new),
            }
            let more = rule.relation.marks(actor, capacity);
            marks = marks.zip(more).map(|(all, more)| &all | &more);
        }
    }
    Ways::Some(ways, marks)
}

fn nothing(sql: String, binds: Binds) -> Predicate {
    Predicate {
        sql,
        ways: Vec::new(),
        binds: binds.values,
        marks: Some(BTreeSet::new()),
    }
}

fn condition(rule: &Rule, actor: &Actor, capacity: &Capacity, kind: Kind) -> Condition {
    let states = match rule.states {
        None => Condition::Always,
        Some(states) => {
            let codes: Vec<_> = states.iter().copied().map(Status::code).collect();
            Condition::text(format!("d.status IN ({})", literals(&codes)))
        }
    };
    let limit = match (&capacity.limit, kind) {
        (None, _) => Condition::Always,
        (Some(units), Kind::Outgoing) => among("d.unit_id", units),
        (Some(_), _) => Condition::Never,
    };
    let relation = rule.relation.sql(actor, capacity, kind);
    relation.and(states).and(limit)
}

/// The wall between agencies; kinds without one have no rows.
fn agency_column(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Outgoing | Kind::Incoming => Some("d.agency_id"),
        Kind::Notice => Some("n.agency_id"),
        Kind::AuditRecord => Some("r.agency_id"),
        Kind::Account => Some("a.agency_id"),
        Kind::RightsAlert => Some("c.agency_id"),
        Kind::Agency => None,
    }
}

/// Values, numbered as they come; one that came before keeps its number.
struct Binds {
    first: usize,
    values: Vec<Bind>,
}

impl Binds {
    fn render(&mut self, condition: &Condition) -> String {
        let pieces = match condition {
            Condition::Always => return "1 = 1".to_owned(),
            Condition::Never => return "1 = 0".to_owned(),
            Condition::If(pieces) => pieces,
        };
        let texts = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Value(value) => self.mark(value),
        });
        texts.collect()
    }

    fn mark(&mut self, value: &str) -> String {
        let known = (self.values.iter()).position(|Bind::Text(text)| text == value);
        let at = known.unwrap_or_else(|| {
            self.values.push(Bind::Text(value.to_owned()));
            self.values.len() - 1
        });
        format!("${}", self.first + at)
    }
}
