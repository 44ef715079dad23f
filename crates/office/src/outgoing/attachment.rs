//! What goes with a document (phụ lục, tài liệu kèm theo; S11, Điều 10, Phụ lục I).
//!
//! An annex in the document's own file is named and covered by the document's signatures. One in a
//! file of its own is let in and converted as the document itself is, or stays in its own format where
//! it cannot be a PDF; with the seal the organisation signs it inside or beside ([`crate::signing`]), it
//! is sent along, and every version of it stays. Both may change while the document is a draft.

use access::Action;
use documents::attachment::{LARGEST_TOGETHER, MOST, Placement};
use documents::normalise;
use serde_json::{Value, json};
use store::files::{self, AttachmentRow, MAIN, VersionRow};
use store::{Tx, id, instant};

use super::document::{FileFacts, Outgoing};
use super::upload::pages;
use crate::admission::admit_native;
use crate::ledger::detail;
use crate::{Acting, Entry, Error, Fault, Office};

/// Letters of a title.
const LONGEST: usize = 300;

/// An attachment to be added.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    /// Its title ("Phụ lục I. Danh sách …").
    pub title: String,
    /// The file that it is in; none where it is in the document's own.
    pub file: Option<AttachedFile>,
    /// Whether that file stays in its own format: a spreadsheet, a drawing, data.
    pub native: bool,
}

/// A file that came from somebody's disk.
#[derive(Clone, Debug)]
pub struct AttachedFile {
    /// Its name there.
    pub name: String,
    /// Its bytes: an office file or a PDF.
    pub bytes: Vec<u8>,
}

impl Office {
    /// Adds an attachment to a draft and gives its id.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything that is wrong with title and file; [`Error::Convert`].
    pub async fn attach(&self, by: &Acting, id: &str, new: NewAttachment) -> Result<String, Error> {
        self.permitted(by, Action::EditDraft, id).await?;
        let title = title(&new.title)?;
        let attachment = id::new(self.now());
        let placement = match (&new.file, new.native) {
            (Some(_), true) => Placement::SeparateNative,
            (Some(_), false) => Placement::SeparatePdf,
            (None, _) => Placement::SameFile,
        };
        let version = match new.file {
            Some(file) => Some(self.version_of(by, &attachment, file, placement).await?),
            None => None,
        };
        let mut change = Change::begin(self, by, id).await?;
        let attached = &change.document.attachments;
        if attached.len() >= MOST {
            let values = vec![("most", MOST.to_string())];
            let fault = Fault::new("file", "office-attachments-many", values);
            return Err(Error::Invalid(vec![fault]));
        }
        let last = attached.iter().map(|it| it.ordinal).max();
        let size = version.as_ref().map_or(0, |it| it.size);
        change.document.has_room(&attachment, size)?;
        let row = AttachmentRow {
            id: attachment.clone(),
            ordinal: last.map_or(0, |last| last + 1),
            name: title,
            current_version: i64::from(version.is_some()),
            placement: placement.code().to_owned(),
        };
        files::add_attachment(&mut change.tx, by.agency(), id, &row).await?;
        if let Some(version) = &version {
            files::add(&mut change.tx, by.agency(), id, version).await?;
        }
        let told = json!({ "name": row.name, "placement": row.placement });
        change.end("attached", "attach", &attachment, told).await?;
        Ok(attachment)
    }

    /// Puts another file in the place of an attachment's; the one before stays as a version. Gives
    /// the number of the new one.
    ///
    /// # Errors
    /// As [`attach`](Self::attach); [`Error::NotFound`] where it has no file of its own.
    pub async fn replace_attachment(
        &self,
        by: &Acting,
        id: &str,
        attachment: &str,
        file: AttachedFile,
    ) -> Result<i64, Error> {
        let before = self.permitted(by, Action::EditDraft, id).await?;
        let placement = Placement::from_code(&separate(&before, attachment)?.placement)?;
        let mut version = self.version_of(by, attachment, file, placement).await?;
        let mut change = Change::begin(self, by, id).await?;
        let row = separate(&change.document, attachment)?.clone();
        let from = row.current_version;
        // Behind every version, in case an earlier one was made the current one again.
        let all = change.document.versions.iter();
        let last = all.filter(|it| it.slot == attachment).map(|it| it.version);
        version.version = last.max().unwrap_or(from) + 1;
        change.document.has_room(attachment, version.size)?;
        files::add(&mut change.tx, by.agency(), id, &version).await?;
        let (tx, to) = (&mut change.tx, version.version);
        files::move_attachment(tx, by.agency(), id, attachment, from, to).await?;
        let told = json!({ "name": row.name, "version": to });
        change
            .end(
                "attachment-replaced",
                "replace-attachment",
                attachment,
                told,
            )
            .await?;
        Ok(to)
    }

    /// Removes an attachment from a draft; its files stay in the store.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none such.
    pub async fn detach(&self, by: &Acting, id: &str, attachment: &str) -> Result<(), Error> {
        self.permitted(by, Action::EditDraft, id).await?;
        let mut change = Change::begin(self, by, id).await?;
        let attached = change.document.attachments.iter();
        let mut found = attached.filter(|it| it.id == attachment);
        let name = found.next().ok_or(Error::NotFound)?.name.clone();
        let at = instant::millis(self.now());
        files::remove_attachment(&mut change.tx, by.agency(), id, attachment, at).await?;
        change
            .end("detached", "detach", attachment, json!({ "name": name }))
            .await
    }

