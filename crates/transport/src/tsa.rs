//! Asking a time-stamp authority (RFC 3161, 3.4: the protocol via HTTP).
//!
//! The request and the answer are opaque here; nonce, imprint and the token's own signature are
//! checked by whoever made the request.

use std::time::Duration;

use crate::error::Error;
use crate::http::{Client, Question};
use crate::network::Reach;
use crate::proxy::Proxy;
use crate::resolver;
use ades::timestamp::{SourceFailure, TimestampSource};

const QUERY: &str = "application/timestamp-query";
const REPLY: &str = "application/timestamp-reply";

/// Largest answer taken, bytes. A token with a chain of three certificates has about 6 KB.
const LIMIT: u64 = 256 * 1024;

/// How long the state's own service may take: answers after up to 131 s have been measured.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// A time-stamp service at one address, which may be anywhere: a person or the configuration names
/// it, no document.
#[derive(Debug)]
pub struct TsaClient {
    url: String,
    patience: Duration,
    client: Client,
}

impl TsaClient {
    /// A client for the service at `url` that waits at most `patience` for each answer.
    #[must_use]
    pub fn new(url: impl Into<String>, patience: Duration) -> Self {
        Self {
            url: url.into(),
            patience,
            client: Client::new(resolver::system(), Reach::Anywhere, Vec::new(), None),
        }
    }

    /// The same client, which asks through `proxy` if there is one and the service is not local.
    #[must_use]
    pub fn through(mut self, proxy: Option<Proxy>) -> Self {
        self.client = Client::new(resolver::system(), Reach::Anywhere, Vec::new(), proxy);
        self
    }

    /// The address of the service.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Sends a DER `TimeStampReq` and returns the bytes of the answer, expected to be a
    /// `TimeStampResp`.
    ///
    /// # Errors
    /// See [`Error`]; a lost connection is tried once more, a slow or refusing service is not.
    pub fn request(&self, query: &[u8]) -> Result<Vec<u8>, Error> {
        self.client.ask(&Question {
            url: &self.url,
            body: Some((QUERY, query)),
            expects: Some(REPLY),
            // The address is configured, so a redirect is a mistake.
            redirects: 0,
            patience: self.patience,
            limit: LIMIT,
        })
    }
}

impl TimestampSource for TsaClient {
    fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>, SourceFailure> {
        self.request(request).map_err(|error| SourceFailure {
            code: error.code(),
            message: error.to_string(),
            values: error.values(),
        })
    }
}
