//! Văn bản đến: the list, one document with the verdict on arrival, its files; the clerk's acceptance
//! and refusal.

use access::Status;
use axum::Json;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use office::exchange::package::SIGNATURE;
use office::exchange::{Arrived, FileWorth, IncomingRow};
use office::work;
use report::verify::Indication;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::annex::Annex;
use super::answer::tagged;
use super::asked::{Asked, Sent};
use super::caller::Caller;
use super::file::SignatureFile;
use super::said::{Page, Said, kind, moment, some, status, urgency};
use super::verdict::Verdict;
use super::{ROOT, cursor, file};
use crate::error::Error;
use crate::form::tidy;
use crate::state::State;

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(verdict))
        .routes(routes!(bytes))
        .routes(routes!(file_verdict))
        .routes(routes!(signature))
        .routes(routes!(shown))
        .routes(routes!(accept))
        .routes(routes!(refuse))
}

/// Where an incoming document is read.
pub(super) fn href(id: &str) -> String {
    format!("{ROOT}/incoming/{id}")
}

/// What is asked of a list of incoming documents.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct Listed {
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
pub(super) struct IncomingLine {
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
    pub(super) fn of(it: work::IncomingLine) -> Self {
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

/// An incoming document.
#[derive(Debug, Serialize, ToSchema)]
struct Incoming {
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

/// A reason.
#[derive(Debug, Deserialize, ToSchema)]
struct Reason {
    /// The reason, which reaches the sender.
    #[schema(example = "Gửi không đúng nơi nhận.")]
    reason: String,
}

/// Under which number a document was registered.
#[derive(Debug, Serialize, ToSchema)]
struct Registered {
    /// Số đến.
    number: i64,
    /// The year of the book.
    year: i64,
}

/// Lists incoming documents, the newest first, 50 at a time.
#[utoipa::path(
    get,
    path = "/incoming",
    tag = "incoming",
    params(Listed),
    responses((status = 200, body = Page<IncomingLine>))
)]
async fn list(
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
pub(super) fn statuses(text: &str) -> Result<Vec<Status>, Error> {
    let codes = text.split(',').map(str::trim).filter(|it| !it.is_empty());
    let statuses: Result<_, _> = codes.map(str::parse).collect();
    statuses.map_err(|_| Error::Parameter { name: "status" })
}

/// Reads an incoming document.
#[utoipa::path(
    get,
    path = "/incoming/{id}",
    tag = "incoming",
    params(("id" = String, Path)),
    responses((status = 200, body = Incoming, headers(("ETag" = String, description = "the state that was read"))))
)]
async fn one(caller: Caller, Path(id): Path<String>, asked: HeaderMap) -> Result<Response, Error> {
    let arrived = caller.office.incoming(caller.acting(), &id).await?;
    tagged(&asked, &incoming(arrived))
}

fn incoming(arrived: Arrived) -> Incoming {
    let Arrived {
        row,
        files,
        same_number,
        ..
    } = arrived;
    let here = href(&row.id);
    let files = files.into_iter().map(|it| ArrivedFile {
        href: format!("{here}/files/{}", it.ordinal),
        indication: worth(FileWorth::of(&row, &it)),
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

/// What a file is worth, by its code.
fn worth(worth: FileWorth) -> Option<&'static str> {
    Some(match worth {
        FileWorth::Unknown => return None,
        FileWorth::OnPaper => "PAPER",
        FileWorth::Unsigned => "UNSIGNED",
        FileWorth::Signed(Indication::TotalPassed) => "TOTAL_PASSED",
        FileWorth::Signed(Indication::TotalFailed) => "TOTAL_FAILED",
        FileWorth::Signed(Indication::Indeterminate) => "INDETERMINATE",
    })
}

/// Reads the verdict on the signatures of the document itself as it was given and kept when the document arrived.
#[utoipa::path(
    get,
    path = "/incoming/{id}/verdict",
    tag = "incoming",
    params(("id" = String, Path)),
    responses((status = 200, body = Verdict, headers(("ETag" = String, description = "the state that was read"))))
)]
async fn verdict(
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
async fn file_verdict(
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
async fn signature(
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
async fn bytes(
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
async fn shown(
    caller: Caller,
    Path((id, ordinal)): Path<(String, i64)>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    let kept = office.incoming_shown(acting, &id, ordinal).await?;
    file::download(&asked, &kept, file::PDF, "van-ban-den.pdf").await
}

/// Registers a document under the next arrival number, as the clerk does on the page. What did not
/// pass on arrival is verified again; what does not hold is not registered.
#[utoipa::path(
    post,
    path = "/incoming/{id}/accept",
    tag = "incoming",
    params(("id" = String, Path)),
    responses((status = 200, body = Registered))
)]
async fn accept(caller: Caller, Path(id): Path<String>) -> Result<Json<Registered>, Error> {
    let done = caller.office.accept(caller.acting(), &id).await?;
    Ok(Json(Registered {
        number: done.number,
        year: done.year,
    }))
}

/// Refuses a document; the reason reaches the sender.
#[utoipa::path(
    post,
    path = "/incoming/{id}/refuse",
    tag = "incoming",
    params(("id" = String, Path)),
    request_body = Reason,
    responses((status = 200, body = Incoming))
)]
async fn refuse(
    caller: Caller,
    Path(id): Path<String>,
    Sent(sent): Sent<Reason>,
) -> Result<Json<Incoming>, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    office.refuse(acting, &id, &tidy(&sent.reason)).await?;
    Ok(Json(incoming(office.incoming(acting, &id).await?)))
}
