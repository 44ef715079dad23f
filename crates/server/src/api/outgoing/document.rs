//! One outgoing document: its fields, where it stands, whom it goes to, its files.

use axum::Json;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use office::exchange::ConsignmentRow;
use office::outgoing::{Outgoing, Relations};
use serde::Serialize;
use utoipa::ToSchema;

use super::files::{self, Attachment, File};
use super::href;
use crate::api::annex::Annex;
use crate::api::answer::tagged;
use crate::api::caller::Caller;
use crate::api::said::{Named, Said, Someone, kind, moment, some, someone, status, urgency};
use crate::api::verdict::Verdict;
use crate::error::Error;

/// An outgoing document.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OutgoingDocument {
    id: String,
    /// How often it was changed: whoever changes its fields says which version was seen.
    version: i64,
    /// Where it stands, for everybody.
    status: Said,
    /// Where it stands on its route.
    step: Step,
    /// Its type.
    r#type: Said,
    /// How urgent it is.
    urgency: Said,
    /// Số, ký hiệu, once given.
    #[schema(example = "05/QĐ-UBND")]
    number: Option<String>,
    /// The fields of Nghị định 30/2020, Phụ lục VI, by the names given there.
    fields: Annex,
    /// Who drafts it.
    drafter: Someone,
    /// The unit that drafts it.
    unit: Named,
    /// Who shall sign, or signed.
    signer: Option<Someone>,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    changed_at: String,
    /// When it was issued.
    #[schema(format = DateTime)]
    issued_at: Option<String>,
    /// When it was withdrawn.
    #[schema(format = DateTime)]
    withdrawn_at: Option<String>,
    /// Its text, as PDF; none before one was sent.
    file: Option<File>,
    /// What goes with it.
    attachments: Vec<Attachment>,
    /// Whom it goes to.
    recipients: Vec<Recipient>,
    /// What was asked and said about it.
    opinions: Vec<Opinion>,
    /// Documents that it answers, corrects, amends, replaces or withdraws, and those that do so to it.
    relations: Vec<Related>,
}

/// A step of the route.
#[derive(Debug, Serialize, ToSchema)]
struct Step {
    /// Its name on the route.
    #[schema(example = "initials")]
    id: String,
    /// Its name for people.
    #[schema(example = "Chờ ký nháy")]
    text: String,
    /// The version of the route's state: whoever acts says which was seen.
    version: u64,
    /// Since when it stands there.
    #[schema(format = DateTime)]
    since: String,
    /// By when the act that is next is due.
    #[schema(format = DateTime)]
    due_at: Option<String>,
}

/// A recipient.
#[derive(Debug, Serialize, ToSchema)]
struct Recipient {
    /// `agency`, `unit` or `outside`.
    #[schema(example = "agency")]
    kind: String,
    /// The agency of this installation.
    agency: Option<String>,
    /// The unit of the same agency.
    unit: Option<String>,
    /// As it stands under "Nơi nhận".
    #[schema(example = "Ủy ban nhân dân xã Bình Thử")]
    name: String,
    /// `system`, `mail`, `paper` or `download`.
    #[schema(example = "system")]
    channel: String,
    /// The mail or postal address.
    address: Option<String>,
    /// Printed copies.
    copies: i64,
    /// What became of it there, once it was issued.
    consignment: Option<Consignment>,
}

/// What became of a document at a recipient.
#[derive(Debug, Serialize, ToSchema)]
struct Consignment {
    id: String,
    /// `waiting`, `sent`, `delivered`, `received`, `registered`, `refused`, `failed`, `recalled`.
    #[schema(example = "registered")]
    state: String,
    /// Why it was refused or failed.
    reason: Option<String>,
    #[schema(format = DateTime)]
    sent_at: Option<String>,
    /// When the recipient's system said that it has it.
    #[schema(format = DateTime)]
    acknowledged_at: Option<String>,
    /// When the recipient registered or refused it.
    #[schema(format = DateTime)]
    settled_at: Option<String>,
    /// Số đến there.
    arrival_number: Option<String>,
}

/// An opinion, or a question for one.
#[derive(Debug, Serialize, ToSchema)]
struct Opinion {
    /// The unit that is asked.
    unit: Option<String>,
    /// Who said it; of a question, the unit.
    author: String,
    /// `asked`, `agrees`, `comments`, `closed`.
    #[schema(example = "agrees")]
    verdict: String,
    /// What was asked or said.
    text: String,
    #[schema(format = DateTime)]
    asked_at: Option<String>,
    #[schema(format = DateTime)]
    answered_at: Option<String>,
}

/// A document that this one bears on, or that bears on it.
#[derive(Debug, Serialize, ToSchema)]
struct Related {
    /// `replies-to`, `corrects`, `amends`, `replaces`, `withdraws`.
    #[schema(example = "replies-to")]
    kind: String,
    /// Whether the other bears on this one.
    back: bool,
    /// `outgoing` or `incoming`.
    other_kind: String,
    /// The other.
    other: String,
    /// Its number.
    number: Option<String>,
    /// Its summary.
    subject: String,
}

