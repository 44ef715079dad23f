//! The use cases of the office, one function per act.
//!
//! An act loads what it needs, asks `access` whether this person may, `process` and `documents`
//! whether it can be done, and saves everything in one transaction: rows, the event of the
//! document's story, the audit record, the jobs that follow from it. Pages, API, command line and
//! workers call these functions and nothing below them; a refusal is recorded too.
//!
//! Not here: HTML, HTTP, the command line, and the clock, which the program passes in.

mod acting;
mod admission;
mod checkpoint;
pub mod checkup;
mod conditions;
mod config;
mod desk;
mod device;
mod error;
pub mod exchange;
mod kept;
mod ledger;
mod long_term;
mod mail;
pub mod notices;
pub mod outgoing;
pub mod people;
pub mod safekeeping;
pub mod search;
mod sheet;
mod signature;
pub mod signing;
mod verdict;
pub mod work;
pub mod worker;

use std::sync::Arc;

use convert::{Converter, Settings};
use store::Store;
use time::UtcDateTime;
use tokio::sync::{Notify, OnceCell, broadcast};

use crate::verdict::Judge;

pub use acting::Acting;
pub use config::{Checkpoints, Config, Device, Objects};
pub use error::{Error, Fault};
pub use kept::Kept;
pub use ledger::Entry;
pub use store::{Reading, is_full};
pub use verdict::Judged;

/// Tells the time. The program's clock, or a test's.
pub type Clock = Arc<dyn Fn() -> UtcDateTime + Send + Sync>;

/// Notices that wait for a slow listener before it misses the oldest.
const BACKLOG: usize = 1024;

/// One installation of the office; cheap to clone.
#[derive(Clone)]
pub struct Office(Arc<Inner>);

struct Inner {
    config: Config,
    store: Store,
    clock: Clock,
    judge: Judge,
    converter: OnceCell<Converter>,
    jobs: Notify,
    notices: broadcast::Sender<notices::Given>,
}

impl Office {
    /// Opens the store that the configuration names.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, Error> {
        let store = Store::open(&config.place()?, &config.blobs()?).await?;
        Ok(Self::over(config, store, clock))
    }

    /// The office over a store that is open.
    #[must_use]
    pub fn over(config: Config, store: Store, clock: Clock) -> Self {
        let judge = Judge::new(&config);
        Self(Arc::new(Inner {
            config,
            store,
            clock,
            judge,
            converter: OnceCell::new(),
            jobs: Notify::new(),
            notices: broadcast::channel(BACKLOG).0,
        }))
    }

    /// What the installation was told.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> UtcDateTime {
        (self.0.clock)()
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ready(&self) -> Result<(), Error> {
        let mut reader = self.store().reader();
        store::jobs::waiting(&mut reader, self.now()).await?;
        Ok(())
    }

    /// Writes everything to disk and closes.
    pub async fn close(&self) {
        self.store().close().await;
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    /// Told when a transaction has left jobs behind, so that the worker need not wait for its next
    /// look.
    pub(crate) fn jobs(&self) -> &Notify {
        &self.0.jobs
    }

    /// Notices as they are given, for whoever shows them at once; those who listen too slowly miss some.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<notices::Given> {
        self.0.notices.subscribe()
    }

    /// Tells listeners of a notice that was given.
    pub(crate) fn tell(&self, given: notices::Given) {
        // Nobody listening is no failure: the notice is kept.
        let _ = self.0.notices.send(given);
    }

    /// What converts office files, found out when it is first needed.
    pub(crate) async fn converter(&self) -> Result<&Converter, Error> {
        let folder = self.config().data.join("convert");
        let settings = Settings {
            folder: folder.clone(),
            ..Settings::default()
        };
        let made = self.0.converter.get_or_try_init(|| async {
            let folder = tokio::fs::create_dir_all(&folder).await;
            folder.map_err(Error::Temporary)?;
            Ok::<_, Error>(Converter::new(settings).await?)
        });
        made.await
    }

    /// Whether office files can be converted on this machine.
    ///
    /// # Errors
    /// [`Error::Convert`] with what is missing.
    pub async fn can_convert(&self) -> Result<(), Error> {
        self.converter().await.map(drop)
    }

    /// Randomness for one act.
    pub(crate) fn seed(&self) -> Result<[u8; 32], Error> {
        let mut seed = [0; 32];
        aws_lc_rs::rand::fill(&mut seed).map_err(|_| Error::NoRandomness)?;
        Ok(seed)
    }

    /// What judges signatures and certificates; it may block for as long as a service is waited for.
    pub(crate) fn judge(&self) -> &Judge {
        &self.0.judge
    }
}

impl std::fmt::Debug for Office {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Office")
            .field("config", &self.0.config)
            .finish_non_exhaustive()
    }
}
