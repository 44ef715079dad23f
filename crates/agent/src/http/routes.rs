//! The addresses, and how an answer of the desk becomes one of HTTP.

use std::sync::Arc;
use std::time::{Duration, Instant};

use agent_protocol::message::Refusal;
use agent_protocol::pairing::{Offer, Reveal};
use agent_protocol::{Envelope, PROTOCOL, limits};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use report::Coded as _;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::guard;
use super::rate::Rate;
use crate::error::refusal;
use crate::{Desk, Error, Pairing, Stop, VERSION};

/// What the routes share.
#[derive(Debug)]
struct Agent {
    desk: Arc<Desk>,
    port: u16,
    requests: Rate,
    pairings: Rate,
}

/// The addresses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Act {
    Status,
    Pair,
    PairConfirm,
    Keys,
    Sign,
    Challenge,
    Cancel,
}

impl Act {
    fn of(path: &str) -> Option<Self> {
        Some(match path {
            "/status" => Self::Status,
            "/pair" => Self::Pair,
            "/pair/confirm" => Self::PairConfirm,
            "/keys" => Self::Keys,
            "/sign" => Self::Sign,
            "/challenge" => Self::Challenge,
            "/cancel" => Self::Cancel,
            _ => return None,
        })
    }

    fn method(self) -> Method {
        match self {
            Self::Status => Method::GET,
            _ => Method::POST,
        }
    }

    fn pairs(self) -> bool {
        matches!(self, Self::Pair | Self::PairConfirm)
    }
}

/// What `/status` says; nothing secret.
#[derive(Debug, Serialize)]
struct Status {
    version: &'static str,
    protocol: u32,
    unattended: bool,
    pairing: String,
    server: String,
}

/// What `/cancel` is told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cancel {
    request: String,
}

/// What `/cancel` says.
#[derive(Debug, Serialize)]
struct Cancelled {
    cancelled: bool,
}

/// What is said instead of an answer.
#[derive(Debug, Serialize)]
struct Refused {
    error: Refusal,
}

pub(super) fn router(desk: Arc<Desk>, port: u16) -> Router {
    let agent = Agent {
        desk,
        port,
        requests: Rate::new(120, Duration::from_secs(60)),
        pairings: Rate::new(12, Duration::from_secs(600)),
    };
    Router::new().fallback(receive).with_state(Arc::new(agent))
}

/// Every request: its head first, then whether its page may read the answer, then its message.
async fn receive(State(agent): State<Arc<Agent>>, request: Request) -> Response {
    let (reader, answered) = match agent.admit(&request) {
        Ok(admitted) => {
            let reader = admitted.origin.clone();
            let answered = if request.method() == Method::OPTIONS {
                Ok(preflight(&admitted, request.headers()))
            } else {
                agent.act(admitted, request).await
            };
            (Some(reader), answered)
        }
        Err(error) => (None, Err(error)),
    };
    let mut response = answered.unwrap_or_else(|error| refused(&error));
    guard::always(response.headers_mut());
    if let Some(origin) = reader {
        guard::allow_reading(response.headers_mut(), &origin);
    }
    response
}

/// A request whose page may speak here.
struct Admitted {
    act: Act,
    origin: String,
    /// None while pairing.
    pairing: Option<Pairing>,
}

impl Agent {
    fn admit(&self, request: &Request) -> Result<Admitted, Error> {
        let headers = request.headers();
        guard::check_host(headers, request.uri(), self.port)?;
        let origin = guard::origin(headers)?;
        let path = request.uri().path();
        let act = Act::of(path).ok_or_else(|| Error::NoSuchPath {
            path: path.to_owned(),
        })?;
        let pairing = if act.pairs() {
            if !guard::origin_may_pair(&origin) {
                return Err(Error::Origin { origin });
            }
            None
        } else {
            Some(self.desk.pairing_of(&origin)?)
        };
        Ok(Admitted {
            act,
            origin,
            pairing,
        })
    }

