//! Marks of documents: a word for each person and unit that a document has to do with, so that an
//! index finds "what this person may see" as it finds any other word.
//!
//! Marks only narrow. Who may see a document bears one of its marks, but not everybody who bears
//! one may see it: the condition of [`crate::Predicate`] is asked as well.

use std::collections::BTreeSet;

use crate::actor::{Actor, Capacity};
use crate::facts::Facts;
use crate::grant::Grantee;
use crate::relation::Relation;

/// A word of small letters and digits.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Mark(String);

impl Mark {
    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Somebody who drafted it, shall sign it, or was granted something on it.
    fn account(id: &str) -> Self {
        Self::new('a', id)
    }

    /// The unit that drafted it.
    fn unit(id: &str) -> Self {
        Self::new('u', id)
    }

    /// A unit that was granted something on it.
    fn granted(unit: &str) -> Self {
        Self::new('g', unit)
    }

    fn new(kind: char, id: &str) -> Self {
        let id = id.chars().filter(char::is_ascii_alphanumeric);
        let word = std::iter::once(kind).chain(id);
        Self(word.map(|it| it.to_ascii_lowercase()).collect())
    }
}

impl Facts {
    /// The marks of a document; other things have none.
    #[must_use]
    pub fn marks(&self) -> BTreeSet<Mark> {
        let granted = self.grants().iter().map(|it| match &it.to {
            Grantee::Account(id) => Mark::account(id),
            Grantee::Unit(id) => Mark::granted(id),
        });
        let mut marks: BTreeSet<_> = granted.collect();
        if let Self::Outgoing(it) = self {
            marks.insert(Mark::account(&it.drafter));
            marks.extend(it.signer.as_deref().map(Mark::account));
            marks.extend(it.unit.as_deref().map(Mark::unit));
        }
        marks
    }
}

impl Relation {
    /// The marks of which a document bears one where the actor stands so to it in this capacity;
    /// none where no mark says so.
    pub(crate) fn marks(self, actor: &Actor, capacity: &Capacity) -> Option<BTreeSet<Mark>> {
        let me = || BTreeSet::from([Mark::account(actor.account())]);
        let led = |mark: fn(&str) -> Mark| capacity.units.iter().map(|it| mark(it)).collect();
        match self {
            Self::DraftedIt | Self::ChosenSigner | Self::Granted(_) => Some(me()),
            Self::UnitLed => Some(led(Mark::unit)),
            Self::UnitLedGranted(_) => Some(led(Mark::granted)),
            Self::UnitGranted(_) => {
                let own = capacity.unit.iter();
                Some(own.map(|it| Mark::granted(it)).collect())
            }
            Self::InAgency
            | Self::TokenKeeper
            | Self::Own
            | Self::MadeByAnother
            | Self::NoDocument => None,
        }
    }
}
