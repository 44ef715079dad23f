//! Carrying out what a route says follows from an act, and saving all of it together.

use access::Basis;
use process::definition::{Effect, Move, PublicStatus};
use process::{Command, Definition, Event, apply};
use serde_json::{Value, json};
use store::outgoing::{self, OpinionRow};
use store::{Tx, id, instant, jobs};
use time::Duration;

use super::act::Context;
use super::document::Outgoing;
use super::numbering::{self, Abbreviations, Allocation};
use super::standing::Signatures;
use super::{opinions, relations};
use crate::ledger::detail;
use crate::{Acting, Entry, Error, Office};

/// What an act may be told besides its command.
#[derive(Clone, Debug)]
pub(crate) struct Particulars {
    /// Which number and date, where it gives one.
    pub(crate) allocation: Allocation,
    /// Whether a unit agrees that gives its opinion.
    pub(crate) agrees: bool,
}

impl Particulars {
    /// The next number, with today's date.
    pub(crate) fn today(office: &Office) -> Self {
        Self {
            allocation: Allocation::today(office),
            agrees: false,
        }
    }
}

/// Applies a command inside a transaction, carries out what follows from it, and saves the row, the
/// story and the record.
#[expect(
    clippy::too_many_arguments,
    reason = "the transaction, who, what, and the facts found out before it"
)]
pub(crate) async fn apply_and_save(
    tx: &mut Tx,
    office: &Office,
    by: &Acting,
    document: &mut Outgoing,
    command: &Command,
    signatures: Signatures,
    with: &Particulars,
    basis: &Basis,
) -> Result<(), Error> {
    let route = document.route()?;
    let context = Context::load(tx, office, document).await?;
    let standing = context.standing(office, by, document, signatures);
    let events = apply(route, &document.state, command, &standing, office.now())?;
    let step = document.state.step.clone();
    if events.iter().any(|it| leaves_draft(it, route)) {
        relations::still_hold(tx, document).await?;
    }
    let follow_up = FollowUp {
        from: step.as_str(),
        context: &context,
        with,
        command,
    };
    carry_out(tx, office, by, document, &events, &follow_up).await?;
    document.take(&events)?;
    let kept = |it: &Effect| matches!(it, Effect::AskOpinions | Effect::RecordOpinion);
    if !events.iter().filter_map(Event::effect).any(kept) {
        keep_opinion(tx, office, by, document, command, step.as_str()).await?;
    }
    let label = route.action(&command.action).map(|it| it.label.clone());
    let payload = json!({
        "action": command.action.as_str(),
        "label": label,
        "from": step.as_str(),
        "to": document.state.step.as_str(),
        "reason": command.reason.as_ref().or(command.opinion.as_ref()),
        "number": document.row.number_text,
    });
    document.save(tx, office, by, "acted", payload).await?;
    let id = document.row.id.clone();
    let entry = Entry {
        act: command.action.as_str(),
        kind: "outgoing",
        object: &id,
        basis: Some(basis),
        detail: detail! {
            "from" => step.as_str(),
            "to" => document.state.step.as_str(),
            "number" => document.row.number_text.clone().unwrap_or_default(),
        },
    };
    office.record(tx, by, entry).await
}

/// Whether a draft sets out: its type cannot change any more.
fn leaves_draft(event: &Event, route: &Definition) -> bool {
    let Event::Moved { from, .. } = event else {
        return false;
    };
    let step = route.step(from);
    step.is_some_and(|step| step.status == PublicStatus::Draft)
}

/// What effects are carried out with, besides the document.
struct FollowUp<'a> {
    from: &'a str,
    context: &'a Context,
    with: &'a Particulars,
    command: &'a Command,
}

impl FollowUp<'_> {
    /// What a job that follows from the act is told of it.
    fn payload(&self, office: &Office, by: &Acting) -> Value {
        json!({
            "act": self.command.action.as_str(),
            "version": self.command.version,
            "from": self.from,
            "by": by.account(),
            "name": by.name_and_title(),
            "reason": self.command.reason.as_ref().or(self.command.opinion.as_ref()),
            "units": self.command.units,
            "at": instant::millis(office.now()),
        })
    }
}

