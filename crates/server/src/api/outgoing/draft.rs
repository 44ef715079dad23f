//! A draft begun by a program, once however often it asks, and changed.

use axum::Json;
use axum::extract::{Multipart, Path, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use documents::relation::RelationKind;
use office::outgoing::{Begun, DraftFields, Other, RecipientEntry};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::attachments::{FileForm, sent_file};
use super::document::{OutgoingDocument, location, read};
use crate::api::asked::{Sent, part};
use crate::api::caller::Caller;
use crate::error::{Error, Fault, Refusal, RefusalKind};
use crate::form::tidy;
use crate::office::outgoing::attached;
use crate::state::State;
use crate::upload::{self, Upload};

/// What a drafter says of a document.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Draft {
    /// The type, by its code (`/types`).
    #[schema(example = "cong-van")]
    r#type: String,
    /// Trích yếu.
    #[schema(example = "Về việc trả kết quả hồ sơ 000.00.01.H29-261128-0001")]
    subject: String,
    /// `normal`, `urgent`, `very-urgent`, `express`; normal where it is left out.
    #[serde(default)]
    urgency: Option<String>,
    /// The drafting unit (`/units`); the person's own where it is left out.
    #[serde(default)]
    unit: Option<String>,
    /// The appointment of who shall sign (`/people`).
    #[serde(default)]
    signer: Option<String>,
    /// Whom it goes to.
    #[serde(default)]
    recipients: Vec<RecipientBody>,
    /// Hạn trả lời.
    #[serde(default)]
    #[schema(format = Date, example = "2026-12-15")]
    due: Option<String>,
    /// Ghi chú.
    #[serde(default)]
    note: String,
    /// The incoming document that it answers; only when the draft is begun.
    #[serde(default)]
    replies_to: Option<String>,
}

/// A recipient: an agency of this installation, a unit of one's own, or somebody outside by name.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RecipientBody {
    /// An agency of this installation (`/agencies`).
    agency: Option<String>,
    /// A unit of one's own agency (`/units`).
    unit: Option<String>,
    /// The name of somebody outside, as it stands under "Nơi nhận".
    #[schema(example = "Ông Lê Văn Mẫu")]
    name: Option<String>,
    /// Of somebody outside: `mail`, `paper` or `download`.
    channel: Option<Channel>,
    /// Of somebody outside: the mail or postal address.
    address: String,
    /// Printed copies.
    copies: u32,
}

/// By which way a document leaves the installation.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Channel {
    /// As a signed package by mail.
    Mail,
    /// On paper.
    Paper,
    /// Downloaded, and sent on by hand.
    Download,
}

/// A draft to be begun.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described: the form is read part by part")]
pub(super) struct DraftForm {
    /// The fields, as JSON.
    draft: Draft,
    /// Its text: PDF, or an office file that is converted.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
}

/// Another version of the fields of a draft.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Change {
    /// The version that was seen: `version` of the document.
    #[schema(example = 3)]
    version: i64,
    /// All fields, as they shall be.
    draft: Draft,
}

/// Begins a draft, with its text where one is sent.
///
/// With an `Idempotency-Key` a call may be repeated: the same key of the same account leads to the
/// same draft, with 200 instead of 201, as long as that draft is there. The same key with other fields
/// is refused. A text that the first call did not bring in is brought in by the next. Where the text is
/// refused the draft is there all the same; `Location` of the refusal says where, and `PUT …/file`
/// sends another text.
#[utoipa::path(
    post,
    path = "/outgoing",
    tag = "drafting",
    operation_id = "create_draft",
    params((
        "Idempotency-Key" = Option<String>, Header,
        description = "a name of the client's own for this draft, 1 to 200 plain letters",
        example = "ho-so-000.00.01.H29-261128-0001",
    )),
    request_body(content = DraftForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = OutgoingDocument, headers(("Location" = String, description = "where the draft is"))),
        (status = 200, description = "it was begun under this key before", body = OutgoingDocument),
    )
)]
pub(super) async fn create(
    caller: Caller,
    Shared(state): Shared<State>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Error> {
    let received = upload::receive(form, state.config()).await?;
    let draft: Draft = part(&received, "draft", state.config().limits.form_bytes).await?;
    let fields = fields(&caller, &draft).await?;
    let begun = begin(&caller, &headers, &fields).await?;
    let text = received.files.iter().find(|it| it.field == "file");
    if let Err(error) = fill(&caller, &begun, &draft, text).await {
        return Ok((location(&begun.id), error).into_response());
    }
    let status = match begun.is_new {
        true => StatusCode::CREATED,
        false => StatusCode::OK,
    };
    let document = Json(read(&caller, &begun.id).await?);
    Ok((status, location(&begun.id), document).into_response())
}

/// Changes all fields of a draft.
#[utoipa::path(
    put,
    path = "/outgoing/{id}",
    tag = "drafting",
    operation_id = "change_draft",
    params(("id" = String, Path)),
    request_body = Change,
    responses((status = 200, body = OutgoingDocument))
)]
pub(super) async fn change(
    caller: Caller,
    Path(id): Path<String>,
    Sent(sent): Sent<Change>,
) -> Result<Json<OutgoingDocument>, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    // What may not be seen is not there, whatever else is wrong with the request.
    office.outgoing(acting, &id).await?;
    let fields = fields(&caller, &sent.draft).await?;
    office
        .edit_draft(acting, &id, sent.version, &fields)
        .await?;
    Ok(Json(read(&caller, &id).await?))
}

