//! Asking other units for their opinion on a draft, and what they say (Điều 10; D17).
//!
//! The route says when units may be asked, who answers and whether the draft waits for them. Here
//! the questions and answers are kept, and a unit that is asked is let see the draft.

use access::GrantKind;
use process::definition::Effect;
use process::{ActionId, Command};
use store::outgoing::{self, GrantRow, OpinionRow};
use store::people::agencies;
use store::{Tx, id, instant};

use super::act::Done;
use super::apply::Particulars;
use super::document::Outgoing;
use crate::{Acting, Error, Fault, Office};

/// What a unit says.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Whether it agrees with the draft.
    pub agrees: bool,
    /// In its words.
    pub text: String,
}

/// Not answered yet.
const ASKED: &str = "asked";

impl Office {
    /// Asks units for their opinion. `seen` is the version of the route's state that was shown.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a unit that does not exist, [`Error::Refused`] where the route does not
    /// let units be asked now, or one was asked already.
    pub async fn ask_opinions(
        &self,
        by: &Acting,
        id: &str,
        seen: u64,
        units: Vec<String>,
        question: &str,
    ) -> Result<Done, Error> {
        let action = self.action_with(by, id, &Effect::AskOpinions).await?;
        let command = Command {
            units,
            opinion: Some(question.to_owned()).filter(|it| !it.trim().is_empty()),
            ..Command::new(action, seen)
        };
        let with = Particulars::today(self);
        self.act_with(by, id, &command, &with).await
    }

    /// Gives the opinion of one's own unit.
    ///
    /// # Errors
    /// [`Error::Refused`] where the unit was not asked, or has answered.
    pub async fn give_opinion(
        &self,
        by: &Acting,
        id: &str,
        seen: u64,
        answer: &Answer,
    ) -> Result<Done, Error> {
        let action = self.action_with(by, id, &Effect::RecordOpinion).await?;
        let command = Command {
            units: by
                .actor()
                .unit()
                .map(ToOwned::to_owned)
                .into_iter()
                .collect(),
            opinion: Some(answer.text.clone()),
            ..Command::new(action, seen)
        };
        let with = Particulars {
            agrees: answer.agrees,
            ..Particulars::today(self)
        };
        self.act_with(by, id, &command, &with).await
    }

    /// Waits no longer for those that have not answered.
    ///
    /// # Errors
    /// [`Error::Refused`] without a reason.
    pub async fn close_opinions(
        &self,
        by: &Acting,
        id: &str,
        seen: u64,
        reason: &str,
    ) -> Result<Done, Error> {
        let effect = Effect::CloseOpinionRequests;
        let action = self.action_with(by, id, &effect).await?;
        let command = Command {
            reason: Some(reason.to_owned()),
            ..Command::new(action, seen)
        };
        let with = Particulars::today(self);
        self.act_with(by, id, &command, &with).await
    }

    /// The act at the document's step that has this effect.
    async fn action_with(&self, by: &Acting, id: &str, effect: &Effect) -> Result<ActionId, Error> {
        let document = self.outgoing(by, id).await?;
        let mut actions = document.route()?.actions_at(&document.state.step);
        let found = actions.find(|action| action.has(effect));
        Ok(found.ok_or(Error::Stale)?.id.clone())
    }
}

/// Keeps the questions, and lets the units see the draft.
pub(super) async fn ask(
    tx: &mut Tx,
    office: &Office,
    by: &Acting,
    document: &mut Outgoing,
    command: &Command,
) -> Result<(), Error> {
    let (agency, now) = (by.agency(), office.now());
    let at = instant::millis(now);
    for unit in &command.units {
        let found = agencies::unit(tx, agency, unit).await?;
        let there = found.filter(|it| it.valid_until.is_none_or(|until| until > at));
        let Some(there) = there else {
            let fault = Fault::new("units", "office-unit-unknown", Vec::new());
            return Err(Error::Invalid(vec![fault]));
        };
        let question = OpinionRow {
            id: id::new(now),
            step: document.state.step.as_str().to_owned(),
            file_version: document.row.current_version,
            unit_id: Some(there.id),
            account_id: None,
            author_name: there.name,
            verdict: ASKED.to_owned(),
            text: command.opinion.clone().unwrap_or_default(),
            asked_at: Some(at),
            answered_at: None,
        };
        let id = &document.row.id;
        outgoing::add_opinion(tx, agency, id, &question).await?;
        let grant = GrantRow {
            account_id: None,
            unit_id: Some(unit.clone()),
            kind: GrantKind::OpinionAsked.code().to_owned(),
        };
        outgoing::add_grant(tx, agency, id, &grant, by.account(), at).await?;
        document.opinions.push(question);
    }
    Ok(())
}

/// Keeps the answer of one's own unit; nobody answers for another.
pub(super) async fn record(
    tx: &mut Tx,
    office: &Office,
    by: &Acting,
    document: &mut Outgoing,
    command: &Command,
    agrees: bool,
) -> Result<(), Error> {
    let own = by.actor().unit();
    for unit in &command.units {
        if own != Some(unit) {
            return Err(Error::NotFound);
        }
        let answered = OpinionRow {
            account_id: Some(by.account().to_owned()),
            author_name: by.name_and_title(),
            file_version: document.row.current_version,
            verdict: if agrees { "agrees" } else { "comments" }.to_owned(),
            text: command
                .opinion
                .clone()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            answered_at: Some(instant::millis(office.now())),
            ..open(document, Some(unit))
                .next()
                .ok_or(Error::Stale)?
                .clone()
        };
        keep(tx, document, answered).await?;
    }
    Ok(())
}

/// Ends the questions that nobody answered.
pub(super) async fn close(
    tx: &mut Tx,
    office: &Office,
    document: &mut Outgoing,
) -> Result<(), Error> {
    let at = instant::millis(office.now());
    let open: Vec<_> = open(document, None).cloned().collect();
    for question in open {
        let closed = OpinionRow {
            verdict: "closed".to_owned(),
            answered_at: Some(at),
            ..question
        };
        keep(tx, document, closed).await?;
    }
    Ok(())
}

/// Questions without an answer, to one unit or to all.
fn open<'a>(document: &'a Outgoing, unit: Option<&'a str>) -> impl Iterator<Item = &'a OpinionRow> {
    let all = document.opinions.iter();
    all.filter(move |it| it.verdict == ASKED && (unit.is_none() || it.unit_id.as_deref() == unit))
}

async fn keep(tx: &mut Tx, document: &mut Outgoing, answered: OpinionRow) -> Result<(), Error> {
    let row = &document.row;
    outgoing::answer_opinion(tx, &row.agency_id, &row.id, &answered).await?;
    let mut all = document.opinions.iter_mut();
    if let Some(kept) = all.find(|it| it.id == answered.id) {
        *kept = answered;
    }
    Ok(())
}
