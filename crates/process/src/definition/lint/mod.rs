//! What makes a route sound: every fault of a definition that could be read.
//!
//! Three groups: the shape of the route ([`shape`]), signatures and numbers on every way through it
//! ([`order`]), and what each action must carry ([`duties`]). None stops at the first fault.

mod duties;
mod order;
mod shape;
mod ways;

use super::file::Draft;
use super::{Action, Definition, Step, StepId};
use crate::fault::{Fault, FaultKind};

/// Every fault of the route, in the order of its file.
pub(super) fn faults(draft: &Draft) -> Vec<Fault> {
    let mut notes = Notes {
        draft,
        faults: Vec::new(),
    };
    shape::check(&mut notes);
    // Ways can be followed only where every name names something and none runs in a circle.
    if notes.faults.is_empty() {
        order::check(&mut notes);
    }
    duties::check(&mut notes);
    let mut faults = notes.faults;
    faults.sort_by_key(|fault| fault.line);
    faults
}

/// The faults found so far, and where things stand in the file.
struct Notes<'d> {
    draft: &'d Draft,
    faults: Vec<Fault>,
}

impl<'d> Notes<'d> {
    fn definition(&self) -> &'d Definition {
        &self.draft.definition
    }

    fn of_file(&mut self, kind: FaultKind) {
        self.faults.push(Fault::of_file(kind));
    }

    fn of_step(&mut self, step: &Step, kind: FaultKind) {
        let steps = &self.draft.definition.steps;
        let at = steps.iter().position(|it| std::ptr::eq(it, step));
        let line = at.and_then(|at| self.draft.step_lines.get(at).copied());
        self.note("step", step.id.as_str(), line.flatten(), kind);
    }

    fn of_action(&mut self, action: &Action, kind: FaultKind) {
        let actions = &self.draft.definition.actions;
        let at = actions.iter().position(|it| std::ptr::eq(it, action));
        let line = at.and_then(|at| self.draft.action_lines.get(at).copied());
        self.note("action", action.id.as_str(), line.flatten(), kind);
    }

    fn note(&mut self, what: &str, name: &str, line: Option<u32>, kind: FaultKind) {
        self.faults.push(Fault {
            line,
            place: format!("{what} {name}"),
            kind,
        });
    }
}

/// The steps of `ids` that exist.
fn known<'d>(
    definition: &'d Definition,
    ids: &'d [StepId],
) -> impl Iterator<Item = &'d Step> + use<'d> {
    ids.iter().filter_map(|id| definition.step(id))
}
