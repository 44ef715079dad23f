//! What a writer that was killed left behind: temporary files beside the blobs, in no one's use.
//!
//! A writer holds a blob's bytes whole and writes them in one go, so what nobody has written to for
//! long has no writer any more; how long that is, the caller says. In an object storage a blob is
//! there whole or not at all.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use time::UtcDateTime;
use tokio::task;

use super::{Blobs, Inner, UNFINISHED, interrupted};
use crate::Error;

impl Blobs {
    /// Temporary files that were last written to before that time.
    ///
    /// # Errors
    /// When a folder cannot be looked at.
    pub async fn unfinished(&self, before: UtcDateTime) -> Result<Vec<PathBuf>, Error> {
        let Inner::Folder(root) = &self.0 else {
            return Ok(Vec::new());
        };
        let folder = root.to_path_buf();
        let looking = move || {
            let mut found = Vec::new();
            look(&folder, before.into(), &mut found).map(|()| found)
        };
        let looked = task::spawn_blocking(looking).await;
        looked.map_err(|error| interrupted(root, error))?
    }

    /// Removes them, and says how many there were.
    ///
    /// # Errors
    /// When a folder cannot be looked at, or a file not be removed.
    pub async fn drop_unfinished(&self, before: UtcDateTime) -> Result<usize, Error> {
        let mut dropped = 0;
        for path in self.unfinished(before).await? {
            match tokio::fs::remove_file(&path).await {
                Ok(()) => dropped += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(Error::File { path, source }),
            }
        }
        Ok(dropped)
    }
}

/// Goes through a folder and those in it; links are never followed.
fn look(folder: &Path, before: SystemTime, found: &mut Vec<PathBuf>) -> Result<(), Error> {
    let failed = |source| Error::File {
        path: folder.to_owned(),
        source,
    };
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            look(&entry.path(), before, found)?;
            continue;
        }
        let name = entry.file_name();
        let temporary = name.to_str().is_some_and(|it| it.starts_with(UNFINISHED));
        if !temporary || !kind.is_file() {
            continue;
        }
        match entry.metadata().and_then(|it| it.modified()) {
            Ok(written) if written < before => found.push(entry.path()),
            Ok(_) => {}
            // Its writer is done with it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use time::Duration;

    use super::*;
    use crate::blobs::BlobPlace;

    #[tokio::test]
    async fn what_is_old_and_unfinished_goes_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let place = BlobPlace::Folder(folder.path().to_owned());
        let blobs = Blobs::open(&place).await.unwrap();
        let digest = blobs.put("a", b"van ban".to_vec()).await.unwrap();
        let start = UtcDateTime::from_unix_timestamp(1_790_000_000).unwrap();
        let shard = folder.path().join("a").join(&digest.as_str()[..2]);
        let write = |name: &str, at: UtcDateTime| {
            let file = std::fs::File::create(shard.join(name)).unwrap();
            file.set_modified(at.into()).unwrap();
            shard.join(name)
        };
        // One of a writer that was killed, one of a writer at work, and a blob as old as the first.
        let dead = write(".tmpAbCdEf", start);
        let living = write(".tmpGhIjKl", start + Duration::DAY);
        let blob = std::fs::File::open(shard.join(digest.as_str())).unwrap();
        blob.set_modified(start.into()).unwrap();

        let later = start + Duration::HOUR;
        assert_eq!(
            blobs.unfinished(start).await.unwrap(),
            Vec::<PathBuf>::new()
        );
        assert_eq!(
            blobs.unfinished(later).await.unwrap(),
            std::slice::from_ref(&dead)
        );
        assert_eq!(blobs.drop_unfinished(later).await.unwrap(), 1);
        assert!(!dead.exists() && living.exists());
        assert_eq!(blobs.get("a", &digest).await.unwrap(), b"van ban");
        assert_eq!(blobs.drop_unfinished(later).await.unwrap(), 0);
    }
}
