//! Cross-reference tables (ISO 32000-2, 7.5.4) and the trailer behind them (7.5.5).

use crate::error::Error;
use crate::lexer::{Token, plain_integer};
use crate::object::Object;
use crate::parser::Parser;
use crate::revision::{Entry, XrefStyle};
use crate::xref::Section;

/// Reads the table whose `xref` has just been taken from `parser`.
///
/// Read token by token, so that lines of 19 bytes, which some writers make, do no harm. `budget`
/// is the number of entries the file may still have.
pub(super) fn read(
    parser: &mut Parser<'_>,
    offset: u64,
    base: u64,
    budget: &mut super::chain::Budget,
) -> Result<Section, Error> {
    let mut entries = Vec::new();
    loop {
        match parser.lexer.next()? {
            Token::Integer(first) => {
                let Token::Integer(count) = parser.lexer.next()? else {
                    return Err(bad(offset, "a subsection without a count"));
                };
                subsection(parser, offset, base, (first, count), &mut entries, budget)?;
            }
            token if token.is_keyword(b"trailer") => break,
            _ => return Err(bad(offset, "neither a subsection nor a trailer")),
        }
    }
    let Object::Dictionary(trailer) = parser.object()? else {
        return Err(bad(offset, "no trailer dictionary"));
    };
    Ok(Section {
        offset,
        style: XrefStyle::Table,
        trailer,
        entries,
        hidden: Vec::new(),
        beside: None,
        end: parser.lexer.span().end,
    })
}

fn subsection(
    parser: &mut Parser<'_>,
    offset: u64,
    base: u64,
    (first, count): (i64, i64),
    entries: &mut Vec<(u32, Entry)>,
    budget: &mut super::chain::Budget,
) -> Result<(), Error> {
    let range = || Some((u32::try_from(first).ok()?, u32::try_from(count).ok()?));
    let (mut first, count) = range().ok_or(bad(offset, "impossible subsection"))?;
    for index in 0..count {
        budget.spend()?;
        let entry = entry(parser, offset, base)?;
        // A widespread mistake: the head of the free list is listed as object 1.
        if index == 0
            && first == 1
            && entry
                == (Entry::Free {
                    generation: u16::MAX,
                })
        {
            first = 0;
        }
        let number = first
            .checked_add(index)
            .ok_or(bad(offset, "an object number is too large"))?;
        entries.push((number, entry));
    }
    Ok(())
}

fn entry(parser: &mut Parser<'_>, offset: u64, base: u64) -> Result<Entry, Error> {
    parser.lexer.skip_space()?;
    let (place, generation, kind) = match plain_line(parser.lexer.cursor.rest()?) {
        Some(line) => {
            parser.lexer.cursor.advance(LINE);
            line
        }
        None => tokens(parser, offset)?,
    };
    let place = u64::try_from(place).map_err(|_| bad(offset, "a negative offset"))?;
    // Generations above 65535 are met in free entries only; they are as good as the highest.
    let generation = u16::try_from(generation).unwrap_or(u16::MAX);
    match kind {
        // No object can be at the header; writers that mean "unused" write this.
        b'n' if place == 0 => Ok(Entry::Free { generation }),
        b'n' => Ok(Entry::InFile {
            offset: place.saturating_add(base),
            generation,
        }),
        b'f' => Ok(Entry::Free { generation }),
        _ => Err(bad(offset, "an entry is neither in use nor free")),
    }
}

/// The bytes of a line as the standard has it, without its end.
const LINE: usize = 18;

/// Place, generation and kind from a line of exactly the form that 7.5.4 prescribes, as nearly all
/// are, with its end at hand.
fn plain_line(text: &[u8]) -> Option<(i64, i64, u8)> {
    let (place, rest) = text.split_at_checked(10)?;
    let (generation, rest) = rest.strip_prefix(b" ")?.split_at_checked(5)?;
    let [b' ', kind, b' ' | b'\r' | b'\n', ..] = rest else {
        return None;
    };
    Some((plain_integer(place)?, plain_integer(generation)?, *kind))
}

fn tokens(parser: &mut Parser<'_>, offset: u64) -> Result<(i64, i64, u8), Error> {
    let tokens = (
        parser.lexer.next()?,
        parser.lexer.next()?,
        parser.lexer.next()?,
    );
    match tokens {
        (Token::Integer(place), Token::Integer(generation), Token::Keyword(kind)) => {
            let kind = match kind.as_bytes() {
                [kind] => *kind,
                _ => 0,
            };
            Ok((place, generation, kind))
        }
        _ => Err(bad(offset, "an entry is not an entry")),
    }
}

fn bad(offset: u64, reason: &'static str) -> Error {
    Error::BadXref { offset, reason }
}
