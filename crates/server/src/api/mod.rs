//! `/api/v1`: the same office for other programs, by key, described in `OpenAPI` (`docs/api.md`).
//!
//! A handler asks `office` what the page of the same thing asks, and answers in JSON. Cookies count
//! for nothing here, so that no page of another site can use a person's session. A route enters the
//! router only together with its description.

mod annex;
mod answer;
mod asked;
mod caller;
mod choices;
mod cursor;
mod description;
mod file;
mod incoming;
mod me;
mod outgoing;
mod recall;
mod registers;
mod said;
mod search;
mod verdict;
mod work;

use axum::routing::get;
use axum::{Json, Router};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::state::State;

pub(crate) use caller::key;

/// Where the API lies.
pub const ROOT: &str = "/api/v1";

/// The description of the API.
#[must_use]
pub fn description() -> OpenApi {
    parts().1
}

/// The routes of the API, and its description beside them.
pub(crate) fn routes() -> Router<State> {
    let (router, description) = parts();
    let description = async move || Json(description.clone());
    router.route("/api/openapi.json", get(description))
}

fn parts() -> (Router<State>, OpenApi) {
    let routes = OpenApiRouter::new()
        .merge(me::routes())
        .merge(work::routes())
        .merge(search::routes())
        .merge(outgoing::routes())
        .merge(incoming::routes())
        .merge(recall::routes())
        .merge(registers::routes())
        .merge(choices::routes());
    let (router, described) = OpenApiRouter::with_openapi(description::begun())
        .nest(ROOT, routes)
        .split_for_parts();
    (router, description::completed(described))
}
