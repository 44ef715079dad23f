//! How often one may ask: a bucket that fills evenly, one for signing in, one for the rest. Of the API
//! each key that was already accepted has its own; all else counts for the address, so that nobody
//! gains by making keys up.
//!
//! Held by each process for itself; the lock-out of an account is the office's job.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Mutex;
use std::time::Duration;

use axum::extract::{Request, State as Shared};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use crate::address::ClientAddress;
use crate::api;
use crate::config::Limits;
use crate::error::Error;
use crate::state::State;

/// Askers remembered at once; beyond that, full buckets are forgotten first.
const ASKERS: usize = 20_000;

/// The two rates of the server.
#[derive(Debug)]
pub(crate) struct Rates {
    pub(crate) requests: Rate,
    pub(crate) logins: Rate,
    /// The keys that were accepted, by their SHA-256.
    keys: Mutex<HashSet<[u8; 32]>>,
}

impl Rates {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            requests: Rate::per_minute(limits.requests_per_minute),
            logins: Rate::per_minute(limits.logins_per_minute),
            keys: Mutex::default(),
        }
    }

    /// Notes whether a key was accepted.
    pub(crate) fn note(&self, key: &str, accepted: bool) {
        let Ok(mut keys) = self.keys.lock() else {
            return;
        };
        if accepted {
            keys.insert(fingerprint(key));
        } else {
            keys.remove(&fingerprint(key));
        }
    }

    /// For whom a request counts.
    fn asker(&self, request: &Request, address: IpAddr) -> Asker {
        let here = request.uri().path().starts_with(api::ROOT);
        let key = api::key(request.headers()).filter(|_| here);
        let key = key.map(fingerprint).filter(|key| {
            let keys = self.keys.lock();
            keys.is_ok_and(|it| it.contains(key))
        });
        key.map_or_else(|| address.into(), Asker::Key)
    }
}

fn fingerprint(key: &str) -> [u8; 32] {
    Sha256::digest(key).into()
}

/// For whom a request counts.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Asker {
    Network(IpAddr),
    Key([u8; 32]),
}

impl From<IpAddr> for Asker {
    fn from(address: IpAddr) -> Self {
        Self::Network(network(address))
    }
}

/// So many acts per asker and minute, with as many at once.
#[derive(Debug)]
pub(crate) struct Rate {
    size: f64,
    buckets: Mutex<HashMap<Asker, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Rate {
    fn per_minute(count: u32) -> Self {
        Self {
            size: f64::from(count.max(1)),
            buckets: Mutex::default(),
        }
    }

    /// Takes one, or says how long to wait.
    pub(crate) fn take(&self, asker: impl Into<Asker>, now: Instant) -> Result<(), Error> {
        let Ok(mut buckets) = self.buckets.lock() else {
            return Ok(());
        };
        if buckets.len() >= ASKERS {
            buckets.retain(|_, bucket| self.filled(*bucket, now) < self.size);
        }
        if buckets.len() >= ASKERS {
            buckets.clear();
        }
        let full = Bucket {
            left: self.size,
            at: now,
        };
        let bucket = buckets.entry(asker.into()).or_insert(full);
        let left = self.filled(*bucket, now);
        let enough = left >= 1.0;
        *bucket = Bucket {
            left: if enough { left - 1.0 } else { left },
            at: now,
        };
        if enough {
            return Ok(());
        }
        let wait = Duration::from_secs_f64((1.0 - left) * 60.0 / self.size);
        Err(Error::TooManyRequests {
            seconds: wait.as_secs() + 1,
        })
    }

    fn filled(&self, bucket: Bucket, now: Instant) -> f64 {
        let gained = now.duration_since(bucket.at).as_secs_f64() * self.size / 60.0;
        (bucket.left + gained).min(self.size)
    }
}

/// An IPv6 client has its whole /64 to itself and counts as one.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(whole) => IpAddr::V6(Ipv6Addr::from_bits(whole.to_bits() & (u128::MAX << 64))),
    }
}

/// Refuses who asks too often, and notes the address for the handlers.
pub async fn layer(Shared(state): Shared<State>, mut request: Request, next: Next) -> Response {
    let address = ClientAddress::of(&request, state.config().front);
    request.extensions_mut().insert(address);
    let rates = state.rates();
    let asker = rates.asker(&request, address.0);
    match rates.requests.take(asker, Instant::now()) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_empties_and_fills_again() {
        let rate = Rate::per_minute(2);
        let (here, start) = (IpAddr::from([192, 0, 2, 1]), Instant::now());
        assert!(rate.take(here, start).is_ok());
        assert!(rate.take(here, start).is_ok());
        let refused = rate.take(here, start);
        assert!(matches!(
            refused,
            Err(Error::TooManyRequests { seconds: 31 })
        ));
        let other = IpAddr::from([192, 0, 2, 2]);
        assert!(rate.take(other, start).is_ok(), "each address by itself");
        assert!(rate.take(here, start + Duration::from_secs(31)).is_ok());
    }

    #[test]
    fn a_network_of_one_client_counts_as_one() {
        let rate = Rate::per_minute(1);
        let now = Instant::now();
        let [one, two] = ["2001:db8::1", "2001:db8::2"].map(|it| it.parse::<IpAddr>().unwrap());
        assert!(rate.take(one, now).is_ok());
        assert!(rate.take(two, now).is_err());
    }
}
