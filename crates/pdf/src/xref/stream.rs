//! Cross-reference streams (ISO 32000-2, 7.5.8).

use crate::cursor::{read_range, to_u64};
use crate::error::Error;
use crate::extent;
use crate::filter;
use crate::limits::Limits;
use crate::object::{Dictionary, Object};
use crate::parser::Parser;
use crate::read_at::ReadAt;
use crate::revision::{Entry, XrefStyle};
use crate::xref::Section;
use crate::xref::chain::Budget;

/// Reads the cross-reference stream whose `12 0 obj` begins at `offset`.
pub(super) fn read(
    source: &dyn ReadAt,
    offset: u64,
    base: u64,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Section, Error> {
    let found = Parser::new(source, offset, limits).indirect()?;
    let (Object::Dictionary(trailer), Some(start)) = (found.object, found.data_start) else {
        return Err(bad(offset, "neither a table nor a stream"));
    };
    if trailer
        .get("Type")
        .and_then(Object::as_name)
        .is_none_or(|name| name != "XRef")
    {
        return Err(bad(offset, "a stream of another type"));
    }
    let length = trailer.get("Length").and_then(super::whole);
    let extent = extent::find(source, limits, start, length, source.len())?;
    let filters = filter::filters(&trailer, limits.filters, &direct)?;
    let data = budget.decoded(|limit| {
        if extent.data.end.saturating_sub(extent.data.start) > to_u64(limit) {
            return Err(Error::StreamTooLarge { limit });
        }
        filter::decode(&filters, read_range(source, extent.data)?, limit)
    })?;
    let entries = entries(&trailer, &data, offset, base, budget)?;
    Ok(Section {
        offset,
        style: XrefStyle::Stream,
        trailer,
        entries,
        hidden: Vec::new(),
        beside: None,
        end: extent.end,
    })
}

/// The dictionary of a cross-reference stream holds no references that matter (7.5.8.2).
fn direct(object: &Object) -> Result<Object, Error> {
    Ok(object.clone())
}

fn entries(
    dictionary: &Dictionary,
    data: &[u8],
    offset: u64,
    base: u64,
    budget: &mut Budget,
) -> Result<Vec<(u32, Entry)>, Error> {
    let widths = widths(dictionary).ok_or(bad(offset, "no usable /W"))?;
    let mut rows = data.chunks_exact(widths.iter().sum());
    let mut entries = Vec::new();
    for (first, count) in subsections(dictionary, offset)? {
        for (index, row) in (0..count).zip(&mut rows) {
            budget.spend()?;
            let number = first
                .checked_add(index)
                .ok_or(bad(offset, "an object number is too large"))?;
            entries.extend(entry(row, widths, base).map(|entry| (number, entry)));
        }
    }
    Ok(entries)
}

fn widths(dictionary: &Dictionary) -> Option<[usize; 3]> {
    let [a, b, c, ..] = dictionary.get("W")?.as_array()? else {
        return None;
    };
    let width = |value: &Object| {
        usize::try_from(value.as_integer()?)
            .ok()
            .filter(|width| *width <= 8)
    };
    let widths = [width(a)?, width(b)?, width(c)?];
    (widths.iter().sum::<usize>() > 0).then_some(widths)
}

fn subsections(dictionary: &Dictionary, offset: u64) -> Result<Vec<(u32, u32)>, Error> {
    let number = |value: &Object| u32::try_from(value.as_integer()?).ok();
    let Some(index) = dictionary.get("Index") else {
        let size = dictionary.get("Size").and_then(number);
        return Ok(vec![(0, size.ok_or(bad(offset, "no /Size"))?)]);
    };
    index
        .as_array()
        .unwrap_or_default()
        .chunks(2)
        .map(|pair| match pair {
            [first, count] => number(first).zip(number(count)),
            _ => None,
        })
        .map(|pair| pair.ok_or(bad(offset, "no usable /Index")))
        .collect()
}

/// One row (7.5.8.3); a type that is not known is no entry at all.
fn entry(row: &[u8], [a, b, c]: [usize; 3], base: u64) -> Option<Entry> {
    let (kind, rest) = row.split_at_checked(a)?;
    let (second, third) = rest.split_at_checked(b)?;
    let number = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0_u64, |value, byte| value << 8 | u64::from(*byte))
    };
    // A first field of width zero means type 1.
    let kind = if a == 0 { 1 } else { number(kind) };
    let (second, third) = (number(second), number(third.get(..c)?));
    match kind {
        0 => Some(Entry::Free {
            generation: u16::try_from(third).unwrap_or(u16::MAX),
        }),
        1 if second == 0 => Some(Entry::Free { generation: 0 }),
        1 => Some(Entry::InFile {
            offset: second.saturating_add(base),
            generation: u16::try_from(third).ok()?,
        }),
        2 => Some(Entry::InStream {
            stream: u32::try_from(second).ok()?,
            index: u32::try_from(third).ok()?,
        }),
        _ => None,
    }
}

fn bad(offset: u64, reason: &'static str) -> Error {
    Error::BadXref { offset, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_every_type() {
        assert_eq!(
            entry(&[1, 0, 100, 2], [1, 2, 1], 0),
            Some(Entry::InFile {
                offset: 100,
                generation: 2
            })
        );
        assert_eq!(
            entry(&[0, 100, 2], [0, 2, 1], 5),
            Some(Entry::InFile {
                offset: 105,
                generation: 2
            })
        );
        assert_eq!(
            entry(&[2, 0, 9, 3], [1, 2, 1], 7),
            Some(Entry::InStream {
                stream: 9,
                index: 3
            })
        );
        assert_eq!(
            entry(&[0, 0, 0, 255], [1, 2, 1], 0),
            Some(Entry::Free { generation: 255 })
        );
        assert_eq!(entry(&[3, 0, 0, 0], [1, 2, 1], 0), None);
    }

    #[test]
    fn offsets_have_64_bits() {
        let row = [1, 1, 0, 0, 0, 0, 0, 0];
        assert_eq!(
            entry(&row, [1, 7, 0], 0),
            Some(Entry::InFile {
                offset: 1 << 48,
                generation: 0
            })
        );
    }
}
