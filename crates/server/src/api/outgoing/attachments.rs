//! What goes with a draft: added, exchanged, taken away.

use axum::Json;
use axum::extract::{Multipart, Path, State as Shared};
use axum::http::StatusCode;
use office::outgoing::NewAttachment;
use utoipa::ToSchema;

use super::document::{OutgoingDocument, read};
use crate::api::caller::Caller;
use crate::error::Error;
use crate::office::outgoing::attached;
use crate::state::State;
use crate::upload::{self, Received};

/// An attachment to be added.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described: the form is read part by part")]
pub(super) struct AttachmentForm {
    /// Its title.
    #[schema(example = "Phụ lục I. Danh sách cán bộ")]
    title: String,
    /// `true` where the file stays in its own format: a spreadsheet, a drawing, data.
    native: Option<bool>,
    /// Its file: PDF, or an office file that is converted; none where the attachment is in the
    /// document's own file.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
}

/// A file.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described: the form is read part by part")]
pub(super) struct FileForm {
    /// PDF, or an office file that is converted.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Adds an attachment to a draft.
#[utoipa::path(
    post,
    path = "/outgoing/{id}/attachments",
    tag = "drafting",
    operation_id = "add_attachment",
    params(("id" = String, Path)),
    request_body(content = AttachmentForm, content_type = "multipart/form-data"),
    responses((status = 201, body = OutgoingDocument))
)]
pub(super) async fn add(
    caller: Caller,
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<(StatusCode, Json<OutgoingDocument>), Error> {
    let received = upload::receive(form, state.config()).await?;
    let file = match received.files.iter().find(|it| it.field == "file") {
        Some(file) => Some(attached(file).await?),
        None => None,
    };
    let new = NewAttachment {
        title: received.field("title").to_owned(),
        file,
        native: received.field("native") == "true",
    };
    caller.office.attach(caller.acting(), &id, new).await?;
    Ok((StatusCode::CREATED, Json(read(&caller, &id).await?)))
}

/// Puts another file in the place of an attachment's; the one before stays as a version.
#[utoipa::path(
    put,
    path = "/outgoing/{id}/attachments/{attachment}",
    tag = "drafting",
    operation_id = "replace_attachment",
    params(("id" = String, Path), ("attachment" = String, Path)),
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 200, body = OutgoingDocument))
)]
pub(super) async fn replace(
    caller: Caller,
    Shared(state): Shared<State>,
    Path((id, attachment)): Path<(String, String)>,
    form: Multipart,
) -> Result<Json<OutgoingDocument>, Error> {
    let received = upload::receive(form, state.config()).await?;
    let file = attached(sent_file(&received)?).await?;
    let (office, acting) = (&caller.office, caller.acting());
    office
        .replace_attachment(acting, &id, &attachment, file)
        .await?;
    Ok(Json(read(&caller, &id).await?))
}

/// Takes an attachment away from a draft.
#[utoipa::path(
    delete,
    path = "/outgoing/{id}/attachments/{attachment}",
    tag = "drafting",
    operation_id = "remove_attachment",
    params(("id" = String, Path), ("attachment" = String, Path)),
    responses((status = 200, body = OutgoingDocument))
)]
pub(super) async fn remove(
    caller: Caller,
    Path((id, attachment)): Path<(String, String)>,
) -> Result<Json<OutgoingDocument>, Error> {
    caller
        .office
        .detach(caller.acting(), &id, &attachment)
        .await?;
    Ok(Json(read(&caller, &id).await?))
}

/// The part `file` of a form.
pub(super) fn sent_file(received: &Received) -> Result<&upload::Upload, Error> {
    let file = received.files.iter().find(|it| it.field == "file");
    file.ok_or_else(|| Error::Malformed {
        cause: "the part file is missing".to_owned(),
    })
}
