//! What in a document needs evidence: signatures, and the time stamps that prove their time.

use pki::DigestAlgorithm;
use pki::signature::VerifiedWith;
use time::UtcDateTime;

use crate::validate::{DocumentFacts, SignatureFacts, SignatureKind, TimestampFacts};

/// A signature or a time stamp.
#[derive(Clone, Debug)]
pub(super) struct Stamped {
    /// The field that holds it.
    pub(super) field: Option<String>,
    pub(super) is_signature: bool,
    pub(super) is_document_timestamp: bool,
    /// DER of the certificate that made it.
    pub(super) leaf: Vec<u8>,
    /// The stamped time: its own, or the earliest over the signature; none if there is none.
    pub(super) time: Option<UtcDateTime>,
    /// The revision that holds it.
    pub(super) revision: usize,
    /// For a time stamp, the digest of its imprint and how it is signed.
    pub(super) protection: Option<(DigestAlgorithm, VerifiedWith)>,
}

/// All of them, oldest first. A time stamp that does not hold proves nothing and needs nothing.
pub(super) fn stamped(facts: &DocumentFacts) -> Vec<Stamped> {
    let mut found = Vec::new();
    for signature in &facts.signatures {
        match (&signature.cms, &signature.document_timestamp) {
            (Some(cms), _) if signature.kind == SignatureKind::Signature => {
                found.push(Stamped {
                    field: signature.field.clone(),
                    is_signature: true,
                    is_document_timestamp: false,
                    leaf: cms.signer.clone(),
                    time: proven(facts, signature),
                    revision: revision(signature),
                    protection: None,
                });
                let stamps = cms.timestamps.iter();
                found.extend(stamps.filter_map(|stamp| timestamp(signature, stamp, false)));
            }
            (_, Some(stamp)) => found.extend(timestamp(signature, stamp, true)),
            _ => {}
        }
    }
    found
}

fn timestamp(signature: &SignatureFacts, stamp: &TimestampFacts, whole: bool) -> Option<Stamped> {
    if !stamp.is_sound() {
        return None;
    }
    Some(Stamped {
        field: signature.field.clone(),
        is_signature: false,
        is_document_timestamp: whole,
        leaf: stamp.authority.clone(),
        time: Some(stamp.time?),
        revision: revision(signature),
        protection: stamp.imprint_algorithm.zip(stamp.verified),
    })
}

/// The earliest time stamp over a signature.
fn proven(facts: &DocumentFacts, signature: &SignatureFacts) -> Option<UtcDateTime> {
    let own = signature.cms.iter().flat_map(|cms| &cms.timestamps);
    let later = facts
        .signatures
        .iter()
        .filter(|other| signature.range.is_some() && revision(signature) < revision(other));
    let later = later.filter_map(|other| other.document_timestamp.as_ref());
    let sound = own.chain(later).filter(|stamp| stamp.is_sound());
    sound.filter_map(|stamp| stamp.time).min()
}

fn revision(signature: &SignatureFacts) -> usize {
    let range = signature.range.as_ref();
    range.and_then(|range| range.revision).unwrap_or(usize::MAX)
}
