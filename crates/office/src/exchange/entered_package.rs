//! A package of another installation brought to the clerk: what it says fills in the form, and what
//! is in it becomes the document's files (E1, V6).
//!
//! The package is set aside when it is opened, and kept as it came, beside the files that were in it,
//! when the document is entered; one that no document came of is dropped after a week. Its own
//! signature says which system packed it; what the document is worth is judged by the signatures in
//! the document.

use report::verify::SignatureReport;
use store::Digest;
use store::incoming::FileRow;
use time::Duration;

use super::beside::is_beside;
use super::entered_fields::EnteredFields;
use super::package::{self, Package};
use crate::outgoing::AttachedFile;
use crate::{Acting, Error, Fault, Office};

/// The name under which a package is kept with its document.
const NAME: &str = "goi-tin.asice";
/// How long a package that was opened waits for its document to be entered.
const WAITS: Duration = Duration::days(7);

/// A package, opened for the form.
#[derive(Clone, Debug)]
pub struct OpenedPackage {
    /// What the form is filled in with.
    pub fields: EnteredFields,
    /// The names of its files, the document first; signatures beside them are not named.
    pub files: Vec<String>,
    /// What its signatures are worth.
    pub signatures: Vec<SignatureReport>,
}

impl Office {
    /// Opens a package and sets it aside, so that the document in it can be entered.
    ///
    /// # Errors
    /// When this person enters nothing; what is wrong with the package.
    pub async fn open_package(&self, by: &Acting, bytes: Vec<u8>) -> Result<OpenedPackage, Error> {
        self.may_enter(by).await?;
        let opened = package::open(self, bytes.clone()).await?;
        let blobs = self.store().blobs();
        let digest = blobs.set_aside(by.agency(), bytes, self.now()).await?;
        Ok(described(opened, digest.to_string()))
    }

    /// The package that was opened for a form, again.
    ///
    /// # Errors
    /// As [`open_package`](Self::open_package); [`Error::Invalid`] where it waited too long.
    pub async fn opened_package(&self, by: &Acting, digest: &str) -> Result<OpenedPackage, Error> {
        self.may_enter(by).await?;
        let bytes = self.set_aside(by, digest).await?;
        let opened = package::open(self, bytes).await?;
        Ok(described(opened, digest.to_owned()))
    }

    /// Drops the packages that were opened and of which no document came.
    pub(crate) async fn drop_packages(&self) -> Result<usize, Error> {
        Ok(self.store().blobs().drop_aside(self.now() - WAITS).await?)
    }

    /// The bytes of a package that was opened for a form.
    async fn set_aside(&self, by: &Acting, digest: &str) -> Result<Vec<u8>, Error> {
        let digest = Digest::parse(digest).ok_or(Error::NotFound)?;
        match self.store().blobs().aside(by.agency(), &digest).await {
            Err(store::Error::BlobMissing(_)) => {
                let values = vec![("days", WAITS.whole_days().to_string())];
                let fault = Fault::new("package", "office-package-gone", values);
                Err(Error::Invalid(vec![fault]))
            }
            other => Ok(other?),
        }
    }

    /// The files of a package that was opened for a form, the document first, and the package itself,
    /// which is kept from now on.
    pub(super) async fn unpacked(
        &self,
        by: &Acting,
        digest: &str,
    ) -> Result<(Vec<AttachedFile>, Kept), Error> {
        let bytes = self.set_aside(by, digest).await?;
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let kept = self.store().blobs().put(by.agency(), bytes.clone());
        kept.await?;
        let opened = package::open(self, bytes).await?;
        let indication = super::judged::code(opened.indication);
        let files = opened.files.into_iter().map(|it| AttachedFile {
            name: it.name,
            bytes: it.bytes,
        });
        let kept = Kept {
            indication,
            row: FileRow {
                ordinal: 0,
                name: NAME.to_owned(),
                digest: digest.to_owned(),
                size,
                media_type: package::MEDIA_TYPE.to_owned(),
                indication: indication.to_owned(),
                ..FileRow::default()
            },
        };
        Ok((files.collect(), kept))
    }
}

/// A package, as it is kept with its document.
pub(super) struct Kept {
    /// What its signature is worth.
    pub(super) indication: &'static str,
    /// Its file.
    pub(super) row: FileRow,
}

fn described(opened: Package, digest: String) -> OpenedPackage {
    let base = EnteredFields {
        channel: "upload".to_owned(),
        package: digest,
        ..EnteredFields::default()
    };
    let fields = match opened.record {
        Some(record) => EnteredFields {
            sender: record.sender.name,
            number: record.notation,
            date: record.date,
            type_code: record.type_code,
            subject: record.subject,
            urgency: record.urgency,
            due: record.reply_by.unwrap_or_default(),
            ..base
        },
        None => base,
    };
    let names: Vec<_> = opened.files.into_iter().map(|it| it.name).collect();
    let files = names.iter().filter(|it| !is_beside(it, &names));
    OpenedPackage {
        fields,
        files: files.cloned().collect(),
        signatures: opened.signatures,
    }
}
