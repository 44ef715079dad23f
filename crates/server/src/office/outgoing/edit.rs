//! A new draft, and a draft changed: what the drafter owes, and the file.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use documents::relation::RelationKind;
use documents::{Catalogue, Secrecy, Urgency};
use office::outgoing::{DraftFields, Other, Outgoing, RecipientEntry};
use office::people::Post;
use serde::Deserialize;

use super::page;
use crate::error::Error;
use crate::form::Faults;
use crate::frame::{Frame, Section};
use crate::office::{AtWork, said};
use crate::state::State;
use crate::upload::{self, Received};
use crate::views::list::Choice;
use crate::views::show;

/// The form.
#[derive(Debug, Template)]
#[template(path = "draft.html")]
struct DraftPage {
    frame: Frame,
    heading: &'static str,
    action: String,
    back: String,
    version: i64,
    faults: Faults,
    types: Vec<Choice>,
    subject: String,
    urgencies: Vec<Choice>,
    secrecies: Vec<Choice>,
    /// Types with a template, by code and name.
    templates: Vec<(String, String)>,
    /// The incoming document that it answers.
    answers: Option<(String, String)>,
    units: Vec<Choice>,
    signers: Vec<Choice>,
    agencies: Vec<Choice>,
    own_units: Vec<Choice>,
    outside: String,
    due: String,
    note: String,
    /// The name of the file there is.
    file: Option<String>,
}

/// What a new draft is for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The incoming document that it answers.
    #[serde(rename = "tra-loi")]
    answers: String,
}

/// The form of a new draft.
pub(super) async fn new(work: AtWork, Query(asked): Query<Asked>) -> Result<Html<String>, Error> {
    let unit = work.acting.actor().unit().unwrap_or_default().to_owned();
    let fields = DraftFields {
        type_code: "quyet-dinh".to_owned(),
        urgency: Urgency::Normal.code().to_owned(),
        unit,
        ..DraftFields::default()
    };
    show(&form(&work, None, &fields, Faults::default(), &asked.answers).await?)
}

/// Begins a draft, with its file where one was sent.
pub(super) async fn create(
    work: AtWork,
    Shared(state): Shared<State>,
    sent: Multipart,
) -> Result<Response, Error> {
    let received = upload::receive(sent, state.config()).await?;
    let fields = fields(&work, &received).await?;
    let answers = received.field("tra-loi");
    let id = match work.office.create_draft(&work.acting, &fields).await {
        Ok(id) => id,
        Err(error) => {
            let faults = said::faults(error, field_id)?;
            return refused(&form(&work, None, &fields, faults, answers).await?);
        }
    };
    if !answers.is_empty() {
        let other = Other::Incoming(answers);
        let related = work
            .office
            .relate(&work.acting, &id, RelationKind::RepliesTo, other);
        related.await?;
    }
    match take_file(&work, &id, &received).await {
        Ok(()) => Ok(Redirect::to(&page(&id)).into_response()),
        // The draft is there; only its file has to be sent again.
        Err(error) => again(&work, &id, error).await,
    }
}

/// The form of a draft that is there.
pub(super) async fn change(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    let document = work.office.outgoing(&work.acting, &id).await?;
    let fields = fields_of(&document);
    show(&form(&work, Some(&document), &fields, Faults::default(), "").await?)
}

/// Saves what was changed, and another file where one was sent.
pub(super) async fn save(
    work: AtWork,
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    sent: Multipart,
) -> Result<Response, Error> {
    let received = upload::receive(sent, state.config()).await?;
    let fields = fields(&work, &received).await?;
    let seen = received.field("phien-ban").parse().unwrap_or_default();
    if let Err(error) = work
        .office
        .edit_draft(&work.acting, &id, seen, &fields)
        .await
    {
        let faults = said::faults(error, field_id)?;
        let document = work.office.outgoing(&work.acting, &id).await?;
        return refused(&form(&work, Some(&document), &fields, faults, "").await?);
    }
    match take_file(&work, &id, &received).await {
        Ok(()) => Ok(Redirect::to(&page(&id)).into_response()),
        Err(error) => again(&work, &id, error).await,
    }
}

/// Hands the file of a form to the office; none sent is none changed.
pub(super) async fn take_file(
    work: &AtWork,
    id: &str,
    received: &Received,
) -> Result<(), office::Error> {
    let Some(upload) = received.files.iter().find(|it| it.field == "tep") else {
        return Ok(());
    };
    let bytes = tokio::fs::read(&upload.path).await;
    let bytes = bytes.map_err(office::Error::Temporary)?;
    work.office
        .upload(&work.acting, id, &upload.name, bytes)
        .await?;
    Ok(())
}

/// The form again, with what was wrong with the file.
pub(super) async fn again(
    work: &AtWork,
    id: &str,
    error: office::Error,
) -> Result<Response, Error> {
    let faults = said::faults_with_file(error, field_id)?;
    let document = work.office.outgoing(&work.acting, id).await?;
    let fields = fields_of(&document);
    refused(&form(work, Some(&document), &fields, faults, "").await?)
}

