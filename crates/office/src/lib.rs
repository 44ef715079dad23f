//! The use cases of the office, one function per act.
//!
//! An act loads what it needs, asks `access` whether this person may, `process` and `documents`
//! whether it can be done, and saves everything in one transaction: rows, the event of the
//! document's story, the audit record, the jobs that follow from it. Pages, API, command line and
//! workers call these functions and nothing below them; a refusal is recorded too.
//!
//! Not here: HTML, HTTP, the command line, and the clock, which the program passes in.

mod acting;
mod config;
mod error;
mod ledger;
mod signature;
mod verdict;

use std::sync::Arc;

use store::Store;
use time::UtcDateTime;

use crate::verdict::Judge;

pub use acting::Acting;
pub use config::{Config, Mail, Objects};
pub use error::{Error, Fault};
pub use ledger::Entry;
pub use verdict::Judged;

/// Tells the time. The program's clock, or a test's.
pub type Clock = Arc<dyn Fn() -> UtcDateTime + Send + Sync>;

/// One installation of the office; cheap to clone.
#[derive(Clone)]
pub struct Office(Arc<Inner>);

struct Inner {
    config: Config,
    store: Store,
    clock: Clock,
    judge: Judge,
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

    /// Writes everything to disk and closes.
    pub async fn close(&self) {
        self.store().close().await;
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
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
