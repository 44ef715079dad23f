//! What arrived: judged, then registered or refused by the clerk.

use access::{Action, Facts};
use documents::{normalise, vietnam};
use store::books::{self, BookKey, EntryRow};
use store::exchange;
use store::incoming::{self, FileRow, IncomingRow};
use store::{Tx, instant};

use super::entered::same_document;
use super::judged::{self, FileWorth};
use super::{ARRIVALS, system};
use crate::ledger::detail;
use crate::{Acting, Entry, Error, Fault, Office};

/// An incoming document with its files.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// Its row.
    pub row: IncomingRow,
    /// Its files, the document itself first.
    pub files: Vec<FileRow>,
    /// Files that a correction replaced or left out.
    pub replaced: Vec<FileRow>,
    /// Others of the same number and sender.
    pub same_number: Vec<IncomingRow>,
}

/// Under which number it was registered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Registered {
    /// Số đến.
    pub number: i64,
    /// The year of the book.
    pub year: i64,
}

impl Office {
    /// An incoming document that this person may see.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen.
    pub async fn incoming(&self, by: &Acting, id: &str) -> Result<Arrived, Error> {
        self.incoming_for(by, Action::SeeIncoming, id).await
    }

    /// The id of the document that a consignment became at the agency of this person.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen.
    pub async fn arrival_of(&self, by: &Acting, consignment: &str) -> Result<String, Error> {
        let mut reader = self.store().reader();
        let row = incoming::of_consignment(&mut reader, by.agency(), consignment).await?;
        let row = row.ok_or(Error::NotFound)?;
        self.may(by, Action::SeeIncoming, &facts(&row)?, &row.id)
            .await?;
        Ok(row.id)
    }

    /// The report of the verdict on a file on arrival, as JSON; 0 is the document itself. None while it
    /// was not judged, or where it cannot have signatures.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen.
    pub async fn arrival_report(
        &self,
        by: &Acting,
        id: &str,
        ordinal: i64,
    ) -> Result<Option<String>, Error> {
        let arrived = self.incoming(by, id).await?;
        let mut files = arrived.files.iter();
        let file = files.find(|it| it.ordinal == ordinal);
        self.report_of(&arrived, file.ok_or(Error::NotFound)?).await
    }

    /// The same of a document that was read.
    ///
    /// # Errors
    /// The store's.
    pub async fn report_of(
        &self,
        arrived: &Arrived,
        file: &FileRow,
    ) -> Result<Option<String>, Error> {
        let row = &arrived.row;
        let digest = match file.ordinal {
            // It was kept with the document before every file was judged.
            0 => &row.verdict_digest,
            _ => &file.verdict_digest,
        };
        let is_known = FileWorth::of(row, file) != FileWorth::Unknown;
        let Some(digest) = digest.as_ref().filter(|_| is_known) else {
            return Ok(None);
        };
        let bytes = self.blob(&row.agency_id, digest).await?;
        Ok(String::from_utf8(bytes).ok())
    }

    pub(super) async fn incoming_for(
        &self,
        by: &Acting,
        action: Action,
        id: &str,
    ) -> Result<Arrived, Error> {
        let mut reader = self.store().reader();
        let row = incoming::by_id(&mut reader, by.agency(), id).await?;
        let row = row.ok_or(Error::NotFound)?;
        self.may(by, action, &facts(&row)?, id).await?;
        Ok(Arrived {
            files: incoming::files(&mut reader, by.agency(), id).await?,
            replaced: incoming::replaced(&mut reader, by.agency(), id).await?,
            same_number: same_document(&mut reader, &row).await?,
            row,
        })
    }

    /// Judges what arrived, keeps facts, report and policy, and acknowledges receipt to the sender.
    /// For the worker; may be repeated.
    ///
    /// # Errors
    /// What the store says.
    pub async fn verify_arrival(&self, agency: &str, id: &str) -> Result<(), Error> {
        let mut reader = self.store().reader();
        let row = incoming::by_id(&mut reader, agency, id)
            .await?
            .ok_or(Error::NotFound)?;
        if row.status != "arrived" {
            return Ok(());
        }
        let judged = self.judge_files(&mut reader, &row, |_| true).await?;
        let now = instant::millis(self.now());
        let found = self.findings(&mut reader, row, judged).await?;
        let mut tx = self.store().begin().await?;
        found.write(&mut tx).await?;
        let row = &found.row;
        tell_sender(&mut tx, row, |consignment| {
            consignment.acknowledged_at = consignment.acknowledged_at.or(Some(now));
            "received".clone_into(&mut consignment.state);
        })
        .await?;
        let mut told = detail! { "indication" => row.indication, "policy" => row.policy };
        let not_passed = found.not_passed();
        if !not_passed.is_empty() {
            told.insert("files_not_passed".to_owned(), not_passed.join("; ").into());
        }
        let entry = Entry {
            act: "arrival-judged",
            kind: "incoming",
            object: id,
            basis: None,
            detail: told,
        };
        self.record_as(&mut tx, agency, system(), entry).await?;
        Ok(tx.commit().await?)
    }

