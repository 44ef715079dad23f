//! Tra cứu: words and numbers over everything the person may see.

use axum::Json;
use office::search::Hit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asked::Asked;
use super::caller::Caller;
use super::said::{Page, Said, kind, some, status, urgency};
use super::{cursor, incoming, outgoing};
use crate::error::Error;
use crate::form::tidy;
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(search))
}

/// What is sought.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct Sought {
    /// A number in any spelling (`521`, `05/QĐ-UBND`, `qđ 5 năm 2026`) or words of the summary, with
    /// or without marks.
    #[param(required = true, example = "quy che lam viec")]
    q: String,
    /// Where to go on: `next` of the part before.
    #[param(required = false)]
    cursor: String,
}

/// A document that was found.
#[derive(Debug, Serialize, ToSchema)]
struct Found {
    /// `outgoing` or `incoming`.
    #[schema(example = "outgoing")]
    kind: String,
    /// Its id.
    id: String,
    /// Where it is read.
    href: String,
    /// Its type.
    r#type: Said,
    /// Trích yếu.
    #[schema(example = "Về việc ban hành Quy chế làm việc")]
    subject: String,
    /// How urgent it is.
    urgency: Said,
    /// Where it stands.
    status: Said,
    /// Số, ký hiệu.
    #[schema(example = "05/QĐ-UBND")]
    number: Option<String>,
    /// The date of the document.
    #[schema(format = Date, example = "2026-11-28")]
    date: Option<String>,
    /// Who sent it, or the unit that drafted it.
    party: String,
}

/// Finds documents, the newest first.
#[utoipa::path(
    get,
    path = "/search",
    tag = "documents",
    params(Sought),
    responses((status = 200, body = Page<Found>))
)]
async fn search(caller: Caller, Asked(asked): Asked<Sought>) -> Result<Json<Page<Found>>, Error> {
    let before = cursor::rank(&asked.cursor)?;
    let text = tidy(&asked.q);
    let found = caller.office.search(caller.acting(), &text, before).await?;
    Ok(Json(Page {
        items: found.hits.into_iter().map(hit).collect(),
        next: found.next.map(cursor::after),
        previous: None,
    }))
}

fn hit(it: Hit) -> Found {
    Found {
        href: match it.kind.as_str() {
            "outgoing" => outgoing::href(&it.id),
            _ => incoming::href(&it.id),
        },
        r#type: kind(&it.type_code),
        urgency: urgency(it.urgency),
        status: status(&it.status),
        number: some(&it.number_text),
        date: it.document_date,
        kind: it.kind,
        id: it.id,
        subject: it.subject,
        party: it.party,
    }
}
