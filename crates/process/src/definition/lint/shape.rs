//! The shape of a route: one start, every step reachable and left again, no circle, nobody idle.

use std::collections::BTreeSet;

use time::Duration;

use super::{Notes, known, ways};
use crate::definition::vocabulary::{Clock, Move};
use crate::definition::{Definition, PublicStatus, StepId};
use crate::fault::FaultKind;

pub(super) fn check(notes: &mut Notes<'_>) {
    names(notes);
    reach(notes);
    ends(notes);
    roles(notes);
    slots(notes);
    times(notes);
}

/// Every step that is named exists.
fn names(notes: &mut Notes<'_>) {
    let definition = notes.definition();
    if definition.step(&definition.start).is_none() {
        let step = definition.start.to_string();
        notes.of_file(FaultKind::NoSuchStep { step });
    }
    for action in &definition.actions {
        if action.from.is_empty() {
            notes.of_action(action, FaultKind::NoOrigin);
        }
        for id in action.from.iter().chain(action.target.named()) {
            if definition.step(id).is_none() {
                let step = id.to_string();
                notes.of_action(action, FaultKind::NoSuchStep { step });
            }
        }
    }
}

/// Every step can be reached by moves onward (or, when withdrawn, by withdrawal), none in a circle.
fn reach(notes: &mut Notes<'_>) {
    let definition = notes.definition();
    let mut reached = BTreeSet::new();
    let mut open = vec![&definition.start];
    while let Some(step) = open.pop() {
        if reached.insert(step) {
            let onward = (definition.actions_at(step))
                .filter(|it| matches!(it.movement, Move::Forward | Move::Withdraw));
            open.extend(onward.flat_map(|action| action.target.named()));
        }
    }
    for step in &definition.steps {
        if !reached.contains(&step.id) {
            notes.of_step(step, FaultKind::Unreachable);
        }
    }
    let ordered = ways::ordered(definition);
    for step in &definition.steps {
        if !ordered.contains(&&step.id) {
            notes.of_step(step, FaultKind::Circle);
        }
    }
}

/// Every step that is no end is left, and from each some way leads to issue.
fn ends(notes: &mut Notes<'_>) {
    let definition = notes.definition();
    let mut lead: BTreeSet<&StepId> = (definition.steps.iter())
        .filter(|step| step.status.is_end())
        .map(|step| &step.id)
        .collect();
    let mut open: Vec<_> = lead.iter().copied().collect();
    while let Some(step) = open.pop() {
        for before in definition.before(step) {
            if lead.insert(before) {
                open.push(before);
            }
        }
    }
    for step in &definition.steps {
        let leaves = (definition.actions_at(&step.id)).any(|it| it.movement != Move::Stay);
        if !leaves && !step.status.is_end() {
            notes.of_step(step, FaultKind::NoWayOut);
        } else if !lead.contains(&step.id) {
            notes.of_step(step, FaultKind::NeverEnds);
        }
    }
}

/// Whoever a step names has something to do there.
fn roles(notes: &mut Notes<'_>) {
    let definition = notes.definition();
    for step in &definition.steps {
        for role in &step.roles {
            let acts = (definition.actions_at(&step.id)).any(|it| it.who.contains(role));
            if !acts {
                let role = role.to_string();
                notes.of_step(step, FaultKind::DeadRole { role });
            }
        }
    }
    for action in definition.actions.iter().filter(|it| it.who.is_empty()) {
        notes.of_action(action, FaultKind::Nobody);
    }
}

/// An action signs what its steps have to be signed, and every slot has its action.
fn slots(notes: &mut Notes<'_>) {
    let definition = notes.definition();
    for action in &definition.actions {
        let Some(slot) = action.signs else { continue };
        for step in known(definition, &action.from) {
            if step.slot != Some(slot) {
                let kind = FaultKind::WrongSlot {
                    slot: slot.to_string(),
                    step: step.id.to_string(),
                };
                notes.of_action(action, kind);
            }
        }
    }
    for step in &definition.steps {
        let Some(slot) = step.slot else { continue };
        if !(definition.actions_at(&step.id)).any(|it| it.signs == Some(slot)) {
            let slot = slot.to_string();
            notes.of_step(step, FaultKind::SlotUnsigned { slot });
        }
    }
}

/// The longest way through the route takes no longer than the whole may.
fn times(notes: &mut Notes<'_>) {
    let definition = notes.definition();
    let sum = longest(definition);
    if sum > definition.total {
        notes.of_file(FaultKind::TimesExceed {
            sum: in_hours(sum),
            total: in_hours(definition.total),
        });
    }
}

fn longest(definition: &Definition) -> Duration {
    let own = |id: &StepId| {
        let step = definition.step(id);
        let step = step.filter(|it| it.clock == Clock::Run && !it.status.is_end());
        step.and_then(|step| step.time).unwrap_or(Duration::ZERO)
    };
    let taken = ways::fold(definition, |id, before: &[&Duration]| {
        let before = before.iter().copied().max().copied();
        own(id).saturating_add(before.unwrap_or(Duration::ZERO))
    });
    taken.into_values().max().unwrap_or(Duration::ZERO)
}

fn in_hours(time: Duration) -> String {
    match (time.whole_hours(), time.whole_minutes() % 60) {
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h{minutes}m"),
    }
}

/// What issues: the actions that lead to a step with the status issued.
pub(super) fn issues(definition: &Definition, targets: &[StepId]) -> bool {
    known(definition, targets).any(|step| step.status == PublicStatus::Issued)
}