    /// The first version of an attachment's file, let in and stored.
    async fn version_of(
        &self,
        by: &Acting,
        attachment: &str,
        file: AttachedFile,
        placement: Placement,
    ) -> Result<VersionRow, Error> {
        if placement == Placement::SeparateNative {
            return self.native_version(by, attachment, file).await;
        }
        let admitted = self.admit(&file.bytes).await?;
        let blobs = self.store().blobs();
        let original = match &admitted.converter {
            Some(_) => Some(blobs.put(by.agency(), file.bytes).await?),
            None => None,
        };
        let pages = pages(&admitted.pdf)?;
        let size = i64::try_from(admitted.pdf.len()).unwrap_or(i64::MAX);
        let facts = FileFacts {
            converter: admitted.converter,
            ..FileFacts::default()
        };
        let digest = blobs.put(by.agency(), admitted.pdf).await?;
        Ok(VersionRow {
            slot: attachment.to_owned(),
            version: 1,
            digest: digest.to_string(),
            size,
            pages,
            original_digest: original.map(|it| it.to_string()),
            original_name: Some(file.name),
            reason: "uploaded".to_owned(),
            facts: serde_json::to_string(&facts)?,
            made_by: by.account().to_owned(),
            made_at: instant::millis(self.now()),
            signature_digest: None,
            signature_size: None,
        })
    }
}

impl Office {
    /// The first version of a file that stays as it is, let in and stored.
    async fn native_version(
        &self,
        by: &Acting,
        attachment: &str,
        file: AttachedFile,
    ) -> Result<VersionRow, Error> {
        let kind = admit_native(&file.name, &file.bytes)?;
        let facts = FileFacts {
            media_type: Some(kind.media_type),
            ..FileFacts::default()
        };
        let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
        let digest = self.store().blobs().put(by.agency(), file.bytes).await?;
        Ok(VersionRow {
            slot: attachment.to_owned(),
            version: 1,
            digest: digest.to_string(),
            size,
            pages: 0,
            original_digest: None,
            original_name: Some(file.name),
            reason: "uploaded".to_owned(),
            facts: serde_json::to_string(&facts)?,
            made_by: by.account().to_owned(),
            made_at: instant::millis(self.now()),
            signature_digest: None,
            signature_size: None,
        })
    }
}

/// A change of a draft's attachments, in one transaction.
struct Change<'a> {
    office: &'a Office,
    by: &'a Acting,
    tx: Tx,
    document: Outgoing,
    basis: access::Basis,
}

impl<'a> Change<'a> {
    async fn begin(office: &'a Office, by: &'a Acting, id: &str) -> Result<Self, Error> {
        let mut tx = office.store().begin().await?;
        let document = Outgoing::load(&mut tx, by.agency(), id).await?;
        let basis = by.decide(Action::EditDraft, &document.facts()?)?;
        Ok(Self {
            office,
            by,
            tx,
            document,
            basis,
        })
    }

    async fn end(
        mut self,
        event: &str,
        act: &str,
        attachment: &str,
        told: Value,
    ) -> Result<(), Error> {
        let (office, by) = (self.office, self.by);
        self.document
            .save(&mut self.tx, office, by, event, told)
            .await?;
        let id = self.document.row.id.clone();
        let entry = Entry {
            act,
            kind: "outgoing",
            object: &id,
            basis: Some(&self.basis),
            detail: detail! { "attachment" => attachment },
        };
        office.record(&mut self.tx, by, entry).await?;
        Ok(self.tx.commit().await?)
    }
}

impl Outgoing {
    /// Whether a file of that many bytes has room in a slot, beside the others that are sent.
    pub(super) fn has_room(&self, slot: &str, bytes: i64) -> Result<(), Error> {
        let attached = self.attachments.iter();
        let others = attached
            .filter(|it| it.id != slot)
            .filter_map(|it| self.version(&it.id, it.current_version));
        let main = self.current().filter(|_| slot != MAIN);
        let sum: i64 = others.chain(main).map(|it| it.size).sum();
        let sum = u64::try_from(sum.saturating_add(bytes)).unwrap_or(u64::MAX);
        if sum <= LARGEST_TOGETHER {
            return Ok(());
        }
        let values = vec![("most", (LARGEST_TOGETHER >> 20).to_string())];
        let fault = Fault::new("file", "office-files-large", values);
        Err(Error::Invalid(vec![fault]))
    }
}

/// The attachment, if it is in a file of its own.
fn separate<'a>(document: &'a Outgoing, attachment: &str) -> Result<&'a AttachmentRow, Error> {
    let mut attached = document.attachments.iter();
    let found = attached.find(|it| it.id == attachment && it.current_version > 0);
    found.ok_or(Error::NotFound)
}

fn title(text: &str) -> Result<String, Error> {
    let fault = |code: &str, values| Error::Invalid(vec![Fault::new("title", code, values)]);
    let title = normalise::line(text).map_err(|_| fault("office-text-unreadable", Vec::new()))?;
    if title.is_empty() {
        return Err(fault("office-title-missing", Vec::new()));
    }
    if title.chars().count() > LONGEST {
        let values = vec![("longest", LONGEST.to_string())];
        return Err(fault("office-title-long", values));
    }
    Ok(title)
}
