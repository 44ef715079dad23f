//! The files of what arrived.

use store::incoming::FileRow;

use super::beside;
use crate::admission::PDF;
use crate::{Acting, Error, Kept, Office};

impl Office {
    /// One file of an incoming document, to be read; 0 is the document itself. One that a
    /// correction replaced is found too.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen.
    pub async fn incoming_file(
        &self,
        by: &Acting,
        id: &str,
        ordinal: i64,
    ) -> Result<(FileRow, Kept), Error> {
        let arrived = self.incoming(by, id).await?;
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
    /// [`Error::NotFound`] also where it may not be seen, or has none beside it.
    pub async fn incoming_signature(
        &self,
        by: &Acting,
        id: &str,
        ordinal: i64,
    ) -> Result<(String, Kept), Error> {
        let (file, _) = self.incoming_file(by, id, ordinal).await?;
        let digest = file.signature_digest.ok_or(Error::NotFound)?;
        let kept = self.kept(by.agency(), &digest)?;
        Ok((format!("{}{}", file.name, beside::ENDING), kept))
    }

    /// What is shown of a file of an incoming document: itself, or the PDF that it was converted to.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen, and of what cannot be shown.
    pub async fn incoming_shown(&self, by: &Acting, id: &str, ordinal: i64) -> Result<Kept, Error> {
        let arrived = self.incoming(by, id).await?;
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
}
