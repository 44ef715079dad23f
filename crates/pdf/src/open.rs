//! From the bytes of a file to a [`Document`]: header, cross-references, repair, password.

use std::sync::Arc;

use crate::crypt::SecurityHandler;
use crate::cursor::{read_range, to_u64};
use crate::document::{Document, OpenOptions};
use crate::error::Error;
use crate::facts::{FileFacts, Repair};
use crate::limits::Limits;
use crate::metered::Metered;
use crate::object::{Dictionary, Object, ObjectId};
use crate::parser::Parser;
use crate::read_at::ReadAt;
use crate::repair::{self, Found};
use crate::revision::{Entry, Revision, XrefStyle};
use crate::view::View;
use crate::xref;

/// How far into the file the header is looked for, as readers have always done.
const HEADER_SEARCHED: u64 = 1024;

/// Object streams decoded while a file is being repaired, in bytes.
const REPAIR_DECODED: usize = 256 << 20;

/// Crypt filters that are looked at; there is one in practice, rarely three.
const CRYPT_FILTERS: usize = 16;

/// Opens a file as its cross-references say, or else as a scan of its bytes says.
pub(crate) fn open(source: &Arc<Metered>, options: &OpenOptions) -> Result<Document, Error> {
    let (header_offset, version) = header(&**source)?;
    let facts = FileFacts {
        version,
        length: source.len(),
        header_offset,
        trailing_bytes: 0,
        repaired: None,
        dangling: Vec::new(),
        disordered: false,
        linearized: is_linearized(&**source, header_offset, &options.limits),
        hybrid: false,
        encrypted: false,
    };
    let mut opened = as_written(source, options, facts.clone(), 0);
    // Offsets count from the header in some files, from the first byte in others.
    if header_offset > 0 && opened.as_ref().is_err_and(Error::is_damage) {
        opened = as_written(source, options, facts.clone(), header_offset).or(opened);
    }
    match opened {
        Err(error) if error.is_damage() => rebuilt(source, options, facts, &error),
        other => other,
    }
}

/// Opens a file as its cross-references say; `base` is added to every offset.
fn as_written(
    source: &Arc<Metered>,
    options: &OpenOptions,
    mut facts: FileFacts,
    base: u64,
) -> Result<Document, Error> {
    let limits = &options.limits;
    let startxref = xref::last_startxref(&**source, limits)?.startxref;
    let (mut revisions, guessed) =
        xref::read_revisions(&**source, startxref, base, facts.linearized, limits)?;
    facts.repaired = guessed.map(|error| Repair {
        code: error.code(),
        reason: error.to_string(),
        objects: Vec::new(),
    });
    check_places(&**source, &mut revisions, &mut facts, limits)?;
    let end = revisions.last().map_or(0, |revision| revision.range.end);
    facts.trailing_bytes = source.len().saturating_sub(end);
    if let Some(offset) = repair::first_object(&**source, end)? {
        let reason = "objects stand behind the last cross-reference section";
        return Err(Error::BadXref { offset, reason });
    }
    facts.hybrid = revisions
        .iter()
        .any(|revision| revision.style == XrefStyle::Hybrid);
    facts.disordered = revisions.iter().any(|revision| {
        revision.index > 0 && revision.startxref.saturating_add(base) < revision.range.start
    });
    let mut document = Document::new(Arc::clone(source), limits.clone(), facts, revisions);
    decrypt(&mut document, options)?;
    document.latest().catalog()?;
    Ok(document)
}

