//! One incoming document.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use office::exchange::{Arrived, FileWorth, IncomingRow};
use serde::Serialize;
use utoipa::ToSchema;

use super::href;
use crate::api::annex::Annex;
use crate::api::answer::tagged;
use crate::api::caller::Caller;
use crate::api::file::SignatureFile;
use crate::api::said::{Said, kind, moment, some, status, urgency};
use crate::error::Error;

/// An incoming document.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Incoming {
    id: String,
    /// How often it was changed.
    version: i64,
    /// Where it stands.
    status: Said,
    /// Its type.
    r#type: Said,
    /// How urgent it is.
    urgency: Said,
    /// Số, ký hiệu, as written on it.
    number: Option<String>,
    /// The fields of Nghị định 30/2020, Phụ lục VI, by the names given there.
    fields: Annex,
    /// How it came: `system`, `mail`, `upload`, `paper`.
    #[schema(example = "system")]
    channel: String,
    /// The agency of this installation that sent it.
    from_agency: Option<String>,
    /// When it came.
    #[schema(format = DateTime)]
    arrived_at: String,
    /// When it was registered.
    #[schema(format = DateTime)]
    registered_at: Option<String>,
    /// The year of the book in which its arrival number stands.
    arrival_year: Option<i64>,
    /// Why it was refused.
    refusal: Option<String>,
    /// Whether it has no digital signature, and is for information only.
    unsigned: bool,
    /// What the worst of its signatures was worth on arrival, those of the files beside it included.
    #[schema(example = "TOTAL_PASSED")]
    indication: Option<String>,
    /// By which rules that was judged.
    policy: Option<String>,
    /// Its files, the document itself first.
    files: Vec<ArrivedFile>,
    /// Others of the same number and sender, by their ids.
    same_number: Vec<String>,
}

/// A file that arrived.
#[derive(Debug, Serialize, ToSchema)]
struct ArrivedFile {
    /// 0 for the document itself.
    ordinal: i64,
    /// Its name.
    name: String,
    /// Its type.
    #[schema(example = "application/pdf")]
    media_type: String,
    /// Its bytes.
    size: i64,
    /// Their SHA-256.
    sha256: String,
    /// Where they are.
    href: String,
    /// Where they are as PDF, of a file that is none but was converted to one.
    pdf: Option<String>,
    /// What the worst of its own signatures was worth on arrival: `TOTAL_PASSED`, `TOTAL_FAILED`,
    /// `INDETERMINATE`, `UNSIGNED` of one that has none, `PAPER`; none while it was not verified. Of a
    /// package it is what the package's own signature was worth.
    #[schema(example = "TOTAL_PASSED")]
    indication: Option<&'static str>,
    /// Where the whole verdict is.
    verdict: Option<String>,
    /// The signature that came beside it.
    signature: Option<SignatureFile>,
}

/// Reads an incoming document.
#[utoipa::path(
    get,
    path = "/incoming/{id}",
    tag = "incoming",
    params(("id" = String, Path)),
    responses((status = 200, body = Incoming, headers(("ETag" = String, description = "the state that was read"))))
)]
pub(super) async fn one(
    caller: Caller,
    Path(id): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    let arrived = caller.office.incoming(caller.acting(), &id).await?;
    tagged(&asked, &incoming(arrived))
}

/// A document as it is told.
pub(super) fn incoming(arrived: Arrived) -> Incoming {
    let Arrived {
        row,
        files,
        same_number,
        ..
    } = arrived;
    let here = href(&row.id);
    let files = files.into_iter().map(|it| ArrivedFile {
        href: format!("{here}/files/{}", it.ordinal),
        indication: FileWorth::of(&row, &it).code(),
        verdict: (it.verdict_digest.is_some())
            .then(|| format!("{here}/files/{}/verdict", it.ordinal)),
        signature: (it.signature_digest.zip(it.signature_size)).map(|(sha256, size)| {
            SignatureFile {
                size,
                sha256,
                href: format!("{here}/files/{}/signature", it.ordinal),
            }
        }),
        pdf: (it.shown_digest.is_some()).then(|| format!("{here}/files/{}/pdf", it.ordinal)),
        ordinal: it.ordinal,
        name: it.name,
        media_type: it.media_type,
        size: it.size,
        sha256: it.digest,
    });
    Incoming {
        files: files.collect(),
        same_number: same_number
            .into_iter()
            .map(|it: IncomingRow| it.id)
            .collect(),
        fields: Annex::incoming(&row),
        id: row.id,
        version: row.version,
        status: status(&row.status),
        r#type: kind(&row.type_code),
        urgency: urgency(row.urgency),
        number: some(&row.number_text),
        channel: row.channel,
        from_agency: row.from_agency,
        arrived_at: moment(row.arrived_at),
        registered_at: row.registered_at.map(moment),
        arrival_year: row.arrival_year,
        refusal: some(&row.refusal),
        unsigned: row.unsigned != 0,
        indication: some(&row.indication),
        policy: some(&row.policy),
    }
}
