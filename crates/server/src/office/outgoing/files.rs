//! Files of a document: shown, downloaded, uploaded.

use axum::body::Body;
use axum::extract::{Multipart, Path, Query, State as Shared};
use axum::http::HeaderName;
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::response::{IntoResponse, Redirect, Response};
use documents::native::NativeTypes;
use futures_util::TryStreamExt as _;
use office::Kept;
use office::exchange::package::SIGNATURE;
use office::outgoing::{AttachedFile, FileFacts, NewAttachment};
use serde::Deserialize;

use super::{edit, page};
use crate::error::Error;
use crate::headers;
use crate::office::AtWork;
use crate::percent::encoded;
use crate::state::State;
use crate::upload::{self, Upload};

/// Whether the file is downloaded or shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    tai: String,
}

/// The bytes of one version: a PDF is shown, what stays in its own format only downloaded.
pub(super) async fn get(
    work: AtWork,
    Path((id, slot, version)): Path<(String, String, i64)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let (found, kept) = work
        .office
        .outgoing_version(&work.acting, &id, &slot, version)
        .await?;
    let own = FileFacts::of(&found).media_type;
    match own.zip(found.original_name) {
        Some((media_type, name)) => file(&kept, &known(&media_type), &name, true).await,
        None => {
            let name = format!("van-ban-{version}.pdf");
            file(&kept, "application/pdf", &name, !asked.tai.is_empty()).await
        }
    }
}

/// The office file that a version was converted from. Always downloaded, never shown.
pub(super) async fn original(
    work: AtWork,
    Path((id, slot, version)): Path<(String, String, i64)>,
) -> Result<Response, Error> {
    let found = work
        .office
        .outgoing_original(&work.acting, &id, &slot, version);
    let (name, kept) = found.await?;
    file(&kept, "application/octet-stream", &name, true).await
}

/// The organisation's signature beside a version that stays in its own format.
pub(super) async fn signature(
    work: AtWork,
    Path((id, slot, version)): Path<(String, String, i64)>,
) -> Result<Response, Error> {
    let found = work
        .office
        .outgoing_signature(&work.acting, &id, &slot, version);
    let (name, kept) = found.await?;
    file(&kept, SIGNATURE, &name, true).await
}

/// Takes another file as the document's text.
pub(super) async fn upload(
    work: AtWork,
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Response, Error> {
    let received = upload::receive(form, state.config()).await?;
    match edit::take_file(&work, &id, &received).await {
        Ok(()) => Ok(Redirect::to(&page(&id)).into_response()),
        Err(error) => edit::again(&work, &id, error).await,
    }
}

/// Adds an attachment, in a file of its own or in the document's.
pub(super) async fn attach(
    work: AtWork,
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Redirect, Error> {
    let received = upload::receive(form, state.config()).await?;
    let file = match received.files.iter().find(|it| it.field == "tep-phu-luc") {
        Some(upload) => Some(attached(upload).await?),
        None => None,
    };
    let new = NewAttachment {
        title: received.field("ten-phu-luc").to_owned(),
        file,
        native: received.field("dang-tep") == "nguyen",
    };
    work.office.attach(&work.acting, &id, new).await?;
    Ok(Redirect::to(&format!("{}?the=tep", page(&id))))
}

/// Takes an attachment away.
pub(super) async fn detach(
    work: AtWork,
    Path((id, attachment)): Path<(String, String)>,
) -> Result<Redirect, Error> {
    work.office.detach(&work.acting, &id, &attachment).await?;
    Ok(Redirect::to(&format!("{}?the=tep", page(&id))))
}

/// A file as the office takes it.
pub(crate) async fn attached(upload: &Upload) -> Result<AttachedFile, Error> {
    Ok(AttachedFile {
        name: upload.name.clone(),
        bytes: tokio::fs::read(&upload.path).await?,
    })
}

/// A media type of the profile, that of a signature, or what says nothing: a browser is told no other.
pub(crate) fn known(media_type: &str) -> String {
    if media_type == SIGNATURE {
        return media_type.to_owned();
    }
    let types = NativeTypes::built_in();
    let found = types
        .as_ref()
        .ok()
        .and_then(|it| it.of_media_type(media_type));
    found.map_or_else(
        || "application/octet-stream".to_owned(),
        |it| it.media_type.clone(),
    )
}

/// Bytes that were just made, with their name; shown only where they are a PDF.
pub(crate) fn answer(bytes: Vec<u8>, kind: &str, name: &str, download: bool) -> Response {
    (described(kind, name, download), bytes).into_response()
}

/// A file that is kept, piece by piece, with its length and name. One that turns out to be damaged ends
/// before its last byte, so that who was told the length knows.
pub(crate) async fn file(
    kept: &Kept,
    kind: &str,
    name: &str,
    download: bool,
) -> Result<Response, Error> {
    let reading = kept.open().await?;
    let length = [(CONTENT_LENGTH, reading.size())];
    let digest = reading.digest().to_string();
    let pieces = reading.pieces().inspect_err(move |error| {
        tracing::error!(%digest, %error, "a file that was being sent ended early");
    });
    let body = Body::from_stream(pieces);
    Ok((described(kind, name, download), length, body).into_response())
}

/// What is said of a file: its type and its name (RFC 8187).
fn described(kind: &str, name: &str, download: bool) -> [(HeaderName, String); 3] {
    let way = if download { "attachment" } else { "inline" };
    [
        (CONTENT_TYPE, kind.to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("{way}; filename*=UTF-8''{}", encoded(name, b"")),
        ),
        (CONTENT_SECURITY_POLICY, headers::FILE.to_owned()),
    ]
}
