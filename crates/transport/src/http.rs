//! One question over HTTP or HTTPS, with limits on everything.
//!
//! No cookies, no credentials, no compression, and no proxy but the one that was named. Redirects are followed
//! here and not by the client, so that every hop is judged like the first.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::http::{Method, Request, Response, StatusCode, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::transport::{Connector as _, RustlsConnector, TcpConnector};

use crate::address::{Address, Remap};
use crate::error::Error;
use crate::network::{Barred, Reach};
use crate::proxy::{Proxy, Through};
use crate::resolver::{Guard, Lookup, Refused};

/// How long one host may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// Largest head of an answer, bytes.
const HEAD: usize = 32 * 1024;

/// What is asked, and within which limits the answer must stay.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'a> {
    pub(crate) url: &'a str,
    /// The media type and bytes to send; without, the address is only read.
    pub(crate) body: Option<(&'static str, &'a [u8])>,
    /// The media type that the answer must have; without, the reader of the answer decides.
    pub(crate) expects: Option<&'static str>,
    /// How many redirects are followed.
    pub(crate) redirects: usize,
    /// The whole exchange, from resolving the name to the last byte, redirects included.
    pub(crate) patience: Duration,
    /// Largest answer, bytes.
    pub(crate) limit: u64,
}

/// A client with its rules on where it may go.
pub(crate) struct Client {
    agent: Agent,
    remap: Vec<Remap>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("remap", &self.remap)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// TLS trusts the system's roots: it only carries; answers are signed themselves.
    pub(crate) fn new(
        lookup: Arc<Lookup>,
        reach: Reach,
        remap: Vec<Remap>,
        proxy: Option<Proxy>,
    ) -> Self {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(provider)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_connect(Some(CONNECT))
            .max_response_header_size(HEAD)
            .user_agent(concat!("congvu/", env!("CARGO_PKG_VERSION")))
            .build();
        let guard = Guard {
            lookup: Arc::clone(&lookup),
            reach,
            remap: remap.clone(),
            has_proxy: proxy.is_some(),
        };
        let connector = Through { proxy, lookup }
            .chain(TcpConnector::default())
            .chain(RustlsConnector::default());
        Self {
            agent: Agent::with_parts(config, connector, guard),
            remap,
        }
    }

    /// Asks `question` and returns the body of the answer.
    ///
    /// # Errors
    /// See [`Error`]. A connection that could not be made or broke before the answer is tried once
    /// more; a slow or refusing service is not.
    pub(crate) fn ask(&self, question: &Question<'_>) -> Result<Vec<u8>, Error> {
        let end = Instant::now() + question.patience;
        let mut address = Address::parse(question.url)?.remapped(&self.remap);
        for _ in 0..=question.redirects {
            let hop = Hop {
                question,
                address: &address,
                left: end.saturating_duration_since(Instant::now()),
            };
            let answer = match hop.send(&self.agent) {
                Err(Error::Unreachable { .. }) => hop.send(&self.agent)?,
                other => other?,
            };
            match hop.redirect(&answer)? {
                Some(next) => address = next.remapped(&self.remap),
                None => return hop.body(answer),
            }
        }
        Err(Error::Redirect {
            url: question.url.to_owned(),
            target: address.to_string(),
        })
    }
}

/// One request of an exchange.
struct Hop<'a> {
    question: &'a Question<'a>,
    address: &'a Address,
    /// How much of the patience is left.
    left: Duration,
}

