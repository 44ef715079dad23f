//! What waits for somebody: documents on which this person can do the act that is next.

use access::{Action, Kind};
use store::listing;

pub use store::listing::{IncomingLine, Lines, OutgoingLine, Part};

use crate::conditions::Conditions;
use crate::{Acting, Error, Office};

/// The acts that take a document further, each allowed at its own step only.
const NEXT: &[Action] = &[
    Action::SubmitDraft,
    Action::GiveOpinion,
    Action::Initial,
    Action::CheckFormat,
    Action::Sign,
    Action::Approve,
    Action::AllocateNumber,
    Action::Seal,
    Action::Issue,
];

/// How much waits; counted up to a hundred.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Waiting {
    /// Outgoing documents on which this person is next.
    pub outgoing: u32,
    /// Documents that arrived and wait to be registered or refused.
    pub arrived: u32,
}

impl Waiting {
    /// All together.
    #[must_use]
    pub fn all(self) -> u32 {
        self.outgoing.saturating_add(self.arrived)
    }
}

/// What waits for one person.
#[derive(Clone, Debug)]
pub struct Work {
    /// Outgoing documents, the most urgent first, then those that have waited longest.
    pub outgoing: Vec<OutgoingLine>,
    /// Documents that arrived, in the same order.
    pub arrived: Vec<IncomingLine>,
}

const COUNTED: u16 = 100;
const SHOWN: u16 = 200;

impl Office {
    /// How much waits for this person.
    ///
    /// # Errors
    /// The store's.
    pub async fn waiting(&self, by: &Acting) -> Result<Waiting, Error> {
        let mut reader = self.store().reader();
        let (next, arrived) = (next(by), arrived(by));
        let outgoing = listing::count_outgoing(&mut reader, next.newest(COUNTED)).await?;
        let arrived = listing::count_incoming(&mut reader, arrived.newest(COUNTED)).await?;
        Ok(Waiting {
            outgoing: u32::try_from(outgoing).unwrap_or(u32::MAX),
            arrived: u32::try_from(arrived).unwrap_or(u32::MAX),
        })
    }

    /// What waits for this person.
    ///
    /// # Errors
    /// The store's.
    pub async fn work(&self, by: &Acting) -> Result<Work, Error> {
        let mut reader = self.store().reader();
        let (next, arrived) = (next(by), arrived(by));
        let outgoing = listing::outgoing(&mut reader, next.newest(SHOWN)).await?;
        let arrived = listing::incoming(&mut reader, arrived.newest(SHOWN)).await?;
        let (mut outgoing, mut arrived) = (outgoing.lines, arrived.lines);
        outgoing.sort_by_key(|line| (std::cmp::Reverse(line.urgency), line.changed_at));
        arrived.sort_by_key(|line| (std::cmp::Reverse(line.urgency), line.arrived_at));
        Ok(Work { outgoing, arrived })
    }
}

fn next(by: &Acting) -> Conditions {
    Conditions::of(by, NEXT, Kind::Outgoing)
}

fn arrived(by: &Acting) -> Conditions {
    Conditions::of(by, &[Action::AcceptIncoming], Kind::Incoming)
}
