//! From an office file to a PDF: a `LibreOffice` of our own for each file, shut in.
//!
//! The input is inspected, copied in under a neutral name, and converted by a process group that
//! has no network, an empty home, limits on everything and, where we are root, an unprivileged
//! user. When it is done or its time is up the whole group is killed. Only a PDF that passes
//! [`crate::inspect_pdf`] leaves.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::error::Refused;
use crate::office::{Kind, inspect_office};

mod isolation;
mod output;
mod process;
mod worker;

pub use isolation::Isolation;
use worker::Worker;

/// The largest input that is read.
const LARGEST_INPUT: u64 = 128 << 20;

/// What one conversion may cost.
#[derive(Clone, Debug)]
pub struct Limits {
    /// From the start of the program to the finished PDF.
    pub time: Duration,
    /// Processor time.
    pub cpu: Duration,
    /// Bytes of address space of each process.
    pub memory: u64,
    /// Bytes of the PDF, and of every file that is written on the way.
    pub output: u64,
    /// Processes and threads of the user that it runs as.
    pub processes: u64,
    /// Open files of each process.
    pub files: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(120),
            cpu: Duration::from_secs(100),
            memory: 4 << 30,
            output: 256 << 20,
            processes: 512,
            files: 1024,
        }
    }
}

/// What to do where the network cannot be taken away.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkRule {
    /// Convert nothing.
    #[default]
    MustBeOff,
    /// Convert all the same; [`Converted::isolation`] says so.
    MayBeOn,
}

/// How conversions are run on this machine.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `LibreOffice`'s program.
    pub program: PathBuf,
    /// Where workers have their homes; the user of [`Self::user`] must be able to go through it.
    pub folder: PathBuf,
    /// Conversions at the same time.
    pub workers: usize,
    /// Conversions that wait for their turn; more are turned away.
    pub waiting: usize,
    /// Whether it must be without network.
    pub network: NetworkRule,
    /// The user it runs as, where we are root.
    pub user: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            program: PathBuf::from("soffice"),
            folder: std::env::temp_dir(),
            workers: 2,
            waiting: 64,
            network: NetworkRule::MustBeOff,
            user: NOBODY,
        }
    }
}

/// The user of nothing on every Linux.
const NOBODY: u32 = 65534;

/// A conversion that succeeded: its facts.
#[derive(Clone, Debug, Serialize)]
pub struct Converted {
    /// What the input was.
    pub kind: Kind,
    /// Pages of the PDF.
    pub pages: usize,
    /// Bytes of the PDF.
    pub bytes: u64,
    /// The program and its version, in its own words.
    pub program: String,
    /// How long the program ran.
    pub duration: Duration,
    /// What it was shut in by.
    pub isolation: Isolation,
    /// Web and mail addresses in the PDF that a click would open.
    pub links: Vec<String>,
}

/// Converts office files, several at a time, with homes that are used again.
#[derive(Debug)]
pub struct Converter {
    settings: Settings,
    isolation: Isolation,
    version: String,
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    idle: Mutex<Vec<Worker>>,
}

impl Converter {
    /// Finds out what this machine permits and which `LibreOffice` it has.
    ///
    /// # Errors
    /// [`Refused::ProgramMissing`]; [`Refused::NotIsolated`] where the settings forbid to go on.
    pub async fn new(settings: Settings) -> Result<Self, Refused> {
        let isolation = Isolation::find(&settings).await?;
        Self::with(settings, isolation).await
    }

    async fn with(settings: Settings, isolation: Isolation) -> Result<Self, Refused> {
        if settings.network == NetworkRule::MustBeOff && !isolation.network {
            return Err(Refused::NotIsolated);
        }
        let version = process::version(&settings, &isolation).await?;
        Ok(Self {
            turns: Arc::new(Semaphore::new(settings.workers.max(1))),
            queue: Arc::new(Semaphore::new(
                settings.workers.max(1).saturating_add(settings.waiting),
            )),
            idle: Mutex::new(Vec::new()),
            settings,
            isolation,
            version,
        })
    }

    /// What conversions are shut in by.
    #[must_use]
    pub fn isolation(&self) -> &Isolation {
        &self.isolation
    }

    /// The program and its version, in its own words.
    #[must_use]
    pub fn program(&self) -> &str {
        &self.version
    }

    /// Converts `input` and writes the PDF to `out`, whole or not at all.
    ///
    /// # Errors
    /// [`Refused`], every variant but those of [`Self::new`].
    pub async fn to_pdf(
        &self,
        input: &Path,
        out: &Path,
        limits: &Limits,
    ) -> Result<Converted, Refused> {
        let Ok(_place) = self.queue.try_acquire() else {
            return Err(Refused::Busy {
                limit: self.settings.waiting,
            });
        };
        let (bytes, kind) = inspected(input).await?;
        let Ok(_turn) = self.turns.acquire().await else {
            return Err(Refused::Busy {
                limit: self.settings.waiting,
            });
        };
        self.convert(&bytes, kind, out, limits).await
    }

    /// Converts bytes that have been inspected.
    async fn convert(
        &self,
        bytes: &[u8],
        kind: Kind,
        out: &Path,
        limits: &Limits,
    ) -> Result<Converted, Refused> {
        let worker = self.take_worker()?;
        worker.put(bytes, kind)?;
        let began = Instant::now();
        let ended = process::convert(&self.settings, &self.isolation, &worker, kind, limits).await;
        let duration = began.elapsed();
        // A worker whose program failed or was killed is not used again: it goes with its home.
        let ended = ended?;
        let checked = output::take(&worker, out, limits, &ended).await?;
        worker.clear()?;
        self.give_back(worker);
        Ok(Converted {
            kind,
            pages: checked.pages,
            bytes: checked.bytes,
            program: self.version.clone(),
            duration,
            isolation: self.isolation.clone(),
            links: checked.links,
        })
    }

    fn take_worker(&self) -> Result<Worker, Refused> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        match idle {
            Some(worker) => Ok(worker),
            None => Worker::new(&self.settings.folder, self.isolation.user),
        }
    }

    fn give_back(&self, worker: Worker) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(worker);
    }
}

/// Converts one file with the usual settings; who has many keeps a [`Converter`].
///
/// # Errors
/// As [`Converter::new`] and [`Converter::to_pdf`].
pub async fn to_pdf(input: &Path, out: &Path, limits: &Limits) -> Result<Converted, Refused> {
    let converter = Converter::new(Settings::default()).await?;
    converter.to_pdf(input, out, limits).await
}

/// The bytes of a file that is let in.
async fn inspected(input: &Path) -> Result<(Vec<u8>, Kind), Refused> {
    let length = tokio::fs::metadata(input).await;
    let length = length.map_err(|error| Refused::io(input, error))?.len();
    if length > LARGEST_INPUT {
        return Err(Refused::Unsafe {
            reasons: vec![crate::Reason::TooLarge {
                part: String::new(),
                limit: LARGEST_INPUT,
            }],
        });
    }
    let bytes = tokio::fs::read(input).await;
    let bytes = bytes.map_err(|error| Refused::io(input, error))?;
    let looked = tokio::task::spawn_blocking(move || {
        let found = inspect_office(&bytes);
        (bytes, found)
    });
    let (bytes, found) = looked.await.map_err(|error| Refused::io(input, error))?;
    match found.accepted() {
        Some(kind) => Ok((bytes, kind)),
        None => Err(Refused::Unsafe {
            reasons: found.reasons,
        }),
    }
}

#[cfg(test)]
mod tests;
