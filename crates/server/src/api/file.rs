//! Files of documents, as they are kept: the right type, the name people know (RFC 8187), and the
//! SHA-256 as the tag. A file is read whole and checked against its SHA-256 before its first byte
//! leaves.

use axum::http::HeaderMap;
use axum::response::Response;

use super::answer::with_tag;
use crate::office::outgoing::{answer, known};

/// The type of a PDF.
pub(super) const PDF: &str = "application/pdf";

/// A file to be downloaded, under its SHA-256.
pub(super) fn download(
    asked: &HeaderMap,
    bytes: Vec<u8>,
    media_type: &str,
    name: &str,
    sha256: &str,
) -> Response {
    let kind = match media_type {
        PDF => PDF.to_owned(),
        other => known(other),
    };
    with_tag(asked, sha256, answer(bytes, &kind, name, true))
}

/// The name of the document's own file as people know it.
pub(super) fn pdf_name(number: Option<&str>) -> String {
    match number {
        Some(number) if !number.is_empty() => format!("{}.pdf", number.replace('/', "-")),
        _ => "du-thao.pdf".to_owned(),
    }
}
