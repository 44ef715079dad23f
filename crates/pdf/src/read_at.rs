//! Random access to the bytes of a file, wherever they lie.

use std::io;
use std::ops::Range;
use std::sync::Arc;

/// Bytes that can be read at any position, by several readers at once.
///
/// The length is fixed for as long as the value lives: whoever implements this for something that
/// can shrink (a file another program may truncate) returns an error from [`Self::read_exact_at`].
pub trait ReadAt: Send + Sync {
    /// The number of bytes.
    fn len(&self) -> u64;

    /// Whether there are no bytes at all.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills `buffer` with the bytes that begin at `offset`.
    ///
    /// # Errors
    /// [`io::ErrorKind::UnexpectedEof`] when the range ends behind [`Self::len`]; any other error
    /// comes from the medium.
    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()>;

    /// The bytes of a range themselves, where they lie in memory anyway: whoever hashes a whole
    /// file need not copy it first.
    fn in_memory(&self, _range: Range<u64>) -> Option<&[u8]> {
        None
    }
}

impl ReadAt for [u8] {
    fn len(&self) -> u64 {
        u64::try_from(<[u8]>::len(self)).unwrap_or(u64::MAX)
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let end = offset.checked_add(ReadAt::len(buffer));
        match end.and_then(|end| self.in_memory(offset..end)) {
            Some(bytes) => {
                buffer.copy_from_slice(bytes);
                Ok(())
            }
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn in_memory(&self, range: Range<u64>) -> Option<&[u8]> {
        let range = usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?;
        self.get(range)
    }
}

impl ReadAt for Vec<u8> {
    fn len(&self) -> u64 {
        ReadAt::len(self.as_slice())
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.as_slice().read_exact_at(offset, buffer)
    }

    fn in_memory(&self, range: Range<u64>) -> Option<&[u8]> {
        self.as_slice().in_memory(range)
    }
}

impl<T: ReadAt + ?Sized> ReadAt for Arc<T> {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        (**self).read_exact_at(offset, buffer)
    }

    fn in_memory(&self, range: Range<u64>) -> Option<&[u8]> {
        (**self).in_memory(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_behind_the_end_is_an_error() {
        let bytes = b"0123456789".to_vec();
        let mut buffer = [0; 4];
        assert!(bytes.read_exact_at(6, &mut buffer).is_ok());
        assert_eq!(&buffer, b"6789");
        assert!(bytes.read_exact_at(7, &mut buffer).is_err());
        assert!(bytes.read_exact_at(u64::MAX, &mut buffer).is_err());
    }
}
