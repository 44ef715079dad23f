//! A signature of a document between the two passes: which bytes it is over and how they are
//! hashed must be known before they are read.

use pdf::form::Field;
use pdf::{Dictionary, Document, Name, Object, ObjectId};
use pki::{CertificateReader, DigestAlgorithm};

use super::bare_signature::BareSignature;
use super::byte_range::{self, SignedRange};
use super::content::{Content, Digests};
use super::digests::Wanted;
use super::facts::{DictionaryFacts, SignatureFacts, SignatureKind};
use super::finding::{Code, Finding};
use super::parsed_cms::ParsedCms;
use super::signature;
use super::store::Elsewhere;
use super::timestamp::TimestampFacts;

/// A signature of a document as read from its dictionary.
pub(super) struct OpenSignature {
    field: Option<String>,
    dictionary: DictionaryFacts,
    kind: SignatureKind,
    pub(super) range: SignedRange,
    contents: Contents,
    pub(super) findings: Vec<Finding>,
}

/// What `/Contents` turned out to be.
enum Contents {
    /// A CMS signature over the bytes, or over their SHA-1 (`adbe.pkcs7.sha1`).
    Cms { parsed: Box<ParsedCms>, sha1: bool },
    /// A bare RSA value over the bytes (`adbe.x509.rsa_sha1`).
    Bare(BareSignature),
    /// A time-stamp token over the bytes.
    Token(Vec<u8>, Option<DigestAlgorithm>),
    /// Nothing that can be checked.
    Unknown,
}

impl OpenSignature {
    /// Reads the field if it is a signed one.
    pub(super) fn of_field(
        document: &Document,
        field: &Field,
        reader: &mut CertificateReader,
    ) -> Option<Self> {
        let is_signature = field.is_signature();
        let dictionary = match &field.value {
            Object::Dictionary(dictionary)
                if is_signature || dictionary.get("ByteRange").is_some() =>
            {
                dictionary
            }
            Object::Null => return None,
            _ if is_signature => return Some(Self::unreadable(Some(field.name.clone()))),
            _ => return None,
        };
        let mut read = Self::read(document, field.value_id, dictionary, reader);
        read.field = Some(field.name.clone());
        let revision = read.range.facts.revision;
        signature::check_field(document, field, revision, &mut read.findings);
        Some(read)
    }

    /// Reads a certification that the catalog names and no field holds.
    pub(super) fn without_field(
        document: &Document,
        id: ObjectId,
        reader: &mut CertificateReader,
    ) -> Self {
        let mut read = match document.latest().get(id) {
            Ok(Object::Dictionary(dictionary)) => {
                Self::read(document, Some(id), &dictionary, reader)
            }
            _ => Self::unreadable(None),
        };
        read.findings.push(Finding::new(Code::WithoutField));
        read
    }

    fn read(
        document: &Document,
        id: Option<ObjectId>,
        dictionary: &Dictionary,
        reader: &mut CertificateReader,
    ) -> Self {
        let mut findings = signature::file_findings(document);
        let facts = signature::dictionary_facts(&document.latest(), dictionary);
        let range = byte_range::read(document, id, dictionary, &mut findings);
        let kind = kind(dictionary);
        let contents = match (range.contents.as_deref(), kind) {
            (None, _) => {
                findings.push(Finding::new(Code::ContentsMalformed));
                Contents::Unknown
            }
            (Some(bytes), SignatureKind::DocumentTimestamp) => {
                Contents::Token(bytes.to_vec(), signature::imprint_algorithm(bytes))
            }
            (Some(bytes), SignatureKind::Signature) => {
                let form = facts.sub_filter.as_deref().unwrap_or_default();
                Contents::read(document, dictionary, form, bytes, reader, &mut findings)
            }
        };
        Self {
            field: None,
            dictionary: facts,
            kind,
            range,
            contents,
            findings,
        }
    }

    fn unreadable(field: Option<String>) -> Self {
        let findings = vec![
            Finding::new(Code::Unreadable),
            Finding::new(Code::ByteRangeMissing),
        ];
        Self {
            field,
            dictionary: DictionaryFacts::default(),
            kind: SignatureKind::Signature,
            range: SignedRange::unknown(),
            contents: Contents::Unknown,
            findings,
        }
    }

