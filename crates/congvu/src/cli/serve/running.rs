//! The office while it is served: its pages at a listener, its jobs beside them.

use std::io::{self, IsTerminal as _};
use std::net::SocketAddr;
use std::sync::Arc;

use office::Office;
use report::Problem;
use server::events::Hub;
use server::metrics::Metrics;
use server::office::OfficeAccounts;
use server::{Parts, State};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use super::{Error, problem};
use crate::clock;

/// An office to be served.
#[derive(Debug)]
pub(in crate::cli) struct Running {
    pub(in crate::cli) office: Office,
    pub(in crate::cli) config: server::Config,
    /// Cancelled when it shall end.
    pub(in crate::cli) stop: CancellationToken,
}

impl Running {
    /// Serves until it shall end, lets what is under way end, and closes the office.
    pub(in crate::cli) async fn serve(self, listener: TcpListener) -> Result<(), Error> {
        let Self {
            office,
            config,
            stop,
        } = self;
        let events = Hub::new();
        let state = State::new(Parts {
            config,
            accounts: Arc::new(OfficeAccounts::new(office.clone())),
            clock: clock::now,
            events: events.clone(),
            metrics: Metrics::install(),
            stop: stop.clone(),
        });
        let jobs = tokio::spawn(work(office.clone(), stop.clone()));
        tokio::spawn(server::office::relay(office.clone(), events, stop.clone()));
        let app = server::office::app(state.clone(), office.clone());
        let served = server::serve(listener, app, state).await;
        stop.cancel();
        let worked = jobs.await;
        office.close().await;
        served.map_err(|cause| Error::Ended {
            reason: cause.to_string(),
        })?;
        worked.map_err(|cause| Error::Ended {
            reason: cause.to_string(),
        })
    }
}

async fn work(office: Office, stop: CancellationToken) {
    // Without its jobs the office is not served either: whoever started it starts it again.
    let _ended = stop.clone().drop_guard();
    // Two processes over one database take jobs under different names.
    let name = format!("congvu-{}", std::process::id());
    office::worker::run(office, &name, stop).await;
}

/// Opens the office with the program's clock; its database is brought to this program's version, and
/// its second factors have their key.
pub(in crate::cli) async fn open(config: office::Config) -> Result<Office, Problem> {
    let place = config.database.clone();
    let place = place.unwrap_or_else(|| config.data.join("congvu.db").display().to_string());
    match Office::open(config, Arc::new(clock::now)).await {
        Err(office::Error::Store(error)) if error.code() == "store-database" => {
            let (place, reason) = (without_password(&place), error.to_string());
            Err(Error::Database { place, reason }.into())
        }
        other => {
            let office = other.map_err(|error| problem(&error))?;
            let sealed = office.seal_second_factors().await;
            sealed.map_err(|error| problem(&error))?;
            Ok(office)
        }
    }
}

/// Listens; gives the address, whose port may have been left to the system.
pub(in crate::cli) async fn listen(
    address: SocketAddr,
) -> Result<(TcpListener, SocketAddr), Error> {
    let failed = |cause: io::Error| match cause.kind() {
        io::ErrorKind::AddrInUse => Error::PortTaken { address },
        _ => Error::Listen { address, cause },
    };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// What happens goes to standard error, as much of it as `RUST_LOG` says, or `unless_told`.
pub(in crate::cli) fn log(unless_told: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(unless_told));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    // A subscriber that is there already is as good.
    let _ = subscriber.try_init();
}

/// The URL of a database as it may be shown.
fn without_password(place: &str) -> String {
    let found = place.split_once("://").and_then(|(scheme, rest)| {
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        let (user, host) = authority.rsplit_once('@')?;
        let user = user.split_once(':')?.0;
        Some(format!("{scheme}://{user}@{host}{path}"))
    });
    let shown = found.unwrap_or_else(|| place.to_owned());
    // A query may hold one too.
    shown.split('?').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn passwords_are_not_shown() {
        for (place, shown) in [
            ("postgres://a:b@host:1/db", "postgres://a@host:1/db"),
            (
                "postgres://a:b@c@host/db?password=x",
                "postgres://a@host/db",
            ),
            ("postgres://host/db?password=x", "postgres://host/db"),
            ("sqlite:/var/lib/congvu.db", "sqlite:/var/lib/congvu.db"),
        ] {
            assert_eq!(without_password(place), shown);
        }
    }
}
