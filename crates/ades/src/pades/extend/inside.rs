//! The evidence that a document holds already, by the revision that brought it.

use pki::revocation::Material;
use pki::{Certificate, Crl, ocsp};

use crate::validate::{DocumentFacts, TimestampFacts};

/// Evidence of one revision.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    revision: usize,
    certificates: Vec<Certificate>,
    material: Material,
}

/// All evidence of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Inside {
    parts: Vec<Part>,
}

/// Evidence of several revisions together.
#[derive(Clone, Debug, Default)]
pub(super) struct Gathered {
    pub(super) certificates: Vec<Certificate>,
    pub(super) material: Material,
}

impl Inside {
    pub(super) fn read(facts: &DocumentFacts) -> Self {
        let mut parts = Vec::new();
        for signature in &facts.signatures {
            let revision = signature.range.as_ref().and_then(|range| range.revision);
            let Some(revision) = revision else { continue };
            let mut part = Part {
                revision,
                ..Part::default()
            };
            if let Some(cms) = &signature.cms {
                part.add(&cms.certificates, &cms.lists, &cms.answers);
                cms.timestamps.iter().for_each(|stamp| part.token(stamp));
            }
            if let Some(stamp) = &signature.document_timestamp {
                part.token(stamp);
            }
            parts.push(part);
        }
        for store in &facts.security_store {
            let mut part = Part {
                revision: store.revision,
                ..Part::default()
            };
            part.add(&store.certificates, &store.lists, &store.answers);
            parts.push(part);
        }
        Self { parts }
    }

    /// What a document time stamp in `revision` is over.
    pub(super) fn up_to(&self, revision: usize) -> Gathered {
        let mut gathered = Gathered::default();
        for part in self.parts.iter().filter(|part| part.revision <= revision) {
            gathered
                .certificates
                .extend(part.certificates.iter().cloned());
            gathered
                .material
                .lists
                .extend(part.material.lists.iter().cloned());
            gathered
                .material
                .answers
                .extend(part.material.answers.iter().cloned());
        }
        gathered
    }

    /// All of it.
    pub(super) fn all(&self) -> Gathered {
        self.up_to(usize::MAX)
    }
}

impl Part {
    fn token(&mut self, stamp: &TimestampFacts) {
        self.add(&stamp.certificates, &stamp.lists, &stamp.answers);
    }

    /// What cannot be read is no evidence.
    fn add(&mut self, certificates: &[Vec<u8>], lists: &[Vec<u8>], answers: &[Vec<u8>]) {
        let certificates = certificates.iter();
        self.certificates
            .extend(certificates.filter_map(|der| Certificate::from_der(der).ok()));
        let lists = lists.iter().filter_map(|der| Crl::from_der(der).ok());
        self.material.lists.extend(lists);
        let answers = answers.iter();
        self.material
            .answers
            .extend(answers.filter_map(|der| ocsp::Response::from_der(der).ok()));
    }
}
