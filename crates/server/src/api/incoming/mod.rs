//! Văn bản đến: the list, one document with the verdict on arrival, its files; the clerk's acceptance
//! and refusal.

mod acts;
mod document;
mod files;
mod list;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ROOT;
use crate::state::State;

pub(super) use list::{IncomingLine, statuses};

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(document::one))
        .routes(routes!(files::verdict))
        .routes(routes!(files::bytes))
        .routes(routes!(files::file_verdict))
        .routes(routes!(files::signature))
        .routes(routes!(files::shown))
        .routes(routes!(acts::accept))
        .routes(routes!(acts::refuse))
}

/// Where an incoming document is read.
pub(super) fn href(id: &str) -> String {
    format!("{ROOT}/incoming/{id}")
}
