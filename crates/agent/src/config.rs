//! What the agent is told: where keys are, how the person is asked, how long a key stays open.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use crate::Error;

/// The configuration, a TOML file; everything has a default.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Where to listen: on this machine only.
    pub listen: SocketAddr,
    /// How the person is asked.
    pub confirm: Asking,
    /// For how many minutes a key stays open after it was used; 0 closes it at once.
    pub keep_key_open_minutes: u64,
    /// Whether a PIN may be tried although a wrong one would lock the token.
    pub use_final_try: bool,
    /// How many seconds a token's module may take.
    pub token_timeout: u64,
    /// Tokens; without one, and without a file, every token the system knows.
    #[serde(rename = "token")]
    pub tokens: Vec<TokenPlace>,
    /// PKCS#12 files.
    #[serde(rename = "file")]
    pub files: Vec<FilePlace>,
}

/// How the person is asked.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Asking {
    /// In a window where there is a screen and zenity, else on the terminal.
    #[default]
    Auto,
    /// On the terminal.
    Terminal,
    /// In a window.
    Dialog,
}

/// A PKCS#11 module, or one token of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct TokenPlace {
    /// The module's file; without it, the module that stands for all that the system knows.
    pub module: Option<String>,
    /// The label of the one token to use; without it, all of the module.
    pub label: Option<String>,
}

/// A key in a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FilePlace {
    /// The file; relative to the configuration.
    pub path: PathBuf,
}

/// Where the agent listens unless told otherwise.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:18430";

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 18430)),
            confirm: Asking::Auto,
            keep_key_open_minutes: 0,
            use_final_try: false,
            token_timeout: 60,
            tokens: Vec::new(),
            files: Vec::new(),
        }
    }
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let unusable = |cause: String| Error::Config {
            path: path.display().to_string(),
            cause,
        };
        let text = std::fs::read_to_string(path).map_err(|cause| unusable(cause.to_string()))?;
        let mut config: Self =
            toml::from_str(&text).map_err(|cause| unusable(cause.to_string()))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        for file in &mut config.files {
            file.path = folder.join(&file.path);
        }
        Ok(config)
    }

    /// The places to look for tokens: those named, else all, unless files are named instead.
    pub(crate) fn token_places(&self) -> Vec<TokenPlace> {
        if self.tokens.is_empty() && self.files.is_empty() {
            vec![TokenPlace::default()]
        } else {
            self.tokens.clone()
        }
    }

    /// For how long a key stays open after use.
    pub(crate) fn keep_open(&self) -> Duration {
        Duration::from_secs(self.keep_key_open_minutes.saturating_mul(60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_is_read_strictly() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        let text = "keep-key-open-minutes = 5\n[[token]]\nlabel = \"van-thu\"\n[[file]]\npath = \"a.p12\"\n";
        std::fs::write(&path, text).unwrap();
        let config = Config::read(&path).unwrap();
        assert_eq!(config.listen.to_string(), DEFAULT_LISTEN);
        assert_eq!(config.keep_open(), Duration::from_secs(300));
        assert_eq!(config.token_places()[0].label.as_deref(), Some("van-thu"));
        assert_eq!(config.files[0].path, folder.path().join("a.p12"));
        std::fs::write(&path, "keep-key-open = 5\n").unwrap();
        assert!(Config::read(&path).is_err());
    }
}
