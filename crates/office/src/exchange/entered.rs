//! Documents from outside that the clerk enters (Điều 21, 22; D3, D14): on paper, by mail, as files.
//!
//! What is entered waits to be registered or refused like everything that arrives. A file is judged
//! as one that was delivered; of paper there is nothing to judge, and its scan is only to be read.
//! The sender, being elsewhere, is told by hand.

use access::{Action, Facts};
use documents::duplicate::{self, Traits};
use documents::{fold, vietnam};
use store::incoming::{self, FileRow, IncomingRow};
use store::{Rows, Tx, id, instant, jobs};

use super::beside::{Accompanied, accompanied};
use super::entered_fields::{Checked, EnteredFields, day, key};
use crate::ledger::detail;
use crate::outgoing::AttachedFile;
use crate::{Acting, Entry, Error, Office, search};

/// Names that are offered.
const OFFERED: i64 = 200;

impl Office {
    /// Enters a document that came from outside, with its files, the document itself first; gives
    /// its id.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything that is wrong with fields and files; [`Error::Convert`].
    pub async fn enter_incoming(
        &self,
        by: &Acting,
        fields: &EnteredFields,
        files: Vec<AttachedFile>,
    ) -> Result<String, Error> {
        let agency = by.agency();
        let basis = self.may_enter(by).await?;
        let now = self.now();
        let mut checked = Checked::of(fields, vietnam::date(now));
        let (files, package) = match fields.package.as_str() {
            "" => (files, None),
            digest => {
                let (files, package) = self.unpacked(by, digest).await?;
                (files, Some(package))
            }
        };
        let (files, faults) = accompanied(files);
        faults.into_iter().for_each(|it| checked.add(it));
        checked.count_files(files.len());
        checked.finish()?;
        let mut kept = Vec::new();
        for (ordinal, file) in (0..).zip(files) {
            kept.push(self.keep_received(agency, ordinal, file).await?);
        }
        let packed = package.as_ref().map_or("", |it| it.indication);
        if let Some(package) = package {
            let ordinal = i64::try_from(kept.len()).unwrap_or(i64::MAX);
            kept.push(FileRow {
                ordinal,
                ..package.row
            });
        }
        let sender = self.known_agency(&checked.sender).await?;
        let sender = sender.filter(|it| it.as_str() != agency);
        let row = checked.row(by, id::new(now), instant::millis(now), sender);
        let mut tx = self.store().begin().await?;
        incoming::insert(&mut tx, &row).await?;
        search::index_incoming(&mut tx, &row).await?;
        self.remember_entered(&mut tx, &row).await?;
        for file in &kept {
            incoming::add_file(&mut tx, agency, &row.id, file).await?;
        }
        self.leave_judging(&mut tx, &row).await?;
        let entry = Entry {
            act: "incoming-entered",
            kind: "incoming",
            object: &row.id,
            basis: Some(&basis),
            detail: detail! { "channel" => row.channel, "number" => row.number_text, "files" => kept.len(), "package" => packed },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        self.jobs().notify_one();
        Ok(row.id)
    }

    /// Names of senders to choose from: the agencies of this installation, then others that were
    /// entered, those used last first.
    ///
    /// # Errors
    /// When this person enters nothing.
    pub async fn senders(&self, by: &Acting) -> Result<Vec<String>, Error> {
        self.may_enter(by).await?;
        let mut reader = self.store().reader();
        let agencies = self.agencies().await?.into_iter();
        let others = agencies.filter(|it| it.id != by.agency());
        let mut names: Vec<_> = others.map(|it| it.name).collect();
        names.extend(incoming::senders(&mut reader, by.agency(), OFFERED).await?);
        Ok(names)
    }

    /// Documents here of that number and sender, but for the one of that id: perhaps the same one
    /// twice.
    ///
    /// # Errors
    /// When this person enters nothing.
    pub async fn perhaps_here(
        &self,
        by: &Acting,
        number: &str,
        sender: &str,
        date: &str,
        but: &str,
    ) -> Result<Vec<IncomingRow>, Error> {
        self.may_enter(by).await?;
        let row = IncomingRow {
            number_text: number.to_owned(),
            number_key: key(number),
            from_name: sender.to_owned(),
            document_date: day("date", date).ok().map(instant::day),
            ..Checked::default().row(by, but.to_owned(), 0, None)
        };
        same_document(&mut self.store().reader(), &row).await
    }

    /// Remembers the name of a sender that is no agency of this installation.
    pub(super) async fn remember_entered(
        &self,
        tx: &mut Tx,
        row: &IncomingRow,
    ) -> Result<(), Error> {
        if row.from_agency.is_none() {
            let at = instant::millis(self.now());
            incoming::remember_sender(tx, &row.agency_id, &row.from_name, at).await?;
        }
        Ok(())
    }

    /// Leaves the job that judges what was entered, unless it is paper.
    pub(super) async fn leave_judging(&self, tx: &mut Tx, row: &IncomingRow) -> Result<(), Error> {
        if !row.indication.is_empty() {
            return Ok(());
        }
        let now = self.now();
        let job = jobs::NewJob {
            agency: row.agency_id.clone(),
            kind: "verify-arrival".to_owned(),
            object: row.id.clone(),
            payload: "{}".to_owned(),
            run_at: now,
        };
        Ok(jobs::add(tx, job, now).await?)
    }

    pub(super) async fn may_enter(&self, by: &Acting) -> Result<access::Basis, Error> {
        let facts = Facts::Agency(by.agency().to_owned());
        self.may(by, Action::EnterIncoming, &facts, by.agency())
            .await
    }

    /// The agency of this installation of that name.
    pub(super) async fn known_agency(&self, name: &str) -> Result<Option<String>, Error> {
        let wanted = fold(name);
        let agencies = self.agencies().await?.into_iter();
        let mut found = agencies.filter(|it| fold(&it.name) == wanted);
        Ok(found.next().map(|it| it.id))
    }

    /// Lets a file in with its signature, and stores both.
    pub(super) async fn keep_received(
        &self,
        agency: &str,
        ordinal: i64,
        given: Accompanied,
    ) -> Result<FileRow, Error> {
        let Accompanied { file, signature } = given;
        // What comes with a document may be data, and is passed on as it is.
        let received = match ordinal {
            0 => self.receive(&file.bytes).await?,
            _ => self.receive_beside(&file.name, &file.bytes).await?,
        };
        let blobs = self.store().blobs();
        let size = |bytes: &[u8]| i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let mut row = FileRow {
            ordinal,
            name: file.name,
            size: size(&file.bytes),
            media_type: received.media_type,
            ..FileRow::default()
        };
        if let Some(pdf) = received.shown {
            row.shown_digest = Some(blobs.put(agency, pdf).await?.to_string());
        }
        if let Some(signature) = signature {
            row.signature_size = Some(size(&signature));
            row.signature_digest = Some(blobs.put(agency, signature).await?.to_string());
        }
        row.digest = blobs.put(agency, file.bytes).await?.to_string();
        Ok(row)
    }
}

/// Documents of the same number and sender as this one, numbers of other years not among them.
pub(super) async fn same_document(
    rows: &mut impl Rows,
    of: &IncomingRow,
) -> Result<Vec<IncomingRow>, Error> {
    if of.number_key.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = incoming::same_number(rows, &of.agency_id, &of.number_key, &of.id).await?;
    found.retain(|it| duplicate::shared(&traits(it), &traits(of)).is_some());
    Ok(found)
}

fn traits(row: &IncomingRow) -> Traits<'_> {
    let day = |text: &str| instant::from_day("document_date", text).ok();
    Traits {
        identifier: None,
        number: Some(&row.number_text),
        organ: &row.from_name,
        issued: row.document_date.as_deref().and_then(day),
    }
}
