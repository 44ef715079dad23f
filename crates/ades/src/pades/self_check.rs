//! Our own output, read back as anybody would, before it is released.
//!
//! The finished bytes are opened as a new document: nothing that was known while they were made
//! helps them. What is found must be exactly what was meant, and every earlier signature intact.

use std::sync::Arc;

use pdf::{Appended, Document, OpenOptions};

use crate::Error;
use crate::signing::Signer;
use crate::validate::{self, Binding, Coverage, DocumentFacts, SignatureFacts, ValueCheck};

/// Refuses a result that is not a sound signature of `signer` in `field` over the whole file.
pub(super) fn check(
    appended: &Appended,
    field: &str,
    signer: &Signer,
    password: Option<&[u8]>,
) -> Result<(), Error> {
    let options = OpenOptions {
        password: password.map(<[u8]>::to_vec),
        ..OpenOptions::default()
    };
    let document = Document::open(Arc::new(appended.clone()), &options)?;
    let facts = validate::facts(&document)?;
    let (ours, earlier): (Vec<_>, Vec<_>) = facts
        .signatures
        .iter()
        .partition(|signature| signature.field.as_deref() == Some(field));
    let [ours] = ours.as_slice() else {
        return Err(failed("field"));
    };
    check_ours(ours, signer)?;
    if facts.repaired.is_some() {
        return Err(failed("structure"));
    }
    earlier.into_iter().try_for_each(refuse_broken)
}

/// Refuses to sign on top of a signature that is already broken: the document would be refused
/// by whoever receives it.
pub(super) fn refuse_broken_earlier(facts: &DocumentFacts) -> Result<(), Error> {
    facts.signatures.iter().try_for_each(refuse_broken)
}

fn refuse_broken(signature: &SignatureFacts) -> Result<(), Error> {
    let range = signature.range.as_ref();
    let anomalous = range.is_some_and(|range| range.coverage == Coverage::Anomalous);
    let cms = signature.cms.as_ref();
    let changed = cms.is_some_and(|cms| cms.digest_matches == Some(false));
    let wrong = cms.is_some_and(|cms| cms.value == ValueCheck::Wrong);
    let stamp = signature.document_timestamp.as_ref();
    let changed_stamp = stamp.is_some_and(|stamp| stamp.imprint_matches == Some(false));
    if anomalous || changed || wrong || changed_stamp {
        return Err(Error::EarlierSignatureBroken {
            field: signature.field.clone().unwrap_or_default(),
        });
    }
    Ok(())
}

fn check_ours(signature: &SignatureFacts, signer: &Signer) -> Result<(), Error> {
    if let Some(finding) = signature.findings.first() {
        return Err(failed(finding.code.as_str()));
    }
    let covers = signature.range.as_ref().map(|range| range.coverage);
    if covers != Some(Coverage::WholeFile) {
        return Err(failed("coverage"));
    }
    let Some(cms) = &signature.cms else {
        return Err(failed("cms"));
    };
    if cms.digest_matches != Some(true) {
        return Err(failed("digest"));
    }
    if !matches!(cms.value, ValueCheck::Verified { with } if with.algorithm == signer.algorithm()) {
        return Err(failed("value"));
    }
    if cms.binding != Binding::Version2 || cms.signer != signer.certificate() {
        return Err(failed("certificate"));
    }
    if cms.timestamps.iter().any(|stamp| !stamp.is_sound()) {
        return Err(failed("timestamp"));
    }
    Ok(())
}

fn failed(what: &str) -> Error {
    Error::SelfCheck {
        what: what.to_owned(),
    }
}