    async fn act(
        self: &Arc<Self>,
        admitted: Admitted,
        request: Request,
    ) -> Result<Response, Error> {
        let Admitted {
            act,
            origin,
            pairing,
        } = admitted;
        guard::check_fetch(request.headers())?;
        if *request.method() != act.method() {
            return Err(Error::NoSuchPath {
                path: request.uri().path().to_owned(),
            });
        }
        let rate = if act.pairs() {
            &self.pairings
        } else {
            &self.requests
        };
        rate.count(Instant::now())?;
        let Some(pairing) = pairing else {
            return self.pair(act, origin, request).await;
        };
        let desk = Arc::clone(&self.desk);
        match act {
            Act::Cancel => {
                let said: Cancel = message(request).await?;
                let cancelled = desk.cancel(&pairing, &said.request);
                json(&Cancelled { cancelled })
            }
            Act::Keys => {
                let asked: Envelope = message(request).await?;
                waiting(move |stop| desk.keys(&pairing, &asked, stop)).await
            }
            Act::Sign => {
                let asked: Envelope = message(request).await?;
                waiting(move |stop| desk.sign(&pairing, &asked, stop)).await
            }
            Act::Challenge => {
                let asked: Envelope = message(request).await?;
                waiting(move |stop| desk.challenge(&pairing, &asked, stop)).await
            }
            Act::Status | Act::Pair | Act::PairConfirm => json(&Status {
                version: VERSION,
                protocol: PROTOCOL,
                unattended: desk.is_unattended(),
                pairing: pairing.id,
                server: pairing.server,
            }),
        }
    }

    async fn pair(&self, act: Act, origin: String, request: Request) -> Result<Response, Error> {
        let desk = Arc::clone(&self.desk);
        if act == Act::Pair {
            let offer: Offer = message(request).await?;
            return json(&desk.offered(&origin, offer)?);
        }
        let reveal: Reveal = message(request).await?;
        waiting(move |stop| desk.revealed(&origin, &reveal, stop)).await
    }
}

/// Runs what may wait for a person on a thread that may wait. If the page goes away, this is
/// dropped and the person no longer asked.
async fn waiting<T: Serialize + Send + 'static>(
    work: impl FnOnce(&Stop) -> Result<T, Error> + Send + 'static,
) -> Result<Response, Error> {
    struct StopWhenDropped(Stop);
    impl Drop for StopWhenDropped {
        fn drop(&mut self) {
            self.0.stop();
        }
    }
    let longest = Duration::from_secs(limits::LIFETIME.whole_seconds().unsigned_abs());
    let stop = Stop::after(longest);
    let guarded = StopWhenDropped(stop.clone());
    let done = tokio::task::spawn_blocking(move || work(&stop)).await;
    drop(guarded);
    let answer = done.map_err(|error| Error::Internal {
        reason: error.to_string(),
    })??;
    json(&answer)
}

/// The message of a request.
async fn message<T: DeserializeOwned>(request: Request) -> Result<T, Error> {
    guard::check_media_type(request.headers())?;
    let limit = limits::MESSAGE;
    let bytes = to_bytes(request.into_body(), limit)
        .await
        .map_err(|_| Error::TooLarge { limit })?;
    serde_json::from_slice(&bytes).map_err(|cause| {
        agent_protocol::Error::Malformed {
            reason: cause.to_string(),
        }
        .into()
    })
}

fn preflight(admitted: &Admitted, asked: &HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    guard::allow_sending(response.headers_mut(), asked, &admitted.act.method());
    response
}

fn json(value: &impl Serialize) -> Result<Response, Error> {
    let text = serde_json::to_vec(value).map_err(|cause| Error::Internal {
        reason: cause.to_string(),
    })?;
    let kind = [(axum::http::header::CONTENT_TYPE, "application/json")];
    Ok((kind, Body::from(text)).into_response())
}

fn refused(error: &Error) -> Response {
    tracing::info!(code = error.code(), %error, "refused");
    let refused = Refused {
        error: refusal(error),
    };
    let mut response = json(&refused).unwrap_or_else(|_| Response::default());
    *response.status_mut() = status(error);
    response
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::NoSuchPath { .. } => StatusCode::NOT_FOUND,
        Error::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Busy | Error::Replayed { .. } | Error::OfferUnknown | Error::Cancelled => {
            StatusCode::CONFLICT
        }
        Error::Protocol(
            agent_protocol::Error::Malformed { .. }
            | agent_protocol::Error::Field { .. }
            | agent_protocol::Error::Version { .. },
        ) => StatusCode::BAD_REQUEST,
        Error::Data { .. } | Error::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::FORBIDDEN,
    }
}
