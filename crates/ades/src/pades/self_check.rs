//! Our own output, read back as anybody would, before it is released.
//!
//! The finished bytes are opened as a new document: nothing that was known while they were made
//! helps them. What is found must be exactly what was meant, and every earlier signature intact.

use std::sync::Arc;

use pdf::{Appended, Document, OpenOptions};

use super::earlier;
use crate::Error;
use crate::signing::Signer;
use crate::validate::{self, Binding, Coverage, SignatureFacts, ValueCheck};

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
    let (ours, others): (Vec<_>, Vec<_>) = facts
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
    if others.is_empty() {
        return Ok(());
    }
    others
        .into_iter()
        .try_for_each(earlier::refuse_broken_one)?;
    earlier::refuse_forbidden(&document)
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