async fn carry_out(
    tx: &mut Tx,
    office: &Office,
    by: &Acting,
    document: &mut Outgoing,
    events: &[Event],
    follow_up: &FollowUp<'_>,
) -> Result<(), Error> {
    let now = office.now();
    for event in events {
        if let Event::FileVersionBegun { kept, .. } = event {
            document
                .begin_version(tx, by, kept, instant::millis(now))
                .await?;
        }
        match event.effect() {
            Some(Effect::AllocateNumber(book)) => {
                let names = Abbreviations {
                    agency: follow_up.context.names.agency_short.clone(),
                    unit: follow_up.context.names.unit_code.clone(),
                };
                let allocation = &follow_up.with.allocation;
                numbering::allocate(tx, office, by, document, &book.0, &names, allocation).await?;
            }
            Some(Effect::ReleaseNumber) => numbering::release(document),
            Some(Effect::EnqueueSend) => {
                // One that was sealed before annexes in their own format were signed too (S11).
                if document.unsealed_attachments().next().is_some() {
                    return Err(Error::AttachmentUnsealed);
                }
                relations::still_hold(tx, document).await?;
                document.row.issued_at = Some(instant::millis(now));
                enqueue(tx, office, document, "send", json!({})).await?;
                enqueue(tx, office, document, "extend", json!({})).await?;
            }
            Some(Effect::EnqueueRecall) => {
                document.row.withdrawn_at = Some(instant::millis(now));
                let payload = follow_up.payload(office, by);
                enqueue(tx, office, document, "recall", payload).await?;
            }
            Some(Effect::AskOpinions) => {
                opinions::ask(tx, office, by, document, follow_up.command).await?;
            }
            Some(Effect::RecordOpinion) => {
                let agrees = follow_up.with.agrees;
                opinions::record(tx, office, by, document, follow_up.command, agrees).await?;
            }
            Some(Effect::CloseOpinionRequests) => opinions::close(tx, office, document).await?,
            Some(Effect::Notify(notice)) => {
                let kind = format!("notify-{notice}");
                let payload = follow_up.payload(office, by);
                enqueue(tx, office, document, &kind, payload).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

async fn enqueue(
    tx: &mut Tx,
    office: &Office,
    document: &Outgoing,
    kind: &str,
    payload: Value,
) -> Result<(), Error> {
    let now = office.now();
    // Revocation data newer than the signature take a while to be there.
    let later = match kind {
        "extend" => Duration::minutes(5),
        _ => Duration::ZERO,
    };
    let job = jobs::NewJob {
        agency: document.row.agency_id.clone(),
        kind: kind.to_owned(),
        object: document.row.id.clone(),
        payload: payload.to_string(),
        run_at: now + later,
    };
    Ok(jobs::add(tx, job, now).await?)
}

/// Keeps the opinion or the reason that came with a command (S7, D17).
async fn keep_opinion(
    tx: &mut Tx,
    office: &Office,
    by: &Acting,
    document: &Outgoing,
    command: &Command,
    step: &str,
) -> Result<(), Error> {
    let Some(text) = command.opinion.as_ref().or(command.reason.as_ref()) else {
        return Ok(());
    };
    let verdict = match document.state.arrival {
        Move::Return => "returned",
        _ => "comments",
    };
    let at = instant::millis(office.now());
    let opinion = OpinionRow {
        id: id::new(office.now()),
        step: step.to_owned(),
        file_version: document.row.current_version,
        unit_id: by.actor().unit().map(ToOwned::to_owned),
        account_id: Some(by.account().to_owned()),
        author_name: by.name_and_title(),
        verdict: verdict.to_owned(),
        text: text.trim().to_owned(),
        asked_at: None,
        answered_at: Some(at),
    };
    let row = &document.row;
    Ok(outgoing::add_opinion(tx, &row.agency_id, &row.id, &opinion).await?)
}
