//! Văn bản đến: the list, one document with the verdict on arrival, acceptance and refusal.

mod document;
mod list;
mod settle;

use axum::Router;
use axum::routing::{get, post};

use crate::state::State;

/// Where incoming documents lie.
const PATH: &str = "/van-ban-den";

pub(super) use list::row;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/van-ban-den", get(list::get))
        .route("/van-ban-den/{id}", get(document::get))
        .route("/van-ban-den/{id}/tep/{ordinal}", get(document::file))
        .route("/van-ban-den/{id}/tiep-nhan", post(settle::accept))
        .route(
            "/van-ban-den/{id}/tu-choi",
            get(settle::ask).post(settle::refuse),
        )
}

/// The page of a document.
pub(super) fn page(id: &str) -> String {
    format!("{PATH}/{id}")
}
