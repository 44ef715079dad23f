//! The list of incoming documents that somebody may see.

use access::{Listing, predicate};
use store::listing::{self, FIRST_BIND, IncomingLine, Lines, Part, Wanted};

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
        let seen = predicate(by.actor(), Listing::Incoming, FIRST_BIND);
        let statuses: Vec<_> = statuses.iter().map(|it| it.code()).collect();
        let wanted = Wanted {
            ways: &seen.ways,
            binds: seen.binds.into_iter().map(store::Bind::from).collect(),
            statuses: &statuses,
            type_code: "",
            part,
            most: LINES,
        };
        Ok(listing::incoming(&mut self.store().reader(), wanted).await?)
    }
}
