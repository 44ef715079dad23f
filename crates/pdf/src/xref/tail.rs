//! The end of a revision: `startxref`, its offset and `%%EOF` (ISO 32000-2, 7.5.5).

use std::ops::Range;

use crate::cursor::Cursor;
use crate::error::Error;
use crate::lexer::{Lexer, Token};
use crate::limits::Limits;
use crate::read_at::ReadAt;
use crate::scan;

/// How far from the end `startxref` is looked for. The standard says the last 1024 bytes; junk
/// behind the end is met in real files and is a fact, not a failure.
const SEARCHED: u64 = 1 << 20;

/// The end of a revision.
#[derive(Clone, Debug)]
pub(crate) struct Tail {
    /// Where `startxref` stands.
    pub(crate) start: u64,
    /// The number behind it.
    pub(crate) startxref: u64,
    /// Just behind `%%EOF`; without one, behind the number.
    pub(crate) marker_end: u64,
    /// Behind the line end too.
    pub(crate) end: u64,
}

/// The last tail of the file.
pub(crate) fn last_startxref(source: &dyn ReadAt, limits: &Limits) -> Result<Tail, Error> {
    let range = source.len().saturating_sub(SEARCHED)..source.len();
    let position = scan::find_last(source, b"startxref", range)?.ok_or(Error::NoStartXref)?;
    read(source, position, limits)?.ok_or(Error::NoStartXref)
}

/// The last tail that begins before `end`: that of the revision before the one that begins there.
pub(super) fn last_before(
    source: &dyn ReadAt,
    end: u64,
    limits: &Limits,
) -> Result<Option<Tail>, Error> {
    let range = end.saturating_sub(SEARCHED)..end;
    match scan::find_last(source, b"startxref", range)? {
        Some(position) => read(source, position, limits),
        None => Ok(None),
    }
}

/// The first tail in `range`.
pub(super) fn first(
    source: &dyn ReadAt,
    range: Range<u64>,
    limits: &Limits,
) -> Result<Option<Tail>, Error> {
    match scan::find(source, b"startxref", range)? {
        Some(position) => read(source, position, limits),
        None => Ok(None),
    }
}

fn read(source: &dyn ReadAt, position: u64, limits: &Limits) -> Result<Option<Tail>, Error> {
    let mut lexer = Lexer::new(source, position, limits);
    let is_word = lexer.next()?.is_keyword(b"startxref");
    let Ok(Token::Integer(offset)) = lexer.next() else {
        return Ok(None);
    };
    let Some(startxref) = u64::try_from(offset).ok().filter(|_| is_word) else {
        return Ok(None);
    };
    let (marker_end, end) = marker(source, lexer.span().end)?;
    Ok(Some(Tail {
        start: position,
        startxref,
        marker_end,
        end,
    }))
}

/// The ends of `%%EOF` that stands behind `position`, without and with its line end.
fn marker(source: &dyn ReadAt, position: u64) -> Result<(u64, u64), Error> {
    let mut cursor = Cursor::new(source, position);
    while cursor.peek()?.is_some_and(crate::lexer::is_space) {
        cursor.skip();
    }
    for expected in b"%%EOF" {
        if cursor.next()? != Some(*expected) {
            return Ok((position, position));
        }
    }
    let marker_end = cursor.position();
    if cursor.peek()? == Some(b'\r') {
        cursor.skip();
    }
    if cursor.peek()? == Some(b'\n') {
        cursor.skip();
    }
    Ok((marker_end, cursor.position()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(text: &str) -> Option<(u64, u64, u64)> {
        let source = text.as_bytes().to_vec();
        let tail = last_startxref(&source, &Limits::default()).ok()?;
        Some((tail.startxref, tail.marker_end, tail.end))
    }

    #[test]
    fn every_line_end_belongs_to_the_revision() {
        assert_eq!(last("startxref\n12\n%%EOF"), Some((12, 18, 18)));
        assert_eq!(last("startxref\n12\n%%EOF\n"), Some((12, 18, 19)));
        assert_eq!(last("startxref\r\n12\r\n%%EOF\r\n"), Some((12, 20, 22)));
        assert_eq!(last("startxref 12 %%EOF\rjunk"), Some((12, 18, 19)));
    }

    #[test]
    fn a_tail_without_marker_or_number() {
        assert_eq!(last("startxref\n12\n"), Some((12, 12, 12)));
        assert_eq!(last("startxref\n%%EOF"), None);
        assert_eq!(last("startxref\n-5\n%%EOF"), None);
        assert_eq!(last("nothing"), None);
    }
}
