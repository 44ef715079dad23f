//! Files of documents, as they are kept: the right type, the name people know (RFC 8187), and the
//! SHA-256 as the tag. A file is sent piece by piece while its SHA-256 is reckoned; the last piece
//! leaves only if that is right (`store::blobs`), so that a damaged file never arrives whole.

use axum::http::HeaderMap;
use axum::response::Response;
use office::Kept;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{unchanged, with_tag};
use crate::error::Error;
use crate::office::outgoing::{file, known};

/// The type of a PDF.
pub(super) const PDF: &str = "application/pdf";

/// A signature in a file of its own (CAdES, detached).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SignatureFile {
    /// Its bytes.
    pub(super) size: i64,
    /// The SHA-256 of its bytes.
    pub(super) sha256: String,
    /// Where it is.
    pub(super) href: String,
}

/// A file to be downloaded, under its SHA-256; not opened for whoever has it.
pub(super) async fn download(
    asked: &HeaderMap,
    kept: &Kept,
    media_type: &str,
    name: &str,
) -> Result<Response, Error> {
    let tag = kept.digest().to_string();
    if let Some(unchanged) = unchanged(asked, &tag) {
        return Ok(unchanged);
    }
    let kind = match media_type {
        PDF => PDF.to_owned(),
        other => known(other),
    };
    Ok(with_tag(&tag, file(kept, &kind, name, true).await?))
}

/// The name of the document's own file as people know it.
pub(super) fn pdf_name(number: Option<&str>) -> String {
    match number {
        Some(number) if !number.is_empty() => format!("{}.pdf", number.replace('/', "-")),
        _ => "du-thao.pdf".to_owned(),
    }
}
