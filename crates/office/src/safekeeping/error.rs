//! Why a backup was not made or not restored.

use std::io;
use std::path::{Path, PathBuf};

/// Why not.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Trouble {
    /// A file or folder cannot be read or written.
    #[error("{path}: {cause}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// There is no manifest: no backup, or one that was never finished.
    #[error("{path} holds no finished backup")]
    Unfinished {
        /// The folder.
        path: PathBuf,
    },
    /// Another program is making a backup there.
    #[error("another backup into {path} is under way")]
    UnderWay {
        /// The folder.
        path: PathBuf,
    },
    /// A file of the backup is missing, or is not as it was written.
    #[error("{file} of the backup is missing or damaged")]
    Damaged {
        /// Its path in the backup.
        file: String,
    },
    /// A newer program made the backup.
    #[error("made by program {program}")]
    NewerBackup {
        /// Its version.
        program: String,
    },
    /// The backup is of another engine than the configuration names.
    #[error("a backup of {backup}, but the configuration names {here}")]
    OtherEngine {
        /// The engine of the backup.
        backup: String,
        /// The engine here.
        here: &'static str,
    },
    /// The installation holds something already.
    #[error("{place} is not empty")]
    NotEmpty {
        /// What.
        place: String,
    },
    /// What was restored is not what the backup says it holds.
    #[error("the restored database names other files than the backup lists")]
    Differs,
}

impl Trouble {
    pub(super) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::File { path, cause }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::File { .. } => "safekeeping-file",
            Self::Unfinished { .. } => "safekeeping-unfinished",
            Self::UnderWay { .. } => "safekeeping-under-way",
            Self::Damaged { .. } => "safekeeping-damaged",
            Self::NewerBackup { .. } => "safekeeping-newer-backup",
            Self::OtherEngine { .. } => "safekeeping-other-engine",
            Self::NotEmpty { .. } => "safekeeping-not-empty",
            Self::Differs => "safekeeping-differs",
        }
    }

    /// Named values for the sentence.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::File { path, cause } => vec![
                ("path", path.display().to_string()),
                ("reason", cause.to_string()),
            ],
            Self::Unfinished { path } | Self::UnderWay { path } => {
                vec![("path", path.display().to_string())]
            }
            Self::Damaged { file } => vec![("file", file.clone())],
            Self::NewerBackup { program } => vec![("program", program.clone())],
            Self::OtherEngine { backup, here } => {
                vec![("backup", backup.clone()), ("here", (*here).to_owned())]
            }
            Self::NotEmpty { place } => vec![("place", place.clone())],
            Self::Differs => Vec::new(),
        }
    }
}
