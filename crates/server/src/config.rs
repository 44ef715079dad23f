//! What the installation decides about its web server. Read from its configuration by the program.

use std::path::PathBuf;
use std::time::Duration;

use documents::attachment::{LARGEST_PACKAGE, MOST_FILES};
use serde::Deserialize;

/// The settings; everything has a safe value.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Who speaks to us, and whether the way to the browser is encrypted.
    pub front: Front,
    /// Where uploads are kept while they arrive.
    pub uploads: PathBuf,
    /// How much of what is accepted.
    pub limits: Limits,
    /// How many seconds running requests get when the server stops.
    pub drain_seconds: u64,
}

/// What stands between the browser and this server.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Front {
    /// A proxy that ends TLS: its `X-Forwarded-For` is believed, cookies are `Secure`.
    #[default]
    Proxy,
    /// Nothing, and no TLS: for the demo and for tests on the machine itself.
    Loopback,
}

/// Limits of requests.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of a form without files.
    pub form_bytes: usize,
    /// Bytes of one uploaded file.
    pub upload_bytes: u64,
    /// Files in one upload: those of a document, each with its signature beside it.
    pub upload_files: usize,
    /// Attempts to sign in from one address in a minute.
    pub logins_per_minute: u32,
    /// Requests from one address in a minute; a whole office may stand behind one address. As many by
    /// each accepted key of the API.
    pub requests_per_minute: u32,
    /// Seconds a page may take.
    pub page_seconds: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            front: Front::default(),
            uploads: std::env::temp_dir(),
            limits: Limits::default(),
            drain_seconds: 20,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            form_bytes: 256 * 1024,
            upload_bytes: LARGEST_PACKAGE,
            upload_files: 2 * MOST_FILES,
            logins_per_minute: 20,
            requests_per_minute: 6000,
            page_seconds: 120,
        }
    }
}

impl Config {
    /// How long running requests get when the server stops.
    #[must_use]
    pub fn drain(&self) -> Duration {
        Duration::from_secs(self.drain_seconds)
    }
}
