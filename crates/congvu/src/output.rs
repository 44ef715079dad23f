//! Writing results: whole or not at all, and never over something unasked.
//!
//! A result is written to a temporary file in the folder of its destination, flushed to the disk
//! and then renamed; the rename itself refuses an existing name unless overwriting was asked for,
//! so two programs cannot both win. The temporary file is made before any work begins: a folder
//! that cannot be written to is known before a key is touched.

use std::collections::HashSet;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use pdf::ReadAt;
use tempfile::NamedTempFile;

use crate::error::Error;
use crate::input::Input;
use crate::interrupt::Unfinished;

/// What to do when the destination exists.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Existing {
    /// Refuse.
    Keep,
    /// Replace it (`--force`).
    Replace,
}

/// Where one result goes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Destination {
    /// `-`.
    Stdout,
    /// A file.
    File(PathBuf),
}

/// One destination per input: the file `out`, or a file of the input's name in the folder `out`.
pub(crate) fn destinations(out: &Path, inputs: &[Input]) -> Result<Vec<Destination>, Error> {
    let path = || out.display().to_string();
    if out.is_dir() {
        return in_folder(out, inputs);
    }
    if out.as_os_str().as_encoded_bytes().ends_with(b"/") {
        return Err(Error::OutputFolderMissing { path: path() });
    }
    if inputs.len() > 1 {
        return Err(Error::OutputNotAFolder {
            path: path(),
            count: inputs.len(),
        });
    }
    Ok(vec![if out.as_os_str() == "-" {
        Destination::Stdout
    } else {
        Destination::File(out.into())
    }])
}

fn in_folder(folder: &Path, inputs: &[Input]) -> Result<Vec<Destination>, Error> {
    let mut names = HashSet::new();
    (inputs.iter())
        .map(|input| {
            let name = input.path().and_then(Path::file_name);
            let Some(name) = name else {
                return Err(Error::OutputNameNeeded {
                    path: folder.display().to_string(),
                });
            };
            if !names.insert(name.to_owned()) {
                return Err(Error::OutputSameName {
                    name: name.to_string_lossy().into_owned(),
                });
            }
            Ok(Destination::File(folder.join(name)))
        })
        .collect()
}

impl Destination {
    /// How messages name it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stdout => "-".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Prepares for writing the result made from `input`; nothing is visible until
    /// [`Pending::commit`].
    pub(crate) fn begin(&self, input: &Input, existing: Existing) -> Result<Pending, Error> {
        let Self::File(path) = self else {
            return Ok(Pending::Stdout);
        };
        let name = || path.display().to_string();
        if input.path().is_some_and(|input| same_file(input, path)) {
            return Err(Error::OutputIsInput { path: name() });
        }
        if existing == Existing::Keep && fs::symlink_metadata(path).is_ok() {
            return Err(Error::OutputExists { path: name() });
        }
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let temporary = tempfile::Builder::new()
            .prefix(".congvu-")
            .suffix(".tmp")
            // As any new file: what the umask leaves of rw-rw-rw-.
            .permissions(Permissions::from_mode(0o666))
            .tempfile_in(folder)
            .map_err(|cause| explain_folder(folder, cause))?;
        let unfinished = Unfinished::note(temporary.path());
        Ok(Pending::File {
            temporary,
            path: path.clone(),
            existing,
            unfinished,
        })
    }
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (fs::metadata(one), fs::metadata(other)) {
        (Ok(one), Ok(other)) => (one.dev(), one.ino()) == (other.dev(), other.ino()),
        _ => false,
    }
}

fn explain_folder(folder: &Path, cause: io::Error) -> Error {
    let path = folder.display().to_string();
    match cause.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            Error::OutputFolderMissing { path }
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::OutputDiskFull { path },
        _ => Error::OutputNotWritable { path, cause },
    }
}

/// A result in the making; dropped without [`Self::commit`] it leaves nothing behind.
#[derive(Debug)]
pub(crate) enum Pending {
    /// Written only at the end, in one go.
    Stdout,
    /// The temporary file beside the destination.
    File {
        temporary: NamedTempFile,
        path: PathBuf,
        existing: Existing,
        unfinished: Unfinished,
    },
}