impl Hop<'_> {
    fn send(&self, agent: &Agent) -> Result<Response<ureq::Body>, Error> {
        let request = Request::builder().uri(self.address.uri());
        let request = match self.question.expects {
            Some(media_type) => request.header(header::ACCEPT, media_type),
            None => request,
        };
        let timeout = Some(self.left);
        let sent = match self.question.body {
            Some((media_type, body)) => request
                .method(Method::POST)
                .header(header::CONTENT_TYPE, media_type)
                .body(body)
                .map_err(ureq::Error::from)
                .and_then(|request| {
                    let configured = agent.configure_request(request).timeout_global(timeout);
                    agent.run(configured.build())
                }),
            None => request
                .body(())
                .map_err(ureq::Error::from)
                .and_then(|request| {
                    let configured = agent.configure_request(request).timeout_global(timeout);
                    agent.run(configured.build())
                }),
        };
        sent.map_err(|error| self.explain(error))
    }

    /// Where the answer sends us, if it does.
    fn redirect(&self, answer: &Response<ureq::Body>) -> Result<Option<Address>, Error> {
        let follows = match answer.status() {
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => true,
            // "See other": the answer to a question that was sent stands elsewhere, to be read.
            StatusCode::SEE_OTHER => self.question.body.is_none(),
            _ => false,
        };
        if !follows {
            return Ok(None);
        }
        let location = answer.headers().get(header::LOCATION);
        let target = location.map_or_else(String::new, |value| {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        });
        let next = self.address.join(&target);
        match next {
            Ok(next) if next.is_https() || !self.address.is_https() => Ok(Some(next)),
            _ => Err(Error::Redirect {
                url: self.url(),
                target,
            }),
        }
    }

    fn body(&self, mut answer: Response<ureq::Body>) -> Result<Vec<u8>, Error> {
        let (url, question) = (self.url(), self.question);
        if answer.status() != StatusCode::OK {
            let status = answer.status().as_u16();
            return Err(Error::Status { url, status });
        }
        if let Some(expected) = question.expects {
            let found = answer.body().mime_type().unwrap_or_default();
            if !found.eq_ignore_ascii_case(expected) {
                let found = found.to_owned();
                return Err(Error::ContentType {
                    url,
                    found,
                    expected,
                });
            }
        }
        let limit = question.limit;
        if answer.body().content_length() > Some(limit) {
            return Err(Error::TooLarge { url, limit });
        }
        let body = answer.body_mut().with_config().limit(limit);
        body.read_to_vec().map_err(|error| self.explain(error))
    }

    /// The address as people know it: the one they see in the certificate.
    fn url(&self) -> String {
        self.question.url.to_owned()
    }

    /// Our error for one of the client's.
    fn explain(&self, error: ureq::Error) -> Error {
        let url = self.url();
        let timeout = |url| Error::Timeout {
            url,
            seconds: self.question.patience.as_secs(),
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
            ureq::Error::Other(cause) => match cause.downcast::<Refused>() {
                Ok(refused) => barred(url, &refused),
                Err(cause) => Error::Unreachable {
                    url,
                    cause: cause.to_string(),
                },
            },
            other => Error::Unreachable {
                url,
                cause: other.to_string(),
            },
        }
    }
}

fn barred(url: String, refused: &Refused) -> Error {
    match refused.because {
        Barred::Address => Error::LocalAddress {
            url,
            address: refused.address.ip().to_string(),
        },
        Barred::Port => Error::Port {
            url,
            port: refused.address.port(),
        },
    }
}

fn is_timeout(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where an answer with this status and location leads from `url`.
    fn led(url: &str, body: bool, status: u16, location: &str) -> Result<Option<String>, Error> {
        let question = Question {
            url,
            body: body.then_some(("application/ocsp-request", [].as_slice())),
            expects: None,
            redirects: 3,
            patience: Duration::from_secs(1),
            limit: 1,
        };
        let address = Address::parse(url).unwrap();
        let hop = Hop {
            question: &question,
            address: &address,
            left: question.patience,
        };
        let answer = Response::builder()
            .status(status)
            .header(header::LOCATION, location)
            .body(ureq::Body::builder().data(""))
            .unwrap();
        let next = hop.redirect(&answer)?;
        Ok(next.map(|next| next.to_string()))
    }

    #[test]
    fn a_redirect_never_leaves_tls() {
        let secure = "https://ca.vn/a.crl";
        let to = |target| led(secure, false, 302, target);
        assert_eq!(to("https://b.vn/").unwrap().unwrap(), "https://b.vn/");
        assert_eq!(to("/b.crl").unwrap().unwrap(), "https://ca.vn/b.crl");
        assert_eq!(
            to("http://ca.vn/").unwrap_err().code(),
            "transport-redirect"
        );
        let up = led("http://ca.vn/", false, 301, secure).unwrap();
        assert_eq!(up.unwrap(), secure);
    }

    #[test]
    fn only_redirects_lead_elsewhere() {
        let url = "http://ca.vn/";
        for status in [301, 302, 307, 308] {
            assert!(led(url, true, status, "/b").unwrap().is_some(), "{status}");
        }
        assert!(led(url, false, 303, "/b").unwrap().is_some());
        for status in [200, 201, 300, 304, 404, 500] {
            assert_eq!(led(url, false, status, "/b").unwrap(), None, "{status}");
        }
        assert_eq!(led(url, true, 303, "/b").unwrap(), None);
    }
}
