//! Reading a container that comes from anywhere.
//!
//! Programs differ in what they make of doubled names, overlapping entries and local headers that
//! say something else than the directory, so a container with such is refused. What an entry says
//! of its own size is not believed: the bytes that come out are counted.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Cursor, Read};

use pki::DigestAlgorithm;
use zip::{CompressionMethod, ZipArchive};

use super::manifest::{self, Manifest};
use super::name;
use super::{Container, DataObject, Error, MEDIA_TYPE, META, MIMETYPE, Signed};

/// Largest manifest or signature, bytes: with a long chain and its evidence some 100 KB.
const LARGEST_META: u64 = 4 << 20;
/// What deflate makes of text at most, with room; PDFs come to 1 or 2.
const HIGHEST_RATIO: u64 = 200;
/// Below so many bytes a ratio says nothing.
const RATIO_FROM: u64 = 1 << 20;

/// How much is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Entries, manifests and signatures included.
    pub entries: usize,
    /// Bytes of everything, unpacked.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries: 256,
            bytes: 512 << 20,
        }
    }
}

/// Reads a container: every digest was held against its object, and every signature covers all of
/// them. Whether the signatures hold is not looked at.
///
/// # Errors
/// The first thing that is wrong.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Container, Error> {
    let mut archive = open(bytes, limits)?;
    let mut reader = Reader {
        left: limits.bytes,
        limits: *limits,
    };
    let mut names = BTreeSet::new();
    let mut data = Vec::new();
    let mut meta = BTreeMap::new();
    for index in 0..archive.len() {
        let Some((name, bytes)) = reader.entry(&mut archive, index)? else {
            continue;
        };
        if !names.insert(name::key(&name)) {
            return Err(Error::Twice { name });
        }
        if name::is_meta(&name) {
            meta.insert(name, bytes);
        } else if name != MIMETYPE {
            data.push(DataObject {
                name,
                media_type: String::new(),
                bytes,
            });
        }
    }
    sort_out(data, meta)
}

/// The archive, as far as its directory tells.
fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<ZipArchive<Cursor<&'a [u8]>>, Error> {
    let no = |reason: String| Error::NotContainer { reason };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| no(error.to_string()))?;
    if archive.len() > limits.entries {
        return Err(Error::TooMany {
            limit: limits.entries,
        });
    }
    if archive.offset() != 0 {
        return Err(no("something stands before it".to_owned()));
    }
    if archive.has_duplicate_names() {
        return Err(no("two entries have the same name".to_owned()));
    }
    if archive.has_overlapping_entries().unwrap_or(true) {
        return Err(no("entries overlap".to_owned()));
    }
    let consistent = archive.validate_header_consistency();
    consistent.map_err(|error| no(error.to_string()))?;
    let mut first = archive
        .by_name(MIMETYPE)
        .map_err(|_| no("it does not say what it is".to_owned()))?;
    if first.header_start() != 0 || first.compression() != CompressionMethod::Stored {
        return Err(no("it does not begin with what it is".to_owned()));
    }
    let longest = u64::try_from(MEDIA_TYPE.len()).unwrap_or(u64::MAX) + 1;
    let mut said = Vec::new();
    let read = (&mut first).take(longest).read_to_end(&mut said);
    read.map_err(|error| no(error.to_string()))?;
    if said != MEDIA_TYPE.as_bytes() {
        return Err(no("it says that it is something else".to_owned()));
    }
    drop(first);
    Ok(archive)
}

struct Reader {
    left: u64,
    limits: Limits,
}

impl Reader {
    /// Name and bytes of an entry; none for a folder.
    fn entry(
        &mut self,
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        index: usize,
    ) -> Result<Option<(String, Vec<u8>)>, Error> {
        let no = |error: zip::result::ZipError| Error::NotContainer {
            reason: error.to_string(),
        };
        let raw = archive.by_index_raw(index).map_err(no)?;
        let name = raw.name().map_err(no)?.into_owned();
        let (folder, link, encrypted) = (raw.is_dir(), raw.is_symlink(), raw.encrypted());
        drop(raw);
        if folder {
            name::check(name.trim_end_matches('/'))?;
            return Ok(None);
        }
        name::check(&name)?;
        if link || encrypted {
            return Err(Error::Unknown { name });
        }
        let entry = archive.by_index(index).map_err(no)?;
        let packed = entry.compressed_size();
        let most = match name::is_meta(&name) {
            true => self.left.min(LARGEST_META),
            false => self.left,
        };
        let bytes = self.unpack(entry, &name, packed, most)?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.left = self.left.saturating_sub(length);
        Ok(Some((name, bytes)))
    }

