//! Pages made by hand, for the tests and for looking at them: an office with two people, a list, a
//! document at each tab. No rule of the real office is in here.
#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "shared by several tests, each of which uses a part"
)]

mod desk;
mod documents;
mod views;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Html;
use axum::routing::get;
use server::config::Front;
use server::events::Hub;
use server::metrics::Metrics;
use server::{Config, Error, Parts, State};
use time::UtcDateTime;
use time::macros::utc_datetime;
use tokio_util::sync::CancellationToken;

pub use desk::{Desk, OPEN, PASSWORD};
pub use views::{PAGES, page};

/// The time of the gallery.
pub fn now() -> UtcDateTime {
    utc_datetime!(2026-11-21 07:05)
}

/// A state over a [`Desk`], with small limits where a test wants to meet them.
pub fn state(change: impl FnOnce(&mut Config)) -> State {
    let mut config = Config {
        front: Front::Loopback,
        drain_seconds: 1,
        ..Config::default()
    };
    change(&mut config);
    State::new(Parts {
        config,
        accounts: Arc::new(Desk::default()),
        clock: now,
        events: Hub::new(),
        metrics: Metrics::install(),
        stop: CancellationToken::new(),
    })
}

/// The pages of the gallery under `/mau/…`, and the files they show.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/mau/{name}", get(shown))
        .route("/mau/tep/{name}", get(file))
        .route(
            "/hong",
            get(async || -> Html<String> { panic!("broken on purpose") }),
        )
}

/// Serves the gallery on an address of this machine; ends with the process.
pub async fn serve(address: SocketAddr) -> (SocketAddr, State) {
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    let address = listener.local_addr().unwrap();
    let state = state(|_| {});
    let app = server::app_with(state.clone(), routes());
    tokio::spawn(server::serve(listener, app, state.clone()));
    (address, state)
}

async fn shown(Path(name): Path<String>) -> Result<Html<String>, Error> {
    page(&name).map(Html).ok_or(Error::NotFound)
}

async fn file(Path(name): Path<String>) -> Result<impl axum::response::IntoResponse, Error> {
    let known = ["cong-van.pdf", "quyet-dinh.pdf", "ke-hoach.pdf"];
    let name = known.into_iter().find(|one| *one == name);
    let name = name.ok_or(Error::NotFound)?;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/");
    let bytes = tokio::fs::read(format!("{folder}{name}")).await?;
    Ok(([("content-type", "application/pdf")], bytes))
}
