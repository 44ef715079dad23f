//! Acts of the route that need no signature: submit, approve, return, number, issue, withdraw (S7, S8).

use access::{Action, Role};
use process::definition::{self, Effect, Move, PublicStatus, Slot};
use process::{Command, Definition, Offer, offered};
use store::outgoing;
use store::{Rows, instant, signing};

use super::apply::{Particulars, apply_and_save};
use super::document::Outgoing;
use super::numbering::Allocation;
use super::opened::Opened;
use super::standing::{Signatures, Standing};
use crate::verdict::holds_for_now;
use crate::{Acting, Error, Office};

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
#[must_use]
pub fn right_for(route: &Definition, action: &definition::Action) -> Action {
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

impl Opened<'_> {
    /// What this person can do with it now, in the route's order.
    ///
    /// # Errors
    /// The store's; [`Error::NoRoute`].
    pub async fn offers(&self) -> Result<Vec<Offered>, Error> {
        let office = self.office;
        office.offered_on(self.by, self, Signatures::NotAsked).await
    }
}

impl Office {
    /// What this person can do with the document now, in the route's order.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen.
    pub async fn offers(&self, by: &Acting, id: &str) -> Result<Vec<Offered>, Error> {
        self.open_outgoing(by, id).await?.offers().await
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
        let mut with = Particulars::today(self);
        with.allocation = allocation.unwrap_or(with.allocation);
        self.act_with(by, id, command, &with).await
    }

    /// The same with everything that an act may be told besides its command.
    pub(super) async fn act_with(
        &self,
        by: &Acting,
        id: &str,
        command: &Command,
        with: &Particulars,
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
        apply_and_save(
            &mut tx,
            self,
            by,
            &mut document,
            command,
            signatures,
            with,
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
pub(super) struct Context {
    signer_role: Option<Role>,
    approved: bool,
    awaiting_stamp: usize,
    pub(super) names: outgoing::NamesRow,
}

impl Context {
    pub(super) async fn load(
        rows: &mut impl Rows,
        office: &Office,
        document: &Outgoing,
    ) -> Result<Self, Error> {
        let row = &document.row;
        let signer_role = match row.signer_appointment.as_deref() {
            Some(signer) => store::standing::role(rows, &row.agency_id, signer).await?,
            None => None,
        };
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
            signer_role,
            approved: document.state.trail.iter().any(approve),
            awaiting_stamp: waiting.iter().filter(|it| it.status == "signed").count(),
            names: outgoing::names(rows, &row.agency_id, &row.unit_id)
                .await?
                .ok_or(Error::NotFound)?,
        })
    }

    pub(super) fn standing<'a>(
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