impl Pending {
    /// Writes `content` and makes it visible under its name.
    pub(crate) fn commit(self, content: &dyn ReadAt) -> Result<(), Error> {
        match self {
            Self::Stdout => {
                let mut stdout = io::stdout().lock();
                match copy(content, &mut stdout).and_then(|()| stdout.flush()) {
                    // The reader has seen enough.
                    Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                    other => other.map_err(|cause| explain(Path::new("-"), cause)),
                }
            }
            Self::File {
                temporary,
                path,
                existing,
                unfinished,
            } => {
                store(&temporary, content).map_err(|cause| explain(&path, cause))?;
                let persisted = match existing {
                    Existing::Keep => temporary.persist_noclobber(&path),
                    Existing::Replace => temporary.persist(&path),
                };
                persisted.map_err(|failed| explain(&path, failed.error))?;
                drop(unfinished);
                sync_folder(&path);
                Ok(())
            }
        }
    }
}

fn store(temporary: &NamedTempFile, content: &dyn ReadAt) -> io::Result<()> {
    let mut writer = BufWriter::with_capacity(1 << 16, temporary.as_file());
    copy(content, &mut writer)?;
    writer.flush()?;
    temporary.as_file().sync_all()
}

fn copy(content: &dyn ReadAt, writer: &mut dyn Write) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 18];
    let mut offset = 0;
    while offset < content.len() {
        let left = usize::try_from(content.len() - offset).unwrap_or(usize::MAX);
        let length = left.min(buffer.len());
        let chunk = buffer.get_mut(..length).unwrap_or_default();
        content.read_exact_at(offset, chunk)?;
        writer.write_all(chunk)?;
        offset = offset.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
    }
    Ok(())
}

/// The new name reaches the disk too. Not every file system can do this; the content is safe
/// already, so a refusal is not an error.
fn sync_folder(path: &Path) {
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
        let _ = folder.sync_all();
    }
}

fn explain(path: &Path, cause: io::Error) -> Error {
    let path = path.display().to_string();
    match cause.kind() {
        io::ErrorKind::AlreadyExists => Error::OutputExists { path },
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            Error::OutputDiskFull { path }
        }
        _ => Error::OutputFailed { path, cause },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &Path) -> Input {
        Input::File(path.into())
    }

    #[test]
    fn nothing_is_left_behind_without_a_commit() {
        let folder = tempfile::tempdir().unwrap();
        let out = Destination::File(folder.path().join("out.pdf"));
        let pending = out.begin(&Input::Stdin, Existing::Keep).unwrap();
        drop(pending);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_that_appears_meanwhile_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.pdf");
        let pending = Destination::File(path.clone())
            .begin(&Input::Stdin, Existing::Keep)
            .unwrap();
        fs::write(&path, b"someone else's").unwrap();
        let refused = pending.commit(&b"ours".to_vec());
        assert!(matches!(refused, Err(Error::OutputExists { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"someone else's");
    }

    #[test]
    fn the_input_is_never_the_output_even_by_another_name_or_by_force() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("in.pdf"), folder.path().join("link.pdf"));
        fs::write(&path, b"document").unwrap();
        fs::hard_link(&path, &link).unwrap();
        for out in [path.clone(), link] {
            let begun = Destination::File(out).begin(&file(&path), Existing::Replace);
            assert!(matches!(begun, Err(Error::OutputIsInput { .. })));
        }
    }

    #[test]
    fn one_name_per_input_in_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (
            file(Path::new("x/van-ban.pdf")),
            file(Path::new("y/van-ban.pdf")),
        );
        let single = destinations(folder.path(), std::slice::from_ref(&a)).unwrap();
        assert_eq!(
            single,
            [Destination::File(folder.path().join("van-ban.pdf"))]
        );
        let clash = destinations(folder.path(), &[a.clone(), b.clone()]);
        assert!(matches!(clash, Err(Error::OutputSameName { .. })));
        let many = destinations(Path::new("out.pdf"), &[a, b]);
        assert!(matches!(many, Err(Error::OutputNotAFolder { .. })));
    }
}
