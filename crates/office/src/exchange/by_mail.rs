//! Consignments that go by mail, and what the clerk does about them (Điều 18; E1, E2).
//!
//! Sent means that the office's own server took the letter. That it arrived is not known from that:
//! the clerk notes the receipt when the recipient says so. What is refused for good is told to the
//! clerk with the server's words, and can be sent again, to another address where the first was
//! wrong.

use access::Action;
use store::exchange::{self, ConsignmentRow};
use store::{Tx, instant, jobs};

use super::letter::{files_fit, letter};
use super::system;
use crate::ledger::detail;
use crate::outgoing::Outgoing;
use crate::{Acting, Entry, Error, Fault, Office, worker};

/// The job that hands one letter over.
const JOB: &str = "mail-consignment";

impl Office {
    /// Hands the letter of a consignment to the server of mail. For the worker; may be repeated: the
    /// recipient can tell by its id that a letter came twice.
    ///
    /// # Errors
    /// What may pass by itself. Whatever does not is told to the clerk and is none.
    pub async fn mail_consignment(&self, agency: &str, id: &str) -> Result<(), Error> {
        let mut reader = self.store().reader();
        let row = exchange::by_id(&mut reader, agency, id).await?;
        let row = row.ok_or(Error::NotFound)?;
        if row.channel != "mail" || row.state != "waiting" {
            return Ok(());
        }
        let document = Outgoing::load(&mut reader, agency, &row.document_id).await?;
        if document.row.withdrawn_at.is_some() {
            return Ok(());
        }
        match self.hand_over(&document, &row).await {
            Ok(()) => self.was_taken(&row).await,
            Err(error) if worker::is_tried_again(&error) => {
                self.note_delay(row, &error).await?;
                Err(error)
            }
            Err(error) => self.give_mail_up(agency, id, &error).await,
        }
    }

    async fn hand_over(&self, document: &Outgoing, row: &ConsignmentRow) -> Result<(), Error> {
        let largest = self.config().mail.as_ref().ok_or(Error::NoMailServer)?;
        let largest = largest.largest;
        let mut recipients = document.recipients.iter();
        let to = recipients.find(|it| it.id == row.recipient_id);
        let to = to.ok_or(Error::NotFound)?;
        let made = self.package_of(document).await?;
        let both = files_fit(&made, largest);
        match self.post(&letter(&row.id, to, &made, both)).await {
            // The server takes less than we would hand over.
            Err(Error::Mail(transport::mail::Error::TooLarge { .. })) if both => {
                self.post(&letter(&row.id, to, &made, false)).await
            }
            done => done,
        }
    }

