//! What later revisions changed, as facts (the judgement itself is [`pdf::compare`]'s).

use pdf::compare::{self, Change, ChangeClass, Comparison, Permission, Reason};
use pdf::{Document, Rect};
use serde::{Deserialize, Serialize};

use super::document::Aim;
use super::facts::{Changes, Coverage, RangeFacts};
use super::finding::{Code, Finding};

/// Changes kept as facts; the worst of all of them is known beyond that.
const MOST_CHANGES: usize = 500;

/// Findings of one kind that are told; the first of them decides.
const MOST_FOUND: usize = 10;

/// One change after a signature.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ChangeFacts {
    /// The revision that made it, from 0.
    pub revision: usize,
    /// The object changed, as `12 0`.
    pub object: Option<String>,
    /// The page where it shows, from 0.
    pub page: Option<usize>,
    /// Where on that page, in whole points: left, bottom, right, top, as `70 690 470 750`.
    #[serde(default)]
    pub area: Option<String>,
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

/// What the comparison found.
#[derive(Debug, Default)]
pub(super) struct Later {
    /// The changes after the oldest signature, the worst first.
    pub(super) changes: Vec<ChangeFacts>,
    /// What is remarkable about the file without speaking against a signature.
    pub(super) remarks: Vec<Finding>,
    /// Findings with the revision that gave rise to them.
    findings: Vec<(usize, Reach, Finding)>,
}

/// Which signatures a finding concerns.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Reach {
    /// Those over the revision or a later one: it was there when they were made.
    Signed,
    /// Those over an earlier revision: it came after them.
    After,
}

impl Later {
    /// What concerns a signature over this revision.
    pub(super) fn findings_of(&self, signed: usize) -> impl Iterator<Item = &Finding> {
        let concerns = move |(at, reach, _): &&(usize, Reach, Finding)| match reach {
            Reach::Signed => *at <= signed,
            Reach::After => *at > signed,
        };
        self.findings.iter().filter(concerns).map(|found| &found.2)
    }
}

/// Compares once from the oldest signed revision to the newest, and tells each signature its part.
///
/// What cannot be compared stays not judged.
pub(super) fn judge(document: &Document, ranges: &mut [&mut RangeFacts], aim: Aim) -> Later {
    let last = document.revisions().len().saturating_sub(1);
    let sound = |range: &RangeFacts| {
        let revision = range.revision?;
        (range.coverage != Coverage::Anomalous).then_some(revision)
    };
    let Some(first) = ranges.iter().filter_map(|range| sound(range)).min() else {
        return Later::default();
    };
    let compared = match aim {
        // Pages that nothing refers to are all that a walk through the objects could still show.
        Aim::Signing if first == last => compare::at_rest(document, last),
        _ => compare::compare(document, first, last),
    };
    let Ok(comparison) = compared else {
        return Later::default();
    };
    for range in ranges {
        let Some(revision) = sound(range) else {
            continue;
        };
        range.later = class(comparison.class_after(revision));
        range.permits = comparison.permission_at(revision).map(permitted);
    }
    Later {
        remarks: prepared(&comparison),
        findings: findings(&comparison),
        changes: facts(comparison),
    }
}

/// What the comparison knows beyond the class of changes.
fn findings(comparison: &Comparison) -> Vec<(usize, Reach, Finding)> {
    let ambiguous = comparison.ambiguous.iter().map(|(revision, object)| {
        let finding = Finding::new(Code::DocumentAmbiguous).with("object", object);
        (*revision, Reach::Signed, finding)
    });
    let suspicious = comparison
        .changes
        .iter()
        .filter_map(|change| Some((change.revision, Reach::After, suspicious(change)?)));
    ambiguous
        .take(MOST_FOUND)
        .chain(suspicious.take(MOST_FOUND))
        .collect()
}

/// Pages that nothing refers to: of no effect, unless a later revision shows them.
fn prepared(comparison: &Comparison) -> Vec<Finding> {
    let found = comparison.prepared.iter().take(MOST_FOUND);
    found
        .map(|object| Finding::new(Code::PreparedPages).with("object", object))
        .collect()
}

/// What somebody must look at even where changes of its class are permitted.
fn suspicious(change: &Change) -> Option<Finding> {
    let code = match change.reason {
        Reason::AppearanceOnly => Code::ShownOtherwise,
        Reason::ValueOnly => Code::StoredOtherwise,
        Reason::AnnotationCovers => Code::PageCovered,
        _ => return None,
    };
    let mut finding = Finding::new(code)
        .with("revision", change.revision + 1)
        .with("detail", &change.detail);
    if let Some(page) = change.page {
        finding = finding.with("page", page + 1);
    }
    if let Some(area) = change.area {
        finding = finding.with("area", sides(area));
    }
    Some(finding)
}

fn sides(area: Rect) -> String {
    let sides = [area.left, area.bottom, area.right, area.top];
    sides.map(|side| format!("{side:.0}")).join(" ")
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
            area: change.area.map(sides),
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
