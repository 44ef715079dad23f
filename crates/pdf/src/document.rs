//! An opened file: its revisions and the way to its objects.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::crypt::SecurityHandler;
use crate::cursor::to_u64;
use crate::error::Error;
use crate::facts::FileFacts;
use crate::index::ObjectIndex;
use crate::limits::Limits;
use crate::map::Map;
use crate::metered::Metered;
use crate::object::{Object, ObjectId};
use crate::object_cache::{Kept, ObjectCache, Spot};
use crate::object_stream::ObjectStream;
use crate::open;
use crate::page::Page;
use crate::read_at::ReadAt;
use crate::revision::Revision;
use crate::view::{Frame, View};

/// Object streams kept decoded, in bytes.
const CACHED: usize = 64 << 20;

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
    source: Arc<Metered>,
    limits: Limits,
    facts: FileFacts,
    revisions: Vec<Revision>,
    index: ObjectIndex,
    /// The handler, and the object that holds the `/Encrypt` dictionary.
    encryption: Option<(SecurityHandler, Option<ObjectId>)>,
    objects: Mutex<ObjectCache>,
    object_streams: Mutex<Cache>,
    /// The pages of the revision that was asked for them last: one reading of a file asks for the
    /// newest again and again.
    pages: Mutex<Option<(usize, Arc<[Page]>)>>,
    /// Bytes of object streams decoded so far.
    decoded: AtomicU64,
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
    /// Reads the header and the cross-references of every revision, and sees to it that every
    /// object is where they say.
    ///
    /// # Errors
    /// [`Error::NoHeader`] for anything but a PDF, [`Error::NoCatalog`] if it cannot even be
    /// repaired; [`Error::PasswordRequired`] and its like; the limit that it overruns.
    pub fn open(source: Arc<dyn ReadAt>, options: &OpenOptions) -> Result<Arc<Self>, Error> {
        let metered = Arc::new(Metered::new(source, &options.limits));
        open::open(&metered, options).map(Arc::new)
    }

    /// A document of these revisions, not yet decrypted.
    pub(crate) fn new(
        source: Arc<Metered>,
        limits: Limits,
        facts: FileFacts,
        revisions: Vec<Revision>,
    ) -> Self {
        Self {
            index: ObjectIndex::new(&revisions),
            source,
            limits,
            facts,
            revisions,
            encryption: None,
            objects: Mutex::default(),
            object_streams: Mutex::default(),
            pages: Mutex::default(),
            decoded: AtomicU64::new(0),
        }
    }

    /// The bytes it was opened from.
    #[must_use]
    pub fn source(&self) -> &Arc<dyn ReadAt> {
        self.source.inner()
    }

    /// The same bytes, counted when they are read.
    pub(crate) fn metered(&self) -> &Metered {
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

    /// The encryption of the file, opened; none if it is not encrypted.
    #[must_use]
    pub fn encryption(&self) -> Option<&SecurityHandler> {
        self.encryption.as_ref().map(|(handler, _)| handler)
    }

    /// The encryption that applies to the strings of an object: not to the dictionary that
    /// describes it (7.6.1).
    pub(crate) fn encryption_of(&self, id: ObjectId) -> Option<&SecurityHandler> {
        let (handler, described_by) = self.encryption.as_ref()?;
        (*described_by != Some(id)).then_some(handler)
    }

    pub(crate) fn set_encryption(&mut self, handler: SecurityHandler, id: Option<ObjectId>) {
        self.encryption = Some((handler, id));
        // What was read to get here was not decrypted.
        self.objects = Mutex::default();
        self.pages = Mutex::default();
    }

    pub(crate) fn facts_mut(&mut self) -> &mut FileFacts {
        &mut self.facts
    }

    pub(crate) fn index(&self) -> &ObjectIndex {
        &self.index
    }

    /// The object at a place, if it is still kept. Counted as if it were read again, since what is
    /// done with it costs as much as before.
    pub(crate) fn cached_object(&self, spot: Spot) -> Result<Option<Object>, Error> {
        let cache = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(kept) = cache.get(spot) else {
            return Ok(None);
        };
        self.source.spend(kept.bytes)?;
        Ok(Some(kept.object.clone()))
    }

    /// How the object at a place is framed, if it is still kept.
    pub(crate) fn cached_frame(&self, spot: Spot) -> Option<Frame> {
        let cache = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        cache.get(spot).map(|kept| kept.frame)
    }

    /// Keeps an object that was read.
    pub(crate) fn keep_object(&self, spot: Spot, kept: Kept) {
        let mut cache = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        cache.keep(spot, kept);
    }

    /// The pages of a revision, read by `read` unless they were asked for just before.
    pub(crate) fn pages_of(
        &self,
        revision: usize,
        read: impl FnOnce() -> Result<Vec<Page>, Error>,
    ) -> Result<Arc<[Page]>, Error> {
        let known = || self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, pages)) = &*known()
            && *at == revision
        {
            return Ok(Arc::clone(pages));
        }
        let pages: Arc<[Page]> = read()?.into();
        *known() = Some((revision, Arc::clone(&pages)));
        Ok(pages)
    }

    /// The decoded object stream whose object begins at `offset`, if it is still kept.
    pub(crate) fn cached(&self, offset: u64) -> Option<Arc<ObjectStream>> {
        let cache = self
            .object_streams
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        cache.streams.get(&offset).cloned()
    }

    /// Counts the bytes of an object stream that is being decoded.
    pub(crate) fn spend_decoded(&self, bytes: usize) -> Result<(), Error> {
        let limit = self.limits.decoded_objects;
        let before = self.decoded.fetch_add(to_u64(bytes), Ordering::Relaxed);
        if before > limit {
            return Err(Error::TooMuchDecoded { limit });
        }
        Ok(())
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
    streams: Map<u64, Arc<ObjectStream>>,
    bytes: usize,
}
