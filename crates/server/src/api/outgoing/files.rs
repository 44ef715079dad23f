//! Files of an outgoing document, and where they are.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use office::exchange::package::SIGNATURE;
use office::outgoing::{FileFacts, Outgoing, VersionRow};
use serde::Serialize;
use utoipa::ToSchema;

use super::href;
use crate::api::caller::Caller;
use crate::api::file::{PDF, SignatureFile, download, pdf_name};
use crate::api::said::moment;
use crate::error::Error;

/// One version of a file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct File {
    /// `main`, or the id of the attachment.
    #[schema(example = "main")]
    slot: String,
    /// The version, from 1; all of them stay.
    version: i64,
    /// Its type; a PDF, unless it is an attachment in a format of its own.
    #[schema(example = "application/pdf")]
    media_type: String,
    /// Its bytes.
    size: i64,
    /// Its pages; 0 of what has none.
    pages: i64,
    /// The SHA-256 of its bytes.
    sha256: String,
    /// The signatures on it, in their order: `initials`, `signer`, `organisation`, `attachment` of the
    /// organisation on what goes with the document.
    signatures: Vec<String>,
    /// The organisation's signature of a file that stays in its own format, which lies beside it.
    signature: Option<SignatureFile>,
    #[schema(format = DateTime)]
    made_at: String,
    /// Where it is.
    href: String,
    /// The name of the file that was sent.
    original_name: Option<String>,
    /// Where the office file is that it was converted from.
    original: Option<String>,
}

/// What goes with a document.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Attachment {
    id: String,
    /// Its title.
    #[schema(example = "Phụ lục I. Danh sách cán bộ")]
    title: String,
    /// `same-file`, `separate-pdf` or `separate-native`.
    #[schema(example = "separate-pdf")]
    placement: String,
    /// Its current file; none of one in the document's own.
    file: Option<File>,
}

/// The document's current file.
pub(super) fn current_file(document: &Outgoing) -> Option<File> {
    document.current().map(|it| file(document, it))
}

/// The attachments with their current files.
pub(super) fn attachments(document: &Outgoing) -> Vec<Attachment> {
    let attachments = document.attachments.iter().map(|it| Attachment {
        file: (document.version(&it.id, it.current_version)).map(|it| file(document, it)),
        id: it.id.clone(),
        title: it.name.clone(),
        placement: it.placement.clone(),
    });
    attachments.collect()
}

fn file(document: &Outgoing, it: &VersionRow) -> File {
    let (here, facts) = (href(&document.row.id), FileFacts::of(it));
    let place = format!("{}/{}", it.slot, it.version);
    File {
        slot: it.slot.clone(),
        version: it.version,
        media_type: facts.media_type.unwrap_or_else(|| PDF.to_owned()),
        size: it.size,
        pages: it.pages,
        sha256: it.digest.clone(),
        signatures: facts.slots,
        signature: (it.signature_digest.clone().zip(it.signature_size)).map(|(sha256, size)| {
            SignatureFile {
                size,
                sha256,
                href: format!("{here}/signatures/{place}"),
            }
        }),
        made_at: moment(it.made_at),
        href: format!("{here}/files/{place}"),
        original_name: it.original_name.clone(),
        original: (it.original_digest.is_some()).then(|| format!("{here}/originals/{place}")),
    }
}

/// Downloads the document's current file: of an issued document, what was issued.
#[utoipa::path(
    get,
    path = "/outgoing/{id}/file",
    tag = "outgoing",
    operation_id = "outgoing_current_file",
    params(("id" = String, Path)),
    responses((
        status = 200,
        description = "the file",
        content(("application/pdf")),
        headers(
            ("ETag" = String, description = "the SHA-256 of the file"),
            ("Content-Disposition" = String, description = "its name (RFC 8187)"),
        )
    ))
)]
pub(super) async fn current(
    caller: Caller,
    Path(id): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    let (document, kept) = office.outgoing_current(acting, &id).await?;
    let name = pdf_name(document.row.number_text.as_deref());
    download(&asked, &kept, PDF, &name).await
}

/// Downloads one version of one file.
#[utoipa::path(
    get,
    path = "/outgoing/{id}/files/{slot}/{version}",
    tag = "outgoing",
    operation_id = "outgoing_file",
    params(
        ("id" = String, Path),
        ("slot" = String, Path, description = "`main`, or the id of an attachment", example = "main"),
        ("version" = i64, Path, example = 1),
    ),
    responses((
        status = 200,
        description = "the file",
        content(("application/pdf"), ("*/*")),
        headers(
            ("ETag" = String, description = "the SHA-256 of the file"),
            ("Content-Disposition" = String, description = "its name (RFC 8187)"),
        )
    ))
)]
pub(super) async fn version(
    caller: Caller,
    Path((id, slot, version)): Path<(String, String, i64)>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    let (it, kept) = office.outgoing_version(acting, &id, &slot, version).await?;
    let own = FileFacts::of(&it).media_type;
    let (media_type, name) = (own.zip(it.original_name))
        .unwrap_or_else(|| (PDF.to_owned(), format!("van-ban-{version}.pdf")));
    download(&asked, &kept, &media_type, &name).await
}

/// Downloads the organisation's signature of a file that stays in its own format.
#[utoipa::path(
    get,
    path = "/outgoing/{id}/signatures/{slot}/{version}",
    tag = "outgoing",
    operation_id = "outgoing_signature",
    params(
        ("id" = String, Path),
        ("slot" = String, Path, description = "the id of the attachment"),
        ("version" = i64, Path, example = 2),
    ),
    responses((
        status = 200,
        description = "the signature, CAdES, detached",
        content(("application/pkcs7-signature")),
        headers(
            ("ETag" = String, description = "the SHA-256 of the file"),
            ("Content-Disposition" = String, description = "its name (RFC 8187)"),
        )
    ))
)]
pub(super) async fn signature(
    caller: Caller,
    Path((id, slot, version)): Path<(String, String, i64)>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    let (name, kept) = office
        .outgoing_signature(acting, &id, &slot, version)
        .await?;
    download(&asked, &kept, SIGNATURE, &name).await
}

/// Downloads the office file that a version was converted from.
#[utoipa::path(
    get,
    path = "/outgoing/{id}/originals/{slot}/{version}",
    tag = "outgoing",
    operation_id = "outgoing_original",
    params(
        ("id" = String, Path),
        ("slot" = String, Path, description = "`main`, or the id of an attachment", example = "main"),
        ("version" = i64, Path, example = 1),
    ),
    responses((
        status = 200,
        description = "the file",
        content(("application/octet-stream")),
        headers(
            ("ETag" = String, description = "the SHA-256 of the file"),
            ("Content-Disposition" = String, description = "its name (RFC 8187)"),
        )
    ))
)]
pub(super) async fn original(
    caller: Caller,
    Path((id, slot, version)): Path<(String, String, i64)>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    let (name, kept) = office
        .outgoing_original(acting, &id, &slot, version)
        .await?;
    download(&asked, &kept, "application/octet-stream", &name).await
}
