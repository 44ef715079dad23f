//! The list of outgoing documents that somebody may read.

use access::{Action, Kind};
use store::listing::{self, Lines, OutgoingLine, Part, Wanted};

use crate::conditions::Conditions;
use crate::{Acting, Error, Office};

/// Lines of one part of a list.
const LINES: u16 = 50;

impl Office {
    /// Outgoing documents that this person may read, the newest first; only those of the statuses
    /// and the type, where some are given.
    ///
    /// # Errors
    /// The store's.
    pub async fn outgoing_list(
        &self,
        by: &Acting,
        statuses: &[access::Status],
        type_code: &str,
        part: Part,
    ) -> Result<Lines<OutgoingLine>, Error> {
        let seen = Conditions::of(by, &[Action::ReadDocument], Kind::Outgoing);
        let statuses: Vec<_> = statuses.iter().map(|it| it.code()).collect();
        let wanted = Wanted {
            statuses: &statuses,
            type_code,
            part,
            ..seen.newest(LINES)
        };
        Ok(listing::outgoing(&mut self.store().reader(), wanted).await?)
    }
}