/// Opens a file by the objects found in its bytes, after `error`.
fn rebuilt(
    source: &Arc<Metered>,
    options: &OpenOptions,
    mut facts: FileFacts,
    error: &Error,
) -> Result<Document, Error> {
    let limits = &options.limits;
    let found = Found::scan(&**source, limits)?;
    facts.linearized = false;
    facts.repaired = Some(Repair {
        code: error.code(),
        reason: error.to_string(),
        objects: Vec::new(),
    });
    let assemble = |in_streams: &[(u64, u32, Entry)]| {
        let revision = found.revision(source.len(), in_streams);
        let mut document = Document::new(
            Arc::clone(source),
            limits.clone(),
            facts.clone(),
            vec![revision],
        );
        decrypt(&mut document, options)?;
        Ok(document)
    };
    let mut document = assemble(&[])?;
    let in_streams = objects_in_streams(&document, &found);
    if !in_streams.is_empty() {
        document = assemble(&in_streams)?;
    }
    document.latest().catalog().map_err(|_| Error::NoCatalog)?;
    Ok(document)
}

/// The objects in the object streams that can be read; the others are lost.
fn objects_in_streams(document: &Document, found: &Found) -> Vec<(u64, u32, Entry)> {
    let mut objects = Vec::new();
    let mut left = REPAIR_DECODED;
    for (number, offset) in &found.object_streams {
        let Ok(stream) = document.latest().object_stream(*number, 0) else {
            continue;
        };
        let Some(rest) = left.checked_sub(stream.size()) else {
            break;
        };
        left = rest;
        objects.extend(stream.numbers().map(|(object, index)| {
            (
                *offset,
                object,
                Entry::InStream {
                    stream: *number,
                    index,
                },
            )
        }));
    }
    objects
}

/// Sees to it that every object is where the cross-references say.
///
/// Done for all of them at once, because other readers reconstruct the file when they meet a
/// wrong offset: whether ours is the only possible reading must be known from the start.
fn check_places(
    source: &dyn ReadAt,
    revisions: &mut [Revision],
    facts: &mut FileFacts,
    limits: &Limits,
) -> Result<(), Error> {
    let Some((first, _)) = misplaced(source, revisions, limits).next() else {
        return Ok(());
    };
    let found = Found::scan(source, limits)?;
    let wrong: Vec<_> = misplaced(source, revisions, limits)
        .map(|(_, place)| place)
        .collect();
    let mut places = found.objects;
    places.sort_by_key(|(id, offset)| (id.number, *offset));
    let mut objects = Vec::new();
    for (revision, number) in wrong {
        let Some(revision) = revisions.get_mut(revision) else {
            continue;
        };
        let start = places.partition_point(|(id, _)| id.number < number);
        let end = places.partition_point(|(id, _)| id.number <= number);
        let everywhere = places.get(start..end).unwrap_or_default();
        if everywhere.is_empty() {
            facts.dangling.push(number);
        } else {
            objects.push(number);
        }
        move_entry(revision, number, everywhere);
    }
    if !objects.is_empty() {
        facts.repaired = Some(Repair {
            code: first.code(),
            reason: first.to_string(),
            objects,
        });
    }
    Ok(())
}

/// Corrects an entry of a revision: to the last of these places inside the revision, or to none.
fn move_entry(revision: &mut Revision, number: u32, places: &[(ObjectId, u64)]) {
    let here = places
        .iter()
        .rfind(|(_, offset)| revision.range.contains(offset));
    let entry = here.map_or(Entry::Free { generation: 0 }, |(id, offset)| {
        Entry::InFile {
            offset: *offset,
            generation: id.generation,
        }
    });
    let at = revision
        .changed
        .binary_search_by_key(&number, |(number, _)| *number);
    if let Ok(at) = at
        && let Some(old) = revision.changed.get_mut(at)
    {
        old.1 = entry;
    }
}

/// Entries that lead to no such object: the error, the revision and the number.
fn misplaced<'a>(
    source: &'a dyn ReadAt,
    revisions: &'a [Revision],
    limits: &'a Limits,
) -> impl Iterator<Item = (Error, (usize, u32))> {
    let mut parser = Parser::new(source, 0, limits);
    let entries = revisions.iter().flat_map(|revision| {
        revision
            .changed
            .iter()
            .map(|(number, entry)| (revision.index, *number, *entry))
    });
    entries.filter_map(move |(revision, number, entry)| {
        let Entry::InFile { offset, generation } = entry else {
            return None;
        };
        let id = ObjectId { number, generation };
        parser.lexer.cursor.seek(offset);
        let right = parser.header().is_ok_and(|(found, _)| found == id);
        (!right).then_some((Error::NotAtOffset { id, offset }, (revision, number)))
    })
}

