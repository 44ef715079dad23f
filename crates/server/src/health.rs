//! What an operator's machines ask: alive, ready, counters.

use axum::Extension;
use axum::extract::State as Shared;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, StatusCode};

use crate::address::ClientAddress;
use crate::error::Error;
use crate::state::State;

/// `/healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `/readyz`: the process can do its work and is not about to stop.
pub async fn ready(Shared(state): Shared<State>) -> (StatusCode, &'static str) {
    if state.stop().is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match state.accounts().ready().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}

/// `/metrics`: for machines on this host only; to everybody else nothing lies here.
///
/// # Errors
///
/// [`Error::NotFound`] for a client elsewhere.
pub async fn metrics(
    Shared(state): Shared<State>,
    Extension(address): Extension<ClientAddress>,
) -> Result<([(HeaderName, &'static str); 1], String), Error> {
    if !address.0.is_loopback() {
        return Err(Error::NotFound);
    }
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(CONTENT_TYPE, kind)], state.metrics().render()))
}
