//! An opened file: its revisions and the way to its objects.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::cursor::{read_range, to_u64};
use crate::error::Error;
use crate::facts::FileFacts;
use crate::index::ObjectIndex;
use crate::limits::Limits;
use crate::object::Object;
use crate::object_stream::ObjectStream;
use crate::parser::Parser;
use crate::read_at::ReadAt;
use crate::revision::{Revision, XrefStyle};
use crate::view::View;
use crate::xref;

/// How far into the file the header is looked for, as readers have always done.
const HEADER_SEARCHED: u64 = 1024;

/// Object streams kept decoded, in bytes.
const CACHED: usize = 32 << 20;

/// How to open a file.
#[derive(Clone, Default)]
pub struct OpenOptions {
    /// What the file may cost.
    pub limits: Limits,
    /// The user's or the owner's password; without one the empty user password is tried, which
    /// opens every file that is only protected against changes.
    pub password: Option<Vec<u8>>,
}

impl fmt::Debug for OpenOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenOptions")
            .field("limits", &self.limits)
            .field("password", &self.password.as_ref().map(|_| "…"))
            .finish()
    }
}

/// An opened file. Reads objects when they are asked for.
pub struct Document {
    source: Arc<dyn ReadAt>,
    limits: Limits,
    facts: FileFacts,
    revisions: Vec<Revision>,
    index: ObjectIndex,
    object_streams: Mutex<Cache>,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("facts", &self.facts)
            .field("revisions", &self.revisions.len())
            .finish_non_exhaustive()
    }
}

impl Document {
    /// Reads the header and the cross-references of every revision.
    ///
    /// # Errors
    /// [`Error::NoHeader`] for anything but a PDF; otherwise what is wrong with its
    /// cross-references, or the limit that they overrun.
    pub fn open(source: Arc<dyn ReadAt>, options: &OpenOptions) -> Result<Arc<Self>, Error> {
        let limits = options.limits.clone();
        let (header_offset, version) = header(&*source)?;
        let linearized = is_linearized(&*source, header_offset, &limits);
        let tail = xref::last_startxref(&*source, &limits)?;
        let revisions = xref::read_revisions(&*source, tail.startxref, 0, linearized, &limits)?;
        let end = revisions.last().map_or(0, |revision| revision.range.end);
        let facts = FileFacts {
            version,
            length: source.len(),
            header_offset,
            trailing_bytes: source.len().saturating_sub(end),
            repaired: None,
            linearized,
            hybrid: revisions
                .iter()
                .any(|revision| revision.style == XrefStyle::Hybrid),
            encrypted: revisions
                .last()
                .is_some_and(|revision| revision.trailer.get("Encrypt").is_some()),
        };
        let index = ObjectIndex::new(&revisions);
        let document = Self {
            source,
            limits,
            facts,
            revisions,
            index,
            object_streams: Mutex::default(),
        };
        document.latest().catalog()?;
        Ok(Arc::new(document))
    }

    /// The bytes it was opened from.
    #[must_use]
    pub fn source(&self) -> &Arc<dyn ReadAt> {
        &self.source
    }

    /// What is remarkable about the file as such.
    #[must_use]
    pub fn facts(&self) -> &FileFacts {
        &self.facts
    }

    /// The limits it was opened with.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The states the file went through, oldest first; there is at least one.
    #[must_use]
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// The file as it is now.
    #[must_use]
    pub fn latest(&self) -> View<'_> {
        View::new(self, self.revisions.len().saturating_sub(1))
    }

    /// The file as it was at a revision, counted from 0.
    #[must_use]
    pub fn at(&self, revision: usize) -> Option<View<'_>> {
        (revision < self.revisions.len()).then(|| View::new(self, revision))
    }

    pub(crate) fn index(&self) -> &ObjectIndex {
        &self.index
    }

    /// The decoded object stream whose object begins at `offset`, if it is still kept.
    pub(crate) fn cached(&self, offset: u64) -> Option<Arc<ObjectStream>> {
        let cache = self
            .object_streams
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        cache.streams.get(&offset).cloned()
    }

    /// Keeps a decoded object stream, and lets all others go once they are too many.
    pub(crate) fn keep(&self, offset: u64, stream: Arc<ObjectStream>) {
        let mut cache = self
            .object_streams
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if cache.bytes.saturating_add(stream.size()) > CACHED {
            *cache = Cache::default();
        }
        cache.bytes = cache.bytes.saturating_add(stream.size());
        cache.streams.insert(offset, stream);
    }
}

#[derive(Default)]
struct Cache {
    streams: HashMap<u64, Arc<ObjectStream>>,
    bytes: usize,
}

/// The place and the version of the header (7.5.2).
fn header(source: &dyn ReadAt) -> Result<(u64, String), Error> {
    let start = read_range(source, 0..HEADER_SEARCHED)?;
    let at = start
        .windows(5)
        .position(|window| window == b"%PDF-")
        .ok_or(Error::NoHeader)?;
    let version = start.iter().skip(at + 5).take(8);
    let version = version
        .map(|byte| char::from(*byte))
        .take_while(|char| char.is_ascii_digit() || *char == '.')
        .collect();
    Ok((to_u64(at), version))
}

/// Whether the first object is a linearisation dictionary (annex F.3.3).
fn is_linearized(source: &dyn ReadAt, header_offset: u64, limits: &Limits) -> bool {
    let mut parser = Parser::new(source, header_offset, limits);
    let Ok(found) = parser.indirect() else {
        return false;
    };
    let Object::Dictionary(dictionary) = found.object else {
        return false;
    };
    found.span.end <= header_offset.saturating_add(HEADER_SEARCHED)
        && dictionary
            .get("Linearized")
            .is_some_and(|value| value.as_number().is_some())
}
