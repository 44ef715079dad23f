//! Facts of archive time stamps in CMS (EN 319 122-1, 5.5).
//!
//! Version 3 is over the type and digest of the content, the signer's fields and a hash index,
//! which says what else is covered: each certificate, each piece of revocation information and
//! each value of an unsigned attribute by its digest. What was added later is not in the index.

use std::collections::{HashMap, HashSet};

use der::asn1::{ObjectIdentifier, OctetString};
use der::{Decode as _, Sequence};
use pki::embedded::Embedded;
use pki::signed_data::{Attributes, SignedData, SignerInfo};
use pki::tsp::Token;
use pki::{DigestAlgorithm, encode};
use serde::{Deserialize, Serialize};
use spki::AlgorithmIdentifierOwned;

use super::content::Content;
use super::finding::{Code, Finding};
use super::store::Elsewhere;
use super::timestamp::TimestampFacts;
use crate::cms::attributes::{ARCHIVE_TIMESTAMP_V2, ARCHIVE_TIMESTAMP_V3, ATS_HASH_INDEX_V3};
use crate::encoding::hex_list;

/// What was read about an archive time stamp.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ArchiveTimestampFacts {
    /// Which form it has.
    pub form: ArchiveForm,
    /// The token. Its imprint is computed for [`ArchiveForm::V3`] only.
    pub stamp: TimestampFacts,
    /// Whether everything that its hash index names is there; `None` without a readable index.
    pub index_matches: Option<bool>,
    /// SHA-256 of what the index covers, each as it stands in these facts: certificates, lists,
    /// answers, time-stamp tokens.
    #[serde(with = "hex_list")]
    pub covers: Vec<Vec<u8>>,
}

/// The form of an archive time stamp.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ArchiveForm {
    /// archive-time-stamp-v3, with a hash index.
    V3,
    /// The older form, over everything at once; it is recognised, not checked.
    V2,
}

impl ArchiveTimestampFacts {
    /// Whether nothing speaks against the token and its index but that its authority's path is
    /// not yet known.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.index_matches == Some(true) && self.stamp.is_sound()
    }
}

/// The archive time stamps of `signer`, at most so many of each form.
pub(super) fn read(
    data: &SignedData,
    signer: &SignerInfo,
    content: &Content,
    most: usize,
) -> Vec<ArchiveTimestampFacts> {
    let unsigned = &signer.unsigned_attributes;
    let archive = Archive {
        data,
        signer,
        content,
    };
    let current = unsigned.values(ARCHIVE_TIMESTAMP_V3).take(most);
    let current = current.map(|token| archive.version_3(token));
    let old = unsigned.values(ARCHIVE_TIMESTAMP_V2).take(most);
    let old = old.map(|token| archive.version_2(token));
    current.chain(old).collect()
}

/// `ATSHashIndexV3` (EN 319 122-1, 5.5.2).
#[derive(Sequence)]
struct HashIndex {
    algorithm: AlgorithmIdentifierOwned,
    certificates: Vec<OctetString>,
    revocation: Vec<OctetString>,
    attributes: Vec<OctetString>,
}

struct Archive<'a> {
    data: &'a SignedData,
    signer: &'a SignerInfo,
    content: &'a Content,
}

