//! Where every object is at every revision.

use crate::revision::{Entry, Revision};

/// The cross-reference entries of all revisions, in an order that finds one quickly.
#[derive(Debug)]
pub(crate) struct ObjectIndex {
    /// Object number, revision, entry; sorted by the first two.
    rows: Vec<(u32, usize, Entry)>,
    /// Where objects begin in the file, sorted.
    offsets: Vec<u64>,
}

impl ObjectIndex {
    pub(crate) fn new(revisions: &[Revision]) -> Self {
        let mut rows: Vec<_> = revisions
            .iter()
            .flat_map(|revision| {
                revision
                    .changed()
                    .map(|(number, entry)| (number, revision.index, entry))
            })
            .collect();
        // Stable, so that revisions stay in their order.
        rows.sort_by_key(|(number, _, _)| *number);
        let mut offsets: Vec<u64> = rows
            .iter()
            .filter_map(|(_, _, entry)| match entry {
                Entry::InFile { offset, .. } => Some(*offset),
                Entry::Free { .. } | Entry::InStream { .. } => None,
            })
            .collect();
        offsets.sort_unstable();
        offsets.dedup();
        Self { rows, offsets }
    }

    /// What the newest revision up to `revision` says of an object.
    pub(crate) fn entry(&self, number: u32, revision: usize) -> Option<Entry> {
        let end = self
            .rows
            .partition_point(|row| (row.0, row.1) <= (number, revision));
        let (found, _, entry) = self.rows.get(end.checked_sub(1)?)?;
        (*found == number).then_some(*entry)
    }

    /// The numbers of all objects known at `revision`, with their entries.
    pub(crate) fn entries(&self, revision: usize) -> impl Iterator<Item = (u32, Entry)> {
        self.rows
            .chunk_by(|a, b| a.0 == b.0)
            .filter_map(move |rows| rows.iter().rev().find(|row| row.1 <= revision))
            .map(|(number, _, entry)| (*number, *entry))
    }

    /// The first place behind `offset` where another object begins.
    pub(crate) fn next_offset(&self, offset: u64) -> Option<u64> {
        let behind = self.offsets.partition_point(|found| *found <= offset);
        self.offsets.get(behind).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::Dictionary;
    use crate::revision::XrefStyle;

    fn revision(index: usize, changed: &[(u32, u64)]) -> Revision {
        let entry = |(number, offset): &(u32, u64)| match offset {
            0 => (*number, Entry::Free { generation: 1 }),
            offset => (
                *number,
                Entry::InFile {
                    offset: *offset,
                    generation: 0,
                },
            ),
        };
        Revision {
            index,
            range: 0..0,
            marker_end: 0,
            startxref: 0,
            section_start: 0,
            tail_start: 0,
            beside: None,
            style: XrefStyle::Table,
            trailer: Dictionary::new(),
            changed: changed.iter().map(entry).collect(),
            conflicts: Vec::new(),
            hidden: Vec::new(),
        }
    }

    #[test]
    fn an_object_has_the_place_of_the_newest_revision_up_to_the_one_asked_for() {
        let index = ObjectIndex::new(&[
            revision(0, &[(1, 10), (2, 20)]),
            revision(1, &[(2, 50), (3, 60)]),
            revision(2, &[(1, 0)]),
        ]);
        let offset = |number, revision| match index.entry(number, revision) {
            Some(Entry::InFile { offset, .. }) => Some(offset),
            _ => None,
        };
        assert_eq!(
            [offset(2, 0), offset(2, 1), offset(2, 2)],
            [Some(20), Some(50), Some(50)]
        );
        assert_eq!([offset(3, 0), offset(3, 1)], [None, Some(60)]);
        assert_eq!(index.entry(1, 2), Some(Entry::Free { generation: 1 }));
        assert_eq!(index.entry(4, 2), None);
        assert_eq!(index.entries(0).count(), 2);
        assert_eq!(index.next_offset(20), Some(50));
    }
}
