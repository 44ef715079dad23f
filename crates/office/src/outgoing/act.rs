//! Acts of the route that need no signature: submit, approve, return, number, issue, withdraw (S7, S8).

use access::{Action, Basis, Role};
use process::definition::{self, Effect, Move, PublicStatus, Slot};
use process::{Command, Definition, Event, Offer, apply, offered};
use serde_json::{Value, json};
use store::outgoing::{self, OpinionRow};
use store::{Rows, Tx, id, instant, jobs, signing};

use super::document::Outgoing;
use super::numbering::{self, Abbreviations, Allocation};
use super::standing::{Signatures, Standing};
use crate::ledger::detail;
use crate::verdict::holds_for_now;
use crate::{Acting, Entry, Error, Office};

/// An act that a page may offer, with the reason where it cannot be done now.
#[derive(Clone, Debug)]
pub struct Offered {
    /// The act.
    pub offer: Offer,
    /// Why this person may not do it at all; such acts are not shown.
    pub denied: bool,
}

/// What became of an act.
#[derive(Clone, Debug)]
pub struct Done {
    /// The public status afterwards.
    pub status: String,
    /// The number, where the act gave one.
    pub number_text: Option<String>,
}

/// Which right an act of a route needs: told by what the act does, not by its name.
pub(crate) fn right_for(route: &Definition, action: &definition::Action) -> Action {
    match action.signs {
        Some(Slot::Initials) => return Action::Initial,
        Some(Slot::Signer) => return Action::Sign,
        Some(Slot::Organisation) => return Action::Seal,
        None => {}
    }
    match action.movement {
        Move::Return => return Action::Return,
        Move::TakeBack => return Action::TakeBack,
        Move::Withdraw => return Action::Withdraw,
        Move::Forward | Move::Stay => {}
    }
    for effect in &action.effects {
        match effect {
            Effect::AllocateNumber(_) => return Action::AllocateNumber,
            Effect::EnqueueSend => return Action::Issue,
            Effect::AskOpinions | Effect::CloseOpinionRequests => return Action::AskOpinions,
            Effect::RecordOpinion => return Action::GiveOpinion,
            _ => {}
        }
    }
    let from = action.from.first().and_then(|step| route.step(step));
    match from.map(|step| step.status) {
        Some(PublicStatus::Format) => Action::CheckFormat,
        Some(PublicStatus::Approve) => Action::Approve,
        Some(PublicStatus::Issue) => Action::Issue,
        _ => Action::SubmitDraft,
    }
}

impl Office {
    /// What this person can do with the document now, in the route's order.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen.
    pub async fn offers(&self, by: &Acting, id: &str) -> Result<Vec<Offered>, Error> {
        let document = self.outgoing(by, id).await?;
        self.offered_on(by, &document, Signatures::NotAsked).await
    }

    /// The same on a document that was read, with what was found out about its signatures.
    pub(crate) async fn offered_on(
        &self,
        by: &Acting,
        document: &Outgoing,
        signatures: Signatures,
    ) -> Result<Vec<Offered>, Error> {
        let mut reader = self.store().reader();
        let route = document.route()?;
        let context = Context::load(&mut reader, self, document).await?;
        let standing = context.standing(self, by, document, signatures);
        let facts = document.facts()?;
        let offers = offered(route, &document.state, &standing);
        Ok(offers
            .into_iter()
            .map(|offer| {
                let action = route.action(&offer.action);
                let right = action.map(|action| right_for(route, action));
                let denied = right.is_none_or(|right| by.decide(right, &facts).is_err());
                Offered { offer, denied }
            })
            .collect())
    }

    /// Does an act that needs no signature.
    ///
    /// # Errors
    /// [`Error::Refused`] with the route's reason, [`Error::Denied`], [`Error::Stale`].
    pub async fn act(
        &self,
        by: &Acting,
        id: &str,
        command: &Command,
        allocation: Option<Allocation>,
    ) -> Result<Done, Error> {
        let before = self.outgoing(by, id).await?;
        let route = before.route()?;
        let action = route.action(&command.action).ok_or(Error::Stale)?;
        if action.signs.is_some() {
            return Err(Error::SignatureNeeded);
        }
        let right = right_for(route, action);
        self.permitted(by, right, id).await?;
        let signatures = self.signatures(&before, action).await?;
        let mut tx = self.store().begin().await?;
        let mut document = Outgoing::load(&mut tx, by.agency(), id).await?;
        if document.row.current_version != before.row.current_version {
            return Err(Error::Stale);
        }
        let basis = by.decide(right, &document.facts()?)?;
        let allocation = allocation.unwrap_or_else(|| Allocation::today(self));
        apply_and_save(
            &mut tx,
            self,
            by,
            &mut document,
            command,
            signatures,
            &allocation,
            &basis,
        )
        .await?;
        tx.commit().await?;
        self.jobs().notify_one();
        Ok(Done {
            status: document.row.status,
            number_text: document.row.number_text,
        })
    }

