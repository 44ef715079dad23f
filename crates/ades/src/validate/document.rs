//! All signatures of a document, read together.

use pdf::form::{self, Field};
use pdf::{Dictionary, Document, Name, Object};
use pki::DigestAlgorithm;

use super::byte_range::{self, SignedRange};
use super::changes;
use super::cms_facts::{Content, ParsedCms};
use super::digests::{Wanted, digests};
use super::facts::{
    Coverage, DictionaryFacts, DocumentFacts, FACTS_VERSION, SignatureFacts, SignatureKind,
};
use super::finding::{Code, Finding};
use super::signature;
use super::timestamp::TimestampFacts;
use crate::Error;

/// Bytes read into memory for an old signature that is over the content itself.
const MOST_CONTENT: u64 = 64 << 20;

/// Reads the facts of all signatures of `document`.
///
/// # Errors
/// When the form cannot be read at all, or the medium fails. A signature that cannot be read is
/// not an error but a fact.
pub fn facts(document: &Document) -> Result<DocumentFacts, Error> {
    let latest = document.latest();
    let mut open: Vec<Open> = form::fields(&latest)?
        .iter()
        .filter_map(|field| Open::read(document, field))
        .collect();
    open.sort_by_key(|signature| signature.range.signed.as_ref().map(|(_, end)| *end));
    note_crossing(&mut open);

    let wanted: Vec<Option<Wanted>> = open.iter().map(Open::wanted).collect();
    let asked: Vec<Wanted> = wanted.iter().flatten().cloned().collect();
    let mut answers = digests(&**document.source(), &asked)?.into_iter();
    let mut ranges: Vec<_> = open.iter_mut().map(|open| &mut open.range.facts).collect();
    let changes = changes::judge(document, &mut ranges);
    let mut signatures = Vec::new();
    for (signature, wanted) in open.into_iter().zip(wanted) {
        let digest = wanted.and_then(|_| answers.next().flatten());
        signatures.push(signature.close(document, digest));
    }
    let file = document.facts();
    Ok(DocumentFacts {
        version: FACTS_VERSION,
        length: file.length,
        revisions: document.revisions().len(),
        repaired: file.repaired.as_ref().map(|repair| repair.code.to_string()),
        encrypted: file.encrypted,
        signatures,
        changes,
        security_store: Vec::new(),
        problem: None,
        remarks: Vec::new(),
    })
}

/// A signature between the two passes.
struct Open {
    field: String,
    dictionary: DictionaryFacts,
    kind: SignatureKind,
    range: SignedRange,
    contents: Contents,
    findings: Vec<Finding>,
}

/// What `/Contents` turned out to be.
enum Contents {
    /// A CMS signature over the bytes, or over their SHA-1 (`adbe.pkcs7.sha1`).
    Cms { parsed: ParsedCms, sha1: bool },
    /// A time-stamp token over the bytes.
    Token(Vec<u8>, Option<DigestAlgorithm>),
    /// Nothing that can be checked.
    Unknown,
}

impl Open {
    /// Reads the field if it is a signed one.
    fn read(document: &Document, field: &Field) -> Option<Self> {
        let is_signature = field.kind.as_ref().is_some_and(|kind| *kind == "Sig");
        let dictionary = match &field.value {
            Object::Dictionary(dictionary)
                if is_signature || dictionary.get("ByteRange").is_some() =>
            {
                dictionary
            }
            Object::Null => return None,
            _ if is_signature => return Some(Self::unreadable(&field.name)),
            _ => return None,
        };
        let mut findings = signature::file_findings(document);
        let facts = signature::dictionary_facts(&document.latest(), dictionary);
        let range = byte_range::read(document, field.value_id, dictionary, &mut findings);
        signature::check_field(document, field, range.facts.revision, &mut findings);
        let kind = kind(dictionary);
        let contents = Contents::read(&facts, kind, range.contents.as_deref(), &mut findings);
        Some(Self {
            field: field.name.clone(),
            dictionary: facts,
            kind,
            range,
            contents,
            findings,
        })
    }

