//! A CMS message between the two passes: its digest algorithms must be known before the signed
//! bytes are hashed.

use std::collections::HashSet;

use pki::embedded::Embedded;
use pki::signed_data::{SignedData, SignerInfo};
use pki::tsp::Token;
use pki::{CertificateReader, DigestAlgorithm};

use super::cms_facts::{CmsFacts, ValueCheck};
use super::content::Content;
use super::finding::{Code, Finding};
use super::signer_info::Judge;
use super::store::Elsewhere;
use crate::cms::attributes::{ARCHIVE_TIMESTAMP_V3, CONTENT_TIMESTAMP};

/// Signers judged in one message; more than a handful serve no purpose.
const MOST_SIGNERS: usize = 16;

/// A message as read.
pub(super) struct ParsedCms {
    data: SignedData,
    embedded: Embedded,
}

impl ParsedCms {
    /// Reads `SignedData` that fills `bytes`.
    pub(super) fn parse(bytes: &[u8], reader: &mut CertificateReader) -> Result<Self, Finding> {
        Self::of(SignedData::from_der_with(bytes, reader))
    }

    /// Reads the file of a signature: PEM, DER or BER.
    pub(super) fn load(bytes: &[u8]) -> Result<Self, Finding> {
        Self::of(SignedData::load(bytes))
    }

    fn of(read: Result<SignedData, pki::Error>) -> Result<Self, Finding> {
        let data = read
            .map_err(|error| Finding::caused(Code::CmsMalformed, error.code(), error.values()))?;
        let embedded = Embedded::of_message(&data);
        Ok(Self { data, embedded })
    }

    /// The digest algorithms that its signers, and the time stamps over its content, need.
    pub(super) fn algorithms(&self) -> Vec<DigestAlgorithm> {
        let mut found = Vec::new();
        for signer in self.signers() {
            found.extend(signer.digest());
            let signed = signer.signed_attributes.iter();
            let stamps = signed.flat_map(|attributes| attributes.values(CONTENT_TIMESTAMP));
            let archived = signer.unsigned_attributes.values(ARCHIVE_TIMESTAMP_V3);
            for token in stamps.chain(archived) {
                let token = Token::from_der(token).ok();
                found.extend(token.and_then(|token| token.info().imprint.digest().ok()));
            }
        }
        let mut known = HashSet::new();
        found.retain(|algorithm| known.insert(*algorithm));
        found
    }

    /// How many signers there are.
    pub(super) fn signer_count(&self) -> usize {
        self.data.signers.len()
    }

    /// How large the content of its own is, if it has any.
    pub(super) fn content_length(&self) -> Option<usize> {
        self.data.content.as_ref().map(Vec::len)
    }

    /// The facts of every signer, with what is remarkable about each; too many are cut off.
    pub(super) fn all(
        &self,
        content: &Content,
        elsewhere: &Elsewhere<'_>,
    ) -> Vec<(CmsFacts, Vec<Finding>)> {
        let signers = self.signers();
        signers
            .map(|signer| {
                let mut findings = self.findings();
                let judge = Judge {
                    data: &self.data,
                    embedded: &self.embedded,
                    signer,
                    content,
                    elsewhere,
                    findings: &mut findings,
                };
                (judge.facts(), findings)
            })
            .collect()
    }

    /// The facts of the only signer that there may be; of several, which is a finding, the worst.
    pub(super) fn only(
        &self,
        content: &Content,
        elsewhere: &Elsewhere<'_>,
        findings: &mut Vec<Finding>,
    ) -> Option<CmsFacts> {
        let count = self.signer_count();
        if count != 1 {
            findings.push(Finding::new(Code::SignerCount).with("count", count));
        }
        let all = self.all(content, elsewhere);
        let (facts, found) = all.into_iter().min_by_key(|(facts, _)| soundness(facts))?;
        findings.extend(found);
        Some(facts)
    }

    fn signers(&self) -> impl Iterator<Item = &SignerInfo> {
        self.data.signers.iter().take(MOST_SIGNERS)
    }

    /// What is remarkable about the message, and so about every signature in it.
    fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.data.was_ber {
            findings.push(Finding::new(Code::CmsBer));
        }
        for other in &self.data.other_certificates {
            // Attribute certificates and other formats have context tags; they are not X.509.
            if other.first() == Some(&0x30) {
                findings.push(Finding::new(Code::CertificateUnreadable));
            }
        }
        findings
    }
}

/// From bad to good.
fn soundness(facts: &CmsFacts) -> u8 {
    match (facts.digest_matches, &facts.value) {
        (Some(false), _) | (_, ValueCheck::Wrong) => 0,
        (_, ValueCheck::NotVerified { .. }) => 1,
        (None, _) if !facts.value_over_content => 1,
        _ => 2,
    }
}
