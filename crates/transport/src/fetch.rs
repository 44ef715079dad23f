//! Fetching evidence from addresses that stand in certificates.
//!
//! Whoever makes a document chooses these addresses, so everything is limited: where a request may
//! go, how long and how large an answer may be, and how much is fetched for one file in all.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::address::{Address, Remap};
use crate::error::Error;
use crate::http::{Client, Question};
use crate::network::Reach;
use crate::proxy::Proxy;
use crate::resolver::{self, Lookup};

/// Redirects followed in one exchange; services that need more are misconfigured.
const MOST_REDIRECTS: usize = 3;

/// Largest OCSP answer and largest file of certificates taken, bytes.
const SMALL: u64 = 1024 * 1024;

/// Where requests may go and how much they may take.
#[derive(Clone, Debug)]
pub struct Options {
    /// How far requests may go.
    pub reach: Reach,
    /// Hosts that stand for others.
    pub remap: Vec<Remap>,
    /// Through which proxy what is not local is asked.
    pub proxy: Option<Proxy>,
    /// How long one answer may take, redirects included.
    pub patience: Duration,
    /// Largest revocation list taken, bytes.
    pub largest_list: u64,
    /// What may be spent on one file.
    pub budget: Budget,
}

/// What may be spent on one file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Budget {
    /// Requests, not counting redirects.
    pub requests: u32,
    /// Bytes of answers.
    pub bytes: u64,
    /// Time spent waiting for answers.
    pub time: Duration,
}

impl Default for Options {
    /// Public addresses only. A list of a large authority has some ten megabytes, a document with
    /// many signatures needs some dozens of answers.
    fn default() -> Self {
        Self {
            reach: Reach::Public,
            remap: Vec::new(),
            proxy: None,
            patience: Duration::from_secs(30),
            largest_list: 64 * 1024 * 1024,
            budget: Budget {
                requests: 64,
                bytes: 256 * 1024 * 1024,
                time: Duration::from_secs(180),
            },
        }
    }
}

/// Fetches evidence within its options.
#[derive(Debug)]
pub struct Fetcher {
    client: Client,
    options: Options,
}

impl Fetcher {
    /// A fetcher that asks the system for the addresses of hosts.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self::with_lookup(options, resolver::system())
    }

    /// A fetcher with another source for the addresses of hosts. What it returns is judged like
    /// any address.
    #[must_use]
    pub fn with_lookup(options: Options, lookup: Arc<Lookup>) -> Self {
        Self {
            client: Client::new(
                lookup,
                options.reach,
                options.remap.clone(),
                options.proxy.clone(),
            ),
            options,
        }
    }

    /// Where and how much may be fetched.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The address that is asked for `url`, after the table of hosts, and its host.
    pub(crate) fn address(&self, url: &str) -> (String, String) {
        match Address::parse(url) {
            Ok(address) => {
                let address = address.remapped(&self.options.remap);
                (address.to_string(), address.host())
            }
            Err(_) => (url.to_owned(), url.to_owned()),
        }
    }

    /// The revocation list at `url`: bytes that somebody calls so.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn list(&self, url: &str, left: &mut Budget) -> Result<Vec<u8>, Error> {
        self.fetch(url, None, self.options.largest_list, left)
    }

    /// The certificates at `url`: bytes that somebody calls so.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn certificates(&self, url: &str, left: &mut Budget) -> Result<Vec<u8>, Error> {
        self.fetch(url, None, SMALL, left)
    }

    /// What the OCSP responder at `url` answers to the DER of a request (RFC 6960, A.1; by POST,
    /// which every responder must take).
    ///
    /// # Errors
    /// See [`Error`].
    pub fn answer(&self, url: &str, request: &[u8], left: &mut Budget) -> Result<Vec<u8>, Error> {
        let body = ("application/ocsp-request", request);
        self.fetch(url, Some(body), SMALL, left)
    }

    /// Media types of answers are not looked at: authorities send lists as anything from
    /// `text/plain` on, and the reader of the bytes decides anyway.
    fn fetch(
        &self,
        url: &str,
        body: Option<(&'static str, &[u8])>,
        limit: u64,
        left: &mut Budget,
    ) -> Result<Vec<u8>, Error> {
        let spent = || Error::Budget {
            url: url.to_owned(),
        };
        if left.requests == 0 || left.bytes == 0 || left.time.is_zero() {
            return Err(spent());
        }
        left.requests -= 1;
        let begin = Instant::now();
        let answer = self.client.ask(&Question {
            url,
            body,
            expects: None,
            redirects: MOST_REDIRECTS,
            patience: self.options.patience.min(left.time),
            limit: limit.min(left.bytes),
        });
        left.time = left.time.saturating_sub(begin.elapsed());
        match answer {
            Ok(bytes) => {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                left.bytes = left.bytes.saturating_sub(length);
                Ok(bytes)
            }
            Err(Error::TooLarge { limit: reached, .. }) => {
                left.bytes = left.bytes.saturating_sub(reached);
                Err(match reached < limit {
                    true => spent(),
                    false => Error::TooLarge {
                        url: url.to_owned(),
                        limit,
                    },
                })
            }
            Err(error) => Err(error),
        }
    }
}