/// Opens the encryption that the newest trailer names.
fn decrypt(document: &mut Document, options: &OpenOptions) -> Result<(), Error> {
    let view = document.latest();
    let trailer = view.trailer();
    let Some(encrypt) = trailer.get("Encrypt") else {
        return Ok(());
    };
    let Object::Dictionary(dictionary) = view.resolve(encrypt)? else {
        return Err(Error::EncryptionDamaged { entry: "Encrypt" });
    };
    let dictionary = resolved(view, &dictionary)?;
    let ids = view.lookup(trailer, "ID")?;
    let first = ids.as_array().and_then(<[Object]>::first);
    let file_id = match first {
        Some(first) => view.resolve(first)?,
        None => Object::Null,
    };
    let file_id = file_id
        .as_string()
        .map(|id| id.bytes.as_slice())
        .unwrap_or_default();
    let password = options.password.as_deref();
    let handler = SecurityHandler::open(&dictionary, file_id, password)?;
    let id = encrypt.as_reference();
    document.set_encryption(handler, id);
    document.facts_mut().encrypted = true;
    Ok(())
}

/// The encryption dictionary with its references replaced, as far as the handler reads it.
fn resolved(view: View<'_>, encrypt: &Dictionary) -> Result<Dictionary, Error> {
    const ENTRIES: [&str; 15] = [
        "Filter",
        "V",
        "R",
        "Length",
        "P",
        "O",
        "U",
        "OE",
        "UE",
        "Perms",
        "EncryptMetadata",
        "CF",
        "StmF",
        "StrF",
        "EFF",
    ];
    let mut resolved = Dictionary::new();
    for key in ENTRIES {
        resolved.set(key, view.lookup(encrypt, key)?);
    }
    if let Some(filters) = encrypt.get("CF") {
        let filters = view.resolve(filters)?;
        let mut known = Dictionary::new();
        let named = filters
            .as_dictionary()
            .into_iter()
            .flat_map(Dictionary::iter);
        for (name, filter) in named.take(CRYPT_FILTERS) {
            let filter = view.resolve(filter)?;
            let method = match filter.as_dictionary() {
                Some(filter) => view.lookup(filter, "CFM")?,
                None => Object::Null,
            };
            known.set(name.as_bytes(), Dictionary::new().with("CFM", method));
        }
        resolved.set("CF", known);
    }
    Ok(resolved)
}

/// The place and the version of the header (7.5.2).
fn header(source: &dyn ReadAt) -> Result<(u64, String), Error> {
    let start = read_range(source, 0..HEADER_SEARCHED)?;
    let at = start
        .windows(5)
        .position(|window| window == b"%PDF-")
        .ok_or(Error::NoHeader)?;
    let version = start.iter().skip(at + 5).take(8);
    let version = version
        .map(|byte| char::from(*byte))
        .take_while(|char| char.is_ascii_digit() || *char == '.')
        .collect();
    Ok((to_u64(at), version))
}

/// Whether the first object is a linearisation dictionary (annex F.3.3).
fn is_linearized(source: &dyn ReadAt, header_offset: u64, limits: &Limits) -> bool {
    let mut parser = Parser::new(source, header_offset, limits);
    let Ok(found) = parser.indirect() else {
        return false;
    };
    let Object::Dictionary(dictionary) = found.object else {
        return false;
    };
    found.span.end <= header_offset.saturating_add(HEADER_SEARCHED)
        && dictionary
            .get("Linearized")
            .is_some_and(|value| value.as_number().is_some())
}
