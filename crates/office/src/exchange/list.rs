//! The list of incoming documents that somebody may see.

use access::{Action, Kind};
use store::listing::{self, IncomingLine, Lines, Part, Wanted};

use crate::conditions::Conditions;
use crate::{Acting, Error, Office};

/// Lines of one part of the list.
const LINES: u16 = 50;

impl Office {
    /// Incoming documents that this person may see, the newest first; only those of the statuses,
    /// where some are given.
    ///
    /// # Errors
    /// The store's.
    pub async fn incoming_list(
        &self,
        by: &Acting,
        statuses: &[access::Status],
        part: Part,
    ) -> Result<Lines<IncomingLine>, Error> {
        let seen = Conditions::of(by, &[Action::SeeIncoming], Kind::Incoming);
        let statuses: Vec<_> = statuses.iter().map(|it| it.code()).collect();
        let wanted = Wanted {
            statuses: &statuses,
            part,
            ..seen.newest(LINES)
        };
        Ok(listing::incoming(&mut self.store().reader(), wanted).await?)
    }
}
