//! Tokens of PDF syntax with their exact place (ISO 32000-2, 7.2 and 7.3).
//!
//! Tolerant where readers agree on what was meant: stray signs in numbers, a missing last digit of
//! a hexadecimal string. Knows nothing of objects: that is [`crate::parser`].

use std::ops::Range;

use crate::cursor::Cursor;
use crate::error::Error;
use crate::limits::Limits;
use crate::object::{Name, PdfString};
use crate::read_at::ReadAt;

/// One token.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    /// The end of the bytes.
    End,
    Integer(i64),
    Real(f64),
    String(PdfString),
    Name(Name),
    ArrayOpen,
    ArrayClose,
    DictionaryOpen,
    DictionaryClose,
    /// Any other run of regular characters, such as `obj`, `R`, `true`.
    Keyword(Name),
}

impl Token {
    pub(crate) fn is_keyword(&self, keyword: &[u8]) -> bool {
        matches!(self, Self::Keyword(found) if found.as_bytes() == keyword)
    }
}

/// Takes tokens from a file, or from decoded data in memory.
pub(crate) struct Lexer<'a> {
    pub(crate) cursor: Cursor<'a>,
    limits: &'a Limits,
    span: Range<u64>,
    /// The last run of regular characters, kept for its memory.
    run: Vec<u8>,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(source: &'a dyn ReadAt, position: u64, limits: &'a Limits) -> Self {
        Self::over(Cursor::new(source, position), limits)
    }

    pub(crate) fn over(cursor: Cursor<'a>, limits: &'a Limits) -> Self {
        let position = cursor.position();
        Self {
            cursor,
            limits,
            span: position..position,
            run: Vec::new(),
        }
    }

    /// Where the last token stands.
    pub(crate) fn span(&self) -> Range<u64> {
        self.span.clone()
    }

    pub(crate) fn limits(&self) -> &'a Limits {
        self.limits
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Result<Token, Error> {
        self.skip_space()?;
        let start = self.cursor.position();
        let token = self.token()?;
        self.span = start..self.cursor.position();
        Ok(token)
    }

    /// Goes back to where [`Cursor::position`] and [`Self::span`] once were.
    pub(crate) fn rewind(&mut self, position: u64, span: Range<u64>) {
        self.cursor.seek(position);
        self.span = span;
    }

    /// Goes past white space and comments (7.2.3, 7.2.4).
    pub(crate) fn skip_space(&mut self) -> Result<(), Error> {
        loop {
            let rest = self.cursor.rest()?;
            let spaces = rest.iter().take_while(|byte| is_space(**byte)).count();
            let stop = rest.get(spaces).copied();
            let ended = rest.is_empty();
            self.cursor.advance(spaces);
            match stop {
                Some(b'%') => {
                    while !matches!(self.cursor.peek()?, None | Some(b'\r' | b'\n')) {
                        self.cursor.skip();
                    }
                }
                None if !ended => {}
                _ => return Ok(()),
            }
        }
    }

    /// Whether what stands behind an integer shows at a glance that it is no reference: something
    /// other than another integer and `R`. Most integers of a document are such.
    pub(crate) fn is_no_reference(&mut self) -> bool {
        let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let spaces = |text: &[u8]| text.iter().take_while(|byte| is_space(**byte)).count();
        let Ok(rest) = self.cursor.rest() else {
            return false;
        };
        let (_, rest) = rest.split_at(spaces(rest));
        let (generation, rest) = rest.split_at(digits(rest));
        let (between, rest) = rest.split_at(spaces(rest));
        // A sign may belong to a number, a comment hides what follows: both are for the parser.
        match (rest.first(), generation.is_empty() || between.is_empty()) {
            (None | Some(b'%' | b'+' | b'-' | b'.'), _) => false,
            (Some(byte), true) => !byte.is_ascii_digit(),
            (Some(byte), false) => *byte != b'R',
        }
    }

    fn token(&mut self) -> Result<Token, Error> {
        let Some(byte) = self.cursor.peek()? else {
            return Ok(Token::End);
        };
        if is_regular(byte) {
            return self.number_or_keyword();
        }
        self.cursor.skip();
        match byte {
            b'[' => Ok(Token::ArrayOpen),
            b']' => Ok(Token::ArrayClose),
            b'/' => self.name(),
            b'(' => self.literal_string(),
            b'<' if self.cursor.peek()? == Some(b'<') => {
                self.cursor.skip();
                Ok(Token::DictionaryOpen)
            }
            b'<' => self.hexadecimal_string(),
            b'>' if self.cursor.peek()? == Some(b'>') => {
                self.cursor.skip();
                Ok(Token::DictionaryClose)
            }
            other => Ok(Token::Keyword(Name::new([other]))),
        }
    }

    fn number_or_keyword(&mut self) -> Result<Token, Error> {
        self.regular_run()?;
        if let Some(value) = plain_integer(&self.run) {
            return Ok(Token::Integer(value));
        }
        if self
            .run
            .first()
            .is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.'))
            && let Some(number) = parse_number(&self.run)
        {
            return Ok(number);
        }
        Ok(Token::Keyword(Name::new(&self.run)))
    }

    /// Takes regular characters into [`Self::run`].
    fn regular_run(&mut self) -> Result<(), Error> {
        let start = self.cursor.position();
        self.run.clear();
        loop {
            let rest = self.cursor.rest()?;
            let length = rest.iter().take_while(|byte| is_regular(**byte)).count();
            let ended = length < rest.len() || rest.is_empty();
            let (run, _) = rest.split_at(length);
            self.run.extend_from_slice(run);
            self.cursor.advance(length);
            if self.run.len() > self.limits.name {
                return Err(Error::NameTooLong {
                    offset: start,
                    limit: self.limits.name,
                });
            }
            if ended {
                return Ok(());
            }
        }
    }

    /// A name behind its slash, its `#xx` resolved; a `#` without two digits stands for itself.
    fn name(&mut self) -> Result<Token, Error> {
        self.regular_run()?;
        if !self.run.contains(&b'#') {
            return Ok(Token::Name(Name::new(&self.run)));
        }
        let mut bytes = Vec::with_capacity(self.run.len());
        let mut rest = self.run.as_slice();
        while let [first, tail @ ..] = rest {
            if let (b'#', [high, low, after @ ..]) = (first, tail)
                && let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low))
            {
                bytes.push(high << 4 | low);
                rest = after;
            } else {
                bytes.push(*first);
                rest = tail;
            }
        }
        Ok(Token::Name(Name::new(bytes)))
    }

    /// A string behind its opening parenthesis (7.3.4.2).
    fn literal_string(&mut self) -> Result<Token, Error> {
        let start = self.cursor.position();
        let mut bytes = Vec::new();
        let mut open = 0_u64;
        loop {
            let Some(byte) = self.cursor.next()? else {
                return Err(Error::Syntax {
                    offset: start,
                    expected: "the end of a string",
                });
            };
            match byte {
                b'(' => open += 1,
                b')' if open == 0 => break,
                b')' => open -= 1,
                b'\\' => {
                    bytes.extend(self.escape()?);
                    continue;
                }
                // 7.3.4.2: an end of line inside a string reads as one line feed.
                b'\r' => {
                    self.skip_line_feed()?;
                    bytes.push(b'\n');
                    continue;
                }
                _ => {}
            }
            bytes.push(byte);
            self.check_string(start, bytes.len())?;
        }
        Ok(Token::String(PdfString {
            bytes,
            hexadecimal: false,
        }))
    }

    /// What a backslash and the bytes behind it stand for.
    fn escape(&mut self) -> Result<Option<u8>, Error> {
        let Some(byte) = self.cursor.next()? else {
            return Ok(None);
        };
        Ok(match byte {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' => Some(8),
            b'f' => Some(12),
            b'\n' => None,
            b'\r' => {
                self.skip_line_feed()?;
                None
            }
            b'0'..=b'7' => Some(self.octal(byte - b'0')?),
            other => Some(other),
        })
    }

    /// Up to two more octal digits; overflow of the byte is ignored (7.3.4.2).
    fn octal(&mut self, first: u8) -> Result<u8, Error> {
        let mut value = first;
        for _ in 0..2 {
            let Some(digit @ b'0'..=b'7') = self.cursor.peek()? else {
                break;
            };
            self.cursor.skip();
            value = value.wrapping_mul(8).wrapping_add(digit - b'0');
        }
        Ok(value)
    }

    fn skip_line_feed(&mut self) -> Result<(), Error> {
        if self.cursor.peek()? == Some(b'\n') {
            self.cursor.skip();
        }
        Ok(())
    }

    /// A string behind its opening angle bracket (7.3.4.3).
    fn hexadecimal_string(&mut self) -> Result<Token, Error> {
        let start = self.cursor.position();
        let mut digits = HexDigits::default();
        loop {
            let rest = self.cursor.rest()?;
            if rest.is_empty() {
                return Err(Error::Syntax {
                    offset: start,
                    expected: "the end of a string",
                });
            }
            let taken = digits.take(rest);
            let stop = rest.get(taken).copied();
            self.cursor.advance(taken);
            self.check_string(start, digits.bytes.len())?;
            match stop {
                None => {}
                Some(b'>') => {
                    self.cursor.skip();
                    break;
                }
                Some(_) => {
                    return Err(Error::Syntax {
                        offset: self.cursor.position(),
                        expected: "a hexadecimal digit",
                    });
                }
            }
        }
        Ok(Token::String(PdfString {
            bytes: digits.finish(),
            hexadecimal: true,
        }))
    }

    fn check_string(&self, start: u64, length: usize) -> Result<(), Error> {
        if length > self.limits.string {
            return Err(Error::StringTooLong {
                offset: start,
                limit: self.limits.string,
            });
        }
        Ok(())
    }
}

