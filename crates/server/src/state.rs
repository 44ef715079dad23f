//! What every handler can reach.

use std::sync::Arc;

use time::UtcDateTime;
use tokio_util::sync::CancellationToken;

use crate::accounts::Accounts;
use crate::config::Config;
use crate::events::Hub;
use crate::metrics::Metrics;
use crate::rate::Rates;

/// What the program puts together to make a [`State`].
pub struct Parts {
    /// The settings.
    pub config: Config,
    /// Who signs in, answered by the office.
    pub accounts: Arc<dyn Accounts>,
    /// The clock of the program.
    pub clock: fn() -> UtcDateTime,
    /// Where notices are sent from.
    pub events: Hub,
    /// The counters of this process.
    pub metrics: Metrics,
    /// Cancelled when the server shall stop.
    pub stop: CancellationToken,
}

/// What every handler can reach; cheap to clone.
#[derive(Clone)]
pub struct State(Arc<Inner>);

struct Inner {
    parts: Parts,
    rates: Rates,
}

impl State {
    /// The state made of `parts`.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let rates = Rates::new(&parts.config.limits);
        Self(Arc::new(Inner { parts, rates }))
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.parts.config
    }

    /// The office's answers about accounts and sessions.
    #[must_use]
    pub fn accounts(&self) -> &dyn Accounts {
        &*self.0.parts.accounts
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> UtcDateTime {
        (self.0.parts.clock)()
    }

    /// Where notices are sent from.
    #[must_use]
    pub fn events(&self) -> &Hub {
        &self.0.parts.events
    }

    /// The counters of this process.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.0.parts.metrics
    }

    /// Cancelled when the server shall stop.
    #[must_use]
    pub fn stop(&self) -> &CancellationToken {
        &self.0.parts.stop
    }

    pub(crate) fn rates(&self) -> &Rates {
        &self.0.rates
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("State").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Parts").finish_non_exhaustive()
    }
}
