//! The signatures that are there already, and what a new revision does to them.
//!
//! A document with a broken signature is refused by whoever receives it, so nothing is signed on
//! top of one, and nothing is added that would break one: a locked field filled in, say.

use pdf::Document;
use pdf::compare::{self, ChangeClass};

use crate::Error;
use crate::validate::{Coverage, DocumentFacts, SignatureFacts, ValueCheck};

/// Refuses to go on when a signature is already broken, or the document with it.
pub(super) fn refuse_broken(facts: &DocumentFacts) -> Result<(), Error> {
    if let Some(problem) = &facts.problem {
        let cause = problem.code.as_str();
        return Err(Error::Unsound { cause });
    }
    facts.signatures.iter().try_for_each(refuse_broken_one)
}

/// As [`refuse_broken`], for one signature. What merely cannot be checked here is let be.
pub(super) fn refuse_broken_one(signature: &SignatureFacts) -> Result<(), Error> {
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

/// Refuses a newest revision that earlier signatures do not permit.
///
/// `document` is the file with that revision, its signature perhaps still empty.
pub(super) fn refuse_forbidden(document: &Document) -> Result<(), Error> {
    refuse_beyond(document, ChangeClass::Annotations)
}

/// Refuses a newest revision that changes more than validation data and document time stamps.
pub(super) fn refuse_more_than_validation_data(document: &Document) -> Result<(), Error> {
    refuse_beyond(document, ChangeClass::LtvData)
}

fn refuse_beyond(document: &Document, most: ChangeClass) -> Result<(), Error> {
    let newest = document.revisions().len().saturating_sub(1);
    let Some(before) = newest.checked_sub(1) else {
        return Ok(());
    };
    let comparison = compare::compare(document, before, newest)?;
    let worst = comparison.changes.iter().find(|change| change.class > most);
    match worst {
        Some(change) => Err(Error::BreaksEarlierSignature {
            change: change.reason.code(),
            detail: change.detail.clone(),
        }),
        None => Ok(()),
    }
}
