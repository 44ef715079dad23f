//! Restoring a backup into an installation that holds nothing.
//!
//! Everything is checked before anything is written, and the database comes last: an installation
//! whose restoring was interrupted has none.

use std::collections::BTreeSet;
use std::path::Path;

use audit::{Record, Tip};
use serde::Serialize;
use store::copy::{self, Named};
use store::people::agencies;
use store::{BlobPlace, Blobs, Digest, audit_log};

use super::{
    BLOB_LIST, BLOBS, DATABASE, FORM, KEYS, Kept, MANIFEST, Manifest, TRUST, Trouble, Watch,
    engine, names, sync,
};
use crate::{Clock, Config, Error, Office};

/// Records read at once.
const PAGE: i64 = 1000;

/// What was restored.
#[derive(Clone, Debug, Serialize)]
pub struct Restored {
    /// What the backup said of itself.
    pub backup: Manifest,
    /// Agencies whose audit chain was verified from its first record to its end.
    pub agencies: usize,
    /// The records of all of them.
    pub records: u64,
}

/// Restores the backup in the folder `from` into the installation that `config` describes.
///
/// # Errors
/// When the backup is unfinished, damaged or of a newer program, when the installation holds
/// something, or when what was restored is not what was kept.
pub async fn restore(
    config: Config,
    from: &Path,
    clock: Clock,
    watch: &dyn Watch,
) -> Result<Restored, Error> {
    let manifest = manifest(from)?;
    let run = from.join(&manifest.run);
    let place = config.place()?;
    if manifest.engine != engine(&place) {
        return Err(Trouble::OtherEngine {
            backup: manifest.engine,
            here: engine(&place),
        }
        .into());
    }
    for kept in &manifest.files {
        let now = Kept::read(&run, &kept.path).ok();
        if now.is_none_or(|now| (now.size, now.sha256) != (kept.size, kept.sha256.clone())) {
            let file = format!("{}/{}", manifest.run, kept.path);
            return Err(Trouble::Damaged { file }.into());
        }
    }
    let named = listed(&run)?;
    empty(&config).await?;
    blobs(&config, &named, from, watch).await?;
    beside(&config, &manifest, &run)?;
    copy::put_back(&place, &run.join(DATABASE)).await?;
    if copy::contents(&place).await?.blobs != named {
        return Err(Trouble::Differs.into());
    }
    let office = Office::open(config, clock).await?;
    let verified = office.verify_chains().await;
    office.close().await;
    let (agencies, records) = verified?;
    Ok(Restored {
        backup: manifest,
        agencies,
        records,
    })
}

fn manifest(from: &Path) -> Result<Manifest, Trouble> {
    let path = from.join(MANIFEST);
    let bytes = match std::fs::read(&path) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            let path = from.to_owned();
            return Err(Trouble::Unfinished { path });
        }
        other => other.map_err(Trouble::file(&path))?,
    };
    let damaged = || Trouble::Damaged {
        file: MANIFEST.to_owned(),
    };
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
    if manifest.form > FORM || manifest.migration > copy::newest_migration() {
        let program = manifest.program;
        return Err(Trouble::NewerBackup { program });
    }
    let inside = |path: &str| {
        let mut parts = Path::new(path).components();
        parts.all(|part| matches!(part, std::path::Component::Normal(_)))
    };
    let paths = manifest.files.iter().map(|it| &it.path);
    if !paths.chain([&manifest.run]).all(|path| inside(path)) {
        return Err(damaged());
    }
    let has = |name| manifest.files.iter().any(|it| it.path == name);
    if !has(DATABASE) || !has(BLOB_LIST) {
        return Err(damaged());
    }
    Ok(manifest)
}

fn listed(run: &Path) -> Result<BTreeSet<Named>, Trouble> {
    let path = run.join(BLOB_LIST);
    let text = std::fs::read_to_string(&path).map_err(Trouble::file(&path))?;
    let named = text.lines().map(|line| {
        let (agency, digest) = line.split_once(' ')?;
        Some(Named {
            agency: agency.to_owned(),
            digest: Digest::parse(digest)?,
        })
    });
    named.collect::<Option<_>>().ok_or(Trouble::Damaged {
        file: BLOB_LIST.to_owned(),
    })
}

