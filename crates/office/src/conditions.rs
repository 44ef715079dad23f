//! What somebody may see or do, as a condition of a list.

use access::{Action, Kind, predicate_of};
use store::listing::{FIRST_BIND, Part, Wanted};

use crate::Acting;

/// Conditions of several acts as one list of alternatives.
pub(crate) struct Conditions {
    ways: Vec<String>,
    binds: Vec<store::Bind>,
}

impl Conditions {
    /// Things of a kind on which this person may do one of the acts.
    pub(crate) fn of(by: &Acting, actions: &[Action], kind: Kind) -> Self {
        let mut all = Self {
            ways: Vec::new(),
            binds: Vec::new(),
        };
        for action in actions {
            let first = FIRST_BIND + all.binds.len();
            let one = predicate_of(by.actor(), *action, kind, first);
            if !one.ways.is_empty() {
                all.ways.extend(one.ways);
                all.binds
                    .extend(one.binds.into_iter().map(store::Bind::from));
            }
        }
        all
    }

    /// All of them, so many at most, the newest first.
    pub(crate) fn newest(&self, most: u16) -> Wanted<'_> {
        Wanted {
            ways: &self.ways,
            binds: self.binds.clone(),
            statuses: &[],
            type_code: "",
            part: Part::Newest,
            most,
        }
    }
}
