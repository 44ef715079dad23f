//! Backup of an installation while it is used, and its restoring into an empty one (docs/backup.md).
//!
//! A backup is a folder: `blobs/` as in the data folder, one folder of the newest run with the
//! database, the trust anchors, the server's own keys and the configuration, and `manifest.json`, written
//! last. A run that is interrupted leaves the backup before it as it was. Blobs never change, so
//! only those that the backup lacks are copied; the others are read and compared.
//!
//! Not here: secrets that the configuration names by their files, and the checkpoints outside.

mod backup;
mod error;
mod restore;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use store::Place;

pub use backup::backup;
pub use error::Trouble;
pub use restore::{Restored, restore};

const MANIFEST: &str = "manifest.json";
const BLOBS: &str = "blobs";
const BLOB_LIST: &str = "blobs.list";
const DATABASE: &str = "database";
const TRUST: &str = "trust";
const CONFIGURATION: &str = "congvu.toml";
/// Keys that the server made for itself.
const KEYS: [&str; 2] = [crate::desk::KEY_FILE, crate::people::FACTOR_KEY_FILE];

/// The form of backups that this program writes.
const FORM: u32 = 1;

/// Told how far it is.
pub trait Watch: Send + Sync {
    /// So many blobs will be looked at.
    fn begins(&self, blobs: usize);
    /// One was.
    fn looked_at(&self);
}

/// What a backup says of itself.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Manifest {
    /// The form of the backup.
    pub form: u32,
    /// The version of the program that made it.
    pub program: String,
    /// The newest migration that the database has seen.
    pub migration: i64,
    /// `SQLite` or `PostgreSQL`.
    pub engine: String,
    /// When it was begun, RFC 3339.
    pub taken_at: String,
    /// The folder of this run.
    pub run: String,
    /// Every file of the run.
    pub files: Vec<Kept>,
    /// How many blobs the database names.
    pub blobs: usize,
    /// How many of them were copied by this run; the others were there.
    pub copied: usize,
    /// Files that the configuration names and the backup does not hold, for a person to keep.
    pub left_out: Vec<PathBuf>,
}

/// A file of the backup.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Kept {
    /// Its path in the folder of the run.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, lower-case hex.
    pub sha256: String,
}

impl Kept {
    /// The file at `path` in `folder`, as it can be read now.
    fn read(folder: &Path, path: &str) -> Result<Self, Trouble> {
        let whole = folder.join(path);
        let failed = || Trouble::file(&whole);
        let mut file = std::fs::File::open(&whole).map_err(failed())?;
        let (mut context, mut size, mut buffer) = (Context::new(&SHA256), 0, vec![0; 1 << 18]);
        loop {
            let read = file.read(&mut buffer).map_err(failed())?;
            if read == 0 {
                break;
            }
            context.update(buffer.get(..read).unwrap_or_default());
            size += u64::try_from(read).unwrap_or_default();
        }
        let digest = context.finish();
        let hex = digest.as_ref().iter().map(|byte| format!("{byte:02x}"));
        Ok(Self {
            path: path.to_owned(),
            size,
            sha256: hex.collect(),
        })
    }
}

/// The engine of a database, for people and for the manifest.
fn engine(place: &Place) -> &'static str {
    match place {
        Place::Sqlite(_) => "SQLite",
        Place::Postgres(_) => "PostgreSQL",
    }
}

/// The names of the files in a folder; none where there is no such folder.
fn names(folder: &Path) -> Result<Vec<String>, Trouble> {
    let failed = || Trouble::file(folder);
    let entries = match std::fs::read_dir(folder) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(failed())?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(failed())?.file_name();
        names.push(name.to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Copies a file so that only its owner can read it, and lets it reach the disk.
fn copy(from: &Path, to: &Path) -> Result<(), Trouble> {
    let mut source = std::fs::File::open(from).map_err(Trouble::file(from))?;
    let failed = || Trouble::file(to);
    let mut target = std::os::unix::fs::OpenOptionsExt::mode(
        std::fs::OpenOptions::new().write(true).create_new(true),
        0o600,
    )
    .open(to)
    .map_err(failed())?;
    std::io::copy(&mut source, &mut target).map_err(failed())?;
    target.sync_all().map_err(failed())
}

fn sync(path: &Path) -> Result<(), Trouble> {
    let opened = std::fs::File::open(path).map_err(Trouble::file(path))?;
    opened.sync_all().map_err(Trouble::file(path))
}
