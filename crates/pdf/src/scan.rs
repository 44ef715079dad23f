//! Search for a few bytes in a file, block by block.

use std::ops::Range;

use memchr::memmem;

use crate::cursor::{read_range, to_u64};
use crate::error::Error;
use crate::read_at::ReadAt;

/// A search begins with a small block, since what is sought is often near, and doubles it.
const FIRST_BLOCK: u64 = 512;
const BLOCK: u64 = 64 << 10;

/// The first place of `needle` inside `range`.
pub(crate) fn find(
    source: &dyn ReadAt,
    needle: &[u8],
    range: Range<u64>,
) -> Result<Option<u64>, Error> {
    let end = range.end.min(source.len());
    let mut start = range.start;
    let mut size = FIRST_BLOCK;
    while start < end {
        let stop = start.saturating_add(size).min(end);
        // The last bytes of a block may begin the needle.
        let overlap = stop
            .saturating_add(to_u64(needle.len()).saturating_sub(1))
            .min(end);
        let block = read_range(source, start..overlap)?;
        if let Some(at) = memmem::find(&block, needle) {
            return Ok(Some(start.saturating_add(to_u64(at))));
        }
        start = stop;
        size = BLOCK.min(size * 2);
    }
    Ok(None)
}

/// The last place of `needle` inside `range`.
pub(crate) fn find_last(
    source: &dyn ReadAt,
    needle: &[u8],
    range: Range<u64>,
) -> Result<Option<u64>, Error> {
    let end = range.end.min(source.len());
    let mut stop = end;
    while stop > range.start {
        let start = stop.saturating_sub(BLOCK).max(range.start);
        let overlap = stop
            .saturating_add(to_u64(needle.len()).saturating_sub(1))
            .min(end);
        let block = read_range(source, start..overlap)?;
        if let Some(at) = memmem::rfind(&block, needle) {
            return Ok(Some(start.saturating_add(to_u64(at))));
        }
        stop = start;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_across_the_border_of_two_blocks() {
        let mut bytes = vec![b'.'; 200_000];
        for at in [65_533, 130_000] {
            bytes.splice(at..at + 9, *b"startxref");
        }
        let all = 0..200_000;
        assert_eq!(
            find(&bytes, b"startxref", all.clone()).unwrap(),
            Some(65_533)
        );
        assert_eq!(find_last(&bytes, b"startxref", all).unwrap(), Some(130_000));
        assert_eq!(
            find_last(&bytes, b"startxref", 0..130_008).unwrap(),
            Some(65_533)
        );
        assert_eq!(find(&bytes, b"startxref", 130_001..200_000).unwrap(), None);
    }
}
