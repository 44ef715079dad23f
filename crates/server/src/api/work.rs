//! Việc của tôi: what waits for the person.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::Caller;
use super::incoming::IncomingLine;
use super::outgoing::OutgoingLine;
use crate::error::Error;
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(work))
}

/// What waits for one person.
#[derive(Debug, Serialize, ToSchema)]
struct Work {
    /// Outgoing documents on which the person is next: the most urgent first, then those that have
    /// waited longest; 200 at most.
    outgoing: Vec<OutgoingLine>,
    /// Documents that arrived and wait to be registered or refused, in the same order.
    incoming: Vec<IncomingLine>,
}

/// Lists what waits for the person, done by key or not.
#[utoipa::path(get, path = "/work", tag = "documents", responses((status = 200, body = Work)))]
async fn work(caller: Caller) -> Result<Json<Work>, Error> {
    let found = caller.office.work(caller.acting()).await?;
    Ok(Json(Work {
        outgoing: found.outgoing.into_iter().map(OutgoingLine::of).collect(),
        incoming: found.arrived.into_iter().map(IncomingLine::of).collect(),
    }))
}
