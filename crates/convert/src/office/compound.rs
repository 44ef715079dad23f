//! Compound files ([MS-CFB]): the little file system in old Office files and OLE objects.
//!
//! Reads names and streams, strictly and within limits; chains that turn in circles end in an
//! error, not in endless work.

use std::collections::HashSet;

/// How a compound file begins (2.2).
pub(super) const MAGIC: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// The last sector number that is a sector (2.1).
const LAST_SECTOR: u32 = 0xffff_fffa;
/// No object there (2.6.1).
const NO_STREAM: u32 = 0xffff_ffff;
const MOST_ENTRIES: usize = 20_000;
const HEADER: usize = 512;
/// Sector numbers of the allocation table that the header itself has.
const IN_HEADER: usize = 109;
const DIRECTORY_ENTRY: usize = 128;
const MINI_SECTOR: usize = 64;

/// A storage or a stream.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its name.
    pub(super) name: String,
    /// Whether it is a stream, rather than a storage.
    pub(super) is_stream: bool,
    start: u32,
    size: usize,
}

/// A compound file.
#[derive(Debug)]
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// Streams shorter than this lie in the small sectors.
    mini_from: usize,
    table: Vec<u32>,
    mini_table: Vec<u32>,
    mini_data: Vec<u8>,
    entries: Vec<Entry>,
}

impl<'a> Compound<'a> {
    /// Reads the directory.
    ///
    /// # Errors
    /// In words, what is wrong.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let shift = match u16_at(bytes, 30) {
            Some(9) => 9,
            Some(12) => 12,
            _ => return Err("sectors are neither 512 nor 4096 bytes".to_owned()),
        };
        let at = |offset| u32_at(bytes, offset).ok_or_else(|| "the header is cut off".to_owned());
        let mut file = Self {
            bytes,
            sector: 1 << shift,
            mini_from: to_usize(at(56)?),
            table: Vec::new(),
            mini_table: Vec::new(),
            mini_data: Vec::new(),
            entries: Vec::new(),
        };
        file.table = file.allocation(at(68)?)?;
        let directory = file.chain(at(48)?)?;
        file.entries = directory
            .chunks_exact(DIRECTORY_ENTRY)
            .filter_map(entry)
            .collect();
        if file.entries.len() > MOST_ENTRIES {
            return Err("there are too many streams".to_owned());
        }
        if at(60)? <= LAST_SECTOR {
            file.mini_table = numbers(&file.chain(at(60)?)?);
        }
        // The root entry is the first; its stream is the store of the small sectors.
        let root = directory.get(..DIRECTORY_ENTRY).unwrap_or_default();
        match u32_at(root, 116) {
            Some(start) if start <= LAST_SECTOR => file.mini_data = file.chain(start)?,
            _ => {}
        }
        Ok(file)
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether a storage or stream of that name is anywhere in it.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    pub(super) fn find(&self, name: &str) -> Option<&Entry> {
        let mut entries = self.entries.iter();
        entries.find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream.
    ///
    /// # Errors
    /// In words, what is wrong.
    pub(super) fn read(&self, entry: &Entry) -> Result<Vec<u8>, String> {
        let mut data = match entry.size {
            0 => Vec::new(),
            size if size < self.mini_from => self.mini_chain(entry.start)?,
            _ => self.chain(entry.start)?,
        };
        if data.len() < entry.size {
            return Err(format!("the stream {:?} is cut off", entry.name));
        }
        data.truncate(entry.size);
        Ok(data)
    }

    /// The allocation table: where each sector's chain goes on.
    fn allocation(&self, first_extra: u32) -> Result<Vec<u32>, String> {
        let header = self.bytes.get(76..HEADER).unwrap_or_default();
        let mut places: Vec<u32> = numbers(header).into_iter().take(IN_HEADER).collect();
        let mut extra = first_extra;
        let mut seen = HashSet::new();
        while extra <= LAST_SECTOR {
            if !seen.insert(extra) {
                return Err("the allocation table turns in a circle".to_owned());
            }
            let mut more = numbers(self.sector_at(extra)?);
            extra = more.pop().unwrap_or(NO_STREAM);
            places.append(&mut more);
        }
        let mut table = Vec::new();
        for place in places.into_iter().filter(|place| *place <= LAST_SECTOR) {
            table.extend(numbers(self.sector_at(place)?));
            if table.len() > self.bytes.len() {
                return Err("the allocation table is longer than the file".to_owned());
            }
        }
        Ok(table)
    }

    fn chain(&self, start: u32) -> Result<Vec<u8>, String> {
        let mut data = Vec::new();
        let mut at = start;
        while at <= LAST_SECTOR {
            data.extend_from_slice(self.sector_at(at)?);
            if data.len() > self.bytes.len() {
                return Err("a chain of sectors turns in a circle".to_owned());
            }
            let next = self.table.get(to_usize(at));
            at = *next.ok_or_else(|| "a chain of sectors leaves the file".to_owned())?;
        }
        Ok(data)
    }

    fn mini_chain(&self, start: u32) -> Result<Vec<u8>, String> {
        let mut data = Vec::new();
        let mut at = start;
        while at <= LAST_SECTOR {
            let from = to_usize(at).saturating_mul(MINI_SECTOR);
            let piece = self.mini_data.get(from..from.saturating_add(MINI_SECTOR));
            data.extend_from_slice(piece.ok_or("a small sector leaves the file")?);
            if data.len() > self.mini_data.len() {
                return Err("a chain of small sectors turns in a circle".to_owned());
            }
            let next = self.mini_table.get(to_usize(at));
            at = *next.ok_or_else(|| "a chain of small sectors leaves the file".to_owned())?;
        }
        Ok(data)
    }

    /// A sector; the last of the file may be cut short.
    fn sector_at(&self, number: u32) -> Result<&'a [u8], String> {
        let from = to_usize(number)
            .saturating_add(1)
            .saturating_mul(self.sector);
        let to = from.saturating_add(self.sector).min(self.bytes.len());
        self.bytes
            .get(from..to)
            .filter(|sector| !sector.is_empty())
            .ok_or_else(|| "a sector lies outside the file".to_owned())
    }
}

/// A directory entry in use (2.6.1).
fn entry(bytes: &[u8]) -> Option<Entry> {
    let kind = *bytes.get(66)?;
    if !matches!(kind, 1 | 2) {
        return None;
    }
    let length = usize::from(u16_at(bytes, 64)?).saturating_sub(2).min(62);
    let units: Vec<u16> = bytes
        .get(..length)?
        .chunks_exact(2)
        .filter_map(|pair| u16_at(pair, 0))
        .collect();
    Some(Entry {
        name: String::from_utf16_lossy(&units),
        is_stream: kind == 2,
        start: u32_at(bytes, 116)?,
        size: to_usize(u32_at(bytes, 120)?),
    })
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes
        .chunks_exact(4)
        .filter_map(|four| u32_at(four, 0))
        .collect()
}

pub(super) fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    let two = bytes.get(offset..offset.checked_add(2)?)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    let four = bytes.get(offset..offset.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
