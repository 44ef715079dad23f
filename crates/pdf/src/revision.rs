//! The states a file went through (ISO 32000-2, 7.5.6).
//!
//! Every save of a signed file appends: old bytes stay, a new section follows. A [`Revision`] is
//! what one such save added, so that the file as it then stood is a prefix of the file as it is.

use std::ops::Range;

use serde::Serialize;

use crate::object::Dictionary;

/// What one save of the file added.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Revision {
    /// Its place in the history, from 0.
    pub index: usize,
    /// The bytes it added; they end behind `%%EOF` and its line end.
    pub range: Range<u64>,
    /// The offset just behind `%%EOF`, without the line end: the earliest point at which a
    /// signature can cover the revision whole.
    pub marker_end: u64,
    /// Where its cross-reference section begins, as its `startxref` says.
    pub startxref: u64,
    /// The same as an offset in the file, whatever stands before the header.
    pub(crate) section_start: u64,
    /// Where the words of its end begin: the last `startxref` of the revision.
    pub(crate) tail_start: u64,
    /// The cross-reference stream beside its table, where it is a hybrid file.
    pub(crate) beside: Option<u64>,
    /// The form of its cross-reference section.
    pub style: XrefStyle,
    /// Its trailer dictionary.
    pub trailer: Dictionary,
    /// The objects it defines anew, changes or frees, by number.
    pub(crate) changed: Vec<(u32, Entry)>,
    /// Objects that one section gives two different places.
    pub(crate) conflicts: Vec<u32>,
    /// Of a hybrid file: objects that the stream supplies and the table calls free.
    pub(crate) hidden: Vec<u32>,
}

impl Revision {
    /// The objects it defines anew, changes or frees, in the order of their numbers.
    pub fn changed(&self) -> impl Iterator<Item = (u32, Entry)> {
        self.changed.iter().copied()
    }

    /// Whether it lists an object number.
    pub(crate) fn lists(&self, number: u32) -> bool {
        let place = self
            .changed
            .binary_search_by_key(&number, |(found, _)| *found);
        place.is_ok()
    }

    /// Objects to which this revision gives two different places, so that readers may differ in
    /// what they show: the two sections of a hybrid file disagree, or a number is listed twice.
    #[must_use]
    pub fn conflicts(&self) -> &[u32] {
        &self.conflicts
    }
}

/// The form of a cross-reference section.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum XrefStyle {
    /// A table of text lines (7.5.4).
    Table,
    /// A stream (7.5.8).
    Stream,
    /// A table with a stream beside it, named by `/XRefStm` (7.5.8.4).
    Hybrid,
}

/// Where a cross-reference section says an object is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Nowhere: never used, or deleted.
    Free {
        /// The generation that a new object of this number would get.
        generation: u16,
    },
    /// In the file itself.
    InFile {
        /// Where `12 0 obj` begins.
        offset: u64,
        /// The generation.
        generation: u16,
    },
    /// In an object stream; such objects have generation 0.
    InStream {
        /// The object number of the stream.
        stream: u32,
        /// The place inside it, from 0.
        index: u32,
    },
}
