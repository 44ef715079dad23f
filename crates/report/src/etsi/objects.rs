//! The objects that a verdict rests on, each once, under an identifier made of its digest.

use ades::validate::{ChainLink, RevocationSource};

use super::schema::{Poe, Representation, SignatureReport, ValidationObject};
use crate::numbers::hexadecimal;

/// The objects collected while the report is written.
#[derive(Default)]
pub(super) struct Objects {
    list: Vec<ValidationObject>,
}

impl Objects {
    /// The identifier that the certificate with this digest has, once it is added.
    pub(super) fn certificate_id(sha256: &[u8]) -> String {
        // Identifiers begin with a letter.
        format!("C-{}", hexadecimal(sha256))
    }

    /// Adds a certificate and gives its identifier.
    pub(super) fn certificate(&mut self, link: &ChainLink) -> String {
        let id = Self::certificate_id(&link.sha256);
        self.add(ValidationObject {
            id: id.clone(),
            kind: kind("certificate"),
            representation: Representation::whole(&link.der),
            poe: None,
            report: None,
        });
        id
    }

    /// Adds a list or an answer by its digest and gives its identifier.
    pub(super) fn revocation_data(
        &mut self,
        sha256: &[u8],
        source: Option<RevocationSource>,
    ) -> String {
        let id = format!("R-{}", hexadecimal(sha256));
        self.add(ValidationObject {
            id: id.clone(),
            kind: kind(match source {
                Some(RevocationSource::Answer) => "OCSPResponse",
                Some(RevocationSource::List) | None => "CRL",
            }),
            representation: Representation::sha256(sha256),
            poe: None,
            report: None,
        });
        id
    }

    /// Adds a time stamp by its digest, with what was found of it, and gives its identifier.
    pub(super) fn timestamp(
        &mut self,
        sha256: &[u8],
        poe: Option<Poe>,
        report: SignatureReport,
    ) -> String {
        let id = format!("T-{}", hexadecimal(sha256));
        self.add(ValidationObject {
            id: id.clone(),
            kind: kind("timestamp"),
            representation: Representation::sha256(sha256),
            poe,
            report: Some(report),
        });
        id
    }

    pub(super) fn into_list(self) -> Vec<ValidationObject> {
        self.list
    }

    fn add(&mut self, object: ValidationObject) {
        if !self.list.iter().any(|known| known.id == object.id) {
            self.list.push(object);
        }
    }
}

fn kind(name: &str) -> String {
    format!("urn:etsi:019102:validationObject:{name}")
}
