//! Reconstruction of damaged cross-references by looking for objects in the bytes.
//!
//! For reading only: what another reader reconstructs may differ, so a file that needed this is
//! marked ([`crate::FileFacts::repaired`]) and its history is not trusted. Bytes that look like
//! objects inside streams are skipped where the stream says its length, and taken otherwise.

use std::collections::BTreeMap;

use crate::cursor::{Cursor, read_range, to_u64};
use crate::error::Error;
use crate::extent;
use crate::lexer::is_regular;
use crate::limits::Limits;
use crate::object::{Dictionary, Name, Object, ObjectId};
use crate::parser::{Indirect, Parser, object_id};
use crate::read_at::ReadAt;
use crate::revision::{Entry, Revision, XrefStyle};
use crate::scan;

/// Larger objects are found too, but not looked into: catalogs, trailers and the dictionaries of
/// object streams are small.
const PARSED: u64 = 64 << 10;

/// Objects that do not parse, before we stop trying: else a file full of them costs the square of
/// its length.
const FAILURES: usize = 1000;

/// What a scan of the whole file has found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Every object with the place of its number, in the order of the file.
    pub(crate) objects: Vec<(ObjectId, u64)>,
    /// Object streams, in the order of the file.
    pub(crate) object_streams: Vec<(u32, u64)>,
    catalogs: Vec<ObjectId>,
    trailers: Vec<(u64, Dictionary)>,
}

impl Found {
    /// Looks through the whole file.
    pub(crate) fn scan(source: &dyn ReadAt, limits: &Limits) -> Result<Self, Error> {
        let mut found = Self::default();
        let mut failures = 0;
        let mut from = 0;
        while let Some(word) = scan::find(source, b"obj", from..source.len())? {
            from = word.saturating_add(3);
            let Some((id, start)) = header_before(source, word)? else {
                continue;
            };
            if found.objects.len() >= limits.xref_entries {
                return Err(Error::TooManyXrefEntries {
                    limit: limits.xref_entries,
                });
            }
            found.objects.push((id, start));
            if failures >= FAILURES {
                continue;
            }
            let end = start.saturating_add(PARSED);
            match Parser::over(Cursor::until(source, start, end), limits).indirect() {
                Ok(object) => from = from.max(found.take(source, limits, object)),
                Err(_) => failures += 1,
            }
        }
        found.scan_trailers(source, limits)?;
        Ok(found)
    }

    /// Notes what an object is good for; gives the offset to go on from.
    fn take(&mut self, source: &dyn ReadAt, limits: &Limits, object: Indirect) -> u64 {
        let Object::Dictionary(dictionary) = object.object else {
            return object.span.end;
        };
        let kind = dictionary
            .get("Type")
            .and_then(Object::as_name)
            .map(Name::as_bytes);
        match (kind, object.data_start) {
            (Some(b"Catalog"), None) => self.catalogs.push(object.id),
            (Some(b"ObjStm"), Some(_)) => {
                self.object_streams
                    .push((object.id.number, object.span.start));
            }
            (Some(b"XRef"), Some(_)) => {
                self.trailers.push((object.span.start, dictionary.clone()));
            }
            _ => {}
        }
        let length = dictionary.get("Length").and_then(Object::as_integer);
        let length = length.and_then(|length| u64::try_from(length).ok());
        object
            .data_start
            .and_then(|start| extent::stated(source, limits, start, length))
            .map_or(object.span.end, |extent| extent.end)
    }

    fn scan_trailers(&mut self, source: &dyn ReadAt, limits: &Limits) -> Result<(), Error> {
        let mut failures = 0;
        let mut from = 0;
        while let Some(word) = scan::find(source, b"trailer", from..source.len())? {
            from = word.saturating_add(7);
            let cursor = Cursor::until(source, from, from.saturating_add(PARSED));
            match Parser::over(cursor, limits).object() {
                Ok(Object::Dictionary(trailer)) => self.trailers.push((word, trailer)),
                _ if failures >= FAILURES => break,
                _ => failures += 1,
            }
        }
        self.trailers.sort_by_key(|(offset, _)| *offset);
        Ok(())
    }

    /// The trailer that all trailers make together, the later before the earlier.
    pub(crate) fn trailer(&self) -> Dictionary {
        let mut merged = Dictionary::new();
        for (_, trailer) in &self.trailers {
            for key in ["Root", "Info", "ID", "Encrypt"] {
                if let Some(value) = trailer.get(key) {
                    merged.set(key, value.clone());
                }
            }
        }
        let root = merged.get("Root").and_then(Object::as_reference);
        // Without object streams a root must be among the objects found.
        let known = root.is_some_and(|root| {
            !self.object_streams.is_empty() || self.objects.iter().any(|(id, _)| *id == root)
        });
        if let (false, Some(catalog)) = (known, self.catalogs.last()) {
            merged.set("Root", *catalog);
        }
        merged
    }

