//! The reasons found so far, each once, and not without end.

use std::collections::BTreeSet;

use crate::reason::{Reason, shown};

/// More reasons are no help to anybody.
const MOST: usize = 50;

/// Reasons, sorted, each once.
#[derive(Debug, Default)]
pub(super) struct Findings {
    reasons: BTreeSet<Reason>,
}

impl Findings {
    pub(super) fn add(&mut self, reason: Reason) {
        if self.reasons.len() < MOST {
            self.reasons.insert(reason);
        }
    }

    pub(super) fn broken(&mut self, part: &str, problem: impl AsRef<str>) {
        self.add(Reason::Broken {
            part: shown(part),
            problem: shown(problem.as_ref()),
        });
    }

    pub(super) fn too_large(&mut self, part: &str, limit: usize) {
        self.add(Reason::TooLarge {
            part: shown(part),
            limit: u64::try_from(limit).unwrap_or(u64::MAX),
        });
    }

    pub(super) fn macros(&mut self, part: &str) {
        self.add(Reason::Macros { part: shown(part) });
    }

    pub(super) fn executable(&mut self, part: &str) {
        self.add(Reason::Executable { part: shown(part) });
    }

    pub(super) fn external(&mut self, part: &str, target: &str) {
        self.add(Reason::External {
            part: shown(part),
            target: shown(target),
        });
    }

    pub(super) fn linked(&mut self, part: &str, target: &str) {
        self.add(Reason::LinkedObject {
            part: shown(part),
            target: shown(target),
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.reasons.is_empty()
    }

    pub(super) fn into_reasons(self) -> Vec<Reason> {
        self.reasons.into_iter().collect()
    }
}
