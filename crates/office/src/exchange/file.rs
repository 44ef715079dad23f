//! The files of what arrived. Of what its sender has withdrawn none is given away (Điều 18; E3): who
//! sees to it looks at the document on its page until the copy is out of use, and then nobody does.

use access::Action;
use documents::vietnam;
use store::incoming::FileRow;
use store::{instant, recalls};

use super::arrival::{Arrived, facts};
use super::beside::signature_of;
use crate::admission::PDF;
use crate::{Acting, Error, Kept, Office};

impl Office {
    /// One file of an incoming document, to be read; 0 is the document itself. One that a
    /// correction replaced is found too.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen; [`Error::OutOfUse`] where its sender has
    /// withdrawn it.
    pub async fn incoming_file(
        &self,
        by: &Acting,
        id: &str,
        ordinal: i64,
    ) -> Result<(FileRow, Kept), Error> {
        let arrived = self.incoming(by, id).await?;
        self.still_used(by, &arrived, Use::Taken).await?;
        let mut files = arrived.files.into_iter().chain(arrived.replaced);
        let found = files
            .find(|it| it.ordinal == ordinal)
            .ok_or(Error::NotFound)?;
        let kept = self.kept(by.agency(), &found.digest)?;
        Ok((found, kept))
    }

    /// The signature that came beside a file of an incoming document, and what it is called.
    ///
    /// # Errors
    /// As [`incoming_file`](Self::incoming_file); [`Error::NotFound`] also where it has none beside it.
    pub async fn incoming_signature(
        &self,
        by: &Acting,
        id: &str,
        ordinal: i64,
    ) -> Result<(String, Kept), Error> {
        let (file, _) = self.incoming_file(by, id, ordinal).await?;
        let digest = file.signature_digest.ok_or(Error::NotFound)?;
        let kept = self.kept(by.agency(), &digest)?;
        Ok((signature_of(&file.name), kept))
    }

    /// What is shown of a file of an incoming document: itself, or the PDF that it was converted to.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen, and of what cannot be shown;
    /// [`Error::OutOfUse`], or a refusal, where its sender has withdrawn it.
    pub async fn incoming_shown(&self, by: &Acting, id: &str, ordinal: i64) -> Result<Kept, Error> {
        let arrived = self.incoming(by, id).await?;
        self.still_used(by, &arrived, Use::Seen).await?;
        let mut files = arrived.files.iter();
        let found = files.find(|it| it.ordinal == ordinal);
        let found = found.ok_or(Error::NotFound)?;
        let shown = match (&found.shown_digest, found.media_type.as_str()) {
            (Some(shown), _) => shown,
            (None, PDF) => &found.digest,
            (None, _) => return Err(Error::NotFound),
        };
        self.kept(by.agency(), shown)
    }

    /// Refuses the files of what its sender has withdrawn.
    async fn still_used(&self, by: &Acting, arrived: &Arrived, how: Use) -> Result<(), Error> {
        let row = &arrived.row;
        let mut reader = self.store().reader();
        let recall = recalls::of_incoming(&mut reader, &row.agency_id, &row.id).await?;
        let Some(recall) = recall else {
            return Ok(());
        };
        if how == Use::Taken || recall.confirmed_at.is_some() {
            let at = instant::from_millis("at", recall.at)?;
            return Err(Error::OutOfUse {
                day: vietnam::written(vietnam::date(at)),
            });
        }
        self.may(by, Action::ReadRecalled, &facts(row)?, &row.id)
            .await
            .map(drop)
    }
}

/// How a file is used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Use {
    /// It is looked at on the page of its document.
    Seen,
    /// Its bytes are taken away.
    Taken,
}
