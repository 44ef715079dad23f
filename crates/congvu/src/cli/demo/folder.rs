//! The folder of the demonstration, and what is remembered there from start to start.
//!
//! A first start that was interrupted left something that cannot be continued: the next one begins
//! anew. What is in the folder and is not ours is never touched.

use std::collections::BTreeMap;
use std::fs::{self, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use office::Device;
use serde::{Deserialize, Serialize};

use super::Error;
use crate::cli::testpki::init::{KEYS, PINS};

const MEMORY: &str = "demo.json";
const LOCK: &str = "demo.lock";
/// What the demonstration makes in its folder.
const AUTHORITY: &str = "pki";
const OFFICE: &str = "office";
const DESKS: &str = "desks";
const SAMPLES: &str = "van-ban-mau";

/// The folder, kept from other demonstrations for as long as this lives.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    pub(super) memory: Memory,
    _lock: fs::File,
}

/// What is remembered.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Memory {
    /// Whether everything was made.
    pub(super) complete: bool,
    /// The port that certificates name.
    pub(super) authority: u16,
    /// The desks, by the id of whose they are.
    pub(super) desks: BTreeMap<String, DeskMemory>,
    /// The people, by id.
    pub(super) people: BTreeMap<String, Person>,
}

/// A desk.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeskMemory {
    /// The port of its agent.
    pub(super) port: u16,
    /// The address of the office that it is paired with.
    pub(super) paired: Option<String>,
}

/// A person of the demonstration, as the office knows them.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) agency: String,
    pub(super) agency_name: String,
    pub(super) account: String,
    pub(super) appointment: String,
    pub(super) name: String,
    pub(super) title: String,
    /// The code of the role.
    pub(super) role: String,
    pub(super) login: String,
}

impl Folder {
    /// Opens the folder, which is made if it is not there.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let path = std::path::absolute(path).map_err(unusable(path))?;
        fs::create_dir_all(&path).map_err(unusable(&path))?;
        let known = path.join(LOCK).exists();
        let mut entries = fs::read_dir(&path).map_err(unusable(&path))?;
        if !known && entries.next().is_some() {
            let path = path.display().to_string();
            return Err(Error::NotOurs { path });
        }
        let lock = lock(&path)?;
        let memory = match fs::read(path.join(MEMORY)) {
            Ok(text) => serde_json::from_slice(&text).map_err(|cause| Error::Memory {
                path: path.join(MEMORY).display().to_string(),
                reason: cause.to_string(),
            })?,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Memory::default(),
            Err(cause) => return Err(unusable(&path.join(MEMORY))(cause)),
        };
        Ok(Self {
            path,
            memory,
            _lock: lock,
        })
    }

    /// Throws away what an interrupted first start left, and remembers `memory` instead.
    pub(super) fn begin(&mut self, memory: Memory) -> Result<(), Error> {
        for inner in [AUTHORITY, OFFICE, DESKS, SAMPLES] {
            let path = self.path.join(inner);
            match fs::remove_dir_all(&path) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    return Err(unusable(&path)(cause));
                }
                _ => fs::create_dir(&path).map_err(unusable(&path))?,
            }
        }
        self.memory = memory;
        self.save()
    }

    /// Writes down what is remembered, all or nothing.
    pub(super) fn save(&self) -> Result<(), Error> {
        let path = self.path.join(MEMORY);
        let failed = unusable(&path);
        let saved = || {
            let text = serde_json::to_vec_pretty(&self.memory)?;
            let mut file = tempfile::NamedTempFile::new_in(&self.path)?;
            io::Write::write_all(&mut file, &text)?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
            io::Result::Ok(())
        };
        saved().map_err(failed)
    }

    /// The test authority.
    pub(super) fn authority(&self) -> PathBuf {
        self.path.join(AUTHORITY)
    }

    /// The server's own key; a folder of an earlier program has none.
    pub(super) fn device(&self) -> Option<Device> {
        let device = Device {
            key_file: self.authority().join(KEYS).join("device.p12"),
            password_file: self.authority().join(PINS),
        };
        device.key_file.exists().then_some(device)
    }

    /// The data of the office.
    pub(super) fn office(&self) -> PathBuf {
        self.path.join(OFFICE)
    }

    /// Documents to begin with.
    pub(super) fn samples(&self) -> PathBuf {
        self.path.join(SAMPLES)
    }

    /// The desk of somebody.
    pub(super) fn desk(&self, id: &str) -> PathBuf {
        self.path.join(DESKS).join(id)
    }
}

fn lock(folder: &Path) -> Result<fs::File, Error> {
    let path = folder.join(LOCK);
    let mut options = fs::OpenOptions::new();
    let opened = options.create(true).truncate(false).write(true).open(&path);
    let file = opened.map_err(unusable(folder))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::InUse {
            path: folder.display().to_string(),
        }),
        Err(TryLockError::Error(cause)) => Err(unusable(&path)(cause)),
    }
}

/// The failure to use `path`.
pub(super) fn unusable(path: &Path) -> impl Fn(io::Error) -> Error + use<> {
    let path = path.display().to_string();
    move |cause| Error::Folder {
        path: path.clone(),
        cause,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_there_again_and_nobody_else_may_use_it() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("demo");
        let mut folder = Folder::open(&path).unwrap();
        assert!(!folder.memory.complete);
        let memory = Memory {
            authority: 20_001,
            ..Memory::default()
        };
        folder.begin(memory).unwrap();
        folder.memory.complete = true;
        folder.save().unwrap();
        assert!(matches!(Folder::open(&path), Err(Error::InUse { .. })));
        drop(folder);
        let folder = Folder::open(&path).unwrap();
        assert!(folder.memory.complete);
        assert_eq!(folder.memory.authority, 20_001);
    }

    #[test]
    fn a_folder_with_other_things_is_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        fs::write(parent.path().join("anh.jpg"), "x").unwrap();
        assert!(matches!(
            Folder::open(parent.path()),
            Err(Error::NotOurs { .. })
        ));
        assert!(!parent.path().join(LOCK).exists());
    }
}
