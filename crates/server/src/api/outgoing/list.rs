//! The list of outgoing documents.

use axum::Json;
use office::work;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::href;
use crate::api::asked::Asked;
use crate::api::caller::Caller;
use crate::api::said::{Page, Said, kind, moment, status, urgency};
use crate::api::{cursor, incoming};
use crate::error::Error;

/// What is asked of a list of outgoing documents.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct Listed {
    /// Only these statuses, by their codes, with commas between them: `draft`, `returned`,
    /// `initials`, `format`, `sign`, `approve`, `number`, `seal`, `issue`, `issued`, `withdrawn`.
    #[param(required = false, example = "issued")]
    status: String,
    /// Only this type, by its code.
    #[param(required = false, example = "quyet-dinh")]
    r#type: String,
    /// Where to go on: `next` or `previous` of the part before.
    #[param(required = false)]
    cursor: String,
}

/// A line of the list of outgoing documents.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct OutgoingLine {
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
    /// By when the next act is due.
    #[schema(format = DateTime)]
    due_at: Option<String>,
    /// Số, ký hiệu.
    #[schema(example = "05/QĐ-UBND")]
    number: Option<String>,
    /// The date of issue.
    #[schema(format = Date, example = "2026-11-28")]
    issue_date: Option<String>,
    /// When it was last changed.
    #[schema(format = DateTime, example = "2026-11-28T02:00:00Z")]
    changed_at: String,
    /// Who drafted it.
    drafter: String,
    /// The unit that drafted it.
    unit: String,
    /// The first recipient.
    recipient: Option<String>,
    /// How many there are.
    recipients: i64,
}

impl OutgoingLine {
    /// The line of a list.
    pub(in crate::api) fn of(it: work::OutgoingLine) -> Self {
        Self {
            href: href(&it.id),
            id: it.id,
            r#type: kind(&it.type_code),
            subject: it.subject,
            urgency: urgency(it.urgency),
            status: status(&it.status),
            due_at: it.due_at.map(moment),
            number: it.number_text,
            issue_date: it.issue_date,
            changed_at: moment(it.changed_at),
            drafter: it.drafter_name,
            unit: it.unit_name,
            recipient: it.recipient,
            recipients: it.recipients,
        }
    }
}

/// Lists outgoing documents, the newest first, 50 at a time.
#[utoipa::path(
    get,
    path = "/outgoing",
    tag = "outgoing",
    params(Listed),
    operation_id = "list_outgoing",
    responses((status = 200, body = Page<OutgoingLine>))
)]
pub(super) async fn list(
    caller: Caller,
    Asked(asked): Asked<Listed>,
) -> Result<Json<Page<OutgoingLine>>, Error> {
    let statuses = incoming::statuses(&asked.status)?;
    let part = cursor::part(&asked.cursor)?;
    let (office, acting) = (&caller.office, caller.acting());
    let found = office
        .outgoing_list(acting, &statuses, &asked.r#type, part)
        .await?;
    let (previous, next) = cursor::around(&found, |it| &it.id);
    Ok(Json(Page {
        items: found.lines.into_iter().map(OutgoingLine::of).collect(),
        next,
        previous,
    }))
}