/// Hexadecimal digits looked at together.
const HEX_BLOCK: usize = 32;

/// Bytes from hexadecimal digits. Most bytes of a signed file that have to be parsed at all are
/// such digits, so they are taken a block at a time.
#[derive(Default)]
struct HexDigits {
    bytes: Vec<u8>,
    high: Option<u8>,
}

impl HexDigits {
    /// Takes digits and white space; gives the number of bytes that were either.
    fn take(&mut self, text: &[u8]) -> usize {
        let end = memchr::memchr(b'>', text);
        self.bytes.reserve(end.unwrap_or(text.len()) / 2);
        let paired = match self.high {
            None => self.pairs(text),
            Some(_) => 0,
        };
        for (at, byte) in text.iter().enumerate().skip(paired) {
            match (hex_digit(*byte), self.high) {
                (Some(digit), None) => self.high = Some(digit),
                (Some(digit), Some(high)) => {
                    self.bytes.push(high << 4 | digit);
                    self.high = None;
                }
                (None, _) if is_space(*byte) => {}
                (None, _) => return at,
            }
        }
        text.len()
    }

    /// Takes digits as long as there are two of them side by side, as nearly all are; gives their
    /// number. Whole blocks first: what is wrong with one is found by going through it again.
    fn pairs(&mut self, text: &[u8]) -> usize {
        let before = self.bytes.len();
        let (blocks, _) = text.as_chunks::<HEX_BLOCK>();
        for block in blocks {
            let (pairs, _) = block.as_chunks::<2>();
            let mut bytes = [0; HEX_BLOCK / 2];
            let mut all_digits = true;
            for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
                let ((high, is_high), (low, is_low)) = (hex_value(*high), hex_value(*low));
                *byte = high << 4 | low;
                all_digits &= is_high & is_low;
            }
            if !all_digits {
                break;
            }
            self.bytes.extend_from_slice(&bytes);
        }
        let taken = (self.bytes.len() - before) * 2;
        let rest = text.get(taken..).unwrap_or_default();
        self.bytes.extend(rest.chunks_exact(2).map_while(|pair| {
            let [high, low] = pair else { return None };
            Some(hex_digit(*high)? << 4 | hex_digit(*low)?)
        }));
        (self.bytes.len() - before) * 2
    }

    /// The bytes; a missing last digit is 0 (7.3.4.3).
    fn finish(mut self) -> Vec<u8> {
        self.bytes.extend(self.high.map(|high| high << 4));
        self.bytes
    }
}