    async fn was_taken(&self, row: &ConsignmentRow) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        let now = exchange::by_id(&mut tx, &row.agency_id, &row.id).await?;
        let mut now = now.ok_or(Error::NotFound)?;
        // Recalled meanwhile: the letter went out all the same, and the recall follows it.
        if now.state == "waiting" {
            "sent".clone_into(&mut now.state);
            now.reason = String::new();
        }
        now.sent_at = Some(instant::millis(self.now()));
        exchange::update(&mut tx, &now).await?;
        if now.state == "recalled" {
            self.leave_recall(&mut tx, &now).await?;
        }
        self.record_mail(&mut tx, &now, "mailed").await?;
        Ok(tx.commit().await?)
    }

    /// Keeps why a letter still waits, for those who look at the document.
    async fn note_delay(&self, mut row: ConsignmentRow, error: &Error) -> Result<(), Error> {
        let reason = error.sentence();
        if row.reason == reason {
            return Ok(());
        }
        row.reason = reason;
        let mut tx = self.store().begin().await?;
        exchange::update(&mut tx, &row).await?;
        Ok(tx.commit().await?)
    }

    /// Marks a letter as not sent, and has the clerk told why.
    pub(crate) async fn give_mail_up(
        &self,
        agency: &str,
        id: &str,
        error: &Error,
    ) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        let row = exchange::by_id(&mut tx, agency, id).await?;
        let Some(mut row) = row.filter(|it| it.state == "waiting") else {
            return Ok(());
        };
        "failed".clone_into(&mut row.state);
        row.reason = error.sentence();
        exchange::update(&mut tx, &row).await?;
        self.leave_notice(&mut tx, agency, "unsent", id).await?;
        self.record_mail(&mut tx, &row, "mail-failed").await?;
        tx.commit().await?;
        self.jobs().notify_one();
        Ok(())
    }

    pub(super) async fn record_mail(
        &self,
        tx: &mut Tx,
        row: &ConsignmentRow,
        act: &str,
    ) -> Result<(), Error> {
        let entry = Entry {
            act,
            kind: "outgoing",
            object: &row.document_id,
            basis: None,
            detail: detail! { "consignment" => row.id, "to" => row.to_name },
        };
        self.record_as(tx, &row.agency_id, system(), entry).await
    }

    /// Leaves the job for a consignment that goes by mail, in its own transaction.
    pub(super) async fn leave_mail(&self, tx: &mut Tx, row: &ConsignmentRow) -> Result<(), Error> {
        let now = self.now();
        let job = jobs::NewJob {
            agency: row.agency_id.clone(),
            kind: JOB.to_owned(),
            object: row.id.clone(),
            payload: "{}".to_owned(),
            run_at: now,
        };
        Ok(jobs::add(tx, job, now).await?)
    }

    /// Has a letter that could not be sent tried again, to `address` where that is not empty.
    ///
    /// # Errors
    /// A refusal; [`Error::Invalid`] for what is no address; [`Error::Stale`] where nothing failed.
    pub async fn send_again(
        &self,
        by: &Acting,
        document: &str,
        consignment: &str,
        address: &str,
    ) -> Result<(), Error> {
        let found = self.permitted(by, Action::Send, document).await?;
        let address = address_of(address)?;
        let mut tx = self.store().begin().await?;
        let basis = by.decide(Action::Send, &found.facts()?)?;
        let mut row = of(&mut tx, by, document, consignment).await?;
        let stuck = row.state == "failed" || (row.state == "waiting" && !row.reason.is_empty());
        if row.channel != "mail" || !stuck {
            return Err(Error::Stale);
        }
        if let Some(address) = address {
            let agency = by.agency();
            exchange::readdress(&mut tx, agency, document, &row.recipient_id, address).await?;
        }
        "waiting".clone_into(&mut row.state);
        row.reason = String::new();
        exchange::update(&mut tx, &row).await?;
        self.leave_mail(&mut tx, &row).await?;
        let entry = Entry {
            act: "sent-again",
            kind: "outgoing",
            object: document,
            basis: Some(&basis),
            detail: detail! { "consignment" => consignment },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        self.jobs().notify_one();
        Ok(())
    }

    /// Notes that a recipient outside of the installation says it has got the document.
    ///
    /// # Errors
    /// A refusal; [`Error::Stale`] where it was not sent, or tells by itself.
    pub async fn note_receipt(
        &self,
        by: &Acting,
        document: &str,
        consignment: &str,
    ) -> Result<(), Error> {
        let found = self.permitted(by, Action::Send, document).await?;
        let mut tx = self.store().begin().await?;
        let basis = by.decide(Action::Send, &found.facts()?)?;
        let mut row = of(&mut tx, by, document, consignment).await?;
        if row.channel == "system" || row.state != "sent" {
            return Err(Error::Stale);
        }
        "received".clone_into(&mut row.state);
        row.acknowledged_at = Some(instant::millis(self.now()));
        exchange::update(&mut tx, &row).await?;
        let entry = Entry {
            act: "receipt-noted",
            kind: "outgoing",
            object: document,
            basis: Some(&basis),
            detail: detail! { "consignment" => consignment, "channel" => row.channel },
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }
}

/// The address that somebody typed; none where it is left as it was.
pub(super) fn address_of(text: &str) -> Result<Option<&str>, Error> {
    let address = text.trim();
    if !address.is_empty() && !transport::mail::is_address(address) {
        let values = vec![("address", address.to_owned())];
        let fault = Fault::new("address", "office-mail-address", values);
        return Err(Error::Invalid(vec![fault]));
    }
    Ok(Some(address).filter(|it| !it.is_empty()))
}

/// The consignment, if it is one of the document.
pub(super) async fn of(
    tx: &mut Tx,
    by: &Acting,
    document: &str,
    consignment: &str,
) -> Result<ConsignmentRow, Error> {
    let row = exchange::by_id(tx, by.agency(), consignment).await?;
    row.filter(|it| it.document_id == document)
        .ok_or(Error::NotFound)
}
