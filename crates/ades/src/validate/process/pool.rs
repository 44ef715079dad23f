//! All certificates and revocation data at hand, from the file and from outside, each once.

use std::collections::{HashMap, HashSet};

use pki::Certificate;
use pki::crl::Crl;
use pki::ocsp;
use pki::revocation::Material;

use super::super::evidence::Evidence;
use super::super::facts::DocumentFacts;
use super::super::timestamp::TimestampFacts;
use super::poe::{Digest, digest};

/// Certificates, and lists and answers together, that are looked at: real files have dozens.
const MOST: usize = 2000;

/// All certificates and revocation data at hand.
#[derive(Debug, Default)]
pub(super) struct Pool {
    pub(super) certificates: Vec<Certificate>,
    pub(super) material: Material,
    by_digest: HashMap<Digest, Certificate>,
    data: HashSet<Digest>,
    embedded: HashSet<Digest>,
    inside: HashMap<Digest, Vec<Digest>>,
}

impl Pool {
    /// Everything in the file, then everything from outside.
    pub(super) fn new(facts: &DocumentFacts, evidence: &Evidence) -> Self {
        let mut pool = Self::default();
        for store in &facts.security_store {
            pool.embed(&store.certificates, &store.lists, &store.answers);
        }
        for signature in &facts.signatures {
            if let Some(cms) = &signature.cms {
                pool.embed(&cms.certificates, &cms.lists, &cms.answers);
                let archive = cms.archive_timestamps.iter().map(|archive| &archive.stamp);
                let stamps = cms.timestamps.iter().chain(&cms.content_timestamps);
                stamps.chain(archive).for_each(|stamp| pool.stamp(stamp));
            }
            if let Some(stamp) = &signature.document_timestamp {
                pool.stamp(stamp);
            }
        }
        for certificate in &evidence.certificates {
            pool.certificate(certificate);
        }
        for list in &evidence.material.lists {
            pool.list(list.clone());
        }
        for answer in &evidence.material.answers {
            pool.answer(answer.clone());
        }
        pool
    }

    /// The certificate with this DER, read once.
    pub(super) fn read(&self, der: &[u8]) -> Option<Certificate> {
        let known = self.by_digest.get(&digest(der)).cloned();
        known.or_else(|| Certificate::from_der(der).ok())
    }

    /// Whether the file itself has this certificate, list or answer.
    pub(super) fn is_embedded(&self, object: &Digest) -> bool {
        self.embedded.contains(object)
    }

    /// The certificates inside an answer.
    pub(super) fn inside(&self, answer: &Digest) -> &[Digest] {
        self.inside.get(answer).map_or(&[], Vec::as_slice)
    }

    fn stamp(&mut self, stamp: &TimestampFacts) {
        self.embed(&stamp.certificates, &stamp.lists, &stamp.answers);
    }

    fn embed(&mut self, certificates: &[Vec<u8>], lists: &[Vec<u8>], answers: &[Vec<u8>]) {
        for der in certificates {
            let found = digest(der);
            if !self.by_digest.contains_key(&found)
                && let Ok(certificate) = Certificate::from_der(der)
            {
                self.certificate(&certificate);
            }
            self.embedded.insert(found);
        }
        for der in lists {
            let found = digest(der);
            if self.embedded.insert(found)
                && let Ok(list) = Crl::from_der(der)
            {
                self.list(list);
            }
        }
        for der in answers {
            let found = digest(der);
            if self.embedded.insert(found)
                && let Ok(answer) = ocsp::Response::from_der(der)
            {
                self.answer(answer);
            }
            let inside: Vec<_> = self.inside(&found).to_vec();
            self.embedded.extend(inside);
        }
    }

    fn certificate(&mut self, certificate: &Certificate) {
        let found = certificate.sha256_fingerprint();
        if self.certificates.len() < MOST && !self.by_digest.contains_key(&found) {
            self.by_digest.insert(found, certificate.clone());
            self.certificates.push(certificate.clone());
        }
    }

    fn list(&mut self, list: Crl) {
        if self.data.len() < MOST && self.data.insert(digest(list.der())) {
            self.material.lists.push(list);
        }
    }

    fn answer(&mut self, answer: ocsp::Response) {
        let found = digest(answer.der());
        if self.data.len() >= MOST || !self.data.insert(found) {
            return;
        }
        let certificates = answer.basic().map(|basic| basic.certificates.clone());
        let certificates = certificates.unwrap_or_default();
        let digests = certificates.iter().map(Certificate::sha256_fingerprint);
        self.inside.insert(found, digests.collect());
        for certificate in &certificates {
            self.certificate(certificate);
        }
        self.material.answers.push(answer);
    }
}