/// The bytes of a hexadecimal string, given without its angle brackets (7.3.4.3); none if there is
/// anything in it but digits and white space.
#[must_use]
pub fn hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    let mut digits = HexDigits::default();
    (digits.take(text) == text.len()).then(|| digits.finish())
}

/// White space (7.2.3, table 1).
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

/// Neither white space nor a delimiter (7.2.3, table 2).
pub(crate) fn is_regular(byte: u8) -> bool {
    !is_space(byte)
        && !matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}

/// The value of a hexadecimal digit.
pub(crate) fn hex_digit(byte: u8) -> Option<u8> {
    let (value, is_digit) = hex_value(byte);
    is_digit.then_some(value)
}

/// The value of a hexadecimal digit, and whether it is one. Digits and letters come as if by chance,
/// so that a branch on which of them it is would cost more than computing both.
fn hex_value(byte: u8) -> (u8, bool) {
    let digit = byte.wrapping_sub(b'0');
    let letter = (byte | 0x20).wrapping_sub(b'a');
    let value = if letter < 6 { letter + 10 } else { digit };
    (value, letter < 6 || digit < 10)
}

/// An integer of nothing but digits, as nearly all are, unless it may be too large.
pub(crate) fn plain_integer(run: &[u8]) -> Option<i64> {
    const SURELY_FIT: usize = 18;
    let value = run.iter().try_fold(0_i64, |value, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| value.wrapping_mul(10).wrapping_add(digit.into()))
    });
    value.filter(|_| (1..=SURELY_FIT).contains(&run.len()))
}

