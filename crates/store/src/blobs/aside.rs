//! Bytes set aside: brought to the office, but of nothing yet that it keeps.
//!
//! They lie beside the blobs, never among them: whoever makes a document of them puts them there as
//! blobs too. So what is dropped here can be no document's, whatever else has the same bytes.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt as _};
use time::UtcDateTime;
use tokio::task;

use super::{Blobs, Digest, Inner, interrupted, key, place};
use crate::Error;

/// The folder of what is set aside. No agency has this id.
const ASIDE: &str = "aside";

impl Blobs {
    /// Sets bytes aside for the agency at that time, and gives their digest.
    ///
    /// # Errors
    /// As [`put`](Self::put).
    pub async fn set_aside(
        &self,
        agency: &str,
        bytes: Vec<u8>,
        at: UtcDateTime,
    ) -> Result<Digest, Error> {
        let agency = format!("{ASIDE}/{agency}");
        match &self.0 {
            Inner::Folder(root) => {
                let digest = self.put(&agency, bytes).await?;
                // Brought once more: it is as new as the first time.
                let path = place(root, &agency, &digest);
                let touched = task::spawn_blocking(move || touch(&path, at.into())).await;
                touched.map_err(|error| interrupted(root, error))??;
                Ok(digest)
            }
            Inner::Objects(objects) => {
                let digest = Digest::of(&bytes);
                objects.put(&key(&agency, &digest), bytes.into()).await?;
                Ok(digest)
            }
        }
    }

    /// What was set aside, checked against its digest.
    ///
    /// # Errors
    /// As [`get`](Self::get); [`Error::BlobMissing`] also where it was dropped.
    pub async fn aside(&self, agency: &str, digest: &Digest) -> Result<Vec<u8>, Error> {
        self.get(&format!("{ASIDE}/{agency}"), digest).await
    }

    /// Drops what was set aside before that time, and says how much that was. An object storage goes
    /// by its own clock.
    ///
    /// # Errors
    /// When something cannot be looked at or removed.
    pub async fn drop_aside(&self, before: UtcDateTime) -> Result<usize, Error> {
        match &self.0 {
            Inner::Folder(root) => {
                let aside = root.join(ASIDE);
                let dropped = task::spawn_blocking(move || sweep(&aside, before.into())).await;
                dropped.map_err(|error| interrupted(root, error))?
            }
            Inner::Objects(objects) => drop_objects(objects.as_ref(), before).await,
        }
    }
}

async fn drop_objects(objects: &dyn ObjectStore, before: UtcDateTime) -> Result<usize, Error> {
    let all = objects.list_with_delimiter(Some(&Key::from(ASIDE))).await?;
    let mut dropped = 0;
    for agency in all.common_prefixes {
        for found in objects.list_with_delimiter(Some(&agency)).await?.objects {
            if found.last_modified.timestamp() < before.unix_timestamp() {
                objects.delete(&found.location).await?;
                dropped += 1;
            }
        }
    }
    Ok(dropped)
}

fn touch(path: &Path, at: SystemTime) -> Result<(), Error> {
    let touched = std::fs::File::open(path).and_then(|it| it.set_modified(at));
    touched.map_err(|source| Error::File {
        path: path.to_owned(),
        source,
    })
}

/// Removes every file under `folder` that is older.
fn sweep(folder: &Path, before: SystemTime) -> Result<usize, Error> {
    let failed = |source| Error::File {
        path: folder.to_owned(),
        source,
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(failed(error)),
    };
    let paths: io::Result<Vec<PathBuf>> = entries.map(|it| Ok(it?.path())).collect();
    let mut dropped = 0;
    for path in paths.map_err(failed)? {
        let failed = |source| Error::File {
            path: path.clone(),
            source,
        };
        // A link is none of ours, and never followed.
        let about = match std::fs::symlink_metadata(&path) {
            Ok(about) => about,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failed(error)),
        };
        if about.is_dir() {
            dropped += sweep(&path, before)?;
        } else if about.is_file() && about.modified().map_err(failed)? < before {
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
                _ => dropped += 1,
            }
        }
    }
    Ok(dropped)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::sync::Arc;

    use object_store::memory::InMemory;
    use time::Duration;

    use super::*;

    #[tokio::test]
    async fn what_waits_too_long_goes_and_blobs_of_the_same_bytes_stay() {
        let folder = tempfile::tempdir().unwrap();
        let objects: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        // The time of an object is that of its storage: it is waited for by looking back.
        let of_storage = UtcDateTime::from_unix_timestamp(4_000_000_000).unwrap();
        let start = UtcDateTime::from_unix_timestamp(1_790_000_000).unwrap();
        for (blobs, later) in [
            (
                Blobs(Inner::Folder(folder.path().into())),
                start + Duration::HOUR,
            ),
            (Blobs(Inner::Objects(objects)), of_storage),
        ] {
            let put = async |bytes: &[u8], at| blobs.set_aside("a", bytes.to_vec(), at).await;
            let old = put(b"goi tin", start).await.unwrap();
            let digest = blobs.put("a", b"goi tin".to_vec()).await.unwrap();
            assert_eq!(old, digest);
            assert_eq!(blobs.aside("a", &old).await.unwrap(), b"goi tin");
            assert!(blobs.aside("b", &old).await.is_err());
            assert_eq!(blobs.drop_aside(start).await.unwrap(), 0);
            assert_eq!(blobs.drop_aside(later).await.unwrap(), 1);
            let gone = blobs.aside("a", &old).await;
            assert!(matches!(gone, Err(Error::BlobMissing(_))), "{gone:?}");
            assert_eq!(blobs.get("a", &digest).await.unwrap(), b"goi tin");
        }
        // Brought once more it waits once more.
        let blobs = Blobs(Inner::Folder(folder.path().into()));
        for at in [start, start + Duration::DAY] {
            blobs.set_aside("a", b"hai lan".to_vec(), at).await.unwrap();
        }
        let dropped = blobs.drop_aside(start + Duration::HOUR).await.unwrap();
        assert_eq!(dropped, 0);
    }
}
