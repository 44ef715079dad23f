//! The file of a draft: let in, converted, made ready for its number (S15, S16, S18; Điều 10).
//!
//! An office file is inspected, kept as it came, and converted in the sandbox; a PDF is inspected.
//! Whatever is let in gets its fields for number and date now, since after the first signature
//! nothing may be added.

use access::Action;
use layout::Profile;
use layout::number::NumberPlaces;
use pdf::{Document, OpenOptions};
use serde_json::json;
use std::sync::Arc;
use store::files::{self, MAIN, VersionRow};
use store::{instant, signing};

use super::document::{FileFacts, Outgoing};
use crate::ledger::detail;
use crate::{Acting, Entry, Error, Office, signature};

/// What became of an uploaded file.
#[derive(Clone, Debug)]
pub struct Uploaded {
    /// The version it became.
    pub version: i64,
    /// Pages of the PDF.
    pub pages: i64,
    /// Whether places for number and date were found.
    pub number_fields: bool,
    /// Why not, as a code of the catalogue.
    pub number_fault: Option<String>,
}

impl Office {
    /// Takes a file as the document's text.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every reason why the file is refused; [`Error::Convert`].
    pub async fn upload(
        &self,
        by: &Acting,
        id: &str,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<Uploaded, Error> {
        self.permitted(by, Action::EditDraft, id).await?;
        let agency = by.agency();
        let admitted = self.admit(&bytes).await?;
        let original = match &admitted.converter {
            Some(_) => Some(self.store().blobs().put(agency, bytes).await?),
            None => None,
        };
        let seed = self.seed()?;
        let prepared = prepare(admitted.pdf.clone(), &seed);
        let (pdf, base, number_fault) = match prepared {
            Ok(pdf) => (pdf, Some(admitted.pdf), None),
            Err(error) => (admitted.pdf, None, Some(error.code().to_owned())),
        };
        let base = match base {
            Some(base) => Some(self.store().blobs().put(agency, base).await?),
            None => None,
        };
        let pages = pages(&pdf)?;
        let size = i64::try_from(pdf.len()).unwrap_or(i64::MAX);
        let digest = self.store().blobs().put(agency, pdf).await?;
        let facts = FileFacts {
            slots: Vec::new(),
            number_fields: number_fault.is_none(),
            converter: admitted.converter,
            base: base.as_ref().map(ToString::to_string),
            media_type: None,
        };
        let key = self.outgoing(by, id).await?.places_key();
        let source = base.as_ref().unwrap_or(&digest);
        let places = self.remembered_places(agency, &key, source).await?;

        let at = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        let mut document = Outgoing::load(&mut tx, agency, id).await?;
        let basis = by.decide(Action::EditDraft, &document.facts()?)?;
        document.has_room(MAIN, size)?;
        signing::void_open(&mut tx, agency, id, at, "office-file-changed").await?;
        let version = VersionRow {
            slot: MAIN.to_owned(),
            version: document.row.current_version + 1,
            digest: digest.to_string(),
            size,
            pages,
            original_digest: original.map(|it| it.to_string()),
            original_name: Some(name.to_owned()),
            reason: "uploaded".to_owned(),
            facts: serde_json::to_string(&facts)?,
            made_by: by.account().to_owned(),
            made_at: at,
            signature_digest: None,
            signature_size: None,
        };
        let added = files::add(&mut tx, agency, id, &version).await;
        added.map_err(|error| match error {
            // Two files at the same moment: the other one has become this version.
            store::Error::Duplicate(_) => Error::Stale,
            other => other.into(),
        })?;
        document.row.current_version = version.version;
        document.row.places = places;
        let payload = json!({ "name": name, "version": version.version, "pages": pages });
        document
            .save(&mut tx, self, by, "uploaded", payload)
            .await?;
        let entry = Entry {
            act: "upload",
            kind: "outgoing",
            object: id,
            basis: Some(&basis),
            detail: detail! { "version" => version.version, "digest" => version.digest },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        Ok(Uploaded {
            version: version.version,
            pages,
            number_fields: facts.number_fields,
            number_fault,
        })
    }
}

fn prepare(pdf: Vec<u8>, seed: &[u8; 32]) -> Result<Vec<u8>, Error> {
    let profile = Profile::named("nd30")?;
    signature::make_number_fields(pdf, &profile, &NumberPlaces::default(), seed)
}

pub(super) fn pages(pdf: &[u8]) -> Result<i64, Error> {
    let document = Document::open(Arc::new(pdf.to_vec()), &OpenOptions::default())?;
    Ok(i64::try_from(document.latest().pages()?.len()).unwrap_or(i64::MAX))
}