/// A number (7.3.3). Doubled signs, which some producers write, count once; an integer too large
/// for 64 bits becomes a real.
fn parse_number(run: &[u8]) -> Option<Token> {
    let signs = run
        .iter()
        .take_while(|byte| matches!(byte, b'+' | b'-'))
        .count();
    let (signs, digits) = run.split_at(signs);
    let negative = signs.contains(&b'-');
    let dots = digits.iter().filter(|byte| **byte == b'.').count();
    let plain = digits
        .iter()
        .all(|byte| byte.is_ascii_digit() || *byte == b'.');
    if !plain || dots > 1 || digits.len() == dots {
        return None;
    }
    let text = std::str::from_utf8(digits).ok()?;
    if dots == 0
        && let Ok(value) = text.parse::<i64>()
    {
        return Some(Token::Integer(if negative { -value } else { value }));
    }
    let value: f64 = text.parse().ok()?;
    Some(Token::Real(if negative { -value } else { value }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token> {
        let source = text.as_bytes().to_vec();
        let limits = Limits::default();
        let mut lexer = Lexer::new(&source, 0, &limits);
        let mut all = Vec::new();
        loop {
            match lexer.next().unwrap() {
                Token::End => return all,
                token => all.push(token),
            }
        }
    }

    fn string(text: &str) -> Vec<u8> {
        match tokens(text).as_slice() {
            [Token::String(string)] => string.bytes.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn numbers_as_producers_write_them() {
        assert_eq!(
            tokens("0 -17 +3 4. .5 -.5 --6 99999999999999999999"),
            [
                Token::Integer(0),
                Token::Integer(-17),
                Token::Integer(3),
                Token::Real(4.0),
                Token::Real(0.5),
                Token::Real(-0.5),
                Token::Integer(-6),
                Token::Real(1e20),
            ]
        );
        assert_eq!(
            tokens("1e5 . -"),
            [
                Token::Keyword(Name::new("1e5")),
                Token::Keyword(Name::new(".")),
                Token::Keyword(Name::new("-"))
            ]
        );
    }

    #[test]
    fn strings_with_every_escape() {
        assert_eq!(string(r"(a\(b\)c(d)\\\101\53\7\n)"), b"a(b)c(d)\\A+\x07\n");
        assert_eq!(string("(a\\\r\nb\r\nc\rd)"), b"ab\nc\nd");
        assert_eq!(string("<48 65\n6C6c6F7>"), b"Hellop");
        assert_eq!(string("()"), b"");
    }

    #[test]
    fn names_with_escapes() {
        assert_eq!(
            tokens("/A#20B /C#2 / /D#zz%comment\n/E"),
            [
                Token::Name(Name::new("A B")),
                Token::Name(Name::new("C#2")),
                Token::Name(Name::new("")),
                Token::Name(Name::new("D#zz")),
                Token::Name(Name::new("E")),
            ]
        );
    }

    #[test]
    fn spans_are_exact_across_blocks() {
        let mut bytes = vec![b' '; 2040];
        bytes.extend_from_slice(b"<</Contents <0011> >>");
        let limits = Limits::default();
        let mut lexer = Lexer::new(&bytes, 0, &limits);
        let expected = [2040..2042, 2042..2051, 2052..2058, 2059..2061];
        for span in expected {
            lexer.next().unwrap();
            assert_eq!(lexer.span(), span);
        }
    }

    #[test]
    fn an_endless_string_is_an_error_and_a_long_one_meets_its_limit() {
        let limits = Limits {
            string: 4,
            name: 4,
            ..Limits::default()
        };
        let code = |text: &str| {
            let source = text.as_bytes().to_vec();
            Lexer::new(&source, 0, &limits).next().unwrap_err().code()
        };
        assert_eq!(code("(abc"), "pdf-syntax");
        assert_eq!(code("<00"), "pdf-syntax");
        assert_eq!(code("<0x>"), "pdf-syntax");
        assert_eq!(code("(abcdef)"), "pdf-string-too-long");
        assert_eq!(code("/abcdef"), "pdf-name-too-long");
    }
}
