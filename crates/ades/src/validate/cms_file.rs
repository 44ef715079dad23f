//! Facts of signatures in a file of their own: CMS and CAdES, detached or with their content
//! (EN 319 122-1).

use pdf::ReadAt;
use pki::DigestAlgorithm;

use super::content::{Content, Digests};
use super::digests::hash;
use super::facts::{DocumentFacts, FACTS_VERSION, SignatureFacts, SignatureKind};
use super::finding::{Code, Finding};
use super::parsed_cms::ParsedCms;
use super::store::Elsewhere;
use crate::Error;

/// Reads the facts of the signatures in `file`, in PEM, DER or BER: one for every signer. The
/// content stands in the file, or is `content`; where both are there, they must be the same.
///
/// # Errors
/// When `content` cannot be read. A signature that cannot be read is not an error but a fact, and
/// so is missing content.
pub fn cms_facts(file: &[u8], content: Option<&dyn ReadAt>) -> Result<DocumentFacts, Error> {
    let (message, is_padded) = without_padding(file);
    let signatures = match ParsedCms::load(message) {
        Ok(parsed) => {
            let mut signatures = signatures(&parsed, content)?;
            if is_padded {
                for signature in &mut signatures {
                    signature.findings.push(Finding::new(Code::PaddingNotZero));
                }
            }
            signatures
        }
        Err(finding) => vec![signature(None, vec![finding])],
    };
    Ok(DocumentFacts {
        version: FACTS_VERSION,
        length: content.map_or(0, ReadAt::len),
        sha256: DigestAlgorithm::Sha256.digest(file),
        revisions: 1,
        repaired: None,
        encrypted: false,
        signatures,
        changes: Vec::new(),
        security_store: Vec::new(),
        problem: None,
        remarks: Vec::new(),
    })
}

/// The message without what stands behind it, and whether that is more than the zeros and line
/// ends that programs leave there.
fn without_padding(file: &[u8]) -> (&[u8], bool) {
    // PEM, or broken: whoever parses it says so.
    let element = pki::ber::normalize(file).ok();
    let Some(element) = element.filter(|_| file.first() == Some(&0x30)) else {
        return (file, false);
    };
    let (message, rest) = file.split_at_checked(element.length).unwrap_or((file, &[]));
    let is_blank = |byte: &u8| *byte == 0 || byte.is_ascii_whitespace();
    (message, !rest.iter().all(is_blank))
}

fn signatures(
    parsed: &ParsedCms,
    content: Option<&dyn ReadAt>,
) -> Result<Vec<SignatureFacts>, Error> {
    let outside = content
        .map(|content| all_digests(parsed, content))
        .transpose()?;
    let content = match (parsed.content_length(), outside) {
        (Some(_), outside) => Content::Inside(outside),
        (None, Some(outside)) => Content::Outside(outside),
        (None, None) => Content::Missing,
    };
    let all = parsed.all(&content, &Elsewhere::new(&[])).into_iter();
    let facts = all.map(|(cms, mut findings)| {
        if cms.signing_time.is_none() {
            findings.push(Finding::new(Code::SigningTimeMissing));
        }
        signature(Some(cms), findings)
    });
    Ok(facts.collect())
}

/// The digests of the whole of `content` that the message needs.
fn all_digests(parsed: &ParsedCms, content: &dyn ReadAt) -> Result<Digests, Error> {
    let algorithms = parsed.algorithms();
    let hashed = hash(content, &[], &algorithms, None)?;
    let named = algorithms.into_iter();
    let named = named.filter_map(|algorithm| Some((algorithm, hashed.digest(algorithm)?)));
    Ok(Digests(named.collect()))
}

fn signature(cms: Option<super::CmsFacts>, findings: Vec<Finding>) -> SignatureFacts {
    SignatureFacts {
        field: None,
        kind: SignatureKind::Signature,
        dictionary: None,
        range: None,
        cms,
        document_timestamp: None,
        findings,
    }
}