/// Sends another text of a draft; the one before stays as a version.
#[utoipa::path(
    put,
    path = "/outgoing/{id}/file",
    tag = "drafting",
    operation_id = "replace_text",
    params(("id" = String, Path)),
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 200, body = OutgoingDocument))
)]
pub(super) async fn file(
    caller: Caller,
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Json<OutgoingDocument>, Error> {
    let received = upload::receive(form, state.config()).await?;
    take(&caller, &id, sent_file(&received)?).await?;
    Ok(Json(read(&caller, &id).await?))
}

async fn begin(caller: &Caller, headers: &HeaderMap, fields: &DraftFields) -> Result<Begun, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    let Some(name) = headers.get("idempotency-key") else {
        let id = office.create_draft(acting, fields).await?;
        return Ok(Begun { id, is_new: true });
    };
    // What is not plain is refused as any name that cannot be.
    let name = name.to_str().unwrap_or_default();
    Ok(office.create_draft_once(acting, name, fields).await?)
}

/// What follows once the draft is there: the document that it answers, its text.
async fn fill(
    caller: &Caller,
    begun: &Begun,
    draft: &Draft,
    text: Option<&Upload>,
) -> Result<(), Error> {
    let (office, acting) = (&caller.office, caller.acting());
    if let Some(incoming) = draft.replies_to.as_deref().filter(|_| begun.is_new) {
        let other = Other::Incoming(incoming);
        let related = office.relate(acting, &begun.id, RelationKind::RepliesTo, other);
        related.await?;
    }
    let Some(text) = text else {
        return Ok(());
    };
    if has_text(caller, begun).await? {
        return Ok(());
    }
    match take(caller, &begun.id, text).await {
        // The same call, sent twice at once, has brought it in meanwhile.
        Err(error) if error.status() == StatusCode::CONFLICT && has_text(caller, begun).await? => {
            Ok(())
        }
        other => other,
    }
}

async fn has_text(caller: &Caller, begun: &Begun) -> Result<bool, Error> {
    let document = caller.office.outgoing(caller.acting(), &begun.id).await?;
    Ok(document.current().is_some())
}

async fn take(caller: &Caller, id: &str, text: &Upload) -> Result<(), Error> {
    let file = attached(text).await?;
    let (office, acting) = (&caller.office, caller.acting());
    office.upload(acting, id, &file.name, file.bytes).await?;
    Ok(())
}

/// The fields as the office takes them.
async fn fields(caller: &Caller, draft: &Draft) -> Result<DraftFields, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    let due = draft.due.as_deref().map(tidy).filter(|it| !it.is_empty());
    if due.as_deref().is_some_and(|it| day(it).is_none()) {
        return Err(refused("due", "server-not-a-day"));
    }
    let signer = match &draft.signer {
        None => None,
        Some(post) => {
            let people = office.directory(acting).await?;
            let found = people.into_iter().find(|it| it.id == *post);
            let found = found.ok_or_else(|| refused("signer", "office-signer-unknown"))?;
            Some((found.account_id, found.id))
        }
    };
    let own_unit = acting.actor().unit().unwrap_or_default();
    Ok(DraftFields {
        type_code: draft.r#type.clone(),
        subject: tidy(&draft.subject),
        urgency: draft.urgency.clone().unwrap_or_else(|| "normal".to_owned()),
        unit: draft.unit.clone().unwrap_or_else(|| own_unit.to_owned()),
        signer,
        recipients: recipients(caller, &draft.recipients).await?,
        due,
        note: tidy(&draft.note),
        secrecy: String::new(),
    })
}

async fn recipients(
    caller: &Caller,
    entered: &[RecipientBody],
) -> Result<Vec<RecipientEntry>, Error> {
    let agencies = caller.office.agencies().await?;
    let units = caller.office.units(caller.acting()).await?;
    let mut recipients = Vec::new();
    for (index, it) in entered.iter().enumerate() {
        let unknown = || refused(&format!("recipient-{index}"), "office-recipient-unknown");
        let (kind, target, name) = match (&it.agency, &it.unit, &it.name) {
            (Some(id), None, None) => {
                let found = agencies.iter().find(|it| it.id == *id);
                (
                    "agency",
                    Some(id.clone()),
                    found.ok_or_else(unknown)?.name.clone(),
                )
            }
            (None, Some(id), None) => {
                let found = units.iter().find(|it| it.id == *id);
                (
                    "unit",
                    Some(id.clone()),
                    found.ok_or_else(unknown)?.name.clone(),
                )
            }
            (None, None, Some(name)) => ("outside", None, tidy(name)),
            _ => {
                return Err(refused(
                    &format!("recipient-{index}"),
                    "server-one-recipient",
                ));
            }
        };
        let channel = match (kind, it.channel) {
            ("outside", Some(Channel::Mail)) => "mail",
            ("outside", Some(Channel::Download)) => "download",
            ("outside", _) => "paper",
            _ => "system",
        };
        recipients.push(RecipientEntry {
            kind: kind.to_owned(),
            target,
            name,
            channel: channel.to_owned(),
            address: tidy(&it.address),
            copies: i64::from(it.copies),
        });
    }
    Ok(recipients)
}

/// A day, `YYYY-MM-DD`.
fn day(text: &str) -> Option<time::Date> {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    time::Date::parse(text, format).ok()
}

fn refused(field: &str, code: &str) -> Error {
    Error::Refused(Refusal {
        code: code.to_owned(),
        values: Vec::new(),
        kind: RefusalKind::Invalid,
        faults: vec![Fault::new(field, code, Vec::new())],
    })
}
