//! Making a backup.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use store::copy::{self, Named};
use store::{BlobPlace, Blobs};
use time::UtcDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use super::{
    BLOB_LIST, BLOBS, CONFIGURATION, DATABASE, FORM, KEYS, Kept, MANIFEST, Manifest, TRUST,
    Trouble, Watch, engine, names, sync,
};
use crate::{Config, Error};

/// Copies the installation into the folder `to`; the office may be used meanwhile.
///
/// # Errors
/// When something cannot be read or written, or is damaged: then a backup that was there is as it was.
pub async fn backup(
    config: &Config,
    configuration: &Path,
    to: &Path,
    now: UtcDateTime,
    watch: &dyn Watch,
) -> Result<Manifest, Error> {
    private_folder(to)?;
    let _alone = lock(to)?;
    let run = run_name(now);
    let folder = to.join(&run);
    private_folder(&folder)?;
    let place = config.place()?;
    let database = folder.join(DATABASE);
    let copied = copy::database(&place, &database).await?;
    sync(&database)?;
    let mut files = vec![DATABASE.to_owned(), BLOB_LIST.to_owned()];
    let new = blobs(config, &copied.blobs, to, watch).await?;
    list(&folder.join(BLOB_LIST), &copied.blobs)?;
    files.extend(beside(config, configuration, &folder)?);
    let files = files.iter().map(|path| Kept::read(&folder, path));
    let manifest = Manifest {
        form: FORM,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        migration: copied.migration,
        engine: engine(&place).to_owned(),
        taken_at: now.format(&Rfc3339).unwrap_or_default(),
        run,
        files: files.collect::<Result<_, _>>()?,
        blobs: copied.blobs.len(),
        copied: new,
        left_out: left_out(config),
    };
    sync(&folder)?;
    finish(to, &manifest)?;
    Ok(manifest)
}

/// Copies the blobs that are not there yet, reads all of them, and says how many were copied.
async fn blobs(
    config: &Config,
    named: &BTreeSet<Named>,
    to: &Path,
    watch: &dyn Watch,
) -> Result<usize, Error> {
    let source = Blobs::open(&config.blobs()?).await?;
    let target = Blobs::open(&BlobPlace::Folder(to.join(BLOBS))).await?;
    watch.begins(named.len());
    let mut copied = 0;
    for Named { agency, digest } in named {
        match target.get(agency, digest).await {
            Ok(_) => {}
            Err(store::Error::BlobMissing(_)) => {
                let bytes = source.get(agency, digest).await?;
                target.put(agency, bytes).await?;
                target.get(agency, digest).await?;
                copied += 1;
            }
            Err(store::Error::BlobDamaged(_)) => {
                let file = format!("{BLOBS}/{agency}/…/{digest}");
                return Err(Trouble::Damaged { file }.into());
            }
            Err(error) => return Err(error.into()),
        }
        watch.looked_at();
    }
    Ok(copied)
}

/// One line a blob: agency and digest.
fn list(path: &Path, named: &BTreeSet<Named>) -> Result<(), Trouble> {
    let failed = || Trouble::file(path);
    let mut file = BufWriter::new(File::create_new(path).map_err(failed())?);
    for Named { agency, digest } in named {
        writeln!(file, "{agency} {digest}").map_err(failed())?;
    }
    file.flush().map_err(failed())?;
    file.get_ref().sync_all().map_err(failed())
}

/// What lies beside database and blobs; gives the names of the copies.
fn beside(config: &Config, configuration: &Path, folder: &Path) -> Result<Vec<String>, Trouble> {
    let mut copied = vec![CONFIGURATION.to_owned()];
    super::copy(configuration, &folder.join(CONFIGURATION))?;
    for name in KEYS {
        let key = config.data.join(name);
        // Each is made when it is first needed.
        if key.exists() {
            super::copy(&key, &folder.join(name))?;
            copied.push(name.to_owned());
        }
    }
    let trust = config.trust();
    private_folder(&folder.join(TRUST))?;
    for name in names(&trust)? {
        let from = trust.join(&name);
        if from.is_file() {
            let path = format!("{TRUST}/{name}");
            super::copy(&from, &folder.join(&path))?;
            copied.push(path);
        }
    }
    sync(&folder.join(TRUST))?;
    Ok(copied)
}

/// Secrets have files of their own so that they need not be where the data is: neither are they in
/// its backup. Checkpoints are outside already.
fn left_out(config: &Config) -> Vec<PathBuf> {
    let objects = config.objects.iter().map(|it| it.secret_file.clone());
    let mail = config.mail.iter();
    let mail = mail.filter_map(|it| it.password_file.clone());
    let device = config.device.iter();
    let device = device.flat_map(|it| [it.key_file.clone(), it.password_file.clone()]);
    let checkpoints = config.checkpoints.iter().map(|it| it.folder.clone());
    (objects.chain(mail).chain(device).chain(checkpoints)).collect()
}

/// Makes the run the backup, and takes away the runs before it.
fn finish(to: &Path, manifest: &Manifest) -> Result<(), Error> {
    let failed = || Trouble::file(to);
    let mut file = tempfile::NamedTempFile::new_in(to).map_err(failed())?;
    file.write_all(&serde_json::to_vec_pretty(manifest)?)
        .map_err(failed())?;
    file.as_file().sync_all().map_err(failed())?;
    let persisted = file.persist(to.join(MANIFEST));
    persisted.map_err(|error| failed()(error.error))?;
    sync(to)?;
    for name in names(to)? {
        if name != manifest.run && is_run(&name) {
            fs::remove_dir_all(to.join(name)).map_err(failed())?;
        }
    }
    Ok(())
}

fn lock(to: &Path) -> Result<File, Trouble> {
    let path = to.join("lock");
    let file = File::create(&path).map_err(Trouble::file(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Trouble::UnderWay {
            path: to.to_owned(),
        }),
        Err(TryLockError::Error(cause)) => Err(Trouble::File { path, cause }),
    }
}

fn private_folder(path: &Path) -> Result<(), Trouble> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(Trouble::file(path))
}

/// `run-20261121T080000.123Z`.
fn run_name(now: UtcDateTime) -> String {
    let form =
        format_description!("run-[year][month][day]T[hour][minute][second].[subsecond digits:3]Z");
    now.format(form).unwrap_or_default()
}

fn is_run(name: &str) -> bool {
    name.starts_with("run-") && name.ends_with('Z')
}
