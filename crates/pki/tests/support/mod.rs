//! Running OpenSSL in a throw-away folder.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests; every test file uses its own part"
)]

pub(crate) mod maker;

use std::path::PathBuf;
use std::process::Command;

/// A folder in which OpenSSL works.
pub(crate) struct Workshop {
    folder: tempfile::TempDir,
}

impl Workshop {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// Runs `openssl` with the words of `line` and returns what it printed, or both outputs as the
    /// error.
    pub(crate) fn try_openssl(&self, line: &str) -> Result<String, String> {
        let output = Command::new("openssl")
            .args(words(line))
            .current_dir(self.folder.path())
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap_or_else(|error| panic!("openssl must be installed: {error}"));
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            Ok(printed + &complaint)
        } else {
            Err(format!("{printed}\n{complaint}"))
        }
    }

    /// Like [`Self::try_openssl`], and it must succeed.
    pub(crate) fn openssl(&self, line: &str) -> String {
        self.try_openssl(line)
            .unwrap_or_else(|error| panic!("openssl {line}\n{error}"))
    }
}

/// Splits at spaces; `'…'` keeps spaces.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (position, part) in line.split('\'').enumerate() {
        if position % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}
