//! The story of a document.

use axum::Json;
use axum::extract::Path;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::caller::Caller;
use crate::api::said::moment;
use crate::error::Error;
use crate::office::outgoing::story::told;

/// Something that was done with a document.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Event {
    /// Its place in the story, from 1.
    number: i64,
    /// When.
    #[schema(format = DateTime, example = "2026-11-28T02:00:00Z")]
    at: String,
    /// Who did it: the account.
    actor: String,
    /// Who did it: name and title at that time.
    #[schema(example = "Đỗ Minh Soạn, Chuyên viên")]
    actor_name: String,
    /// What was done: `created`, `edited`, `uploaded`, `attached`, `acted` …
    #[schema(example = "created")]
    kind: String,
    /// The same as a sentence.
    #[schema(example = "Đỗ Minh Soạn, Chuyên viên tạo dự thảo, qua khóa kết nối “Một cửa”.")]
    text: String,
    /// The opinion or reason that was given.
    reason: Option<String>,
}

/// Tells the story of a document, in its order.
#[utoipa::path(
    get,
    path = "/outgoing/{id}/story",
    tag = "outgoing",
    operation_id = "outgoing_story",
    params(("id" = String, Path)),
    responses((status = 200, body = Vec<Event>))
)]
pub(super) async fn story(
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Vec<Event>>, Error> {
    let opened = caller.office.open_outgoing(caller.acting(), &id).await?;
    let events = opened.story().await?.into_iter().map(|it| {
        let said = told(&it);
        Event {
            number: it.seq,
            at: moment(it.at),
            actor: it.actor_id,
            actor_name: it.actor_name,
            kind: it.kind,
            text: said.text,
            reason: said.reason,
        }
    });
    Ok(Json(events.collect()))
}
