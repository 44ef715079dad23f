//! The folder itself: read whole or not at all, changed one anchor at a time.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use ades::KindRule;
use pki::Certificate;
use pki::trust::Anchors;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use time::UtcDateTime;

use crate::{Error, Fingerprint, Record};

/// The file of the rules that tell persons' certificates from organisations' and devices'.
pub const KINDS: &str = "kinds.toml";

/// Endings of files that hold certificates.
const CERTIFICATES: [&str; 5] = ["pem", "crt", "cer", "der", "p7b"];

/// What a trust folder holds.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// The anchors, in the order of their files.
    pub anchors: Anchors,
    /// How kinds of certificates are told apart.
    pub kinds: Vec<KindRule>,
}

/// The rules in `kinds.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kinds {
    rule: Vec<KindRule>,
}

impl Folder {
    /// Reads the folder at `path`.
    ///
    /// # Errors
    /// [`Error`]: one record or certificate that is not as confirmed spoils the whole folder, for
    /// what is missing from it would change verdicts in silence.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let mut folder = Self::default();
        let mut certificates = BTreeSet::new();
        let mut recorded = BTreeSet::new();
        for file in files(path)? {
            if file.file_name().is_some_and(|name| name == KINDS) {
                folder.kinds = toml_file::<Kinds>(&file)?.rule;
            } else if has_ending(&file, &["toml"]) {
                let record: Record = toml_file(&file)?;
                let beside = path.join(&record.certificate);
                let certificate = one_certificate(&beside)?;
                if !record.is_of(&certificate) {
                    return Err(Error::FingerprintDiffers {
                        path: show(&beside),
                    });
                }
                recorded.insert(beside);
                folder.anchors.add(record.anchor(certificate));
            } else if has_ending(&file, &CERTIFICATES) {
                certificates.insert(file);
            }
        }
        match certificates.difference(&recorded).next() {
            Some(stray) => Err(Error::Unconfirmed { path: show(stray) }),
            None => Ok(folder),
        }
    }
}

/// Puts the certificate of `record` into the folder at `path`, which is made if it is not there.
///
/// # Errors
/// [`Error`]; nothing is changed then, and nothing that is there is ever overwritten.
pub fn add(path: &Path, certificate: &Certificate, record: &Record) -> Result<(), Error> {
    if !certificate.is_ca() {
        return Err(Error::NotAnAuthority {
            subject: certificate.to_string(),
        });
    }
    if !record.is_of(certificate) {
        return Err(Error::FingerprintDiffers {
            path: record.certificate.clone(),
        });
    }
    fs::create_dir_all(path).map_err(not_writable(path))?;
    if Folder::read(path)?.anchors.find(certificate).is_some() {
        return Err(Error::Known {
            name: record.name.clone(),
        });
    }
    let beside = path.join(&record.certificate);
    create(&beside, certificate.to_pem().as_bytes())?;
    let written = create(&record_file(&beside), text(record).as_bytes());
    if written.is_err() {
        // A certificate without its record would make the folder unusable.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Ends the trust in the anchor with this fingerprint at `until`, in favour of `successor`.
///
/// Signatures from before stay provable as far as time stamps prove their age.
///
/// # Errors
/// [`Error`]; the folder is unchanged then.
pub fn end(
    path: &Path,
    anchor: Fingerprint,
    until: UtcDateTime,
    successor: Option<Fingerprint>,
) -> Result<Record, Error> {
    for file in files(path)? {
        if !has_ending(&file, &["toml"]) || file.file_name().is_some_and(|name| name == KINDS) {
            continue;
        }
        let mut record: Record = toml_file(&file)?;
        if record.sha256.parse() != Ok(anchor) {
            continue;
        }
        record.trusted_until = until.into();
        record.successor = successor.map(|successor| successor.to_string());
        replace(&file, text(&record).as_bytes())?;
        return Ok(record);
    }
    Err(Error::NoSuchAnchor {
        sha256: anchor.to_string(),
    })
}

fn record_file(certificate: &Path) -> PathBuf {
    certificate.with_extension("toml")
}

fn text(record: &Record) -> String {
    // A record is a flat table of strings and dates, which TOML can always express.
    toml::to_string(record).unwrap_or_default()
}

fn files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable(path))? {
        let file = entry.map_err(unreadable(path))?.path();
        if file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

fn has_ending(file: &Path, endings: &[&str]) -> bool {
    file.extension().is_some_and(|found| {
        endings
            .iter()
            .any(|ending| found.eq_ignore_ascii_case(ending))
    })
}

fn toml_file<T: DeserializeOwned>(file: &Path) -> Result<T, Error> {
    let text = fs::read_to_string(file).map_err(unreadable(file))?;
    toml::from_str(&text).map_err(|error| Error::Malformed {
        path: show(file),
        message: error.to_string().trim_end().to_owned(),
    })
}

fn one_certificate(file: &Path) -> Result<Certificate, Error> {
    let bytes = fs::read(file).map_err(unreadable(file))?;
    match Certificate::load_all(&bytes).as_deref() {
        Ok([certificate]) => Ok(certificate.clone()),
        _ => Err(Error::NotACertificate { path: show(file) }),
    }
}

fn create(file: &Path, content: &[u8]) -> Result<(), Error> {
    let mut made = fs::File::create_new(file).map_err(not_writable(file))?;
    made.write_all(content)
        .and_then(|()| made.sync_all())
        .map_err(not_writable(file))
}

fn replace(file: &Path, content: &[u8]) -> Result<(), Error> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let write = || -> io::Result<()> {
        let mut made = tempfile::NamedTempFile::new_in(folder)?;
        made.write_all(content)?;
        made.as_file().sync_all()?;
        made.persist(file)?;
        Ok(())
    };
    write().map_err(not_writable(file))
}

fn show(path: &Path) -> String {
    path.display().to_string()
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = show(path);
    move |cause| Error::Unreadable { path, cause }
}

fn not_writable(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = show(path);
    move |cause| Error::NotWritable { path, cause }
}
