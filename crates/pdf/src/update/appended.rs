//! The old file and the tail that makes it a new one.

use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use crate::{Error, ReadAt, serialize};

/// Bytes handed over at once when the signed bytes are read.
const CHUNK: usize = 64 << 10;

/// A file with one revision appended. It reads like any file, so that it can be opened as a
/// [`crate::Document`] before it is stored anywhere.
#[derive(Clone)]
pub struct Appended {
    base: Arc<dyn ReadAt>,
    tail: Vec<u8>,
    signature: Option<SignatureGap>,
}

/// Where the signature of the appended revision is (ISO 32000-2, 12.8.1).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignatureGap {
    /// Offsets of the `/Contents` string in the file, its `<` and `>` included.
    pub contents: Range<u64>,
    /// The `/ByteRange`: everything but [`Self::contents`].
    pub byte_range: [u64; 4],
}

impl SignatureGap {
    /// The bytes of DER that the contents have room for.
    #[must_use]
    pub fn capacity(&self) -> u64 {
        let length = self.contents.end.saturating_sub(self.contents.start);
        length.saturating_sub(2) / 2
    }
}

impl Appended {
    pub(super) fn new(
        base: Arc<dyn ReadAt>,
        tail: Vec<u8>,
        signature: Option<SignatureGap>,
    ) -> Self {
        Self {
            base,
            tail,
            signature,
        }
    }

    /// The same again from saved parts, to go on where another process stopped.
    ///
    /// # Errors
    /// [`Error::NoSignature`] if the parts do not belong together: `signature` is not a string in
    /// `tail` with everything else in its byte range.
    pub fn from_parts(
        base: Arc<dyn ReadAt>,
        tail: Vec<u8>,
        signature: Option<SignatureGap>,
    ) -> Result<Self, Error> {
        let appended = Self::new(base, tail, signature);
        match &appended.signature {
            Some(gap) if !appended.holds(gap) => Err(Error::NoSignature),
            _ => Ok(appended),
        }
    }

    /// Whether `gap` is a hexadecimal string in the tail, and its byte range all the rest.
    fn holds(&self, gap: &SignatureGap) -> bool {
        let Range { start, end } = gap.contents;
        let base = self.base.len();
        let in_tail = |offset: u64| usize::try_from(offset.checked_sub(base)?).ok();
        let token = in_tail(start)
            .zip(in_tail(end))
            .and_then(|(start, end)| self.tail.get(start..end));
        matches!(token, Some([b'<', .., b'>']))
            && gap.byte_range == [0, start, end, self.len().saturating_sub(end)]
    }

    /// The old bytes.
    #[must_use]
    pub fn base(&self) -> &Arc<dyn ReadAt> {
        &self.base
    }

    /// The new bytes behind them.
    #[must_use]
    pub fn tail(&self) -> &[u8] {
        &self.tail
    }

    /// Where the signature is, if the update had one.
    #[must_use]
    pub fn signature(&self) -> Option<&SignatureGap> {
        self.signature.as_ref()
    }

    /// The two ranges of the file that the signature covers.
    #[must_use]
    pub fn digest_ranges(&self) -> Option<[Range<u64>; 2]> {
        let [start, length, rest, rest_length] = self.signature.as_ref()?.byte_range;
        Some([
            start..start.saturating_add(length),
            rest..rest.saturating_add(rest_length),
        ])
    }

    /// Hands the bytes that the signature covers to `consume`, piece by piece in their order.
    ///
    /// # Errors
    /// [`Error::NoSignature`] if the update had none, [`Error::Read`] if the medium fails.
    pub fn read_signed(&self, mut consume: impl FnMut(&[u8])) -> Result<(), Error> {
        let mut buffer = vec![0; CHUNK];
        for range in self.digest_ranges().ok_or(Error::NoSignature)? {
            let mut offset = range.start;
            while offset < range.end {
                let left = usize::try_from(range.end.saturating_sub(offset)).unwrap_or(CHUNK);
                let piece = buffer.get_mut(..left.min(CHUNK)).unwrap_or_default();
                self.read_exact_at(offset, piece)
                    .map_err(|source| Error::Read {
                        offset,
                        source: Arc::new(source),
                    })?;
                consume(piece);
                offset = offset.saturating_add(ReadAt::len(piece));
            }
        }
        Ok(())
    }

