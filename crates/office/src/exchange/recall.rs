//! Withdrawing what was issued, at those who received it (thu hồi; Điều 18, Phụ lục VI; E3).
//!
//! The issuer's document is frozen by its route. Here its recipients are told: what waits to be
//! registered is withdrawn at once; what was registered is marked with the reason, and its clerk
//! confirms that the copy is out of use. The number of arrival stays, and so does the record.
//!
//! Not here: telling those outside ([`super::recall_told`]), and what a letter tells a recipient
//! ([`super::recall_by_letter`]).

use access::Action;
use store::exchange::{self, ConsignmentRow};
use store::incoming::{self, IncomingRow};
use store::outgoing::RecipientRow;
use store::recalls::{self, RecallRow};
use store::{Tx, id, instant};

use super::arrival::tell_sender;
use super::system;
use crate::ledger::detail;
use crate::outgoing::Outgoing;
use crate::{Acting, Entry, Error, Office};

impl Office {
    /// Tells every recipient of a withdrawn document, and keeps those who have not got it from ever
    /// getting it. For the worker; may be repeated.
    ///
    /// # Errors
    /// [`Error::Stale`] while the document is not withdrawn; what the store says.
    pub async fn recall(&self, agency: &str, document: &str, reason: &str) -> Result<(), Error> {
        let mut reader = self.store().reader();
        let document = Outgoing::load(&mut reader, agency, document).await?;
        if document.row.withdrawn_at.is_none() {
            return Err(Error::Stale);
        }
        for recipient in &document.recipients {
            self.keep_back(&document, recipient, reason).await?;
        }
        let sent = exchange::of_document(&mut reader, agency, &document.row.id).await?;
        for consignment in sent {
            if !matches!(consignment.state.as_str(), "recalled" | "refused") {
                self.recall_one(consignment, reason).await?;
            }
        }
        self.jobs().notify_one();
        Ok(())
    }

    /// Takes the place of a consignment that was not made yet, so that it never will be.
    async fn keep_back(
        &self,
        document: &Outgoing,
        to: &RecipientRow,
        reason: &str,
    ) -> Result<(), Error> {
        let at = instant::millis(self.now());
        let row = ConsignmentRow {
            agency_id: document.row.agency_id.clone(),
            id: id::new(self.now()),
            document_id: document.row.id.clone(),
            recipient_id: to.id.clone(),
            to_agency: to.to_agency.clone(),
            to_name: to.name.clone(),
            channel: to.channel.clone(),
            state: "recalled".to_owned(),
            reason: reason.to_owned(),
            created_at: at,
            sent_at: None,
            acknowledged_at: None,
            settled_at: None,
            arrival_number: None,
            version: 1,
            recall_told_at: None,
            recall_fault: String::new(),
        };
        let mut tx = self.store().begin().await?;
        exchange::insert(&mut tx, &row).await?;
        Ok(tx.commit().await?)
    }

