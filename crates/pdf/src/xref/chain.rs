//! From the last `startxref` back through `/Prev`, and from sections to revisions.

use std::collections::{BTreeMap, HashSet};

use crate::error::Error;
use crate::limits::Limits;
use crate::parser::Parser;
use crate::read_at::ReadAt;
use crate::revision::{Entry, Revision, XrefStyle};
use crate::xref::{Section, stream, table, tail};

/// The entries that a file may still have, and the bytes that its streams of them may decode to.
pub(crate) struct Budget {
    left: usize,
    limit: usize,
    decoded_left: usize,
    decoded_limit: usize,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            left: limits.xref_entries,
            limit: limits.xref_entries,
            decoded_left: limits.decoded_stream,
            decoded_limit: limits.decoded_stream,
        }
    }

    /// Lets `decode` give as many bytes as there may still be: many sections can name one stream
    /// that is small only in the file.
    pub(crate) fn decoded(
        &mut self,
        decode: impl FnOnce(usize) -> Result<Vec<u8>, Error>,
    ) -> Result<Vec<u8>, Error> {
        let limit = self.decoded_limit;
        let data = decode(self.decoded_left).map_err(|error| match error {
            Error::StreamTooLarge { .. } => Error::StreamTooLarge { limit },
            other => other,
        })?;
        self.decoded_left = self.decoded_left.saturating_sub(data.len());
        Ok(data)
    }

    pub(crate) fn spend(&mut self) -> Result<(), Error> {
        self.left = self
            .left
            .checked_sub(1)
            .ok_or(Error::TooManyXrefEntries { limit: self.limit })?;
        Ok(())
    }
}

/// The revisions of a file, oldest first, beginning with the last section at `startxref`.
///
/// `base` is added to every offset of the file. `linearized` says that the first revision has two
/// sections (annex F.3).
///
/// With them comes what had to be guessed, if the chain is broken off by a `/Prev` of 0.
pub(crate) fn read_revisions(
    source: &dyn ReadAt,
    startxref: u64,
    base: u64,
    linearized: bool,
    limits: &Limits,
) -> Result<(Vec<Revision>, Option<Error>), Error> {
    let (mut sections, guessed) = read_sections(source, startxref, base, limits)?;
    sections.reverse();
    let mut groups = Vec::with_capacity(sections.len());
    let mut sections = sections.into_iter().peekable();
    while let Some(section) = sections.next() {
        // The section at the start of a linearised file is newer by the chain and points forward.
        let split = linearized && groups.is_empty();
        match sections.next_if(|next| split && next.offset < section.offset) {
            Some(first_page) => groups.push((first_page, Some(section))),
            None => groups.push((section, None)),
        }
    }
    let starts: Vec<u64> = groups
        .iter()
        .skip(1)
        .map(|(section, _)| section.offset)
        .collect();
    let ends = starts.into_iter().chain([source.len()]);
    let mut revisions: Vec<Revision> = Vec::new();
    for ((section, main), until) in groups.into_iter().zip(ends) {
        let behind = main
            .as_ref()
            .map_or(section.end, |main| main.end.max(section.end));
        // Only up to the next section, so that no byte is scanned twice however long the chain.
        let tail = tail::first(source, behind..until, limits)?;
        let start = revisions.last().map_or(0, |revision| revision.range.end);
        let (tail_start, marker_end, end) = tail.map_or((behind, behind, behind), |tail| {
            (tail.start, tail.marker_end, tail.end)
        });
        let changes = Changes::of(&section, main.as_ref());
        revisions.push(Revision {
            index: revisions.len(),
            range: start..end.max(start),
            marker_end: marker_end.max(start),
            startxref: section.offset.saturating_sub(base),
            section_start: section.offset,
            tail_start,
            beside: section.beside,
            style: section.style,
            trailer: section.trailer,
            changed: changes.changed.into_iter().collect(),
            conflicts: changes.conflicts,
            hidden: changes.hidden,
        });
    }
    Ok((revisions, guessed))
}