/// Reads an outgoing document.
#[utoipa::path(
    get,
    path = "/outgoing/{id}",
    tag = "outgoing",
    operation_id = "outgoing",
    params(("id" = String, Path)),
    responses((status = 200, body = OutgoingDocument, headers(("ETag" = String, description = "the state that was read"))))
)]
pub(super) async fn one(
    caller: Caller,
    Path(id): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    tagged(&asked, &read(&caller, &id).await?)
}

/// Verifies the signatures in the document's current file, now.
#[utoipa::path(
    get,
    path = "/outgoing/{id}/signatures",
    tag = "outgoing",
    operation_id = "outgoing_signatures",
    params(("id" = String, Path)),
    responses((status = 200, body = Verdict))
)]
pub(super) async fn signatures(
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Verdict>, Error> {
    let opened = caller.office.open_outgoing(caller.acting(), &id).await?;
    // Without a file there is nothing to judge.
    let report = opened.verdict().await?.ok_or(Error::NotFound)?.report;
    let report = serde_json::to_value(&report).map_err(office::Error::from)?;
    Ok(Json(Verdict::read(report)))
}

/// The document as it stands now.
pub(super) async fn read(caller: &Caller, id: &str) -> Result<OutgoingDocument, Error> {
    let (office, acting) = (&caller.office, caller.acting());
    let document = office.open_outgoing(acting, id).await?;
    let people = office.directory(acting).await?;
    let row = &document.row;
    let units = office.units(acting).await?;
    let unit = units.into_iter().find(|it| it.id == row.unit_id);
    let signer = row.signer_id.as_deref().map(|it| someone(&people, it));
    let agencies = office.agencies().await?;
    let own = office.own_agency(acting).await?;
    let consignments = document.consignments().await?;
    let relations = document.relations().await?;
    Ok(OutgoingDocument {
        fields: Annex::outgoing(&document, &own, signer.as_ref(), &agencies),
        step: step(&document),
        file: files::current_file(&document),
        attachments: files::attachments(&document),
        recipients: recipients(&document, &consignments),
        opinions: opinions(&document),
        relations: related(relations),
        drafter: someone(&people, &row.drafter_id),
        unit: Named {
            id: row.unit_id.clone(),
            name: unit.map(|it| it.name).unwrap_or_default(),
        },
        signer,
        id: row.id.clone(),
        version: row.version,
        status: status(&row.status),
        r#type: kind(&row.type_code),
        urgency: urgency(row.urgency),
        number: row.number_text.clone(),
        created_at: moment(row.created_at),
        changed_at: moment(row.changed_at),
        issued_at: row.issued_at.map(moment),
        withdrawn_at: row.withdrawn_at.map(moment),
    })
}

fn step(document: &Outgoing) -> Step {
    let state = &document.state;
    let route = document.route().ok();
    let step = route.and_then(|it| it.step(&state.step));
    let since = state.since.unix_timestamp().saturating_mul(1000);
    Step {
        id: state.step.as_str().to_owned(),
        text: step.map(|it| it.label.clone()).unwrap_or_default(),
        version: state.version,
        since: moment(since),
        due_at: document.row.due_at.map(moment),
    }
}

fn recipients(document: &Outgoing, consignments: &[ConsignmentRow]) -> Vec<Recipient> {
    let recipients = document.recipients.iter().map(|it| {
        let sent = consignments.iter().find(|one| one.recipient_id == it.id);
        Recipient {
            kind: it.kind.clone(),
            agency: it.to_agency.clone(),
            unit: it.to_unit.clone(),
            name: it.name.clone(),
            channel: it.channel.clone(),
            address: some(&it.address),
            copies: it.copies,
            consignment: sent.map(|it| Consignment {
                id: it.id.clone(),
                state: it.state.clone(),
                reason: some(&it.reason),
                sent_at: it.sent_at.map(moment),
                acknowledged_at: it.acknowledged_at.map(moment),
                settled_at: it.settled_at.map(moment),
                arrival_number: it.arrival_number.clone(),
            }),
        }
    });
    recipients.collect()
}

fn opinions(document: &Outgoing) -> Vec<Opinion> {
    let opinions = document.opinions.iter().map(|it| Opinion {
        unit: it.unit_id.clone(),
        author: it.author_name.clone(),
        verdict: it.verdict.clone(),
        text: it.text.clone(),
        asked_at: it.asked_at.map(moment),
        answered_at: it.answered_at.map(moment),
    });
    opinions.collect()
}

fn related(found: Relations) -> Vec<Related> {
    let of = found.of.into_iter().map(|it| (it, false));
    let all = of.chain(found.to.into_iter().map(|it| (it, true)));
    all.map(|(it, back)| Related {
        kind: it.kind,
        back,
        other_kind: it.other_kind,
        other: it.other_id,
        number: it.number_text,
        subject: it.subject,
    })
    .collect()
}

/// Where a document lies, for the header `Location`.
pub(super) fn location(id: &str) -> [(axum::http::HeaderName, String); 1] {
    [(axum::http::header::LOCATION, href(id))]
}