    fn unreadable(name: &str) -> Self {
        let mut findings = vec![Finding::new(Code::Unreadable)];
        let range = SignedRange::unknown();
        findings.push(Finding::new(Code::ByteRangeMissing));
        Self {
            field: name.to_owned(),
            dictionary: DictionaryFacts::default(),
            kind: SignatureKind::Signature,
            range,
            contents: Contents::Unknown,
            findings,
        }
    }

    /// The digest over the file that this signature needs.
    fn wanted(&self) -> Option<Wanted> {
        let (gap, end) = self.range.signed.clone()?;
        let algorithm = match &self.contents {
            Contents::Cms { sha1: true, .. } => Some(DigestAlgorithm::Sha1),
            Contents::Cms { parsed, .. } => parsed.digest_algorithm(),
            Contents::Token(_, algorithm) => *algorithm,
            Contents::Unknown => None,
        }?;
        Some(Wanted {
            algorithm,
            gap,
            end,
        })
    }

    fn close(mut self, document: &Document, digest: Option<Vec<u8>>) -> SignatureFacts {
        if digest.is_none() && self.range.signed.is_some() {
            self.findings.push(Finding::new(Code::Limit));
        }
        let mut facts = SignatureFacts {
            field: Some(self.field),
            kind: self.kind,
            dictionary: Some(self.dictionary),
            cms: None,
            document_timestamp: None,
            findings: self.findings,
            range: Some(self.range.facts),
        };
        match self.contents {
            Contents::Cms { parsed, sha1 } => {
                let signed = self.range.signed;
                let bytes = || signature::signed_content(document, signed.as_ref()?, MOST_CONTENT);
                let content = match sha1 {
                    true => Content::Sha1Inside { digest },
                    false => Content::Detached {
                        digest,
                        bytes: &bytes,
                    },
                };
                facts.cms = parsed.facts(&content, &mut facts.findings);
                if facts
                    .cms
                    .as_ref()
                    .is_some_and(|cms| cms.signing_time.is_some())
                    && signature::is_pades(facts.dictionary.as_ref())
                {
                    facts.findings.push(Finding::new(Code::SigningTimeInPades));
                }
            }
            Contents::Token(token, _) => {
                let read = TimestampFacts::read(&token, |_| digest, &[]);
                facts.document_timestamp = Some(read);
            }
            Contents::Unknown => {}
        }
        facts
    }
}

impl Contents {
    fn read(
        facts: &DictionaryFacts,
        kind: SignatureKind,
        contents: Option<&[u8]>,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let Some(contents) = contents else {
            findings.push(Finding::new(Code::ContentsMalformed));
            return Self::Unknown;
        };
        let sub_filter = facts.sub_filter.as_deref().unwrap_or_default();
        if kind == SignatureKind::DocumentTimestamp {
            let algorithm = signature::imprint_algorithm(contents);
            return Self::Token(contents.to_vec(), algorithm);
        }
        let sha1 = match sub_filter {
            "ETSI.CAdES.detached" => false,
            "adbe.pkcs7.detached" => {
                findings.push(Finding::new(Code::SubFilterNotBaseline));
                false
            }
            "adbe.pkcs7.sha1" => {
                findings.push(Finding::new(Code::SubFilterNotBaseline));
                true
            }
            other => {
                findings.push(Finding::new(Code::SubFilterUnsupported).with("found", other));
                return Self::Unknown;
            }
        };
        match ParsedCms::parse(contents) {
            Ok(parsed) => {
                if parsed.has_content() && !sha1 {
                    findings.push(Finding::new(Code::ContentEnclosed));
                }
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

/// Ranges of two signatures nest, never cross: the gap of the later lies behind the earlier's end.
fn note_crossing(open: &mut [Open]) {
    let mut furthest = 0;
    for signature in open {
        let Some((gap, end)) = &signature.range.signed else {
            continue;
        };
        if gap.start < furthest {
            signature.findings.push(Finding::new(Code::RangesCross));
            signature.range.facts.coverage = Coverage::Anomalous;
        }
        furthest = furthest.max(*end);
    }
}
