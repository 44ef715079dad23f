//! How often one address may ask: a bucket that fills evenly, one for signing in, one for the rest.
//!
//! Held by each process for itself; the lock-out of an account is the office's job.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Mutex;
use std::time::Duration;

use axum::extract::{Request, State as Shared};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;

use crate::address::ClientAddress;
use crate::config::Limits;
use crate::error::Error;
use crate::state::State;

/// Addresses remembered at once; beyond that, full buckets are forgotten first.
const ADDRESSES: usize = 20_000;

/// The two rates of the server.
#[derive(Debug)]
pub(crate) struct Rates {
    pub(crate) requests: Rate,
    pub(crate) logins: Rate,
}

impl Rates {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            requests: Rate::per_minute(limits.requests_per_minute),
            logins: Rate::per_minute(limits.logins_per_minute),
        }
    }
}

/// So many acts per address and minute, with as many at once.
#[derive(Debug)]
pub(crate) struct Rate {
    size: f64,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
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
    pub(crate) fn take(&self, address: IpAddr, now: Instant) -> Result<(), Error> {
        let Ok(mut buckets) = self.buckets.lock() else {
            return Ok(());
        };
        if buckets.len() >= ADDRESSES {
            buckets.retain(|_, bucket| self.filled(*bucket, now) < self.size);
        }
        if buckets.len() >= ADDRESSES {
            buckets.clear();
        }
        let full = Bucket {
            left: self.size,
            at: now,
        };
        let bucket = buckets.entry(network(address)).or_insert(full);
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

/// Refuses an address that asks too often, and notes the address for the handlers.
pub async fn layer(Shared(state): Shared<State>, mut request: Request, next: Next) -> Response {
    let address = ClientAddress::of(&request, state.config().front);
    request.extensions_mut().insert(address);
    match state.rates().requests.take(address.0, Instant::now()) {
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
        assert!(rate.take("2001:db8::1".parse().unwrap(), now).is_ok());
        assert!(rate.take("2001:db8::2".parse().unwrap(), now).is_err());
    }
}