/// The sections of a file, newest first.
fn read_sections(
    source: &dyn ReadAt,
    startxref: u64,
    base: u64,
    limits: &Limits,
) -> Result<(Vec<Section>, Option<Error>), Error> {
    let mut guessed = None;
    let mut budget = Budget::new(limits);
    let mut seen = HashSet::new();
    let mut sections = Vec::new();
    let mut next = Some(startxref.saturating_add(base));
    while let Some(offset) = next {
        if !seen.insert(offset) {
            return Err(Error::XrefLoop { offset });
        }
        if sections.len() >= limits.xref_sections {
            return Err(Error::TooManyXrefSections {
                limit: limits.xref_sections,
            });
        }
        let section = read_section(source, offset, base, limits, &mut budget)?;
        next = match section.offset_entry("Prev")? {
            None => None,
            Some(0) => {
                let before = section_before(source, &section, base, limits)?;
                if before.is_some() {
                    guessed = Some(lost_way(&section));
                }
                before
            }
            Some(prev) => Some(prev.saturating_add(base)),
        };
        sections.push(section);
    }
    Ok((sections, guessed))
}

/// Where a section says that there is none before it: the one that the end of file before it names,
/// if there is one. Some writers say "none" with a zero, some have lost their way.
fn section_before(
    source: &dyn ReadAt,
    section: &Section,
    base: u64,
    limits: &Limits,
) -> Result<Option<u64>, Error> {
    let tail = tail::last_before(source, section.offset, limits)?;
    // A zero, in its place in a linearised file, names none.
    let Some(tail) = tail.filter(|tail| tail.startxref > 0) else {
        return Ok(None);
    };
    let offset = tail.startxref.saturating_add(base);
    let mut budget = Budget::new(limits);
    let right =
        offset < section.offset && read_section(source, offset, base, limits, &mut budget).is_ok();
    if right {
        Ok(Some(offset))
    } else {
        Err(lost_way(section))
    }
}

fn lost_way(section: &Section) -> Error {
    Error::BadXref {
        offset: section.offset,
        reason: "/Prev is 0 where there is a section before",
    }
}

fn read_section(
    source: &dyn ReadAt,
    offset: u64,
    base: u64,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Section, Error> {
    let mut parser = Parser::new(source, offset, limits);
    if !parser.lexer.next()?.is_keyword(b"xref") {
        return stream::read(source, offset, base, limits, budget);
    }
    let mut section = table::read(&mut parser, offset, base, budget)?;
    if let Some(beside) = section.offset_entry("XRefStm")? {
        let beside = beside.saturating_add(base);
        section.hidden = stream::read(source, beside, base, limits, budget)?.entries;
        section.beside = Some(beside);
        section.style = XrefStyle::Hybrid;
    }
    Ok(section)
}

/// What a revision says of objects.
#[derive(Default)]
struct Changes {
    changed: BTreeMap<u32, Entry>,
    conflicts: Vec<u32>,
    hidden: Vec<u32>,
}

impl Changes {
    /// Of one section, or of both sections of a linearised file.
    fn of(section: &Section, main: Option<&Section>) -> Self {
        let mut changes = Self::default();
        changes.merge(section);
        if let Some(main) = main {
            let first_page = std::mem::take(&mut changes.changed);
            changes.merge(main);
            changes.changed.extend(first_page);
        }
        changes
    }

    /// The table of a hybrid file comes first, its stream supplies what the table calls free
    /// (7.5.8.4).
    fn merge(&mut self, section: &Section) {
        for (number, entry) in &section.entries {
            let first = *self.changed.entry(*number).or_insert(*entry);
            if first != *entry {
                self.conflicts.push(*number);
            }
        }
        for (number, entry) in &section.hidden {
            match self.changed.get(number) {
                None | Some(Entry::Free { .. }) => {
                    self.changed.insert(*number, *entry);
                    self.hidden.push(*number);
                }
                Some(first) if first != entry => self.conflicts.push(*number),
                Some(_) => {}
            }
        }
    }
}
