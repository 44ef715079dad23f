//! From the issued document to the desks of its recipients.

use store::exchange::{self, ConsignmentRow};
use store::files::VersionRow;
use store::incoming::{self, FileRow, IncomingRow};
use store::outgoing::{self, RecipientRow};
use store::{Digest, Tx, id, instant, jobs};

use super::system;
use crate::admission::PDF;
use crate::ledger::detail;
use crate::outgoing::{FileFacts, Outgoing};
use crate::{Entry, Error, Office};

/// Bytes of a file's name before its ending: file systems take 255 in all, a number to tell it from
/// others of that name included.
const LONGEST_STEM: usize = 200;

impl Office {
    /// Makes a consignment for each recipient of an issued document that has none yet, and delivers
    /// to agencies of this installation. For the worker; may be repeated.
    ///
    /// # Errors
    /// What the store says; what was delivered by then stays delivered.
    pub async fn send(&self, agency: &str, document: &str) -> Result<(), Error> {
        let mut reader = self.store().reader();
        let document = Outgoing::load(&mut reader, agency, document).await?;
        if document.row.issued_at.is_none() {
            return Err(Error::Stale);
        }
        if document.row.withdrawn_at.is_some() {
            return Ok(());
        }
        for recipient in &document.recipients {
            self.consign(&document, recipient).await?;
        }
        self.note_kept_copy(&document).await?;
        Ok(())
    }

    async fn consign(&self, document: &Outgoing, to: &RecipientRow) -> Result<(), Error> {
        let now = self.now();
        let at = instant::millis(now);
        let delivers = to.kind == "agency" && to.channel == "system";
        let receiver = to.to_agency.as_deref().filter(|_| delivers);
        let consignment = ConsignmentRow {
            agency_id: document.row.agency_id.clone(),
            id: id::new(now),
            document_id: document.row.id.clone(),
            recipient_id: to.id.clone(),
            to_agency: to.to_agency.clone(),
            to_name: to.name.clone(),
            channel: to.channel.clone(),
            state: if receiver.is_some() {
                "delivered"
            } else {
                "waiting"
            }
            .to_owned(),
            reason: String::new(),
            created_at: at,
            sent_at: receiver.map(|_| at),
            acknowledged_at: None,
            settled_at: None,
            arrival_number: None,
            version: 1,
            recall_told_at: None,
            recall_fault: String::new(),
        };
        // Bytes first: they are written once, and a row without them must never be.
        if let Some(receiver) = receiver {
            self.copy_files(document, receiver).await?;
        }
        let mut tx = self.store().begin().await?;
        if !exchange::insert(&mut tx, &consignment).await? {
            return Ok(());
        }
        self.note_paper(&mut tx, document, to, &consignment.id)
            .await?;
        if to.channel == "mail" {
            self.leave_mail(&mut tx, &consignment).await?;
        }
        if let Some(receiver) = receiver {
            self.deliver(&mut tx, document, &consignment, receiver)
                .await?;
        }
        let entry = Entry {
            act: "consigned",
            kind: "outgoing",
            object: &document.row.id,
            basis: None,
            detail: detail! { "consignment" => consignment.id, "to" => to.name, "by" => to.channel },
        };
        self.record_as(&mut tx, &document.row.agency_id, system(), entry)
            .await?;
        tx.commit().await?;
        self.jobs().notify_one();
        Ok(())
    }

    /// Gives the receiver copies of its own: destroying one agency's never touches another's.
    async fn copy_files(&self, document: &Outgoing, receiver: &str) -> Result<(), Error> {
        for file in files(document) {
            for digest in std::iter::once(&file.digest).chain(&file.signature_digest) {
                let digest = Digest::parse(digest).ok_or(Error::NotFound)?;
                let bytes = self
                    .store()
                    .blobs()
                    .get(&document.row.agency_id, &digest)
                    .await?;
                self.store().blobs().put(receiver, bytes).await?;
            }
        }
        Ok(())
    }

