//! What a clerk does with an incoming document.

use axum::Json;
use axum::extract::Path;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::document::{Incoming, incoming};
use crate::api::asked::Sent;
use crate::api::caller::Caller;
use crate::error::Error;
use crate::form::tidy;

/// A reason.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Reason {
    /// The reason, which reaches the sender.
    #[schema(example = "Gửi không đúng nơi nhận.")]
    reason: String,
}

/// Under which number a document was registered.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Registered {
    /// Số đến.
    number: i64,
    /// The year of the book.
    year: i64,
}

/// Registers a document under the next arrival number, as the clerk does on the page. What did not
/// pass on arrival is verified again; what does not hold is not registered.
#[utoipa::path(
    post,
    path = "/incoming/{id}/accept",
    tag = "incoming",
    params(("id" = String, Path)),
    responses((status = 200, body = Registered))
)]
pub(super) async fn accept(
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Registered>, Error> {
    let done = caller.office.accept(caller.acting(), &id).await?;
    Ok(Json(Registered {
        number: done.number,
        year: done.year,
    }))
}

/// Refuses a document; the reason reaches the sender.
#[utoipa::path(
    post,
    path = "/incoming/{id}/refuse",
    tag = "incoming",
    params(("id" = String, Path)),
    request_body = Reason,
    responses((status = 200, body = Incoming))
)]
pub(super) async fn refuse(
    caller: Caller,
    Path(id): Path<String>,
    Sent(sent): Sent<Reason>,
) -> Result<Json<Incoming>, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    office.refuse(acting, &id, &tidy(&sent.reason)).await?;
    Ok(Json(incoming(office.incoming(acting, &id).await?)))
}