fn refused(page: &DraftPage) -> Result<Response, Error> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show(page)?).into_response())
}

/// The id on the page of a field of the office.
fn field_id(field: &str) -> String {
    match field {
        "type" => "loai",
        "subject" => "trich-yeu",
        "urgency" => "do-khan",
        "unit" => "don-vi",
        "note" => "ghi-chu",
        "secrecy" => "do-mat",
        "file" => "tep",
        other if other.starts_with("recipient") => "noi-nhan-khac",
        other => other,
    }
    .to_owned()
}

async fn fields(work: &AtWork, received: &Received) -> Result<DraftFields, Error> {
    let all = |name: &str| {
        let name = name.to_owned();
        let found = received
            .fields
            .iter()
            .filter(move |(field, _)| *field == name);
        found.map(|(_, value)| value.clone()).collect::<Vec<_>>()
    };
    let signer = received.field("nguoi-ky").split_once('|');
    let due = received.field("han");
    let mut recipients = Vec::new();
    let agencies = work.office.agencies().await?;
    for id in all("co-quan") {
        if let Some(agency) = agencies.iter().find(|it| it.id == id) {
            recipients.push(entry("agency", Some(id), &agency.name, "system", 0));
        }
    }
    let units = work.office.units(&work.acting).await?;
    for id in all("noi-bo") {
        if let Some(unit) = units.iter().find(|it| it.id == id) {
            recipients.push(entry("unit", Some(id), &unit.name, "system", 0));
        }
    }
    recipients.extend(received.field("noi-nhan-khac").lines().filter_map(outside));
    Ok(DraftFields {
        type_code: received.field("loai").to_owned(),
        subject: received.field("trich-yeu").replace('\n', " "),
        urgency: received.field("do-khan").to_owned(),
        unit: received.field("don-vi").to_owned(),
        signer: signer.map(|(account, post)| (account.to_owned(), post.to_owned())),
        recipients,
        due: (!due.is_empty()).then(|| due.to_owned()),
        note: received.field("ghi-chu").to_owned(),
        secrecy: received.field("do-mat").to_owned(),
    })
}

/// A recipient outside, on a line of its own: name | copies | address.
fn outside(line: &str) -> Option<RecipientEntry> {
    let mut parts = line.split('|').map(str::trim);
    let name = parts.next().filter(|it| !it.is_empty())?;
    let rest: Vec<_> = parts.filter(|it| !it.is_empty()).collect();
    // Whoever writes a mail address wants it by mail, and no paper.
    if let Some(address) = rest.iter().find(|it| it.contains('@')) {
        return Some(RecipientEntry {
            address: (*address).to_owned(),
            ..entry("outside", None, name, "mail", 0)
        });
    }
    let copies = rest.first().and_then(|it| it.parse::<i64>().ok());
    let address = rest.iter().skip(usize::from(copies.is_some()));
    let address = address.copied().collect::<Vec<_>>().join(", ");
    let copies = copies.unwrap_or(1);
    Some(RecipientEntry {
        address,
        ..entry("outside", None, name, "paper", copies)
    })
}

/// The line that [`outside`] reads.
fn outside_line(it: &RecipientEntry) -> String {
    match (it.copies, it.address.as_str()) {
        (_, address) if it.channel == "mail" => format!("{} | {address}", it.name),
        (1, "") => it.name.clone(),
        (copies, "") => format!("{} | {copies}", it.name),
        (copies, address) => format!("{} | {copies} | {address}", it.name),
    }
}

fn entry(
    kind: &str,
    target: Option<String>,
    name: &str,
    channel: &str,
    copies: i64,
) -> RecipientEntry {
    RecipientEntry {
        kind: kind.to_owned(),
        target,
        name: name.to_owned(),
        channel: channel.to_owned(),
        address: String::new(),
        copies,
    }
}

/// What the draft says now.
fn fields_of(document: &Outgoing) -> DraftFields {
    let row = &document.row;
    let kept: serde_json::Value = serde_json::from_str(&row.fields).unwrap_or_default();
    let text = |name: &str| {
        kept.get(name)
            .and_then(|it| it.as_str())
            .map(ToOwned::to_owned)
    };
    let figure = u8::try_from(row.urgency).unwrap_or_default();
    let urgency = Urgency::of_figure(figure).unwrap_or(Urgency::Normal);
    DraftFields {
        type_code: row.type_code.clone(),
        subject: row.subject.clone(),
        urgency: urgency.code().to_owned(),
        unit: row.unit_id.clone(),
        signer: row.signer_id.clone().zip(row.signer_appointment.clone()),
        recipients: document
            .recipients
            .iter()
            .map(|it| RecipientEntry {
                kind: it.kind.clone(),
                target: it.to_agency.clone().or_else(|| it.to_unit.clone()),
                name: it.name.clone(),
                channel: it.channel.clone(),
                address: it.address.clone(),
                copies: it.copies,
            })
            .collect(),
        due: text("due"),
        note: text("note").unwrap_or_default(),
        secrecy: String::new(),
    }
}

