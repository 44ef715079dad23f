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

use crate::action::Action;
use crate::actor::{Actor, Capacity};
use crate::facts::Kind;
use crate::relation::{Condition, literals};
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
    /// an index for every way in takes their UNION. Empty when nothing can be seen.
    pub ways: Vec<String>,
    /// The values of `$first`, `$first+1`, …; `sql` and each of `ways` may leave some unused.
    pub binds: Vec<Bind>,
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
    let Some(wall) = agency_column(kind).map(|column| binds.equal_sql(column, actor.agency()))
    else {
        return never("1 = 0".to_owned(), binds);
    };
    let mut ways = Vec::new();
    for capacity in actor.capacities(action) {
        for rule in rules::of(action, kind).filter(|it| it.roles.contains(&capacity.role)) {
            match condition(rule, actor, capacity, kind, &mut binds) {
                Condition::Always => return all(wall, actor),
                Condition::Never => {}
                Condition::If(sql) if ways.contains(&sql) => {}
                Condition::If(sql) => ways.push(sql),
            }
        }
    }
    if ways.is_empty() {
        return never(format!("{wall} AND 1 = 0"), binds);
    }
    let sql = format!("{wall} AND (({}))", ways.join(") OR ("));
    Predicate {
        sql,
        ways: ways.iter().map(|it| format!("{wall} AND {it}")).collect(),
        binds: binds.values,
    }
}

fn all(wall: String, actor: &Actor) -> Predicate {
    Predicate {
        ways: vec![wall.clone()],
        sql: wall,
        binds: vec![Bind::Text(actor.agency().to_owned())],
    }
}

fn never(sql: String, binds: Binds) -> Predicate {
    Predicate {
        sql,
        ways: Vec::new(),
        binds: binds.values,
    }
}

fn condition(
    rule: &Rule,
    actor: &Actor,
    capacity: &Capacity,
    kind: Kind,
    binds: &mut Binds,
) -> Condition {
    let relation = rule.relation.sql(actor, capacity, kind, binds);
    let states = match rule.states {
        None => Condition::Always,
        Some(states) => {
            let codes: Vec<_> = states.iter().copied().map(Status::code).collect();
            Condition::If(format!("d.status IN ({})", literals(&codes)))
        }
    };
    let limit = match (&capacity.limit, kind) {
        (None, _) => Condition::Always,
        (Some(units), Kind::Outgoing) => binds.among("d.unit_id", units),
        (Some(_), _) => Condition::Never,
    };
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
#[derive(Debug)]
pub(crate) struct Binds {
    first: usize,
    values: Vec<Bind>,
}

impl Binds {
    pub(crate) fn equal(&mut self, column: &str, value: &str) -> Condition {
        Condition::If(self.equal_sql(column, value))
    }

    pub(crate) fn unequal(&mut self, column: &str, value: &str) -> Condition {
        Condition::If(format!("{column} <> {}", self.mark(value)))
    }

    pub(crate) fn among<'a>(
        &mut self,
        column: &str,
        values: impl IntoIterator<Item = &'a String>,
    ) -> Condition {
        let marks: Vec<_> = values.into_iter().map(|it| self.mark(it)).collect();
        if marks.is_empty() {
            Condition::Never
        } else {
            Condition::If(format!("{column} IN ({})", marks.join(", ")))
        }
    }

    fn equal_sql(&mut self, column: &str, value: &str) -> String {
        format!("{column} = {}", self.mark(value))
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
