//! Evidence fetched before, in a folder that several processes may share.
//!
//! The folder is a convenience and never trusted: whoever uses what stands in it verifies it like
//! something from the network. A damaged entry is an entry that is not there.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use ades::validate::Sought;
use pki::Certificate;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::{Duration, UtcDateTime};

/// The form of the entries; entries of another form are not read.
const VERSION: u32 = 1;

/// The ending of the entries' names. Other files in the folder are left alone.
const ENDING: &str = "evidence";

/// Longest head of an entry, bytes.
const HEAD: u64 = 16 * 1024;

/// How long a failure is remembered: long enough for the other files of a folder, short enough for
/// somebody who has just mended the network.
pub(crate) const FAILURE: Duration = Duration::MINUTE;

/// A folder of evidence.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    limit: u64,
}

/// What an entry is about.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Key([u8; 32]);

/// What was fetched, or why nothing was.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Entry {
    /// The bytes as they came.
    Content(Vec<u8>),
    /// A failure, as a code with its values.
    Failure(Failure),
}

/// Why nothing was fetched.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Failure {
    /// The code of a [`crate::Error`].
    pub code: String,
    /// [`crate::Error::is_passing`].
    pub passing: bool,
    /// How long was waited at most, in seconds. Who is more patient may have more success.
    pub patience: u64,
    /// The values that explain it.
    pub values: Vec<(String, String)>,
}

/// The first line of an entry; the content follows.
#[derive(Deserialize, Serialize)]
struct Head {
    version: u32,
    stored: i64,
    until: i64,
    failure: Option<Failure>,
    sha256: [u8; 32],
}

impl Key {
    /// The key for what `url`, the address really asked, says about `certificate`. Lists are shared
    /// by all certificates of their issuer.
    #[must_use]
    pub fn new(sought: Sought, certificate: &Certificate, url: &str) -> Self {
        let (kind, serial): (u8, &[u8]) = match sought {
            Sought::Issuer => (0, &[]),
            Sought::Answer => (1, certificate.serial()),
            Sought::List => (2, &[]),
        };
        let mut digest = Sha256::new_with_prefix([kind]);
        for part in [certificate.issuer().der(), serial, url.as_bytes()] {
            digest.update(part.len().to_be_bytes());
            digest.update(part);
        }
        Self(digest.finalize().into())
    }

    fn file_name(self) -> String {
        let name: String = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{name}.{ENDING}")
    }
}

/// Until when something fetched `now` is kept: as long as it speaks for the present, but neither so
/// short that one run asks twice nor so long that a revocation goes unnoticed for days.
#[must_use]
pub fn keep_until(
    sought: Sought,
    next_update: Option<UtcDateTime>,
    now: UtcDateTime,
) -> UtcDateTime {
    let longest = now.saturating_add(match sought {
        Sought::Issuer => Duration::days(30),
        Sought::Answer => Duration::HOUR,
        Sought::List => Duration::hours(6),
    });
    let next = match sought {
        Sought::Issuer => longest,
        Sought::Answer | Sought::List => next_update.unwrap_or(now),
    };
    next.clamp(now.saturating_add(Duration::MINUTE), longest)
}

impl Cache {
    /// The cache in `folder`, which is made if it does not exist, of at most `limit` bytes.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: impl Into<PathBuf>, limit: u64) -> io::Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, limit })
    }

    /// What is kept under `key` and not too old at `now`.
    #[must_use]
    pub fn get(&self, key: Key, now: UtcDateTime) -> Option<Entry> {
        let file = fs::File::open(self.folder.join(key.file_name())).ok()?;
        let mut bytes = Vec::new();
        let most = self.limit.saturating_add(HEAD);
        file.take(most).read_to_end(&mut bytes).ok()?;
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let head: Head = serde_json::from_slice(bytes.get(..end)?).ok()?;
        let content = bytes.get(end + 1..)?;
        // A clock that was put back must not make entries live longer.
        let is_alive = (head.stored..head.until).contains(&now.unix_timestamp());
        let is_whole = head.version == VERSION && head.sha256 == *Sha256::digest(content);
        match head.failure {
            _ if !(is_alive && is_whole) => None,
            Some(failure) => Some(Entry::Failure(failure)),
            None => Some(Entry::Content(content.to_vec())),
        }
    }

    /// Keeps `content` under `key` until `until`.
    ///
    /// # Errors
    /// When it cannot be written; then the cache is as before.
    pub fn keep(
        &self,
        key: Key,
        content: &[u8],
        now: UtcDateTime,
        until: UtcDateTime,
    ) -> io::Result<()> {
        self.write(key, None, content, (now, until))
    }

    /// Remembers for a short while that nothing came.
    ///
    /// # Errors
    /// When it cannot be written; then the cache is as before.
    pub fn keep_failure(&self, key: Key, failure: &Failure, now: UtcDateTime) -> io::Result<()> {
        self.write(
            key,
            Some(failure.clone()),
            &[],
            (now, now.saturating_add(FAILURE)),
        )
    }

    /// Written aside and renamed: another process sees the old entry or the new one, whole.
    fn write(
        &self,
        key: Key,
        failure: Option<Failure>,
        content: &[u8],
        (stored, until): (UtcDateTime, UtcDateTime),
    ) -> io::Result<()> {
        let head = Head {
            version: VERSION,
            stored: stored.unix_timestamp(),
            until: until.unix_timestamp(),
            failure,
            sha256: Sha256::digest(content).into(),
        };
        let head = serde_json::to_vec(&head)?;
        let size = u64::try_from(head.len() + 1 + content.len()).unwrap_or(u64::MAX);
        if size > self.limit {
            return Ok(());
        }
        self.make_room(size)?;
        let mut file = tempfile::Builder::new()
            .suffix(&format!(".{ENDING}"))
            .tempfile_in(&self.folder)?;
        file.write_all(&head)?;
        file.write_all(b"\n")?;
        file.write_all(content)?;
        file.persist(self.folder.join(key.file_name()))?;
        Ok(())
    }

    /// Removes the oldest entries until `size` bytes more fit. An entry that another process has
    /// removed meanwhile is as good as removed.
    fn make_room(&self, size: u64) -> io::Result<()> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if is_entry(&entry.path())
                && let Ok(metadata) = entry.metadata()
            {
                let written = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                entries.push((written, metadata.len(), entry.path()));
            }
        }
        entries.sort();
        let mut total: u64 = entries.iter().map(|(_, length, _)| *length).sum();
        for (_, length, path) in entries {
            if total.saturating_add(size) <= self.limit {
                break;
            }
            let _ = fs::remove_file(path);
            total = total.saturating_sub(length);
        }
        Ok(())
    }
}

fn is_entry(path: &Path) -> bool {
    path.extension() == Some(OsStr::new(ENDING))
}