    /// Registers an incoming document under the next arrival number. Files that did not pass on arrival
    /// are judged again now; a document with one that does not hold is not registered.
    ///
    /// # Errors
    /// [`Error::SignaturesFail`] with the fields of signatures of the document that do not hold,
    /// [`Error::AnnexesFail`] with the files beside it of which any does not.
    pub async fn accept(&self, by: &Acting, id: &str) -> Result<Registered, Error> {
        let row = self.incoming_for(by, Action::AcceptIncoming, id).await?.row;
        let mut reader = self.store().reader();
        let judged = self.judge_files(&mut reader, &row, |it| !judged::is_settled(it));
        let judged = judged.await?;
        judged::hold(&judged)?;
        let mut found = self.findings(&mut reader, row, judged).await?;
        let now = self.now();
        let at = instant::millis(now);
        let year = i64::from(vietnam::date(now).year());
        let mut tx = self.store().begin().await?;
        let basis = by.decide(Action::AcceptIncoming, &facts(&found.row)?)?;
        let key = BookKey {
            agency: by.agency(),
            code: ARRIVALS,
            year,
        };
        let book = books::lock(&mut tx, key, "Văn bản đến").await?;
        let number = book.next_number;
        let entry = EntryRow {
            number,
            suffix: String::new(),
            state: "taken".to_owned(),
            document_id: Some(id.to_owned()),
            reason: String::new(),
            row_data: "{}".to_owned(),
            entered_by: by.account().to_owned(),
            entered_at: at,
        };
        books::add_entry(&mut tx, key, &entry).await?;
        books::set_next(&mut tx, key, number + 1).await?;
        found.row.status = "registered".to_owned();
        found.row.arrival_number = Some(number);
        found.row.arrival_year = Some(year);
        found.row.registered_at = Some(at);
        found.row.registered_by = Some(by.account().to_owned());
        found.write(&mut tx).await?;
        let row = &found.row;
        tell_sender(&mut tx, row, |consignment| {
            "registered".clone_into(&mut consignment.state);
            consignment.settled_at = Some(at);
            consignment.arrival_number = Some(number.to_string());
        })
        .await?;
        let entry = Entry {
            act: "incoming-registered",
            kind: "incoming",
            object: id,
            basis: Some(&basis),
            detail: detail! { "number" => number, "indication" => row.indication },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        Ok(Registered { number, year })
    }

    /// Refuses an incoming document; the reason reaches the sender (V2, E4).
    ///
    /// # Errors
    /// [`Error::Invalid`] without a reason.
    pub async fn refuse(&self, by: &Acting, id: &str, reason: &str) -> Result<(), Error> {
        let reason = normalise::paragraphs(reason).unwrap_or_default();
        if reason.is_empty() {
            let fault = Fault::new("reason", "office-reason-missing", Vec::new());
            return Err(Error::Invalid(vec![fault]));
        }
        let mut row = self.incoming_for(by, Action::RefuseIncoming, id).await?.row;
        let at = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        let basis = by.decide(Action::RefuseIncoming, &facts(&row)?)?;
        row.status = "refused".to_owned();
        row.refusal.clone_from(&reason);
        incoming::update(&mut tx, &row).await?;
        tell_sender(&mut tx, &row, |consignment| {
            "refused".clone_into(&mut consignment.state);
            consignment.reason.clone_from(&reason);
            consignment.settled_at = Some(at);
        })
        .await?;
        if let (Some(sender), Some(consignment)) = (&row.from_agency, &row.consignment_id) {
            self.leave_notice(&mut tx, sender, "refused", consignment)
                .await?;
        }
        let entry = Entry {
            act: "incoming-refused",
            kind: "incoming",
            object: id,
            basis: Some(&basis),
            detail: detail! { "indication" => row.indication },
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }

    /// What became of a document at each of its recipients, for those who may read it.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen.
    pub async fn consignments(
        &self,
        by: &Acting,
        document: &str,
    ) -> Result<Vec<exchange::ConsignmentRow>, Error> {
        let opened = self.open_outgoing(by, document).await?;
        opened.consignments().await
    }
}

pub(super) fn facts(row: &IncomingRow) -> Result<Facts, Error> {
    Ok(Facts::Incoming(access::Incoming {
        agency: row.agency_id.clone(),
        status: row.status.parse().map_err(|_| Error::Stale)?,
        grants: Vec::new(),
    }))
}

/// Writes what became of it into the sender's consignment.
pub(super) async fn tell_sender(
    tx: &mut Tx,
    row: &IncomingRow,
    change: impl FnOnce(&mut exchange::ConsignmentRow),
) -> Result<(), Error> {
    let (Some(sender), Some(id)) = (&row.from_agency, &row.consignment_id) else {
        return Ok(());
    };
    if let Some(mut consignment) = exchange::by_id(tx, sender, id).await? {
        change(&mut consignment);
        exchange::update(tx, &consignment).await?;
    }
    Ok(())
}