async fn form(
    work: &AtWork,
    document: Option<&Outgoing>,
    fields: &DraftFields,
    faults: Faults,
    answers: &str,
) -> Result<DraftPage, Error> {
    let office = &work.office;
    let (units, people) = (
        office.units(&work.acting).await?,
        office.directory(&work.acting).await?,
    );
    let agencies = office.agencies().await?;
    let chosen = |kind: &str, id: &str| {
        let is = |it: &&RecipientEntry| it.kind == kind && it.target.as_deref() == Some(id);
        fields.recipients.iter().any(|it| is(&it))
    };
    let heading = match document {
        None => "Soạn văn bản",
        Some(_) => "Sửa dự thảo",
    };
    let outside = fields.recipients.iter().filter(|it| it.kind == "outside");
    let outside = outside.map(outside_line);
    Ok(DraftPage {
        frame: Frame::new(heading, Some(Section::Outgoing), &work.person),
        heading,
        action: match document {
            None => "/van-ban-di/moi".to_owned(),
            Some(it) => format!("{}/sua", page(&it.row.id)),
        },
        back: document.map_or_else(|| super::PATH.to_owned(), |it| page(&it.row.id)),
        version: document.map_or(0, |it| it.row.version),
        faults,
        types: types(&fields.type_code),
        subject: fields.subject.clone(),
        urgencies: urgencies(&fields.urgency),
        secrecies: secrecies(&fields.secrecy),
        templates: match document {
            None => office.templates()?,
            Some(_) => Vec::new(),
        },
        answers: answered(work, answers).await?,
        own_units: (units.iter())
            .map(|it| choice(&it.id, &it.name, chosen("unit", &it.id)))
            .collect(),
        units: (units.iter())
            .map(|it| choice(&it.id, &it.name, it.id == fields.unit))
            .collect(),
        signers: signers(&people, fields.signer.as_ref()),
        agencies: (agencies.iter())
            .filter(|it| it.id != work.acting.agency())
            .map(|it| choice(&it.id, &it.name, chosen("agency", &it.id)))
            .collect(),
        outside: outside.collect::<Vec<_>>().join("\n"),
        due: fields.due.clone().unwrap_or_default(),
        note: fields.note.clone(),
        file: document.and_then(Outgoing::current).map(|it| {
            let name = it.original_name.clone();
            name.unwrap_or_else(|| format!("van-ban-{}.pdf", it.version))
        }),
    })
}

fn choice(value: &str, label: &str, chosen: bool) -> Choice {
    Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen,
    }
}

pub(in crate::office) fn types(chosen: &str) -> Vec<Choice> {
    let catalogue = Catalogue::built_in();
    let types = catalogue.iter().flat_map(|it| it.types());
    types
        .map(|it| choice(&it.code, &it.name, it.code == chosen))
        .collect()
}

pub(in crate::office) fn urgencies(chosen: &str) -> Vec<Choice> {
    let words = [
        (Urgency::Normal, "Thường"),
        (Urgency::Urgent, "Khẩn"),
        (Urgency::VeryUrgent, "Thượng khẩn"),
        (Urgency::Express, "Hỏa tốc"),
    ];
    (words.iter())
        .map(|(it, label)| choice(it.code(), label, it.code() == chosen))
        .collect()
}

/// A document with a level of secrecy has no place here; that it is asked for says so.
pub(in crate::office) fn secrecies(chosen: &str) -> Vec<Choice> {
    let words = [
        ("", "Không mật"),
        (Secrecy::Secret.code(), "Mật"),
        (Secrecy::TopSecret.code(), "Tối mật"),
        (Secrecy::MostSecret.code(), "Tuyệt mật"),
    ];
    (words.iter())
        .map(|(code, label)| choice(code, label, *code == chosen))
        .collect()
}

/// The incoming document that is answered, if this person may see it.
async fn answered(
    work: &AtWork,
    incoming: &str,
) -> Result<Option<(String, String)>, office::Error> {
    if incoming.is_empty() {
        return Ok(None);
    }
    let row = work.office.incoming(&work.acting, incoming).await?.row;
    let words = format!("{} của {}: {}", row.number_text, row.from_name, row.subject);
    Ok(Some((row.id, words)))
}

/// The template of a type, as .docx.
pub(super) async fn template(work: AtWork, Path(code): Path<String>) -> Result<Response, Error> {
    let bytes = work.office.template(&work.acting, &code).await?;
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    Ok(super::answer(bytes, kind, &format!("{code}.docx"), true))
}

/// Those who may sign what the agency issues.
fn signers(people: &[Post], chosen: Option<&(String, String)>) -> Vec<Choice> {
    let leads = people
        .iter()
        .filter(|it| matches!(it.role.as_str(), "head" | "deputy"));
    leads
        .map(|it| {
            let label = format!("{}, {}", it.full_name, it.title);
            let is_chosen = chosen.is_some_and(|(_, post)| *post == it.id);
            choice(&format!("{}|{}", it.account_id, it.id), &label, is_chosen)
        })
        .collect()
}
