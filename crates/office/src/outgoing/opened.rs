//! A document that somebody has open: loaded once, however much is shown of it.
//!
//! A page and an answer to a program show a document with its acts, its story and what became of it.
//! Who may read it is decided when it is opened; what may be done is decided with each act, on the
//! document as it is by then.

use std::ops::Deref;
use std::sync::Arc;

use access::Action;
use store::exchange::{self, ConsignmentRow};
use store::outgoing::{self, EventRow};
use store::{Digest, Once, relations};

use super::document::Outgoing;
use super::relations::Relations;
use crate::exchange::{sent_name, signature_of};
use crate::{Acting, Error, Judged, Office};

/// A document in the hands of somebody who may read it.
#[derive(Debug)]
pub struct Opened<'a> {
    pub(super) office: &'a Office,
    pub(super) by: &'a Acting,
    document: Outgoing,
    files: Once,
}

impl Deref for Opened<'_> {
    type Target = Outgoing;

    fn deref(&self) -> &Outgoing {
        &self.document
    }
}

impl Office {
    /// Opens a document that this person may read.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen.
    pub async fn open_outgoing<'a>(
        &'a self,
        by: &'a Acting,
        id: &str,
    ) -> Result<Opened<'a>, Error> {
        Ok(Opened {
            document: self.outgoing(by, id).await?,
            files: Once::new(self.store().blobs().clone(), by.agency()),
            office: self,
            by,
        })
    }
}

impl Opened<'_> {
    /// The document itself.
    #[must_use]
    pub fn into_outgoing(self) -> Outgoing {
        self.document
    }

    /// Whether this person may change the draft now: its fields, its file, what goes with it.
    #[must_use]
    pub fn may_edit(&self) -> bool {
        let facts = self.facts();
        facts.is_ok_and(|facts| self.by.decide(Action::EditDraft, &facts).is_ok())
    }

    /// A file of the document, read once.
    pub(super) async fn bytes(&self, digest: &str) -> Result<Arc<Vec<u8>>, Error> {
        let digest = Digest::parse(digest).ok_or(Error::NotFound)?;
        Ok(self.files.whole(&digest).await?)
    }

    /// What the signatures in the current file are worth now; none without a file.
    ///
    /// # Errors
    /// [`Error::Pdf`], [`Error::Trust`].
    pub async fn verdict(&self) -> Result<Option<Judged>, Error> {
        let Some(current) = self.current() else {
            return Ok(None);
        };
        let bytes = self.bytes(&current.digest).await?;
        let (judge, at) = (self.office.judge().clone(), self.office.now());
        let name = self.row.id.clone();
        let judged = tokio::task::spawn_blocking(move || judge.judge(&name, bytes, at));
        Ok(Some(judged.await??))
    }

    /// What the organisation's signatures beside files in their own format are worth now, each with
    /// the name of its file.
    ///
    /// # Errors
    /// The store's, when a file is missing or damaged; [`Error::Trust`].
    pub async fn verdicts_beside(&self) -> Result<Vec<(String, Judged)>, Error> {
        let mut verdicts = Vec::new();
        for (attachment, version, digest) in self.signed_beside() {
            let signature = self.bytes(digest).await?;
            let content = self.bytes(&version.digest).await?;
            let (judge, at) = (self.office.judge().clone(), self.office.now());
            let name = signature_of(&sent_name(&attachment.name, version));
            let judging = move || {
                let judged = judge.judge_detached(&name, &signature, &*content, at)?;
                Ok::<_, Error>((name, judged))
            };
            verdicts.push(tokio::task::spawn_blocking(judging).await??);
        }
        Ok(verdicts)
    }

    /// Its story, in its order.
    ///
    /// # Errors
    /// The store's.
    pub async fn story(&self) -> Result<Vec<EventRow>, Error> {
        let mut reader = self.office.store().reader();
        Ok(outgoing::events(&mut reader, self.by.agency(), &self.row.id).await?)
    }

    /// What became of it at each of its recipients.
    ///
    /// # Errors
    /// The store's.
    pub async fn consignments(&self) -> Result<Vec<ConsignmentRow>, Error> {
        let mut reader = self.office.store().reader();
        Ok(exchange::of_document(&mut reader, self.by.agency(), &self.row.id).await?)
    }

    /// How it and others bear on one another.
    ///
    /// # Errors
    /// The store's.
    pub async fn relations(&self) -> Result<Relations, Error> {
        let mut reader = self.office.store().reader();
        let (agency, id) = (self.by.agency(), &self.row.id);
        Ok(Relations {
            of: relations::of(&mut reader, agency, id).await?,
            to: relations::to(&mut reader, agency, "outgoing", id).await?,
        })
    }
}
