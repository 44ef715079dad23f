//! Signatures, numbers and sending in their order, on every way through the route.
//!
//! S14 and Nghị định 30/2020, Đ33: the agency signs only what the competent person has signed, and
//! last. Đ14 to Đ18: numbered, sealed, then issued. A return undoes what was done behind it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Notes, shape, ways};
use crate::definition::vocabulary::{Move, Slot};
use crate::definition::{Action, Definition, Effect, StepId, Target};
use crate::fault::FaultKind;

/// Something that a way has done by the time it reaches a step.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Deed<'d> {
    Passed(&'d StepId),
    Signed(Slot),
    Numbered,
    Sent,
}

type Deeds<'d> = BTreeSet<Deed<'d>>;

/// What has been done when a step is reached.
struct Ways<'d> {
    /// On every way.
    surely: BTreeMap<&'d StepId, Deeds<'d>>,
    /// On some way.
    maybe: BTreeMap<&'d StepId, Deeds<'d>>,
}

pub(super) fn check(notes: &mut Notes<'_>) {
    let definition = notes.definition();
    let ways = Ways::of(definition);
    for action in &definition.actions {
        let mut found = Vec::new();
        for from in &action.from {
            found.extend(signing(&ways, action, from));
            found.extend(numbering(definition, &ways, action, from));
            if action.movement == Move::Return {
                found.extend(returning(definition, &ways, action, from));
            }
        }
        // Once for an action that begins at several steps.
        let mut told = Vec::new();
        for kind in found {
            if !told.contains(&kind) {
                told.push(kind.clone());
                notes.of_action(action, kind);
            }
        }
    }
}

fn signing(ways: &Ways<'_>, action: &Action, from: &StepId) -> Vec<FaultKind> {
    let mut found = Vec::new();
    let Some(slot) = action.signs else {
        return found;
    };
    if ways.maybe(from, Deed::Signed(slot)) {
        let slot = slot.to_string();
        found.push(FaultKind::SignedTwice { slot });
    }
    if slot == Slot::Organisation {
        if !ways.surely(from, Deed::Signed(Slot::Signer)) {
            found.push(FaultKind::SealBeforeSigner);
        }
    } else if ways.maybe(from, Deed::Signed(Slot::Organisation)) {
        let slot = slot.to_string();
        found.push(FaultKind::PersonAfterSeal { slot });
    }
    found
}

fn numbering(
    definition: &Definition,
    ways: &Ways<'_>,
    action: &Action,
    from: &StepId,
) -> Vec<FaultKind> {
    let mut found = Vec::new();
    if action.numbers() && ways.maybe(from, Deed::Numbered) {
        found.push(FaultKind::NumberTwice);
    }
    let sends = action.has(&Effect::EnqueueSend);
    let issues =
        action.movement == Move::Forward && shape::issues(definition, action.target.named());
    if sends != issues {
        found.push(FaultKind::IssueWithoutSending);
    }
    if (sends || issues) && !ways.surely(from, Deed::Numbered) {
        found.push(FaultKind::SendBeforeNumber);
    }
    if (sends || issues) && !ways.surely(from, Deed::Signed(Slot::Organisation)) {
        found.push(FaultKind::IssueBeforeSeal);
    }
    found
}

fn returning(
    definition: &Definition,
    ways: &Ways<'_>,
    action: &Action,
    from: &StepId,
) -> Vec<FaultKind> {
    let mut found = Vec::new();
    let ended = (definition.step(from)).is_some_and(|step| step.status.is_end());
    if ended || ways.maybe(from, Deed::Sent) {
        found.push(FaultKind::ReturnAfterIssue);
    }
    let signed = (Slot::ALL.iter()).any(|slot| ways.maybe(from, Deed::Signed(*slot)));
    if signed && !action.has(&Effect::NewVersion) {
        found.push(FaultKind::ReturnKeepsSignature);
    }
    let targets: Vec<&StepId> = match &action.target {
        Target::Previous => definition.before(from).collect(),
        target => target.named().iter().collect(),
    };
    for target in &targets {
        if action.target != Target::Previous && !ways.surely(from, Deed::Passed(target)) {
            let step = target.to_string();
            found.push(FaultKind::ReturnAstray { step });
        }
    }
    if action.target == Target::Previous && targets.is_empty() {
        found.push(FaultKind::BadTarget);
    }
    let undone = (targets.iter()).any(|target| !ways.maybe(target, Deed::Numbered));
    if ways.maybe(from, Deed::Numbered) && undone && !action.has(&Effect::ReleaseNumber) {
        found.push(FaultKind::ReturnKeepsNumber);
    }
    found
}

impl<'d> Ways<'d> {
    fn of(definition: &'d Definition) -> Self {
        let mut surely = BTreeMap::new();
        let mut maybe = BTreeMap::new();
        for step in ways::ordered(definition) {
            let mut every: Option<Deeds<'d>> = None;
            let mut some = Deeds::new();
            for (action, from) in ways::leading_to(definition, step) {
                let done = deeds(action, from);
                let on_all = with(surely.get(from), &done);
                every = Some(match every {
                    None => on_all,
                    Some(every) => every.intersection(&on_all).copied().collect(),
                });
                some.extend(with(maybe.get(from), &done));
            }
            surely.insert(step, every.unwrap_or_default());
            maybe.insert(step, some);
        }
        Self { surely, maybe }
    }

    fn surely(&self, at: &StepId, deed: Deed<'_>) -> bool {
        self.surely.get(at).is_some_and(|done| done.contains(&deed))
    }

    fn maybe(&self, at: &StepId, deed: Deed<'_>) -> bool {
        self.maybe.get(at).is_some_and(|done| done.contains(&deed))
    }
}

/// What an onward action adds.
fn deeds<'d>(action: &'d Action, from: &'d StepId) -> Deeds<'d> {
    let mut done = Deeds::from([Deed::Passed(from)]);
    done.extend(action.signs.map(Deed::Signed));
    if action.numbers() {
        done.insert(Deed::Numbered);
    }
    if action.has(&Effect::EnqueueSend) {
        done.insert(Deed::Sent);
    }
    done
}

fn with<'d>(before: Option<&Deeds<'d>>, done: &Deeds<'d>) -> Deeds<'d> {
    let before = before.into_iter().flatten();
    before.chain(done).copied().collect()
}