    async fn recall_one(&self, mut consignment: ConsignmentRow, reason: &str) -> Result<(), Error> {
        let at = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        let there = match &consignment.to_agency {
            Some(receiver) => incoming::of_consignment(&mut tx, receiver, &consignment.id).await?,
            None => None,
        };
        "recalled".clone_into(&mut consignment.state);
        reason.clone_into(&mut consignment.reason);
        consignment.settled_at = None;
        if let Some(there) = there {
            let settled = self.withdraw_arrival(&mut tx, there, &consignment).await?;
            consignment.settled_at = settled.then_some(at);
        }
        exchange::update(&mut tx, &consignment).await?;
        self.leave_recall(&mut tx, &consignment).await?;
        let entry = Entry {
            act: "consignment-recalled",
            kind: "outgoing",
            object: &consignment.document_id,
            basis: None,
            detail: detail! { "consignment" => consignment.id, "to" => consignment.to_name },
        };
        self.record_as(&mut tx, &consignment.agency_id, system(), entry)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Withdraws at the recipient what waits there, or marks what is registered; true where nothing
    /// is left to be confirmed.
    async fn withdraw_arrival(
        &self,
        tx: &mut Tx,
        mut row: IncomingRow,
        consignment: &ConsignmentRow,
    ) -> Result<bool, Error> {
        let recall = RecallRow {
            agency_id: row.agency_id.clone(),
            incoming_id: row.id.clone(),
            consignment_id: consignment.id.clone(),
            at: instant::millis(self.now()),
            reason: consignment.reason.clone(),
            confirmed_at: None,
            confirmed_by: None,
            entered_by: None,
            basis: String::new(),
            letter_date: None,
            letter_id: None,
            full_name: None,
        };
        let settled = match self.mark_recalled(tx, &mut row, &recall).await? {
            Some(settled) => settled,
            None => follow(tx, &recall).await?,
        };
        let entry = Entry {
            act: "recalled",
            kind: "incoming",
            object: &row.id,
            basis: None,
            detail: detail! { "consignment" => consignment.id, "status" => row.status },
        };
        self.record_as(tx, &row.agency_id, system(), entry).await?;
        Ok(settled)
    }

    /// Keeps a withdrawal of what arrived, and has those told who have it: what waits to be
    /// registered is withdrawn at once. Whether nothing is left to be confirmed; none where it was
    /// withdrawn before.
    pub(super) async fn mark_recalled(
        &self,
        tx: &mut Tx,
        row: &mut IncomingRow,
        recall: &RecallRow,
    ) -> Result<Option<bool>, Error> {
        let waits = row.status == "arrived";
        let recall = RecallRow {
            confirmed_at: waits.then_some(recall.at),
            ..recall.clone()
        };
        if !recalls::add(tx, &recall).await? {
            return Ok(None);
        }
        if waits {
            "withdrawn".clone_into(&mut row.status);
            incoming::update(tx, row).await?;
        }
        self.leave_notice(tx, &row.agency_id, "recalled", &row.id)
            .await?;
        Ok(Some(waits))
    }

    /// The withdrawal of an incoming document by its issuer, where there is one.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where the document may not be seen.
    pub async fn recall_of(&self, by: &Acting, incoming: &str) -> Result<Option<RecallRow>, Error> {
        self.incoming(by, incoming).await?;
        let mut reader = self.store().reader();
        Ok(recalls::of_incoming(&mut reader, by.agency(), incoming).await?)
    }

    /// Confirms to the issuer that a withdrawn document is out of use here.
    ///
    /// # Errors
    /// [`Error::Stale`] when its issuer has not withdrawn it, or it was confirmed already.
    pub async fn confirm_recall(&self, by: &Acting, incoming: &str) -> Result<(), Error> {
        let mut row = self
            .incoming_for(by, Action::ConfirmRecall, incoming)
            .await?
            .row;
        let at = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        let basis = by.decide(Action::ConfirmRecall, &super::arrival::facts(&row)?)?;
        recalls::confirm(&mut tx, by.agency(), incoming, at, by.account()).await?;
        "withdrawn".clone_into(&mut row.status);
        incoming::update(&mut tx, &row).await?;
        tell_sender(&mut tx, &row, |consignment| {
            // Told by letter only, its sender has not withdrawn it over the system.
            if consignment.state == "recalled" {
                consignment.settled_at = Some(at);
            }
        })
        .await?;
        let entry = Entry {
            act: "recall-confirmed",
            kind: "incoming",
            object: incoming,
            basis: Some(&basis),
            detail: detail! {},
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }
}

/// Joins a withdrawal over the system to the one that a letter told before; true where that one was
/// confirmed.
async fn follow(tx: &mut Tx, recall: &RecallRow) -> Result<bool, Error> {
    let (agency, incoming) = (&recall.agency_id, &recall.incoming_id);
    recalls::follow(tx, agency, incoming, &recall.consignment_id).await?;
    let kept = recalls::of_incoming(tx, agency, incoming).await?;
    Ok(kept.is_some_and(|it| it.confirmed_at.is_some()))
}
