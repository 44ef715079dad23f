//! A file that may be read only so much.
//!
//! Hostile files make a reader do the same work over and over: a million references to one large
//! array, a million entries that lead into one long run of blanks. Counting the bytes that are
//! read bounds all of it in one place.

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Error;
use crate::limits::Limits;
use crate::read_at::ReadAt;

/// How often a file may be read as a whole, on top of [`Limits::reading`]: the larger an honest
/// file is, the more there is to read in it.
const WHOLE: u64 = 64;

/// A file with a count of the bytes read from it.
pub(crate) struct Metered {
    inner: Arc<dyn ReadAt>,
    left: AtomicU64,
    limit: u64,
}

impl Metered {
    pub(crate) fn new(inner: Arc<dyn ReadAt>, limits: &Limits) -> Self {
        let limit = limits
            .reading
            .saturating_add(inner.len().saturating_mul(WHOLE));
        Self {
            inner,
            left: AtomicU64::new(limit),
            limit,
        }
    }

    /// The file itself, which may be read without being counted.
    pub(crate) fn inner(&self) -> &Arc<dyn ReadAt> {
        &self.inner
    }

    /// Counts bytes, also such as were read from decoded data in memory.
    pub(crate) fn spend(&self, bytes: u64) -> Result<(), Error> {
        let spent = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(bytes)
            });
        match spent {
            Ok(_) => Ok(()),
            Err(_) => {
                self.left.store(0, Ordering::Relaxed);
                Err(Error::TooMuchRead { limit: self.limit })
            }
        }
    }
}

impl Metered {
    /// Bytes that are counted as read; none once too many were, which then shows when they are read.
    fn lend<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        self.spend(ReadAt::len(bytes)).ok().map(|()| bytes)
    }

    /// Decoded data, counted like the file itself when they are read.
    pub(crate) fn also<'a>(&'a self, data: &'a [u8]) -> MeteredData<'a> {
        MeteredData { data, meter: self }
    }
}

/// Data in memory whose reading is counted with that of the file they come from.
pub(crate) struct MeteredData<'a> {
    data: &'a [u8],
    meter: &'a Metered,
}

impl ReadAt for MeteredData<'_> {
    fn len(&self) -> u64 {
        ReadAt::len(self.data)
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.meter
            .spend(ReadAt::len(buffer))
            .map_err(io::Error::other)?;
        self.data.read_exact_at(offset, buffer)
    }

    fn in_memory(&self, range: Range<u64>) -> Option<&[u8]> {
        self.meter.lend(self.data.in_memory(range)?)
    }
}

impl ReadAt for Metered {
    fn len(&self) -> u64 {
        self.inner.len()
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.spend(ReadAt::len(buffer)).map_err(io::Error::other)?;
        self.inner.read_exact_at(offset, buffer)
    }

    fn in_memory(&self, range: Range<u64>) -> Option<&[u8]> {
        self.lend(self.inner.in_memory(range)?)
    }
}
