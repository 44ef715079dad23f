//! Văn bản đến: the list, one document with the verdict on arrival, acceptance and
//! refusal, and what the clerk enters by hand and corrects, also once it is registered.

mod acts;
mod correct;
mod correct_registered;
mod corrections;
mod document;
mod enter;
mod facts;
mod files;
mod list;
mod recall;
mod settle;
mod worth;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::state::State;

/// Where incoming documents lie.
const PATH: &str = "/van-ban-den";

pub(super) use list::row;

pub(super) fn routes() -> Router<State> {
    // Uploads are limited file by file, while they arrive.
    let uploads = Router::new()
        .route("/van-ban-den/nhap", get(enter::ask).post(enter::enter))
        .route("/van-ban-den/nhap/goi-tin", post(enter::package))
        .route(
            "/van-ban-den/{id}/sua",
            get(correct::ask).post(correct::save),
        )
        .route(
            "/van-ban-den/{id}/sua-dang-ky",
            get(correct_registered::ask).post(correct_registered::save),
        )
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/van-ban-den", get(list::get))
        .route("/van-ban-den/nhap/trung", get(enter::same))
        .route("/van-ban-den/{id}", get(document::get))
        .route("/van-ban-den/{id}/tep/{ordinal}", get(files::file))
        .route("/van-ban-den/{id}/tep/{ordinal}/xem", get(files::shown))
        .route(
            "/van-ban-den/{id}/tep/{ordinal}/chu-ky",
            get(files::signature),
        )
        .route("/van-ban-den/{id}/tiep-nhan", post(settle::accept))
        .route("/van-ban-den/{id}/da-huy", post(recall::confirm))
        .route(
            "/van-ban-den/{id}/bi-thu-hoi",
            get(recall::ask).post(recall::note),
        )
        .route(
            "/van-ban-den/{id}/tu-choi",
            get(settle::ask).post(settle::refuse),
        )
        .merge(uploads)
}

/// The page of a document.
pub(super) fn page(id: &str) -> String {
    format!("{PATH}/{id}")
}