    /// The single revision that the file is read as: of each number the last object counts.
    ///
    /// `in_streams` are the objects of object streams with the offset of their stream.
    pub(crate) fn revision(&self, length: u64, in_streams: &[(u64, u32, Entry)]) -> Revision {
        let mut last: BTreeMap<u32, (u64, Entry)> = BTreeMap::new();
        let in_file = self.objects.iter().map(|(id, offset)| {
            (
                *offset,
                id.number,
                Entry::InFile {
                    offset: *offset,
                    generation: id.generation,
                },
            )
        });
        for (offset, number, entry) in in_file.chain(in_streams.iter().copied()) {
            let kept = last.entry(number).or_insert((offset, entry));
            if kept.0 <= offset {
                *kept = (offset, entry);
            }
        }
        Revision {
            index: 0,
            range: 0..length,
            marker_end: length,
            startxref: 0,
            section_start: 0,
            tail_start: length,
            beside: None,
            style: XrefStyle::Table,
            trailer: self.trailer(),
            changed: last
                .into_iter()
                .map(|(number, (_, entry))| (number, entry))
                .collect(),
            conflicts: Vec::new(),
            hidden: Vec::new(),
        }
    }
}

/// Where the first object from `start` on begins.
pub(crate) fn first_object(source: &dyn ReadAt, start: u64) -> Result<Option<u64>, Error> {
    let mut from = start;
    while let Some(word) = scan::find(source, b"obj", from..source.len())? {
        match header_before(source, word)? {
            Some((_, header)) if header >= start => return Ok(Some(header)),
            _ => from = word.saturating_add(3),
        }
    }
    Ok(None)
}

/// The object whose `obj` stands at `word`, and where its number begins.
pub(crate) fn header_before(
    source: &dyn ReadAt,
    word: u64,
) -> Result<Option<(ObjectId, u64)>, Error> {
    // Ten digits, five digits and some white space.
    let start = word.saturating_sub(32);
    let before = read_range(source, start..word)?;
    let mut rest = before.as_slice();
    let Some(generation) = number_at_end(&mut rest) else {
        return Ok(None);
    };
    let Some(number) = number_at_end(&mut rest) else {
        return Ok(None);
    };
    let glued = rest.last().is_some_and(|byte| is_regular(*byte)) && !rest.ends_with(b"endobj");
    let id = object_id(number, generation).filter(|_| !glued);
    Ok(id.map(|id| (id, start.saturating_add(to_u64(rest.len())))))
}

/// Takes white space and the digits before it from the end.
fn number_at_end(rest: &mut &[u8]) -> Option<i64> {
    let trimmed = rest.trim_ascii_end();
    let digits = trimmed
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    // `obj` may be glued to the generation, the generation not to the number.
    let (before, digits) = trimmed.split_at(trimmed.len() - digits);
    *rest = before;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> Found {
        Found::scan(&text.as_bytes().to_vec(), &Limits::default()).unwrap()
    }

    #[test]
    fn objects_are_found_by_their_headers() {
        let text = "1 0 obj<</Type/Catalog>>endobj 2 0 obj 5 endobj\n12 3 obj[]xobj 7 obj endobj";
        let found = scan(text);
        let ids: Vec<_> = found
            .objects
            .iter()
            .map(|(id, at)| (id.to_string(), *at))
            .collect();
        let expected = [("1 0", 0), ("2 0", 31), ("12 3", 48)];
        assert_eq!(ids, expected.map(|(id, at)| (id.to_owned(), at)));
        assert_eq!(
            found.trailer().get("Root"),
            Some(&Object::Reference(found.catalogs[0]))
        );
    }

    #[test]
    fn objects_inside_a_stream_are_skipped() {
        let found = scan("1 0 obj<</Length 16>>stream\n5 0 obj 6 endobj\nendstream endobj 2 0 obj");
        assert_eq!(found.objects.len(), 2);
    }

    #[test]
    fn the_last_trailer_and_the_last_object_count() {
        let found = scan(
            "1 0 obj 1 endobj 1 0 obj 2 endobj trailer<</Root 1 0 R/Size 2>>trailer<</Info 2 0 R>>",
        );
        let revision = found.revision(99, &[]);
        assert_eq!(
            revision.changed,
            [(
                1,
                Entry::InFile {
                    offset: 17,
                    generation: 0
                }
            )]
        );
        assert_eq!(revision.trailer.len(), 2);
    }
}
