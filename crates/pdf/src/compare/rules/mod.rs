//! The whitelist: what may change, and how far such a change goes.
//!
//! Each rule walks one part of the document in both revisions, refuses what it does not know, and
//! approves the references on its way through which a change is harmless.

mod annotation;
mod catalog;
mod field;
mod form;
mod metadata;
mod page;
mod validation_data;

use crate::compare::judge::Judge;
use crate::compare::walk::At;
use crate::error::Error;

/// Runs all rules on one step.
pub(super) fn judge(judge: &mut Judge<'_>) -> Result<(), Error> {
    catalog::judge(judge)?;
    page::judge(judge)
}

/// Approves an object and, down to `depth`, the values of its dictionary, whatever they became.
fn approve_tree(judge: &mut Judge<'_>, old: &At<'_>, depth: usize) -> Result<bool, Error> {
    let mut touched = old.id.is_some_and(|id| judge.is_touched(id));
    judge.approve(old);
    if depth > 0 {
        for (_, value) in old.entries()? {
            touched |= approve_tree(judge, &value, depth - 1)?;
        }
    }
    Ok(touched)
}
