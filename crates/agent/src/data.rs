//! The agent's own folder: pairings with their channel keys, spent requests, known certificates.
//!
//! Files are replaced as a whole and readable by their owner only. Pairings are read anew for every
//! request, so that one forgotten on the command line is forgotten at once.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use agent_protocol::{ChannelKey, ChannelPublic};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::Error;

const PAIRINGS: &str = "pairings.json";
const LOCK: &str = "lock";

/// The folder.
#[derive(Clone, Debug)]
pub struct Data {
    folder: PathBuf,
}

/// A server this agent is paired with.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Pairing {
    /// Identifier of the pairing.
    pub id: String,
    /// Identifier of the server.
    pub server: String,
    /// Its name for people.
    pub name: String,
    /// The origin of its pages.
    pub origin: String,
    /// Its channel key.
    pub server_key: ChannelPublic,
    /// When the person confirmed it, milliseconds since 1970.
    pub paired_at: i64,
    /// The seed of our channel key for this server. A secret.
    our_key: Zeroizing<String>,
}

impl Pairing {
    pub(crate) fn new(
        id: String,
        offer: &agent_protocol::pairing::Offer,
        key: &ChannelKey,
        paired_at: i64,
    ) -> Self {
        Self {
            id,
            server: offer.server.clone(),
            name: offer.name.clone(),
            origin: offer.origin.clone(),
            server_key: offer.key,
            paired_at,
            our_key: key.to_text(),
        }
    }

    pub(crate) fn key(&self) -> Result<ChannelKey, Error> {
        Ok(ChannelKey::from_text(&self.our_key)?)
    }
}

impl Data {
    /// The folder, made if it does not exist.
    ///
    /// # Errors
    /// [`Error::Data`].
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let mut builder = DirBuilder::new();
        builder
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|cause| unusable(folder, &cause))?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Keeps other agents away for as long as the file lives.
    ///
    /// # Errors
    /// [`Error::DataInUse`], [`Error::Data`].
    pub fn lock(&self) -> Result<File, Error> {
        let path = self.path(LOCK);
        let mut options = OpenOptions::new();
        let file = options
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(|cause| unusable(&path, &cause))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::WouldBlock) => Err(Error::DataInUse {
                path: self.folder.display().to_string(),
            }),
            Err(fs::TryLockError::Error(cause)) => Err(unusable(&path, &cause)),
        }
    }

    /// All pairings.
    ///
    /// # Errors
    /// [`Error::Data`].
    pub fn pairings(&self) -> Result<Vec<Pairing>, Error> {
        self.read(PAIRINGS)
    }

    /// The pairing with this origin.
    pub(crate) fn pairing_of(&self, origin: &str) -> Result<Pairing, Error> {
        let mut all = self.pairings()?.into_iter();
        all.find(|pairing| pairing.origin == origin)
            .ok_or_else(|| Error::NotPaired {
                origin: origin.to_owned(),
            })
    }

    /// Keeps a pairing in place of any other with its origin.
    pub(crate) fn pair(&self, pairing: Pairing) -> Result<(), Error> {
        let mut all = self.pairings()?;
        all.retain(|other| other.origin != pairing.origin);
        all.push(pairing);
        self.write(PAIRINGS, &all)
    }

    /// Forgets the pairing with this identifier or origin.
    ///
    /// # Errors
    /// [`Error::NoSuchPairing`], [`Error::Data`].
    pub fn forget(&self, wanted: &str) -> Result<(), Error> {
        let mut all = self.pairings()?;
        let before = all.len();
        all.retain(|pairing| pairing.id != wanted && pairing.origin != wanted);
        if all.len() == before {
            return Err(Error::NoSuchPairing {
                wanted: wanted.to_owned(),
            });
        }
        self.write(PAIRINGS, &all)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What a file holds; the default if there is none yet.
    pub(crate) fn read<T: DeserializeOwned + Default>(&self, name: &str) -> Result<T, Error> {
        let path = self.path(name);
        let text = match fs::read(&path) {
            Ok(text) => Zeroizing::new(text),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(T::default()),
            Err(cause) => return Err(unusable(&path, &cause)),
        };
        serde_json::from_slice(&text).map_err(|cause| unusable(&path, &cause))
    }

    /// Replaces a file as a whole.
    pub(crate) fn write<T: Serialize>(&self, name: &str, value: &T) -> Result<(), Error> {
        let path = self.path(name);
        let replace = || -> std::io::Result<()> {
            let text = Zeroizing::new(serde_json::to_vec_pretty(value)?);
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            file.write_all(&text)?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
            File::open(&self.folder)?.sync_all()
        };
        replace().map_err(|cause| unusable(&path, &cause))
    }
}

pub(crate) fn unusable(path: &Path, cause: &impl ToString) -> Error {
    Error::Data {
        path: path.display().to_string(),
        cause: cause.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn pairing(id: &str, origin: &str) -> Pairing {
        let key = ChannelKey::generate().unwrap();
        Pairing {
            id: id.to_owned(),
            server: "xa".to_owned(),
            name: "UBND xã Tân Phú".to_owned(),
            origin: origin.to_owned(),
            server_key: key.public(),
            paired_at: 0,
            our_key: key.to_text(),
        }
    }

    #[test]
    fn a_pairing_replaces_that_of_its_origin_and_can_be_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let data = Data::open(&folder.path().join("a/b")).unwrap();
        data.pair(pairing("1", "https://a.vn")).unwrap();
        data.pair(pairing("2", "https://b.vn")).unwrap();
        data.pair(pairing("3", "https://a.vn")).unwrap();
        assert_eq!(data.pairing_of("https://a.vn").unwrap().id, "3");
        assert!(data.pairing_of("https://c.vn").is_err());
        let mode = fs::metadata(data.path(PAIRINGS)).unwrap().permissions();
        assert_eq!(mode.mode() & 0o077, 0, "the keys are the owner's only");
        data.forget("https://b.vn").unwrap();
        assert!(data.forget("https://b.vn").is_err());
        data.forget("3").unwrap();
        assert!(data.pairings().unwrap().is_empty());
    }

    #[test]
    fn two_agents_do_not_share_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let data = Data::open(folder.path()).unwrap();
        let lock = data.lock().unwrap();
        assert!(matches!(data.lock(), Err(Error::DataInUse { .. })));
        drop(lock);
        assert!(data.lock().is_ok());
    }
}