    /// The digests over the file that this signature needs.
    pub(super) fn wanted(&self) -> Vec<Wanted> {
        let Some((gap, end)) = self.range.signed.clone() else {
            return Vec::new();
        };
        let algorithms = match &self.contents {
            Contents::Cms { sha1: true, .. } => vec![DigestAlgorithm::Sha1],
            Contents::Cms { parsed, .. } => parsed.algorithms(),
            Contents::Bare(bare) => bare.algorithms(),
            Contents::Token(_, algorithm) => algorithm.iter().copied().collect(),
            Contents::Unknown => Vec::new(),
        };
        let wanted = algorithms.into_iter().map(|algorithm| Wanted {
            algorithm,
            gap: gap.clone(),
            end,
        });
        wanted.collect()
    }

    /// The facts, with the digests that were wanted; `None` for one that could not be computed.
    pub(super) fn close(
        mut self,
        digests: Vec<(DigestAlgorithm, Option<Vec<u8>>)>,
        elsewhere: &Elsewhere<'_>,
    ) -> SignatureFacts {
        if digests.iter().any(|(_, digest)| digest.is_none()) {
            self.findings.push(Finding::new(Code::Limit));
        }
        let known = digests.into_iter();
        let known = known.filter_map(|(algorithm, digest)| Some((algorithm, digest?)));
        let digests = Digests(known.collect());
        let mut facts = SignatureFacts {
            field: self.field,
            kind: self.kind,
            dictionary: Some(self.dictionary),
            cms: None,
            document_timestamp: None,
            findings: self.findings,
            range: Some(self.range.facts),
        };
        match self.contents {
            Contents::Cms { parsed, sha1 } => {
                let content = match sha1 {
                    true => Content::Sha1Inside(digests),
                    false => Content::Outside(digests),
                };
                facts.cms = parsed.only(&content, elsewhere, &mut facts.findings);
                let is_timed = |cms: &super::CmsFacts| cms.signing_time.is_some();
                if facts.cms.as_ref().is_some_and(is_timed)
                    && signature::is_pades(facts.dictionary.as_ref())
                {
                    facts.findings.push(Finding::new(Code::SigningTimeInPades));
                }
            }
            Contents::Bare(bare) => {
                facts.cms = Some(bare.facts(&digests, &mut facts.findings));
            }
            Contents::Token(token, _) => {
                let digest = |algorithm| digests.of(algorithm).map(<[u8]>::to_vec);
                let read = TimestampFacts::read(&token, &digest, &[], elsewhere);
                facts.document_timestamp = Some(read);
            }
            Contents::Unknown => {}
        }
        facts
    }
}

impl Contents {
    fn read(
        document: &Document,
        dictionary: &Dictionary,
        form: &str,
        bytes: &[u8],
        reader: &mut CertificateReader,
        findings: &mut Vec<Finding>,
    ) -> Self {
        if form.starts_with("adbe.") {
            findings.push(Finding::new(Code::SubFilterNotBaseline));
        }
        match form {
            "ETSI.CAdES.detached" | "adbe.pkcs7.detached" => {
                Self::cms(bytes, false, reader, findings)
            }
            "adbe.pkcs7.sha1" => Self::cms(bytes, true, reader, findings),
            "adbe.x509.rsa_sha1" => {
                let read = BareSignature::read(&document.latest(), dictionary, bytes, findings);
                read.map_or(Self::Unknown, Self::Bare)
            }
            other => {
                findings.push(Finding::new(Code::SubFilterUnsupported).with("found", other));
                Self::Unknown
            }
        }
    }

    fn cms(
        bytes: &[u8],
        sha1: bool,
        reader: &mut CertificateReader,
        findings: &mut Vec<Finding>,
    ) -> Self {
        match ParsedCms::parse(bytes, reader) {
            Ok(parsed) => {
                if parsed.content_length().is_some() && !sha1 {
                    findings.push(Finding::new(Code::ContentEnclosed));
                }
                let parsed = Box::new(parsed);
                Self::Cms { parsed, sha1 }
            }
            Err(finding) => {
                findings.push(finding);
                Self::Unknown
            }
        }
    }
}

/// A document time stamp says so by its form; many leave out the `/Type`.
fn kind(dictionary: &Dictionary) -> SignatureKind {
    let is = |key: &str, value: &str| {
        dictionary
            .get(key)
            .and_then(Object::as_name)
            .is_some_and(|name: &Name| *name == value)
    };
    if is("SubFilter", "ETSI.RFC3161") || is("Type", "DocTimeStamp") {
        SignatureKind::DocumentTimestamp
    } else {
        SignatureKind::Signature
    }
}
