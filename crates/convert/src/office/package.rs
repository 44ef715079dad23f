//! A ZIP package, unpacked under hard limits.
//!
//! What an entry says of its own size is checked first and then not believed: the bytes that come
//! out are counted. Programs differ in what they make of doubled names and overlapping entries, so
//! a package with such is broken.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::findings::Findings;
use crate::reason::{Reason, shown};

/// How a ZIP file begins; an empty one is no package.
pub(super) const MAGIC: [u8; 4] = *b"PK\x03\x04";

const MOST_PARTS: usize = 4096;
/// Bytes of one part, unpacked.
const LARGEST_PART: usize = 128 << 20;
/// Bytes of all parts, unpacked.
const LARGEST_SUM: usize = 256 << 20;
/// Text of tables packs 50 to 1 at most; deflate itself reaches 1032.
const HIGHEST_RATIO: u64 = 200;
/// Below so many bytes a ratio says nothing.
const RATIO_FROM: u64 = 4 << 20;

/// A file in the package.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) data: Vec<u8>,
}

/// A package and its parts.
#[derive(Debug)]
pub(super) struct Package {
    /// The part of another package that this is; empty for the file itself.
    place: String,
    /// By their names in lower case, as the packaging conventions compare them.
    parts: BTreeMap<String, Part>,
}

impl Package {
    /// Unpacks everything; none if there is a reason why it must not be read on.
    pub(super) fn read(bytes: &[u8], place: &str, findings: &mut Findings) -> Option<Self> {
        let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) => archive,
            Err(error) => {
                findings.broken(place, error.to_string());
                return None;
            }
        };
        if archive.len() > MOST_PARTS {
            findings.add(Reason::TooManyParts {
                limit: u64::try_from(MOST_PARTS).unwrap_or(u64::MAX),
            });
            return None;
        }
        if archive.has_duplicate_names() {
            findings.broken(place, "two entries have the same name");
            return None;
        }
        // Overlapping entries are how a small file becomes a large bomb without a high ratio.
        if archive.has_overlapping_entries().unwrap_or(true) {
            findings.broken(place, "entries overlap");
            return None;
        }
        let mut package = Self {
            place: place.to_owned(),
            parts: BTreeMap::new(),
        };
        let mut left = LARGEST_SUM;
        for index in 0..archive.len() {
            package.read_part(&mut archive, index, &mut left, findings)?;
        }
        Some(package)
    }

    fn read_part(
        &mut self,
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        index: usize,
        left: &mut usize,
        findings: &mut Findings,
    ) -> Option<()> {
        let (name, encrypted) = match archive.by_index_raw(index) {
            Ok(entry) => match entry.name() {
                Ok(name) => (name.into_owned(), entry.encrypted()),
                Err(error) => {
                    findings.broken(&self.place, error.to_string());
                    return None;
                }
            },
            Err(error) => {
                findings.broken(&self.place, error.to_string());
                return None;
            }
        };
        let path = self.path(&name);
        if encrypted {
            findings.add(Reason::Encrypted);
            return Some(());
        }
        if is_odd(&name) {
            findings.broken(&path, "the name leads out of the package");
            return None;
        }
        let entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(error) => {
                findings.broken(&path, error.to_string());
                return Some(());
            }
        };
        if entry.is_dir() {
            return Some(());
        }
        let packed = entry.compressed_size();
        let room = (*left).min(LARGEST_PART);
        let data = match unpack(entry, packed, room) {
            Ok(data) => data,
            Err(Stop::Bomb) => {
                findings.add(Reason::Bomb {
                    part: shown(&path),
                    limit: HIGHEST_RATIO,
                });
                return None;
            }
            Err(Stop::TooLarge) => {
                findings.too_large(&path, room);
                return None;
            }
            Err(Stop::Broken(problem)) => {
                findings.broken(&path, problem);
                return Some(());
            }
        };
        *left = left.saturating_sub(data.len());
        let key = name.to_lowercase();
        if self.parts.insert(key, Part { name, data }).is_some() {
            findings.broken(&path, "two entries have the same name but for letter case");
            return None;
        }
        Some(())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&name.to_lowercase())
    }

    pub(super) fn get(&self, name: &str) -> Option<&[u8]> {
        let part = self.parts.get(&name.to_lowercase())?;
        Some(&part.data)
    }

    pub(super) fn parts(&self) -> impl Iterator<Item = &Part> {
        self.parts.values()
    }

    /// The name of a part with the place of its package before.
    pub(super) fn path(&self, name: &str) -> String {
        match self.place.is_empty() {
            true => name.to_owned(),
            false => format!("{}!{name}", self.place),
        }
    }
}

/// Names that are no relative path down into the package.
fn is_odd(name: &str) -> bool {
    let up = name.split(['/', '\\']).any(|piece| piece == "..");
    up || name.starts_with(['/', '\\']) || name.contains('\0') || name.is_empty()
}

enum Stop {
    Bomb,
    TooLarge,
    Broken(String),
}

/// Unpacks in pieces and stops as soon as a limit is passed.
fn unpack(mut entry: impl Read, packed: u64, room: usize) -> Result<Vec<u8>, Stop> {
    let mut data = Vec::new();
    let mut piece = vec![0; 64 << 10];
    loop {
        let read = entry
            .read(&mut piece)
            .map_err(|error| Stop::Broken(error.to_string()))?;
        if read == 0 {
            return Ok(data);
        }
        data.extend_from_slice(piece.get(..read).unwrap_or_default());
        let unpacked = u64::try_from(data.len()).unwrap_or(u64::MAX);
        if unpacked > RATIO_FROM && unpacked / packed.max(1) > HIGHEST_RATIO {
            return Err(Stop::Bomb);
        }
        if data.len() > room {
            return Err(Stop::TooLarge);
        }
    }
}
