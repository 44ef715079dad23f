//! Our own output, read back as anybody would, before it is released.
//!
//! The finished bytes are opened as a new document: nothing that was known while they were made
//! helps them but, where the document has not left our hands, what was hashed of it. What is found
//! must be exactly what was meant, and every earlier signature intact.

use std::sync::Arc;

use pdf::{Appended, Document, OpenOptions};

use super::earlier;
use crate::Error;
use crate::self_check::{check_cms, failed};
use crate::signing::Signer;
use crate::validate::{self, Aim, Coverage, DocumentFacts, Hashed, SignatureFacts};

/// Refuses a result that is not a sound signature of `signer` in `field` over the whole file.
pub(super) fn check(
    appended: &Appended,
    field: &str,
    signer: &Signer,
    password: Option<&[u8]>,
    hashed: Option<&Hashed>,
) -> Result<(), Error> {
    let document = reopen(appended, password)?;
    let (facts, _) = validate::facts_and_hashes(&document, Aim::Signing, &[], hashed)?;
    let others = check_field(&facts, field, |ours| check_ours(ours, signer))?;
    match others {
        0 => Ok(()),
        _ => earlier::refuse_forbidden(&document),
    }
}

/// Refuses a result whose `field` is not a sound time stamp with this `token` over the whole file,
/// or that changes anything for earlier signatures.
pub(super) fn check_timestamp(
    appended: &Appended,
    field: &str,
    token: &[u8],
    password: Option<&[u8]>,
) -> Result<(), Error> {
    let document = reopen(appended, password)?;
    let facts = validate::facts(&document)?;
    let others = check_field(&facts, field, |ours| {
        check_whole(ours)?;
        match &ours.document_timestamp {
            Some(stamp) if stamp.is_sound() && stamp.token == token => Ok(()),
            _ => Err(failed("timestamp")),
        }
    })?;
    match others {
        0 => Ok(()),
        _ => earlier::refuse_more_than_validation_data(&document),
    }
}

/// The finished bytes as a new document.
pub(super) fn reopen(appended: &Appended, password: Option<&[u8]>) -> Result<Arc<Document>, Error> {
    let options = OpenOptions {
        password: password.map(<[u8]>::to_vec),
        ..OpenOptions::default()
    };
    Ok(Document::open(Arc::new(appended.clone()), &options)?)
}

/// Checks what `field` holds with `check`, and that all else is intact; how many others there are.
fn check_field(
    facts: &DocumentFacts,
    field: &str,
    check: impl FnOnce(&SignatureFacts) -> Result<(), Error>,
) -> Result<usize, Error> {
    let (ours, others): (Vec<_>, Vec<_>) = facts
        .signatures
        .iter()
        .partition(|signature| signature.field.as_deref() == Some(field));
    let [ours] = ours.as_slice() else {
        return Err(failed("field"));
    };
    check(ours)?;
    if let Some(problem) = &facts.problem {
        return Err(failed(problem.code.as_str()));
    }
    if facts.repaired.is_some() {
        return Err(failed("structure"));
    }
    others
        .iter()
        .try_for_each(|other| earlier::refuse_broken_one(other))?;
    Ok(others.len())
}

fn check_whole(signature: &SignatureFacts) -> Result<(), Error> {
    if let Some(finding) = signature.findings.first() {
        return Err(failed(finding.code.as_str()));
    }
    let covers = signature.range.as_ref().map(|range| range.coverage);
    match covers {
        Some(Coverage::WholeFile) => Ok(()),
        _ => Err(failed("coverage")),
    }
}

fn check_ours(signature: &SignatureFacts, signer: &Signer) -> Result<(), Error> {
    check_whole(signature)?;
    let Some(cms) = &signature.cms else {
        return Err(failed("cms"));
    };
    check_cms(cms, signer)
}