    /// Unpacks in pieces and stops as soon as a limit is passed.
    fn unpack(
        &self,
        mut entry: impl Read,
        name: &str,
        packed: u64,
        most: u64,
    ) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let mut piece = vec![0; 64 << 10];
        loop {
            let read = entry
                .read(&mut piece)
                .map_err(|error| Error::NotContainer {
                    reason: format!("{name}: {error}"),
                })?;
            if read == 0 {
                return Ok(bytes);
            }
            bytes.extend_from_slice(piece.get(..read).unwrap_or_default());
            let unpacked = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            if unpacked > RATIO_FROM && unpacked / packed.max(1) > HIGHEST_RATIO {
                return Err(Error::Bomb {
                    name: name.to_owned(),
                    limit: HIGHEST_RATIO,
                });
            }
            if unpacked > most {
                return Err(Error::TooLarge {
                    name: name.to_owned(),
                    limit: most.min(self.limits.bytes),
                });
            }
        }
    }
}

/// Puts manifests and signatures together and holds them against the data.
fn sort_out(
    mut data: Vec<DataObject>,
    mut meta: BTreeMap<String, Vec<u8>>,
) -> Result<Container, Error> {
    let manifests: Vec<_> = (meta.keys())
        .filter(|name| is_manifest(name))
        .cloned()
        .collect();
    let mut signatures = Vec::new();
    let mut digests = Digests::new();
    for entry in manifests {
        let bytes = meta.remove(&entry).unwrap_or_default();
        let manifest = manifest::parse(&bytes).map_err(|reason| Error::Manifest {
            name: entry.clone(),
            reason,
        })?;
        hold_against(&mut data, &mut digests, &manifest)?;
        let name = manifest.signature;
        let signature = (is_signature(&name).then(|| meta.remove(&name)))
            .flatten()
            .ok_or_else(|| Error::Missing { name: name.clone() })?;
        signatures.push(Signed {
            name,
            signature,
            manifest: bytes,
        });
    }
    if let Some((name, _)) = meta.pop_first() {
        return Err(Error::Unknown { name });
    }
    if signatures.is_empty() {
        return Err(Error::Unsigned);
    }
    Ok(Container {
        objects: data,
        signatures,
    })
}

/// The digests of objects, by their names: each is made once, however often manifests ask for it.
type Digests = HashMap<(String, DigestAlgorithm), Vec<u8>>;

/// Every file that the manifest names is there as it was, and no other is.
fn hold_against(
    data: &mut [DataObject],
    digests: &mut Digests,
    manifest: &Manifest,
) -> Result<(), Error> {
    let mut covered = BTreeSet::new();
    for reference in &manifest.references {
        let name = reference.name.clone();
        let Some(object) = data.iter_mut().find(|it| it.name == name) else {
            return Err(Error::Missing { name });
        };
        let digest = digests
            .entry((name.clone(), reference.algorithm))
            .or_insert_with(|| reference.algorithm.digest(&object.bytes));
        if *digest != reference.digest {
            return Err(Error::Differs { name });
        }
        object.media_type.clone_from(&reference.media_type);
        covered.insert(name);
    }
    match data.iter().find(|it| !covered.contains(&it.name)) {
        Some(it) => Err(Error::Uncovered {
            name: it.name.clone(),
        }),
        None => Ok(()),
    }
}

/// `META-INF/ASiCManifest*.xml` (EN 319 162-1, 4.4.3.2).
fn is_manifest(name: &str) -> bool {
    let rest = name.strip_prefix(META).unwrap_or_default();
    rest.starts_with("ASiCManifest") && rest.ends_with(".xml") && !rest.contains('/')
}

/// `META-INF/*signature*.p7s` (the same).
fn is_signature(name: &str) -> bool {
    let rest = name.strip_prefix(META).unwrap_or_default();
    rest.contains("signature") && rest.ends_with(".p7s") && !rest.contains('/')
}
