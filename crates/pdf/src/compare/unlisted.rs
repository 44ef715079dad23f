//! What a revision holds that its cross-references do not name.
//!
//! Readers that trust the references never see it, readers that reconstruct a file do: whoever
//! wants two readers to differ puts it there. Honest writers list what they append.

use std::collections::BTreeMap;

use crate::compare::Reason;
use crate::error::Error;
use crate::object::ObjectId;
use crate::repair::header_before;
use crate::revision::{Entry, Revision};
use crate::scan;
use crate::view::View;

/// Findings of one revision that are told; one is enough to refuse it.
const MOST: usize = 10;

/// Objects and ends of revisions in the bytes of a revision that it does not account for.
pub(super) fn find(view: View<'_>) -> Result<Vec<(Option<ObjectId>, Reason)>, Error> {
    let Some(revision) = view.document().revisions().get(view.revision()) else {
        return Ok(Vec::new());
    };
    let search = Search {
        view,
        revision,
        listed: listed(revision),
    };
    let mut found = search.objects()?;
    if search.holds_an_end()? {
        found.push((None, Reason::UnlistedSection));
    }
    Ok(found)
}

/// The objects that the revision lists, by their place.
fn listed(revision: &Revision) -> BTreeMap<u64, ObjectId> {
    let places = revision
        .changed()
        .filter_map(|(number, entry)| match entry {
            Entry::InFile { offset, generation } => Some((offset, ObjectId { number, generation })),
            Entry::Free { .. } | Entry::InStream { .. } => None,
        });
    places.collect()
}

struct Search<'a> {
    view: View<'a>,
    revision: &'a Revision,
    listed: BTreeMap<u64, ObjectId>,
}

impl Search<'_> {
    fn objects(&self) -> Result<Vec<(Option<ObjectId>, Reason)>, Error> {
        let source = self.view.document().metered();
        let (start, end) = (self.revision.range.start, self.revision.tail_start);
        let mut found = Vec::new();
        let mut from = start;
        while let Some(word) = scan::find(source, b"obj", from..end)? {
            from = word.saturating_add(3);
            let Some((id, place)) = header_before(source, word)? else {
                continue;
            };
            let known = self.listed.get(&place) == Some(&id)
                || place == self.revision.section_start
                || Some(place) == self.revision.beside;
            if known || place < start || self.is_inside(place) {
                continue;
            }
            found.push((Some(id), Reason::UnlistedObject));
            if found.len() >= MOST {
                break;
            }
        }
        Ok(found)
    }

    /// Whether the end of another revision stands before the revision's own.
    fn holds_an_end(&self) -> Result<bool, Error> {
        let source = self.view.document().metered();
        let mut from = self.revision.range.start;
        while let Some(word) = scan::find(source, b"startxref", from..self.revision.tail_start)? {
            if !self.is_inside(word) {
                return Ok(true);
            }
            from = word.saturating_add(9);
        }
        Ok(false)
    }

    /// Whether a place lies inside an object that is listed, such as in the data of a stream.
    fn is_inside(&self, place: u64) -> bool {
        let before = self.listed.range(..place).next_back();
        let span = before.and_then(|(_, id)| self.view.span(*id));
        span.is_some_and(|span| span.contains(&place))
    }
}
