//! `/api/v1`: the same office for other programs, by bearer token, described in `OpenAPI`.
//!
//! Cookies count for nothing here, so that no page of another site can use a person's session.

use axum::{Json, Router};
use serde::Serialize;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::problem::Problem;
use crate::session::Person;
use crate::state::State;

/// Where the API lies.
pub const ROOT: &str = "/api/v1";

#[derive(OpenApi)]
#[openapi(
    info(title = "Công Vụ", description = "API of the office"),
    modifiers(&Bearer),
    security(("bearer" = []))
)]
struct Description;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The routes of the API, and its description beside them.
pub(crate) fn routes() -> Router<State> {
    let (router, description) = OpenApiRouter::with_openapi(Description::openapi())
        .nest(ROOT, OpenApiRouter::new().routes(routes!(me)))
        .split_for_parts();
    router.route(
        "/api/openapi.json",
        axum::routing::get(async move || Json(description.clone())),
    )
}

/// Who the token belongs to.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    /// The account.
    account: String,
    /// The person's name.
    name: String,
    /// The agency in which the person acts.
    agency: String,
    /// The role, in Vietnamese.
    role: String,
}

/// Says who the token belongs to.
#[utoipa::path(
    get,
    path = "/me",
    responses(
        (status = 200, description = "the person of the token", body = Me),
        (status = 401, description = "no token, or one that is not valid", body = Problem),
    )
)]
async fn me(person: Person) -> Json<Me> {
    Json(Me {
        account: person.account.clone(),
        name: person.name.clone(),
        agency: person.appointment.agency_name.clone(),
        role: person.appointment.role_name.clone(),
    })
}
