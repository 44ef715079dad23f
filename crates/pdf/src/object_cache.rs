//! Objects that were read already, for the revisions that still have them.
//!
//! Every revision is walked whole when revisions are compared, and most of its objects are those
//! of the revision before: without this the cost would be the square of the number of signatures.

use crate::map::Map;
use crate::object::{Object, ObjectId};
use crate::view::Frame;

/// The bytes of file or decoded data whose objects are kept; in memory they take a few times that.
const KEPT: u64 = 4 << 20;

/// The longest object that is kept.
const LONGEST: u64 = 256 << 10;

/// Where an object stands: its offset in the file, or that of its object stream and its index
/// there.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Spot {
    pub(crate) id: ObjectId,
    pub(crate) offset: u64,
    pub(crate) index: Option<u32>,
}

/// An object that was read, and what it was read from.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) object: Object,
    /// The bytes it was read from.
    pub(crate) bytes: u64,
    pub(crate) frame: Frame,
}

/// The objects kept.
#[derive(Debug, Default)]
pub(crate) struct ObjectCache {
    objects: Map<Spot, Kept>,
    bytes: u64,
}

impl ObjectCache {
    pub(crate) fn get(&self, spot: Spot) -> Option<&Kept> {
        self.objects.get(&spot)
    }

    /// Keeps an object; lets all others go once they are too many.
    pub(crate) fn keep(&mut self, spot: Spot, kept: Kept) {
        if kept.bytes > LONGEST {
            return;
        }
        if self.bytes.saturating_add(kept.bytes) > KEPT {
            *self = Self::default();
        }
        self.bytes = self.bytes.saturating_add(kept.bytes);
        self.objects.insert(spot, kept);
    }
}
