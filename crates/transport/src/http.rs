//! One POST over HTTP or HTTPS, with limits.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

use crate::error::Error;

/// What is sent, and within which limits the answer must stay.
pub(crate) struct Post<'a> {
    pub(crate) url: &'a str,
    pub(crate) content_type: &'static str,
    pub(crate) accept: &'static str,
    pub(crate) body: &'a [u8],
    /// The whole exchange, from resolving the name to the last byte.
    pub(crate) patience: Duration,
    /// Largest answer, bytes.
    pub(crate) limit: u64,
}

/// An HTTP client. TLS trusts the system's roots: it only carries; answers are signed themselves.
pub(crate) fn agent() -> Agent {
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .build();
    Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        // A POST is not repeated elsewhere: the address is configured, so a redirect is a mistake.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("congvu/", env!("CARGO_PKG_VERSION")))
        .build()
        .new_agent()
}

/// Sends `post` and returns the body of the answer.
///
/// # Errors
/// See [`Error`]. A connection that could not be made or broke before the answer is tried once more.
pub(crate) fn send(agent: &Agent, post: &Post<'_>) -> Result<Vec<u8>, Error> {
    if !(post.url.starts_with("http://") || post.url.starts_with("https://")) {
        return Err(Error::BadUrl {
            url: post.url.to_owned(),
        });
    }
    match send_once(agent, post) {
        Err(Error::Unreachable { .. }) => send_once(agent, post),
        other => other,
    }
}

fn send_once(agent: &Agent, post: &Post<'_>) -> Result<Vec<u8>, Error> {
    let mut answer = agent
        .post(post.url)
        .header("content-type", post.content_type)
        .header("accept", post.accept)
        .config()
        .timeout_global(Some(post.patience))
        .build()
        .send(post.body)
        .map_err(|error| explain(error, post))?;
    let status = answer.status().as_u16();
    if status != 200 {
        return Err(Error::Status {
            url: post.url.to_owned(),
            status,
        });
    }
    let found = answer.body().mime_type().unwrap_or_default();
    if !found.eq_ignore_ascii_case(post.accept) {
        let found = found.to_owned();
        return Err(Error::ContentType {
            url: post.url.to_owned(),
            found,
            expected: post.accept,
        });
    }
    (answer
        .body_mut()
        .with_config()
        .limit(post.limit)
        .read_to_vec())
    .map_err(|error| explain(error, post))
}

/// Our error for one of the client's.
fn explain(error: ureq::Error, post: &Post<'_>) -> Error {
    let url = post.url.to_owned();
    let timeout = |url| Error::Timeout {
        url,
        seconds: post.patience.as_secs(),
    };
    match error {
        ureq::Error::Timeout(_) => timeout(url),
        ureq::Error::Io(cause) if is_timeout(&cause) => timeout(url),
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => Error::BadUrl { url },
        ureq::Error::BodyExceedsLimit(limit) => Error::TooLarge { url, limit },
        ureq::Error::Tls(cause) => Error::Tls {
            url,
            cause: cause.to_owned(),
        },
        ureq::Error::Rustls(cause) => Error::Tls {
            url,
            cause: cause.to_string(),
        },
        ureq::Error::Io(cause) if cause.get_ref().is_some_and(|e| e.is::<rustls::Error>()) => {
            Error::Tls {
                url,
                cause: cause.to_string(),
            }
        }
        other => Error::Unreachable {
            url,
            cause: other.to_string(),
        },
    }
}

fn is_timeout(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock
    )
}
