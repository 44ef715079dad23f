//! The router: every route of the server, and the layers each request passes.

use std::any::Any;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request, State as Shared};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, body::Body};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use crate::error::Error;
use crate::state::State;
use crate::{
    api, assets, events, headers, health, operation, problem, rate, same_site, session, views,
};

/// The whole server as a router.
pub fn app(state: State) -> Router {
    app_with(state, Router::new())
}

/// As [`app`], with `pages` beside the server's own: they pass the same layers.
pub fn app_with(state: State, pages: Router<State>) -> Router {
    let person = middleware::from_fn_with_state(state.clone(), session::layer);
    let pages = views::routes()
        .merge(pages)
        .route(events::PATH, get(events::get))
        .layer(person)
        .layer(middleware::from_fn(same_site::layer));
    let form_bytes = state.config().limits.form_bytes;
    // From the outside in; compression is outermost, so that errors are compressed too.
    let layers = ServiceBuilder::new()
        .layer(CompressionLayer::new().compress_when(compressible()))
        .layer(middleware::from_fn(operation::layer))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            headers::layer,
        ))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            problem::layer,
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(state.clone(), rate::layer))
        .layer(middleware::from_fn_with_state(state.clone(), in_time))
        .layer(DefaultBodyLimit::max(form_bytes));
    Router::new()
        .merge(pages)
        .merge(api::routes())
        .route("/assets/{*name}", get(assets::get))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .fallback(async || Error::NotFound)
        .layer(layers)
        .with_state(state)
}

/// PDF files, archives and office files are compressed already, and streams of events must not wait.
fn compressible() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("application/octet-stream"))
        .and(NotForContentType::const_new("application/pkcs7-signature"))
        .and(NotForContentType::const_new("application/vnd."))
        .and(NotForContentType::const_new("font/"))
}

/// Gives up on a page that takes too long. What its handler began in the office goes on or is
/// rolled back there.
async fn in_time(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let seconds = state.config().limits.page_seconds;
    let limit = Duration::from_secs(seconds);
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::TimedOut { seconds }.into_response(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(cause: Box<dyn Any + Send>) -> axum::http::Response<Body> {
    let cause = (cause.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .or_else(|| cause.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    Error::Unexpected {
        cause: format!("panic: {cause}"),
    }
    .into_response()
}
