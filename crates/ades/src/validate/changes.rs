//! What later revisions changed, as facts (the judgement itself is [`pdf::compare`]'s).

use pdf::Document;
use pdf::compare::{self, Change, ChangeClass, Comparison, Permission};
use serde::{Deserialize, Serialize};

use super::facts::{Changes, Coverage, RangeFacts};

/// Changes kept as facts; the worst of all of them is known beyond that.
const MOST_CHANGES: usize = 500;

/// One change after a signature.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ChangeFacts {
    /// The revision that made it, from 0.
    pub revision: usize,
    /// The object changed, as `12 0`.
    pub object: Option<String>,
    /// The page where it shows, from 0.
    pub page: Option<usize>,
    /// How far it goes.
    pub class: Changes,
    /// What it is, as a code.
    pub code: String,
    /// The key, field or error that explains it.
    pub detail: String,
}

/// What a signature permits to be changed after it (`DocMDP`).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Permitted {
    /// Validation data and document time stamps only.
    NoChanges,
    /// Filling in forms and signing too.
    FormFillingAndSigning,
    /// Annotations too.
    Annotations,
}

/// Compares once from the oldest signed revision to the newest, and tells each signature its part.
///
/// Gives the changes, the worst first. What cannot be compared stays not judged.
pub(super) fn judge(document: &Document, ranges: &mut [&mut RangeFacts]) -> Vec<ChangeFacts> {
    let last = document.revisions().len().saturating_sub(1);
    let sound = |range: &RangeFacts| {
        let revision = range.revision?;
        (range.coverage != Coverage::Anomalous).then_some(revision)
    };
    let Some(first) = ranges.iter().filter_map(|range| sound(range)).min() else {
        return Vec::new();
    };
    let comparison = compare::compare(document, first, last).ok();
    for range in ranges {
        let (Some(revision), Some(comparison)) = (sound(range), &comparison) else {
            continue;
        };
        range.later = class(comparison.class_after(revision));
        range.permits = comparison.permission_at(revision).map(permitted);
    }
    comparison.map_or_else(Vec::new, facts)
}

fn facts(comparison: Comparison) -> Vec<ChangeFacts> {
    let mut changes = comparison.changes;
    changes.sort_by_key(|change| std::cmp::Reverse(change.class));
    changes
        .iter()
        .take(MOST_CHANGES)
        .map(|change: &Change| ChangeFacts {
            revision: change.revision,
            object: change.object.map(|id| id.to_string()),
            page: change.page,
            class: class(change.class),
            code: change.reason.code().to_owned(),
            detail: change.detail.clone(),
        })
        .collect()
}

fn class(class: ChangeClass) -> Changes {
    match class {
        ChangeClass::None => Changes::None,
        ChangeClass::LtvData => Changes::LtvData,
        ChangeClass::FormFillingAndSigning => Changes::FormFillingAndSigning,
        ChangeClass::Annotations => Changes::Annotations,
        ChangeClass::NotPermitted => Changes::NotPermitted,
    }
}

fn permitted(permission: Permission) -> Permitted {
    match permission {
        Permission::NoChanges => Permitted::NoChanges,
        Permission::FormFillingAndSigning => Permitted::FormFillingAndSigning,
        Permission::Annotations => Permitted::Annotations,
    }
}
