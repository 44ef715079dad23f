//! Facts of a detached CAdES signature over any bytes (EN 319 122-1).

use pdf::ReadAt;

use super::cms_facts::{Content, ParsedCms};
use super::facts::{DocumentFacts, FACTS_VERSION, SignatureFacts, SignatureKind};
use super::finding::{Code, Finding};
use crate::Error;
use crate::hash::digest_ranges;

/// Content read into memory for an old signature without signed attributes.
const MOST_CONTENT: u64 = 64 << 20;

/// Reads the facts of `signature`, a file of its own (`.p7s`), over `content`.
///
/// # Errors
/// When `content` cannot be read. A signature that cannot be read is not an error but a fact.
pub fn detached_facts(signature: &[u8], content: &dyn ReadAt) -> Result<DocumentFacts, Error> {
    let mut findings = Vec::new();
    let cms = match ParsedCms::parse(signature) {
        Ok(parsed) => {
            if parsed.has_content() {
                findings.push(Finding::new(Code::ContentEnclosed));
            }
            let whole = || 0..content.len();
            let digest = parsed
                .digest_algorithm()
                .map(|algorithm| digest_ranges(content, &[whole()], algorithm))
                .transpose()?;
            let detached = Content::Detached {
                digest,
                bytes: &|| in_memory(content),
            };
            parsed.facts(&detached, &mut findings)
        }
        Err(finding) => {
            findings.push(finding);
            None
        }
    };
    if cms.as_ref().is_some_and(|cms| cms.signing_time.is_none()) {
        findings.push(Finding::new(Code::SigningTimeMissing));
    }
    Ok(DocumentFacts {
        version: FACTS_VERSION,
        length: content.len(),
        revisions: 1,
        repaired: None,
        encrypted: false,
        signatures: vec![SignatureFacts {
            field: None,
            kind: SignatureKind::Signature,
            dictionary: None,
            range: None,
            cms,
            document_timestamp: None,
            findings,
        }],
        changes: Vec::new(),
        security_store: Vec::new(),
        problem: None,
        remarks: Vec::new(),
    })
}

fn in_memory(content: &dyn ReadAt) -> Option<Vec<u8>> {
    if content.len() > MOST_CONTENT {
        return None;
    }
    let mut bytes = vec![0; usize::try_from(content.len()).ok()?];
    content.read_exact_at(0, &mut bytes).ok()?;
    Some(bytes)
}
