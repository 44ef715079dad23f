//! How an actor must stand to a thing, each both as a question and as SQL, side by side.

use crate::actor::{Actor, Capacity};
use crate::condition::{Condition, among, equal, literals, unequal};
use crate::facts::{Facts, Kind};
use crate::grant::{GrantKind, Grantee};

/// A relation that a rule asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Relation {
    /// It is of the actor's agency; every rule asks for that.
    InAgency,
    /// The actor drafted it.
    DraftedIt,
    /// It is of the actor's unit or of one below.
    UnitLed,
    /// The actor is the one chosen to sign it.
    ChosenSigner,
    /// The actor keeps the organisation's token.
    TokenKeeper,
    /// A grant of one of these kinds names the actor's account.
    Granted(&'static [GrantKind]),
    /// A grant of one of these kinds names the actor's own unit.
    UnitGranted(&'static [GrantKind]),
    /// A grant of one of these kinds names the actor's unit or one below.
    UnitLedGranted(&'static [GrantKind]),
    /// It is the actor's own: the notice to it, the record of its act, its account.
    Own,
    /// Somebody else made it: nobody confirms his own change.
    MadeByAnother,
    /// It is about no document.
    NoDocument,
}

impl Relation {
    /// The stable code, for denials.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InAgency => "in-agency",
            Self::DraftedIt => "drafted-it",
            Self::UnitLed => "unit-led",
            Self::ChosenSigner => "chosen-signer",
            Self::TokenKeeper => "token-keeper",
            Self::Granted(_) => "granted",
            Self::UnitGranted(_) => "unit-granted",
            Self::UnitLedGranted(_) => "unit-led-granted",
            Self::Own => "own",
            Self::MadeByAnother => "made-by-another",
            Self::NoDocument => "no-document",
        }
    }

    /// Whether `actor` stands so to the thing, in this capacity.
    pub(crate) fn holds(self, actor: &Actor, capacity: &Capacity, facts: &Facts) -> bool {
        let me = actor.account();
        let granted = |kinds: &[GrantKind], to_me: &dyn Fn(&Grantee) -> bool| {
            (facts.grants().iter()).any(|it| kinds.contains(&it.kind) && to_me(&it.to))
        };
        match (self, facts) {
            (Self::InAgency, _) => true,
            (Self::TokenKeeper, _) => actor.keeps_token(),
            (Self::DraftedIt, Facts::Outgoing(it)) => it.drafter == me,
            (Self::ChosenSigner, Facts::Outgoing(it)) => it.signer.as_deref() == Some(me),
            (Self::UnitLed, Facts::Outgoing(it)) => {
                (it.unit.as_ref()).is_some_and(|unit| capacity.units.contains(unit))
            }
            (Self::Granted(kinds), _) => {
                granted(kinds, &|to| matches!(to, Grantee::Account(id) if id == me))
            }
            (Self::UnitGranted(kinds), _) => granted(
                kinds,
                &|to| matches!(to, Grantee::Unit(id) if Some(id) == capacity.unit.as_ref()),
            ),
            (Self::UnitLedGranted(kinds), _) => granted(
                kinds,
                &|to| matches!(to, Grantee::Unit(id) if capacity.units.contains(id)),
            ),
            (Self::Own, Facts::Notice(it)) => it.account == me,
            (Self::Own, Facts::AuditRecord(it)) => it.actor == me,
            (Self::Own, Facts::Account(it)) => it.account == me,
            (Self::MadeByAnother, Facts::RightsAlert(it)) => it.made_by != me,
            (Self::NoDocument, Facts::AuditRecord(it)) => !DOCUMENTS.contains(&&*it.object_kind),
            _ => false,
        }
    }

    /// The same as a condition over the rows of `kind`.
    pub(crate) fn sql(self, actor: &Actor, capacity: &Capacity, kind: Kind) -> Condition {
        let me = actor.account();
        let document = matches!(kind, Kind::Outgoing | Kind::Incoming);
        match (self, kind) {
            (Self::InAgency, _) => Condition::Always,
            (Self::TokenKeeper, _) if actor.keeps_token() => Condition::Always,
            (Self::DraftedIt, Kind::Outgoing) => equal("d.drafter_id", me),
            (Self::ChosenSigner, Kind::Outgoing) => equal("d.signer_id", me),
            (Self::UnitLed, Kind::Outgoing) => among("d.unit_id", &capacity.units),
            (Self::Granted(kinds), _) if document => {
                let to_me = equal("g.account_id", me);
                granted(actor, to_me, kinds)
            }
            (Self::UnitGranted(kinds), _) if document => {
                let to_me = among("g.unit_id", &capacity.unit);
                granted(actor, to_me, kinds)
            }
            (Self::UnitLedGranted(kinds), _) if document => {
                let to_me = among("g.unit_id", &capacity.units);
                granted(actor, to_me, kinds)
            }
            (Self::Own, Kind::Notice) => equal("n.account_id", me),
            (Self::Own, Kind::AuditRecord) => equal("r.actor_id", me),
            (Self::Own, Kind::Account) => equal("a.id", me),
            (Self::MadeByAnother, Kind::RightsAlert) => unequal("c.made_by", me),
            (Self::NoDocument, Kind::AuditRecord) => {
                Condition::text(format!("r.object_kind NOT IN ({})", literals(DOCUMENTS)))
            }
            _ => Condition::Never,
        }
    }
}

/// Kinds of objects of audit records whose details tell of a document.
const DOCUMENTS: &[&str] = &[Kind::Outgoing.code(), Kind::Incoming.code()];

/// A list of documents that does not depend on the row, so that an engine can begin with it.
fn granted(actor: &Actor, to_me: Condition, kinds: &[GrantKind]) -> Condition {
    let kinds: Vec<_> = kinds.iter().map(|it| it.code()).collect();
    let wall = equal("g.agency_id", actor.agency());
    wall.and(to_me).within(
        "d.id IN (SELECT g.document_id FROM document_grant g WHERE ",
        &format!(" AND g.kind IN ({}))", literals(&kinds)),
    )
}
