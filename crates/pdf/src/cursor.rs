//! A position in a file that is read block by block.

use std::ops::Range;

use crate::error::Error;
use crate::read_at::ReadAt;

/// Small enough that one dictionary costs one short read, large enough for most of them; if it is
/// not, the blocks grow.
const FIRST_BLOCK: u64 = 512;
const BLOCK: u64 = 32 << 10;

/// Reads bytes one after the other from `position` up to `end`.
pub(crate) struct Cursor<'a> {
    source: &'a dyn ReadAt,
    end: u64,
    block: Block<'a>,
    block_start: u64,
    /// Index of the next byte in `block`.
    at: usize,
}

/// Bytes at hand: those of the file itself where they lie in memory anyway, else a copy.
enum Block<'a> {
    Lent(&'a [u8]),
    Read(Vec<u8>),
}

impl Block<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Lent(bytes) => bytes,
            Self::Read(bytes) => bytes,
        }
    }
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(source: &'a dyn ReadAt, position: u64) -> Self {
        Self::until(source, position, source.len())
    }

    /// A cursor that sees nothing from `end` on.
    pub(crate) fn until(source: &'a dyn ReadAt, position: u64, end: u64) -> Self {
        Self {
            source,
            end: end.min(source.len()),
            block: Block::Lent(&[]),
            block_start: position,
            at: 0,
        }
    }

    /// The offset of the next byte.
    pub(crate) fn position(&self) -> u64 {
        self.block_start.saturating_add(to_u64(self.at))
    }

    pub(crate) fn seek(&mut self, position: u64) {
        let inside = position
            .checked_sub(self.block_start)
            .and_then(|at| usize::try_from(at).ok())
            .filter(|at| *at < self.block.bytes().len());
        match inside {
            Some(at) => self.at = at,
            None => {
                self.block = Block::Lent(&[]);
                self.block_start = position;
                self.at = 0;
            }
        }
    }

    /// The next byte, or `None` at the end.
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, Error> {
        match self.block.bytes().get(self.at) {
            Some(byte) => Ok(Some(*byte)),
            None => self.refill(),
        }
    }

    /// Takes the next byte.
    pub(crate) fn next(&mut self) -> Result<Option<u8>, Error> {
        let byte = self.peek()?;
        if byte.is_some() {
            self.at += 1;
        }
        Ok(byte)
    }

    /// The bytes at hand from here on; none at the end only.
    pub(crate) fn rest(&mut self) -> Result<&[u8], Error> {
        if self.at >= self.block.bytes().len() {
            let _first = self.refill()?;
        }
        Ok(self.block.bytes().get(self.at..).unwrap_or_default())
    }

    /// Goes past so many of the bytes just seen by [`Self::rest`].
    pub(crate) fn advance(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.block.bytes().len());
    }

    /// Goes past the byte just seen by [`Self::peek`].
    pub(crate) fn skip(&mut self) {
        if self.at < self.block.bytes().len() {
            self.at += 1;
        }
    }

    fn refill(&mut self) -> Result<Option<u8>, Error> {
        let start = self.position();
        let left = self.end.saturating_sub(start);
        if left == 0 {
            return Ok(None);
        }
        let wanted = to_u64(self.block.bytes().len()).saturating_mul(4);
        let wanted = left.min(wanted.clamp(FIRST_BLOCK, BLOCK));
        let old = std::mem::replace(&mut self.block, Block::Lent(&[]));
        self.block_start = start;
        self.at = 0;
        self.block = self.read(start..start.saturating_add(wanted), old)?;
        Ok(self.block.bytes().first().copied())
    }

    /// A block of the file; memory of the old one is used again.
    fn read(&self, range: Range<u64>, old: Block<'a>) -> Result<Block<'a>, Error> {
        if let Some(bytes) = self.source.in_memory(range.clone()) {
            return Ok(Block::Lent(bytes));
        }
        let mut bytes = match old {
            Block::Lent(_) => Vec::new(),
            Block::Read(bytes) => bytes,
        };
        bytes.resize(to_usize(range.end.saturating_sub(range.start)), 0);
        read_into(self.source, range.start, &mut bytes)?;
        Ok(Block::Read(bytes))
    }
}

/// The bytes of `range`, which the caller has bounded.
pub(crate) fn read_range(source: &dyn ReadAt, range: Range<u64>) -> Result<Vec<u8>, Error> {
    let end = range.end.min(source.len());
    let mut bytes = vec![0; to_usize(end.saturating_sub(range.start))];
    read_into(source, range.start, &mut bytes)?;
    Ok(bytes)
}

fn read_into(source: &dyn ReadAt, offset: u64, buffer: &mut [u8]) -> Result<(), Error> {
    if buffer.is_empty() {
        return Ok(());
    }
    source.read_exact_at(offset, buffer).map_err(|source| {
        // A limit comes through `ReadAt` as an error of the medium.
        match source.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(error @ Error::TooMuchRead { .. }) => error.clone(),
            _ => Error::Read {
                offset,
                source: source.into(),
            },
        }
    })
}

/// A length in memory as a file offset; no supported platform has more than 64 bits.
pub(crate) fn to_u64(value: usize) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

/// A bounded file length as a length in memory.
pub(crate) fn to_usize(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}
