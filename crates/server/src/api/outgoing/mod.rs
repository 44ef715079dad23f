//! Văn bản đi: the list, one document, its story and files; a draft begun, changed, handed in.

mod acts;
mod attachments;
mod document;
mod draft;
mod files;
mod list;
mod story;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ROOT;
use crate::state::State;

pub(super) use list::OutgoingLine;

pub(super) fn routes() -> OpenApiRouter<State> {
    // Uploads are limited file by file, while they arrive.
    let uploads = OpenApiRouter::new()
        .routes(routes!(list::list, draft::create))
        .routes(routes!(files::current, draft::file))
        .routes(routes!(attachments::add))
        .routes(routes!(attachments::replace, attachments::remove))
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(document::one, draft::change))
        .routes(routes!(document::signatures))
        .routes(routes!(story::story))
        .routes(routes!(files::version))
        .routes(routes!(files::original))
        .routes(routes!(files::signature))
        .routes(routes!(acts::list))
        .routes(routes!(acts::act))
        .merge(uploads)
}

/// Where an outgoing document is read.
pub(super) fn href(id: &str) -> String {
    format!("{ROOT}/outgoing/{id}")
}
