//! Where the data of a stream end (ISO 32000-2, 7.3.8).

use std::ops::Range;

use crate::cursor::Cursor;
use crate::error::Error;
use crate::lexer::{Lexer, Token};
use crate::limits::Limits;
use crate::read_at::ReadAt;
use crate::scan;

/// The data of a stream and what follows them.
pub(crate) struct Extent {
    /// The data.
    pub(crate) data: Range<u64>,
    /// Behind `endobj`, or behind `endstream` if there is no `endobj`.
    pub(crate) end: u64,
    /// Whether `endobj` is where it should be.
    pub(crate) terminated: bool,
    /// Whether `/Length` says the truth.
    pub(crate) length_right: bool,
}

/// The end of the data that begin at `start`.
///
/// If `endstream` does not stand behind `length` bytes, the first `endstream` before `bound` ends
/// the data, as in other readers. `bound` is where the next object begins, so that a file full of
/// wrong lengths is not scanned over and over.
pub(crate) fn find(
    source: &dyn ReadAt,
    limits: &Limits,
    start: u64,
    length: Option<u64>,
    bound: u64,
) -> Result<Extent, Error> {
    if let Some(extent) = stated(source, limits, start, length) {
        return Ok(extent);
    }
    let word = scan::find(source, b"endstream", start..bound)?
        .ok_or(Error::UnterminatedStream { offset: start })?;
    let (stop, terminated) = end_words(source, limits, word).unwrap_or((word, false));
    let end = before_line_end(source, start, word)?;
    Ok(Extent {
        data: start..end,
        end: stop,
        terminated,
        length_right: false,
    })
}

/// The end of the data as `length` says, if `endstream` stands there.
pub(crate) fn stated(
    source: &dyn ReadAt,
    limits: &Limits,
    start: u64,
    length: Option<u64>,
) -> Option<Extent> {
    let end = start
        .checked_add(length?)
        .filter(|end| *end <= source.len())?;
    let (stop, terminated) = end_words(source, limits, end)?;
    Some(Extent {
        data: start..end,
        end: stop,
        terminated,
        length_right: true,
    })
}

/// The end of `endstream endobj` if it stands at `position`, and whether `endobj` does.
fn end_words(source: &dyn ReadAt, limits: &Limits, position: u64) -> Option<(u64, bool)> {
    let mut lexer = Lexer::new(source, position, limits);
    let Ok(Token::Keyword(word)) = lexer.next() else {
        return None;
    };
    if word == "endstreamendobj" {
        return Some((lexer.span().end, true));
    }
    if word != "endstream" {
        return None;
    }
    let end = lexer.span().end;
    match lexer.next() {
        Ok(token) if token.is_keyword(b"endobj") => Some((lexer.span().end, true)),
        _ => Some((end, false)),
    }
}

/// The line end before `endstream` is not part of the data.
fn before_line_end(source: &dyn ReadAt, start: u64, word: u64) -> Result<u64, Error> {
    let from = word.saturating_sub(2).max(start);
    let mut cursor = Cursor::until(source, from, word);
    let mut tail = Vec::new();
    while let Some(byte) = cursor.next()? {
        tail.push(byte);
    }
    let line_end = match tail.as_slice() {
        [b'\r', b'\n'] => 2,
        [.., b'\r' | b'\n'] => 1,
        _ => 0,
    };
    Ok(word - line_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, length: Option<u64>) -> (Range<u64>, u64, bool, bool) {
        let source = text.as_bytes().to_vec();
        let found = find(&source, &Limits::default(), 0, length, ReadAt::len(&source)).unwrap();
        (found.data, found.end, found.terminated, found.length_right)
    }

    #[test]
    fn a_wrong_length_is_mended_and_seen() {
        assert_eq!(
            check("abc\nendstream\nendobj ", Some(3)),
            (0..3, 20, true, true)
        );
        assert_eq!(
            check("abc\r\nendstream endobj", Some(99)),
            (0..3, 21, true, false)
        );
        assert_eq!(
            check("abc\nendstream 7 0 obj", None),
            (0..3, 13, false, false)
        );
        assert_eq!(check("abcendstreamendobj", Some(3)), (0..3, 18, true, true));
        assert_eq!(check("endstream", Some(7)), (0..0, 9, false, false));
    }

    #[test]
    fn without_an_end_there_is_an_error() {
        let source = b"abc endobj endstream".to_vec();
        let found = find(&source, &Limits::default(), 0, Some(3), 10);
        assert_eq!(
            found.err().map(|error| error.code()),
            Some("pdf-unterminated-stream")
        );
    }
}
