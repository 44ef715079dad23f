//! Reading documents: a file in place, or standard input.
//!
//! A file is read with `pread` and never mapped, so another program that shortens it gives an error
//! instead of a signal. [`Source::unchanged`] tells at the end whether what was read belongs
//! together. Whatever has no length of its own (standard input, a pipe) is copied to an unnamed
//! temporary file first.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, Read, Seek};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pdf::ReadAt;

use crate::error::Error;

/// Where a document comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Input {
    /// `-`.
    Stdin,
    /// Any other argument.
    File(PathBuf),
}

impl From<&OsStr> for Input {
    fn from(argument: &OsStr) -> Self {
        if argument == "-" {
            Self::Stdin
        } else {
            Self::File(argument.into())
        }
    }
}

impl Input {
    /// The inputs named on the command line.
    pub(crate) fn all(arguments: &[PathBuf]) -> Result<Vec<Self>, Error> {
        let inputs: Vec<_> = arguments
            .iter()
            .map(|a| Self::from(a.as_os_str()))
            .collect();
        if inputs.iter().filter(|input| **input == Self::Stdin).count() > 1 {
            return Err(Error::StdinTwice);
        }
        Ok(inputs)
    }

    /// How messages name it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The path, unless it is standard input.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdin => None,
            Self::File(path) => Some(path),
        }
    }

    /// Opens it for reading at any position.
    pub(crate) fn open(&self) -> Result<Arc<Source>, Error> {
        let source = match self {
            Self::Stdin => Source::copy(&mut io::stdin().lock()),
            Self::File(path) => Source::open(path),
        };
        let source = source.map_err(|cause| self.explain(cause))?;
        if source.len() == 0 {
            return Err(Error::InputEmpty);
        }
        Ok(Arc::new(source))
    }

    fn explain(&self, cause: io::Error) -> Error {
        let path = self.name();
        match cause.kind() {
            io::ErrorKind::NotFound => Error::InputMissing { path },
            io::ErrorKind::IsADirectory => Error::InputDirectory { path },
            _ => Error::InputUnreadable { path, cause },
        }
    }
}

/// An opened document.
#[derive(Debug)]
pub(crate) struct Source {
    file: File,
    state: State,
}

/// What must stay the same while a file is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct State {
    length: u64,
    modified: (i64, i64),
}

impl From<&Metadata> for State {
    fn from(metadata: &Metadata) -> Self {
        Self {
            length: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        }
    }
}

impl Source {
    fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !metadata.is_file() {
            return Self::copy(&mut file);
        }
        Ok(Self {
            file,
            state: State::from(&metadata),
        })
    }

    fn copy(stream: &mut impl Read) -> io::Result<Self> {
        let mut file = tempfile::tempfile()?;
        io::copy(stream, &mut file)?;
        file.rewind()?;
        let state = State::from(&file.metadata()?);
        Ok(Self { file, state })
    }

    /// Fails when the file was written to since it was opened.
    pub(crate) fn unchanged(&self) -> Result<(), Error> {
        match self.file.metadata() {
            Ok(metadata) if State::from(&metadata) == self.state => Ok(()),
            _ => Err(Error::InputChanged),
        }
    }
}

impl ReadAt for Source {
    fn len(&self) -> u64 {
        self.state.length
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.file.read_exact_at(buffer, offset)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_written_to_while_open_is_noticed() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"0123456789").unwrap();
        let source = Input::File(file.path().into()).open().unwrap();
        assert!(source.unchanged().is_ok());
        file.write_all(b"more").unwrap();
        assert!(matches!(source.unchanged(), Err(Error::InputChanged)));
    }

    #[test]
    fn a_file_cut_short_is_an_error_not_a_signal() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&[7; 4096]).unwrap();
        let source = Input::File(file.path().into()).open().unwrap();
        file.as_file().set_len(10).unwrap();
        assert!(source.read_exact_at(100, &mut [0; 8]).is_err());
        assert!(matches!(source.unchanged(), Err(Error::InputChanged)));
    }

    #[test]
    fn folders_missing_and_empty_files_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let open = |path: PathBuf| Input::File(path).open().unwrap_err();
        assert!(matches!(
            open(folder.path().into()),
            Error::InputDirectory { .. }
        ));
        assert!(matches!(
            open(folder.path().join("no")),
            Error::InputMissing { .. }
        ));
        std::fs::write(folder.path().join("empty"), b"").unwrap();
        assert!(matches!(
            open(folder.path().join("empty")),
            Error::InputEmpty
        ));
    }

    #[test]
    fn standard_input_is_read_once() {
        let twice = ["-".into(), "a.pdf".into(), "-".into()];
        assert!(matches!(Input::all(&twice), Err(Error::StdinTwice)));
    }
}
