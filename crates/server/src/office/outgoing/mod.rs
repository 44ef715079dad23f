//! Văn bản đi: the list, a new draft, one document with its tabs, what is done with it.

pub(crate) mod acts;
mod compare;
mod document;
mod edit;
mod file_list;
mod files;
mod list;
mod places;
mod recipients;
mod sending;
pub(crate) mod story;
mod tabs;

pub(super) use edit::{secrecies, types, urgencies};
pub(crate) use files::{answer, attached, file, known};
pub(super) use list::row;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::state::State;

/// Where outgoing documents lie.
pub(super) const PATH: &str = "/van-ban-di";

pub(super) fn routes() -> Router<State> {
    // Uploads are limited file by file, while they arrive.
    let uploads = Router::new()
        .route("/van-ban-di/moi", get(edit::new).post(edit::create))
        .route("/van-ban-di/{id}/sua", get(edit::change).post(edit::save))
        .route("/van-ban-di/{id}/tep", post(files::upload))
        .route("/van-ban-di/{id}/phu-luc", post(files::attach))
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/van-ban-di", get(list::get))
        .route("/van-ban-di/mau/{code}", get(edit::template))
        .route("/van-ban-di/{id}", get(document::get))
        .route("/van-ban-di/{id}/da-gui", post(sending::sent))
        .route("/van-ban-di/{id}/da-nhan", post(sending::received))
        .route("/van-ban-di/{id}/gui-lai", post(sending::again))
        .route("/van-ban-di/{id}/bao-thu-hoi", post(sending::recall_again))
        .route(
            "/van-ban-di/{id}/da-bao-thu-hoi",
            post(sending::recall_told),
        )
        .route("/van-ban-di/{id}/da-huy", post(sending::recall_confirmed))
        .route("/van-ban-di/{id}/goi-tin", get(sending::package))
        .route(
            "/van-ban-di/{id}/viec/{action}",
            get(acts::ask).post(acts::act),
        )
        .route(
            "/van-ban-di/{id}/phu-luc/{attachment}/bo",
            post(files::detach),
        )
        .route("/van-ban-di/{id}/vi-tri", post(places::save))
        .route("/van-ban-di/{id}/so-sanh", get(compare::get))
        .route("/van-ban-di/{id}/tep/{slot}/{version}", get(files::get))
        .route(
            "/van-ban-di/{id}/goc/{slot}/{version}",
            get(files::original),
        )
        .route(
            "/van-ban-di/{id}/chu-ky/{slot}/{version}",
            get(files::signature),
        )
        .merge(uploads)
}

/// The page of a document.
pub(super) fn page(id: &str) -> String {
    format!("{PATH}/{id}")
}
