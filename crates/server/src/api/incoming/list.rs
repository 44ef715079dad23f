//! The list of incoming documents.

use access::Status;
use axum::Json;
use office::work;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::href;
use crate::api::asked::Asked;
use crate::api::caller::Caller;
use crate::api::cursor;
use crate::api::said::{Page, Said, kind, moment, some, status, urgency};
use crate::error::Error;

/// What is asked of a list of incoming documents.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct Listed {
    /// Only these statuses, by their codes, with commas between them: `arrived`, `registered`,
    /// `directed`, `done`, `refused`.
    #[param(required = false, example = "arrived")]
    status: String,
    /// Where to go on: `next` or `previous` of the part before.
    #[param(required = false)]
    cursor: String,
}

/// A line of the list of incoming documents.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct IncomingLine {
    id: String,
    /// Where it is read.
    href: String,
    /// Its type.
    r#type: Said,
    /// Trích yếu.
    subject: String,
    /// How urgent it is.
    urgency: Said,
    /// Where it stands.
    status: Said,
    /// Số, ký hiệu.
    #[schema(example = "12/CV-UBND")]
    number: Option<String>,
    /// The date of the document.
    #[schema(format = Date, example = "2026-11-27")]
    date: Option<String>,
    /// Who sent it.
    from: String,
    /// When it came.
    #[schema(format = DateTime, example = "2026-11-28T02:00:00Z")]
    arrived_at: String,
    /// Số đến.
    arrival_number: Option<i64>,
    /// The year of the book.
    arrival_year: Option<i64>,
    /// What the worst of its signatures was worth on arrival, those of the files beside it included:
    /// `TOTAL_PASSED`, `TOTAL_FAILED`, `INDETERMINATE`, `UNSIGNED`, `PAPER`; none while they are being
    /// verified.
    #[schema(example = "TOTAL_PASSED")]
    indication: Option<String>,
    /// How many files beside it have no signature of their own.
    unsigned_files: i64,
}

impl IncomingLine {
    /// The line of a list.
    pub(in crate::api) fn of(it: work::IncomingLine) -> Self {
        Self {
            href: href(&it.id),
            id: it.id,
            r#type: kind(&it.type_code),
            subject: it.subject,
            urgency: urgency(it.urgency),
            status: status(&it.status),
            number: some(&it.number_text),
            date: it.document_date,
            from: it.from_name,
            arrived_at: moment(it.arrived_at),
            arrival_number: it.arrival_number,
            arrival_year: it.arrival_year,
            indication: some(&it.indication),
            unsigned_files: it.unsigned_files,
        }
    }
}

/// Lists incoming documents, the newest first, 50 at a time.
#[utoipa::path(
    get,
    path = "/incoming",
    tag = "incoming",
    params(Listed),
    responses((status = 200, body = Page<IncomingLine>))
)]
pub(super) async fn list(
    caller: Caller,
    Asked(asked): Asked<Listed>,
) -> Result<Json<Page<IncomingLine>>, Error> {
    let statuses = statuses(&asked.status)?;
    let part = cursor::part(&asked.cursor)?;
    let found = caller
        .office
        .incoming_list(caller.acting(), &statuses, part);
    let found = found.await?;
    let (previous, next) = cursor::around(&found, |it| &it.id);
    Ok(Json(Page {
        items: found.lines.into_iter().map(IncomingLine::of).collect(),
        next,
        previous,
    }))
}

/// The statuses of a parameter.
pub(in crate::api) fn statuses(text: &str) -> Result<Vec<Status>, Error> {
    let codes = text.split(',').map(str::trim).filter(|it| !it.is_empty());
    let statuses: Result<_, _> = codes.map(str::parse).collect();
    statuses.map_err(|_| Error::Parameter { name: "status" })
}