    async fn deliver(
        &self,
        tx: &mut Tx,
        document: &Outgoing,
        consignment: &ConsignmentRow,
        receiver: &str,
    ) -> Result<(), Error> {
        let now = self.now();
        let row = &document.row;
        let names = outgoing::names(tx, &row.agency_id, &row.unit_id).await?;
        let arrived = IncomingRow {
            agency_id: receiver.to_owned(),
            id: id::new(now),
            consignment_id: Some(consignment.id.clone()),
            from_agency: Some(row.agency_id.clone()),
            from_name: names.ok_or(Error::NotFound)?.agency_name,
            channel: "system".to_owned(),
            type_code: row.type_code.clone(),
            subject: row.subject.clone(),
            number_text: row.number_text.clone().unwrap_or_default(),
            number_key: row.number_key.clone().unwrap_or_default(),
            document_date: row.issue_date.clone(),
            urgency: row.urgency,
            status: "arrived".to_owned(),
            unsigned: 0,
            arrival_number: None,
            arrival_year: None,
            arrived_at: instant::millis(now),
            registered_at: None,
            registered_by: None,
            refusal: String::new(),
            fields: row.fields.clone(),
            indication: String::new(),
            facts_digest: None,
            verdict_digest: None,
            policy: String::new(),
            version: 1,
            arrival_date: None,
            entered_by: None,
        };
        if !incoming::insert(tx, &arrived).await? {
            return Ok(());
        }
        crate::search::index_incoming(tx, &arrived).await?;
        for (ordinal, file) in (0..).zip(files(document)) {
            let file = FileRow { ordinal, ..file };
            incoming::add_file(tx, receiver, &arrived.id, &file).await?;
        }
        let job = jobs::NewJob {
            agency: receiver.to_owned(),
            kind: "verify-arrival".to_owned(),
            object: arrived.id.clone(),
            payload: "{}".to_owned(),
            run_at: now,
        };
        jobs::add(tx, job, now).await?;
        self.leave_notice(tx, receiver, "arrived", &arrived.id)
            .await?;
        let entry = Entry {
            act: "arrived",
            kind: "incoming",
            object: &arrived.id,
            basis: None,
            detail: detail! { "consignment" => consignment.id, "number" => arrived.number_text },
        };
        self.record_as(tx, receiver, system(), entry).await
    }
}

/// What is sent: the document, then its attachments, as they arrive, each with the signature that
/// belongs to it.
fn files(document: &Outgoing) -> impl Iterator<Item = FileRow> {
    titled_files(document).map(|(_, file)| file)
}

/// The same, each with its title.
pub(super) fn titled_files(document: &Outgoing) -> impl Iterator<Item = (&str, FileRow)> {
    let row = &document.row;
    let number = row.number_text.as_deref().unwrap_or("van-ban");
    let main = document
        .current()
        .map(|it| (row.subject.as_str(), file(number, it)));
    let attached = document.attachments.iter().filter_map(|attachment| {
        let version = document.version(&attachment.id, attachment.current_version)?;
        let title = attachment.name.as_str();
        Some((title, file(title, version)))
    });
    main.into_iter().chain(attached)
}

/// The name under which a version of a file with a title is sent.
pub(crate) fn sent_name(title: &str, version: &VersionRow) -> String {
    let own = version.original_name.as_deref().unwrap_or_default();
    let ending = match (FileFacts::of(version).is_native(), own.rsplit_once('.')) {
        (true, Some((_, ending))) => ending,
        _ => "pdf",
    };
    file_name(title, ending)
}

/// A version of a file under a title.
fn file(title: &str, version: &VersionRow) -> FileRow {
    let media_type = FileFacts::of(version).media_type;
    FileRow {
        ordinal: 0,
        name: sent_name(title, version),
        digest: version.digest.clone(),
        size: version.size,
        media_type: media_type.unwrap_or_else(|| PDF.to_owned()),
        indication: String::new(),
        shown_digest: None,
        signature_digest: version.signature_digest.clone(),
        signature_size: version.signature_size,
        facts_digest: None,
        verdict_digest: None,
    }
}

/// A title as the name of a file, one that every file system takes.
fn file_name(title: &str, ending: &str) -> String {
    let title = title.replace(['/', '\\', ':'], "-");
    let ending = ending.to_lowercase();
    let (stem, ending) = match title.rsplit_once('.') {
        Some((stem, own)) if own.to_lowercase() == ending => (stem, own),
        _ => (title.as_str(), ending.as_str()),
    };
    let fits = |(at, letter): &(usize, char)| at + letter.len_utf8() <= LONGEST_STEM;
    let letters = stem.char_indices().take_while(fits);
    let stem: String = letters.map(|(_, letter)| letter).collect();
    format!("{stem}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_names_that_every_file_system_takes() {
        assert_eq!(
            file_name("Phụ lục I: 01/QĐ\\UBND", "PDF"),
            "Phụ lục I- 01-QĐ-UBND.pdf"
        );
        assert_eq!(file_name("Bảng 1.2", "xlsx"), "Bảng 1.2.xlsx");
        assert_eq!(file_name("Bảng.XLSX", "xlsx"), "Bảng.XLSX");
        let long = file_name(&"ậ".repeat(300), "pdf");
        assert_eq!(long, format!("{}.pdf", "ậ".repeat(LONGEST_STEM / 3)));
    }
}
