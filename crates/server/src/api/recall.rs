//! What the sender of an incoming document withdraws: read, noted from a letter, confirmed.

use axum::Json;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use office::exchange::{RecallLetter, RecallRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::tagged;
use super::asked::Sent;
use super::caller::Caller;
use super::said::{moment, some};
use crate::error::Error;
use crate::form::tidy;
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(recall, note))
        .routes(routes!(confirm))
}

/// That its sender has withdrawn a document.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Recall {
    /// When that was known here.
    #[schema(format = DateTime, example = "2026-11-28T02:00:00Z")]
    at: String,
    /// Why, as its sender says.
    reason: String,
    /// Whether it came over the system; else it was told by letter.
    by_system: bool,
    /// What the letter is, where there is one.
    #[schema(example = "15/CV-HTX")]
    letter: Option<String>,
    /// The day of the letter.
    #[schema(format = Date, example = "2026-11-27")]
    date: Option<String>,
    /// The incoming document that is the letter.
    document: Option<String>,
    /// Who noted the letter.
    noted_by: Option<String>,
    /// When the copy here was out of use: at once where it was not registered yet.
    #[schema(format = DateTime)]
    confirmed_at: Option<String>,
}

impl Recall {
    fn of(row: RecallRow) -> Self {
        Self {
            at: moment(row.at),
            reason: row.reason,
            by_system: !row.consignment_id.is_empty(),
            letter: some(&row.basis),
            date: row.letter_date,
            document: row.letter_id,
            noted_by: row.full_name,
            confirmed_at: row.confirmed_at.map(moment),
        }
    }
}

/// A letter that withdraws a document.
#[derive(Debug, Deserialize, ToSchema)]
struct Letter {
    /// What it is: its number, or who wrote it. May be missing where `document` is given.
    #[schema(example = "15/CV-HTX")]
    letter: Option<String>,
    /// Its day. May be missing where `document` is given.
    #[schema(format = Date, example = "2026-11-27")]
    date: Option<String>,
    /// The incoming document that is the letter, by its id.
    document: Option<String>,
    /// Why the document is withdrawn.
    #[schema(example = "Ban hành sai thẩm quyền.")]
    reason: String,
}

/// Reads that its sender has withdrawn a document; there is nothing to read where it has not.
#[utoipa::path(
    get,
    path = "/incoming/{id}/recall",
    tag = "incoming",
    params(("id" = String, Path)),
    responses((status = 200, body = Recall, headers(("ETag" = String, description = "the state that was read"))))
)]
async fn recall(
    caller: Caller,
    Path(id): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    tagged(&asked, &found(&caller, &id).await?)
}

/// Notes that its sender withdrew a document by letter.
#[utoipa::path(
    post,
    path = "/incoming/{id}/recall",
    tag = "incoming",
    params(("id" = String, Path)),
    request_body = Letter,
    responses((status = 200, body = Recall))
)]
async fn note(
    caller: Caller,
    Path(id): Path<String>,
    Sent(sent): Sent<Letter>,
) -> Result<Json<Recall>, Error> {
    let told = RecallLetter {
        letter: tidy(&sent.letter.unwrap_or_default()),
        date: sent.date.unwrap_or_default(),
        document: sent.document.unwrap_or_default(),
        reason: tidy(&sent.reason),
    };
    let (office, acting) = (&caller.office, caller.acting());
    office.note_recall_by_letter(acting, &id, &told).await?;
    Ok(Json(found(&caller, &id).await?))
}

/// Confirms that the copy here of a withdrawn document is out of use; a sender of this installation
/// is told.
#[utoipa::path(
    post,
    path = "/incoming/{id}/recall/confirm",
    tag = "incoming",
    params(("id" = String, Path)),
    responses((status = 200, body = Recall))
)]
async fn confirm(caller: Caller, Path(id): Path<String>) -> Result<Json<Recall>, Error> {
    caller.office.confirm_recall(caller.acting(), &id).await?;
    Ok(Json(found(&caller, &id).await?))
}

async fn found(caller: &Caller, id: &str) -> Result<Recall, Error> {
    let recall = caller.office.recall_of(caller.acting(), id).await?;
    Ok(Recall::of(recall.ok_or(Error::NotFound)?))
}