    /// Puts the signature into its place: hexadecimal, zeros behind it.
    ///
    /// # Errors
    /// [`Error::ContentsTooLarge`] if `der` does not fit, and nothing is changed;
    /// [`Error::NoSignature`] if the update had none.
    pub fn fill_contents(&mut self, der: &[u8]) -> Result<(), Error> {
        let gap = self.signature.as_ref().ok_or(Error::NoSignature)?;
        let available = gap.capacity();
        let needed = ReadAt::len(der);
        if needed > available {
            return Err(Error::ContentsTooLarge { needed, available });
        }
        let digits = gap.contents.start.saturating_add(1)..gap.contents.end.saturating_sub(1);
        let in_tail = |offset: u64| usize::try_from(offset.saturating_sub(self.base.len()));
        let (Ok(start), Ok(end)) = (in_tail(digits.start), in_tail(digits.end)) else {
            return Err(Error::NoSignature);
        };
        let mut hex = Vec::with_capacity(der.len().saturating_mul(2));
        serialize::write_hex(&mut hex, der);
        let room = self.tail.get_mut(start..end).unwrap_or_default();
        room.fill(b'0');
        match room.get_mut(..hex.len()) {
            Some(digits) => digits.copy_from_slice(&hex),
            None => return Err(Error::ContentsTooLarge { needed, available }),
        }
        Ok(())
    }
}

impl fmt::Debug for Appended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Appended")
            .field("base", &self.base.len())
            .field("tail", &self.tail.len())
            .field("signature", &self.signature)
            .finish()
    }
}

impl ReadAt for Appended {
    fn len(&self) -> u64 {
        self.base.len().saturating_add(ReadAt::len(&self.tail))
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let base = self.base.len();
        let old = usize::try_from(base.saturating_sub(offset)).unwrap_or(usize::MAX);
        let (old, new) = buffer.split_at_mut(old.min(buffer.len()));
        if !old.is_empty() {
            self.base.read_exact_at(offset, old)?;
        }
        if new.is_empty() && offset <= self.len() {
            return Ok(());
        }
        self.tail.read_exact_at(offset.saturating_sub(base), new)
    }

    /// What lies on one side of the seam.
    fn in_memory(&self, range: Range<u64>) -> Option<&[u8]> {
        let base = self.base.len();
        if range.end <= base {
            return self.base.in_memory(range);
        }
        let start = range.start.checked_sub(base)?;
        self.tail.in_memory(start..range.end.saturating_sub(base))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn appended() -> Appended {
        let gap = SignatureGap {
            contents: 6..14,
            byte_range: [0, 6, 14, 2],
        };
        Appended::new(
            Arc::new(b"old\n".to_vec()),
            b"ab<000000>yz".to_vec(),
            Some(gap),
        )
    }

    #[test]
    fn it_reads_over_the_seam() {
        let file = appended();
        assert_eq!(file.len(), 16);
        let mut all = [0; 16];
        file.read_exact_at(0, &mut all).unwrap();
        assert_eq!(&all, b"old\nab<000000>yz");
        let mut part = [0; 3];
        file.read_exact_at(3, &mut part).unwrap();
        assert_eq!(&part, b"\nab");
        file.read_exact_at(13, &mut part).unwrap();
        assert_eq!(&part, b">yz");
        let lent = |range| ReadAt::in_memory(&file, range);
        assert_eq!(lent(1..4), Some(&b"ld\n"[..]));
        assert_eq!(lent(4..7), Some(&b"ab<"[..]));
        assert_eq!(lent(14..16), Some(&b"yz"[..]));
        assert!(lent(3..5).is_none() && lent(14..17).is_none());
        assert!(file.read_exact_at(14, &mut part).is_err());
        assert!(file.read_exact_at(u64::MAX, &mut part).is_err());
        assert!(file.read_exact_at(16, &mut []).is_ok());
        assert!(file.read_exact_at(17, &mut []).is_err());
    }

    #[test]
    fn the_signed_bytes_leave_out_the_contents() {
        let mut signed: Vec<u8> = Vec::new();
        appended()
            .read_signed(|piece| signed.extend(piece))
            .unwrap();
        assert_eq!(signed, b"old\nabyz");
    }

    #[test]
    fn saved_parts_must_belong_together() {
        let whole = appended();
        let gap = whole.signature().unwrap().clone();
        let again = |tail: &[u8], gap: &SignatureGap| {
            Appended::from_parts(whole.base().clone(), tail.to_vec(), Some(gap.clone()))
        };
        assert!(again(whole.tail(), &gap).is_ok());
        assert!(again(&whole.tail()[1..], &gap).is_err());
        let mut moved = gap.clone();
        moved.contents = 5..14;
        assert!(again(whole.tail(), &moved).is_err());
        let mut short = gap;
        short.byte_range[3] = 1;
        assert!(again(whole.tail(), &short).is_err());
    }

    #[test]
    fn contents_are_padded_or_refused() {
        let mut file = appended();
        file.fill_contents(&[0xab, 1]).unwrap();
        assert_eq!(file.tail(), b"ab<ab0100>yz");
        file.fill_contents(&[7]).unwrap();
        assert_eq!(file.tail(), b"ab<070000>yz");
        let refused = file.fill_contents(&[1, 2, 3, 4]);
        assert!(matches!(
            refused,
            Err(Error::ContentsTooLarge {
                needed: 4,
                available: 3
            })
        ));
        assert_eq!(file.tail(), b"ab<070000>yz");
    }
}