/// Refuses an installation that holds something.
async fn empty(config: &Config) -> Result<(), Error> {
    if !copy::is_empty(&config.place()?).await? {
        let place = "database".to_owned();
        return Err(Trouble::NotEmpty { place }.into());
    }
    let full = |folder: &Path| Ok::<_, Trouble>(!names(folder)?.is_empty());
    let (blobs, trust) = (config.data.join(BLOBS), config.trust());
    let keys = KEYS.map(|name| config.data.join(name));
    let keys = keys.into_iter().filter(|it| it.exists());
    let folders = [(full(&blobs)?, blobs), (full(&trust)?, trust)];
    let folders = folders
        .into_iter()
        .filter_map(|(full, it)| full.then_some(it));
    match folders.chain(keys).next() {
        None => Ok(()),
        Some(path) => {
            let place = path.display().to_string();
            Err(Trouble::NotEmpty { place }.into())
        }
    }
}

/// Every blob is read and found whole before the first is written.
async fn blobs(
    config: &Config,
    named: &BTreeSet<Named>,
    from: &Path,
    watch: &dyn Watch,
) -> Result<(), Error> {
    let source = Blobs::open(&BlobPlace::Folder(from.join(BLOBS))).await?;
    watch.begins(named.len().saturating_mul(2));
    for Named { agency, digest } in named {
        let whole = source.get(agency, digest).await;
        whole.map_err(|_| Trouble::Damaged {
            file: format!("{BLOBS}/{agency}/…/{digest}"),
        })?;
        watch.looked_at();
    }
    let target = Blobs::open(&config.blobs()?).await?;
    for Named { agency, digest } in named {
        let bytes = source.get(agency, digest).await?;
        target.put(agency, bytes).await?;
        target.get(agency, digest).await?;
        watch.looked_at();
    }
    Ok(())
}

fn beside(config: &Config, manifest: &Manifest, run: &Path) -> Result<(), Trouble> {
    let trust = config.trust();
    std::fs::create_dir_all(&trust).map_err(Trouble::file(&trust))?;
    for kept in &manifest.files {
        let of_trust = kept.path.strip_prefix(TRUST);
        if KEYS.contains(&kept.path.as_str()) || of_trust.is_some_and(|rest| rest.starts_with('/'))
        {
            super::copy(&run.join(&kept.path), &config.data.join(&kept.path))?;
        }
    }
    sync(&trust)?;
    sync(&config.data)
}

impl Office {
    /// Verifies the audit chain of every agency; gives how many there are and how many records.
    ///
    /// # Errors
    /// [`Error::AuditHead`] for a chain that contradicts itself.
    pub async fn verify_chains(&self) -> Result<(usize, u64), Error> {
        let agencies = agencies::all(&mut self.store().reader()).await?;
        let mut records = 0_u64;
        for agency in &agencies {
            records = records.saturating_add(self.verify_chain(&agency.id).await?);
        }
        Ok((agencies.len(), records))
    }

    async fn verify_chain(&self, agency: &str) -> Result<u64, Error> {
        let mut reader = self.store().reader();
        let mut tip = Tip::empty(agency);
        // A chain that is written to meanwhile grows: its end is asked for first.
        let end = audit_log::head(&mut reader, agency).await?;
        let Some(end) = end else { return Ok(0) };
        let last = u64::try_from(end.seq).map_err(|_| Error::AuditHead)?;
        while tip.seq < last {
            let after = i64::try_from(tip.seq).map_err(|_| Error::AuditHead)?;
            let page = audit_log::page(&mut reader, agency, after, PAGE.min(end.seq - after));
            let page = page.await?;
            if page.is_empty() {
                return Err(Error::AuditHead);
            }
            for kept in page {
                let record: Record = serde_json::from_str(&kept.record)?;
                let head = audit::chain(tip.head, record.leaf()?);
                let follows = record.seq == tip.seq + 1 && record.agency == agency;
                if !follows || head.to_string() != kept.hash {
                    return Err(Error::AuditHead);
                }
                (tip.seq, tip.head) = (record.seq, head);
            }
        }
        if tip.head.to_string() != end.hash {
            return Err(Error::AuditHead);
        }
        Ok(tip.seq)
    }
}