    /// Verifies what is signed in the current file, where the act demands it. Revocation data that are
    /// not fresh enough yet are no reason to stop: they come after the signature.
    pub(crate) async fn signatures(
        &self,
        document: &Outgoing,
        action: &definition::Action,
    ) -> Result<Signatures, Error> {
        let demanded = action
            .guards
            .contains(&definition::Guard::AllSignaturesValid);
        let Some(current) = document.current().filter(|_| demanded) else {
            return Ok(Signatures::NotAsked);
        };
        let bytes = self.blob(&document.row.agency_id, &current.digest).await?;
        let (judge, at) = (self.judge().clone(), self.now());
        let name = document.row.id.clone();
        let judged = tokio::task::spawn_blocking(move || judge.judge(&name, bytes, at)).await??;
        let failing = judged
            .report
            .signatures
            .iter()
            .filter(|it| !holds_for_now(it));
        let which: Vec<_> = failing
            .map(|it| it.field.clone().unwrap_or_default())
            .collect();
        Ok(if which.is_empty() {
            Signatures::Hold
        } else {
            Signatures::Fail(which)
        })
    }
}

/// What the route asks about besides the document itself.
struct Context {
    signer_role: Option<Role>,
    approved: bool,
    awaiting_stamp: usize,
    names: outgoing::NamesRow,
}

impl Context {
    async fn load(
        rows: &mut impl Rows,
        office: &Office,
        document: &Outgoing,
    ) -> Result<Self, Error> {
        let row = &document.row;
        let people = store::standing::of_agency(rows, &row.agency_id).await?;
        let signer = row.signer_appointment.as_deref();
        let signer = people
            .appointments
            .iter()
            .find(|it| Some(it.id.as_str()) == signer);
        let now = instant::millis(office.now());
        let waiting = signing::under_way(rows, &row.agency_id, &row.id, now).await?;
        let approve = |step: &process::StepId| {
            document
                .route()
                .ok()
                .and_then(|route| route.step(step))
                .map(|step| step.status)
                == Some(PublicStatus::Approve)
        };
        Ok(Self {
            signer_role: signer.map(|it| it.role),
            approved: document.state.trail.iter().any(approve),
            awaiting_stamp: waiting.iter().filter(|it| it.status == "signed").count(),
            names: outgoing::names(rows, &row.agency_id, &row.unit_id)
                .await?
                .ok_or(Error::NotFound)?,
        })
    }

    fn standing<'a>(
        &'a self,
        office: &Office,
        by: &'a Acting,
        document: &'a Outgoing,
        signatures: Signatures,
    ) -> Standing<'a> {
        Standing {
            by,
            document,
            signer_role: self.signer_role,
            approved: self.approved,
            signatures,
            awaiting_stamp: self.awaiting_stamp,
            agency_name: &self.names.agency_name,
            now: office.now(),
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
    allocation: &Allocation,
    basis: &Basis,
) -> Result<(), Error> {
    let route = document.route()?;
    let context = Context::load(tx, office, document).await?;
    let standing = context.standing(office, by, document, signatures);
    let events = apply(route, &document.state, command, &standing, office.now())?;
    let step = document.state.step.clone();
    let follow_up = FollowUp {
        from: step.as_str(),
        context: &context,
        allocation,
        command,
    };
    carry_out(tx, office, by, document, &events, &follow_up).await?;
    document.take(&events)?;
    keep_opinion(tx, office, by, document, command, step.as_str()).await?;
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

/// What effects are carried out with, besides the document.
struct FollowUp<'a> {
    from: &'a str,
    context: &'a Context,
    allocation: &'a Allocation,
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
    with: &FollowUp<'_>,
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
                    agency: with.context.names.agency_short.clone(),
                    unit: with.context.names.unit_code.clone(),
                };
                let allocation = with.allocation;
                numbering::allocate(tx, office, by, document, &book.0, &names, allocation).await?;
            }
            Some(Effect::ReleaseNumber) => numbering::release(document),
            Some(Effect::EnqueueSend) => {
                document.row.issued_at = Some(instant::millis(now));
                enqueue(tx, office, document, "send", json!({})).await?;
            }
            Some(Effect::EnqueueRecall) => {
                document.row.withdrawn_at = Some(instant::millis(now));
                let payload = with.payload(office, by);
                enqueue(tx, office, document, "recall", payload).await?;
            }
            Some(Effect::Notify(notice)) => {
                let kind = format!("notify-{notice}");
                let payload = with.payload(office, by);
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
    let job = jobs::NewJob {
        agency: document.row.agency_id.clone(),
        kind: kind.to_owned(),
        object: document.row.id.clone(),
        payload: payload.to_string(),
        run_at: now,
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
