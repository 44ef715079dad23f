//! Files let in: what the office writes itself, what others wrote, and data that stays as it is.
//!
//! Everything is inspected before any program opens it, by its content and never by its name. A PDF
//! of ours has to be fit for signatures; one from outside was signed by others and is kept bit for
//! bit, so that only what is dangerous about it keeps it out. Office files are converted in the
//! sandbox.

use convert::{Limits, Reason, inspect_data, inspect_office, inspect_pdf_bytes};
use documents::native::{NativeType, NativeTypes};

use crate::{Error, Fault, Office};

/// The media type of a PDF file.
pub(crate) const PDF: &str = "application/pdf";

/// A file that was let in, as PDF.
pub(crate) struct Admitted {
    pub(crate) pdf: Vec<u8>,
    pub(crate) converter: Option<String>,
}

/// A file from outside that was let in.
pub(crate) struct Received {
    pub(crate) media_type: String,
    /// What is shown of it, where it is no PDF itself.
    pub(crate) shown: Option<Vec<u8>>,
}

impl Office {
    /// Lets a file of ours in, converted where it has to be.
    pub(crate) async fn admit(&self, bytes: &[u8]) -> Result<Admitted, Error> {
        if is_pdf(bytes) {
            let inspection = inspect_pdf_bytes(bytes);
            if !inspection.is_accepted() {
                return Err(refused(&inspection.reasons));
            }
            return Ok(Admitted {
                pdf: bytes.to_vec(),
                converter: None,
            });
        }
        let inspection = inspect_office(bytes);
        if inspection.accepted().is_none() {
            return Err(refused(&inspection.reasons));
        }
        let (pdf, program) = self.converted(bytes).await?;
        Ok(Admitted {
            pdf,
            converter: Some(program),
        })
    }

    /// Lets a document from outside in. An office file is converted to be shown; its bytes stay.
    pub(crate) async fn receive(&self, bytes: &[u8]) -> Result<Received, Error> {
        if is_pdf(bytes) {
            let mut reasons = inspect_pdf_bytes(bytes).reasons;
            // The sender's faults of form; what is read of it is the same.
            reasons.retain(|it| !matches!(it, Reason::PdfFont { .. }));
            if !reasons.is_empty() {
                return Err(refused(&reasons));
            }
            return Ok(Received {
                media_type: PDF.to_owned(),
                shown: None,
            });
        }
        let inspection = inspect_office(bytes);
        let Some(kind) = inspection.accepted() else {
            return Err(refused(&inspection.reasons));
        };
        let (shown, _) = self.converted(bytes).await?;
        Ok(Received {
            media_type: kind.media_type().to_owned(),
            shown: Some(shown),
        })
    }

    /// Lets in what came beside a document: a PDF, or a file of a format that may stay as it is.
    pub(crate) async fn receive_beside(&self, name: &str, bytes: &[u8]) -> Result<Received, Error> {
        if is_pdf(bytes) {
            return self.receive(bytes).await;
        }
        Ok(Received {
            media_type: admit_native(name, bytes)?.media_type,
            shown: None,
        })
    }

    /// An office file as PDF, and what converted it.
    async fn converted(&self, bytes: &[u8]) -> Result<(Vec<u8>, String), Error> {
        let folder = tempfile::tempdir().map_err(Error::Temporary)?;
        let (input, output) = (
            folder.path().join("input"),
            folder.path().join("output.pdf"),
        );
        tokio::fs::write(&input, bytes)
            .await
            .map_err(Error::Temporary)?;
        let converter = self.converter().await?;
        let converted = converter
            .to_pdf(&input, &output, &Limits::default())
            .await?;
        let pdf = tokio::fs::read(&output).await.map_err(Error::Temporary)?;
        Ok((pdf, converted.program))
    }
}

/// Lets a file in that stays as it is, of one of the formats of the profile.
pub(crate) fn admit_native(name: &str, bytes: &[u8]) -> Result<NativeType, Error> {
    let types = NativeTypes::built_in()?;
    let Some(kind) = types.of_name(name) else {
        let known: Vec<_> = types.types().map(|it| it.extension.as_str()).collect();
        let values = vec![("known", known.join(", "))];
        let fault = Fault::new("file", "office-native-unknown", values);
        return Err(Error::Invalid(vec![fault]));
    };
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > kind.largest_bytes() {
        let values = vec![
            ("kind", kind.name.clone()),
            ("largest", kind.largest.to_string()),
        ];
        let fault = Fault::new("file", "office-native-large", values);
        return Err(Error::Invalid(vec![fault]));
    }
    let reasons = inspect_data(&kind.extension, bytes);
    match reasons.is_empty() {
        true => Ok(kind.clone()),
        false => Err(refused(&reasons)),
    }
}

fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

pub(crate) fn refused(reasons: &[Reason]) -> Error {
    let fault = |reason: &Reason| Fault::new("file", reason.code(), reason.values());
    Error::Invalid(reasons.iter().map(fault).collect())
}