impl Archive<'_> {
    fn version_3(&self, der: &[u8]) -> ArchiveTimestampFacts {
        let token = Token::from_der(der).ok();
        let unsigned = token
            .as_ref()
            .map(|found| &found.signer().unsigned_attributes);
        let index = unsigned.and_then(|found| found.single(ATS_HASH_INDEX_V3));
        let digest = |algorithm| {
            let stamped = self.stamped(index?, algorithm)?;
            Some(algorithm.digest(&stamped))
        };
        let mut stamp = self.stamp(der, &digest);
        let covered = index.and_then(|index| self.covered(index));
        let index_matches = covered.as_ref().map(Option::is_some);
        if index_matches != Some(true) {
            stamp.findings.push(Finding::new(Code::ArchiveIndex));
        }
        ArchiveTimestampFacts {
            form: ArchiveForm::V3,
            stamp,
            index_matches,
            covers: covered.flatten().unwrap_or_default(),
        }
    }

    fn version_2(&self, der: &[u8]) -> ArchiveTimestampFacts {
        let mut stamp = self.stamp(der, &|_| None);
        stamp.findings.push(Finding::new(Code::ArchiveUnsupported));
        ArchiveTimestampFacts {
            form: ArchiveForm::V2,
            stamp,
            index_matches: None,
            covers: Vec::new(),
        }
    }

    fn stamp(
        &self,
        der: &[u8],
        digest: &dyn Fn(DigestAlgorithm) -> Option<Vec<u8>>,
    ) -> TimestampFacts {
        let elsewhere = Elsewhere::new(&[]);
        TimestampFacts::read(der, digest, &self.data.certificates, &elsewhere)
    }

    /// What the imprint is over (EN 319 122-1, 5.5.3).
    fn stamped(&self, index: &[u8], algorithm: DigestAlgorithm) -> Option<Vec<u8>> {
        let inside = self.data.content.as_deref();
        let parts = [
            encode::oid(self.data.content_type),
            self.content.digest(inside, algorithm)?,
            self.signer.signed_fields.clone(),
            index.to_vec(),
        ];
        Some(parts.concat())
    }

    /// What the index covers, as SHA-256 of the values in the facts; the inner `None` if it names
    /// something that is not there, the outer if it cannot be read.
    fn covered(&self, index: &[u8]) -> Option<Option<Vec<Vec<u8>>>> {
        let index = HashIndex::from_der(index).ok()?;
        let algorithm = DigestAlgorithm::from_identifier(&index.algorithm).ok()?;
        let certificates = self.data.certificates.iter().map(|found| found.der());
        let others = self.data.other_certificates.iter().map(Vec::as_slice);
        let certificates = certificates.chain(others);
        let sets = [
            (
                &index.certificates,
                by_digest(
                    algorithm,
                    certificates.map(|der| (der.to_vec(), vec![der.to_vec()])),
                ),
            ),
            (
                &index.revocation,
                by_digest(
                    algorithm,
                    self.data.revocation.iter().map(|der| {
                        let choices = std::slice::from_ref(der);
                        (der.clone(), values(Embedded::of_choices(choices)))
                    }),
                ),
            ),
            (
                &index.attributes,
                by_digest(
                    algorithm,
                    attribute_values(&self.signer.unsigned_attributes),
                ),
            ),
        ];
        let mut covered = HashSet::new();
        for (named, present) in sets {
            for digest in named {
                let Some(found) = present.get(digest.as_bytes()) else {
                    return Some(None);
                };
                covered.extend(found.iter().map(|der| DigestAlgorithm::Sha256.digest(der)));
            }
        }
        let mut covered: Vec<_> = covered.into_iter().collect();
        covered.sort_unstable();
        Some(Some(covered))
    }
}

/// Values by the digest that the index has for them.
fn by_digest(
    algorithm: DigestAlgorithm,
    indexed: impl Iterator<Item = (Vec<u8>, Vec<Vec<u8>>)>,
) -> HashMap<Vec<u8>, Vec<Vec<u8>>> {
    indexed
        .map(|(hashed, values)| (algorithm.digest(&hashed), values))
        .collect()
}

/// Every value of an unsigned attribute: what is hashed, its type and the value; and what of it
/// stands in the facts.
fn attribute_values(unsigned: &Attributes) -> impl Iterator<Item = (Vec<u8>, Vec<Vec<u8>>)> {
    unsigned.iter().flat_map(|attribute| {
        attribute.values.iter().map(|value| {
            let hashed = [encode::oid(attribute.oid), value.clone()].concat();
            (hashed, evidence(attribute.oid, value))
        })
    })
}

/// The certificates, lists and answers in the value of an attribute; else the value itself, which
/// may be a token.
fn evidence(oid: ObjectIdentifier, value: &[u8]) -> Vec<Vec<u8>> {
    let mut embedded = Embedded::default();
    embedded.take_attribute(oid, value);
    match embedded.count() {
        0 => vec![value.to_vec()],
        _ => values(embedded),
    }
}

fn values(embedded: Embedded) -> Vec<Vec<u8>> {
    let Embedded {
        certificates,
        lists,
        answers,
    } = embedded;
    [certificates, lists, answers].concat()
}
