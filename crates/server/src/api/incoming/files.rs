//! The files of an incoming document, and what each was worth on arrival.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use office::exchange::package::SIGNATURE;

use crate::api::answer::tagged;
use crate::api::caller::Caller;
use crate::api::file;
use crate::api::verdict::Verdict;
use crate::error::Error;

/// Reads the verdict on the signatures of the document itself as it was given and kept when the document arrived.
#[utoipa::path(
    get,
    path = "/incoming/{id}/verdict",
    tag = "incoming",
    params(("id" = String, Path)),
    responses((status = 200, body = Verdict, headers(("ETag" = String, description = "the state that was read"))))
)]
pub(super) async fn verdict(
    caller: Caller,
    Path(id): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    judged(&caller, &asked, &id, 0).await
}

/// Reads the verdict on the signatures of a file, inside it and beside it, in the same way; 0 is the
/// document itself.
#[utoipa::path(
    get,
    path = "/incoming/{id}/files/{ordinal}/verdict",
    tag = "incoming",
    params(("id" = String, Path), ("ordinal" = i64, Path, example = 1)),
    responses((status = 200, body = Verdict, headers(("ETag" = String, description = "the state that was read"))))
)]
pub(super) async fn file_verdict(
    caller: Caller,
    Path((id, ordinal)): Path<(String, i64)>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    judged(&caller, &asked, &id, ordinal).await
}

async fn judged(
    caller: &Caller,
    asked: &HeaderMap,
    id: &str,
    ordinal: i64,
) -> Result<Response, Error> {
    let report = caller.office.arrival_report(caller.acting(), id, ordinal);
    // What cannot have a signature, or waits to be judged, has no verdict.
    let report = report.await?.ok_or(Error::NotFound)?;
    tagged(asked, &Verdict::of(&report)?)
}

/// Downloads the signature that came beside a file.
#[utoipa::path(
    get,
    path = "/incoming/{id}/files/{ordinal}/signature",
    tag = "incoming",
    operation_id = "incoming_signature",
    params(("id" = String, Path), ("ordinal" = i64, Path, example = 1)),
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
    Path((id, ordinal)): Path<(String, i64)>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    let (name, kept) = office.incoming_signature(acting, &id, ordinal).await?;
    file::download(&asked, &kept, SIGNATURE, &name).await
}

/// Downloads a file as it arrived; 0 is the document itself.
#[utoipa::path(
    get,
    path = "/incoming/{id}/files/{ordinal}",
    tag = "incoming",
    params(("id" = String, Path), ("ordinal" = i64, Path, example = 0)),
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
pub(super) async fn bytes(
    caller: Caller,
    Path((id, ordinal)): Path<(String, i64)>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    let (it, kept) = office.incoming_file(acting, &id, ordinal).await?;
    file::download(&asked, &kept, &it.media_type, &it.name).await
}

/// Downloads a file as PDF: itself, or what it was converted to.
#[utoipa::path(
    get,
    path = "/incoming/{id}/files/{ordinal}/pdf",
    tag = "incoming",
    params(("id" = String, Path), ("ordinal" = i64, Path, example = 0)),
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
pub(super) async fn shown(
    caller: Caller,
    Path((id, ordinal)): Path<(String, i64)>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    let kept = office.incoming_shown(acting, &id, ordinal).await?;
    file::download(&asked, &kept, file::PDF, "van-ban-den.pdf").await
}
