//! What an action must carry for what it does: guards, a reason, the right hands.

use super::Notes;
use crate::definition::rules::Guard;
use crate::definition::vocabulary::{Move, Need, Slot, Who};
use crate::definition::{Action, Definition, Effect, StepId};
use crate::fault::FaultKind;

pub(super) fn check(notes: &mut Notes<'_>) {
    let definition = notes.definition();
    for action in &definition.actions {
        for guard in demanded(action) {
            if !action.guards.contains(&guard) {
                let guard = guard.to_string();
                notes.of_action(action, FaultKind::GuardMissing { guard });
            }
        }
        if action.signs == Some(Slot::Organisation)
            && action.who.iter().any(|who| *who != Who::TokenKeeper)
        {
            notes.of_action(action, FaultKind::SealByOthers);
        }
        let why = (action.needs.iter()).any(|it| matches!(it, Need::Opinion | Need::Reason));
        if matches!(action.movement, Move::Return | Move::Withdraw) && !why {
            notes.of_action(action, FaultKind::ReasonMissing);
        }
        let lasting = action.signs.is_some() || action.effects.iter().any(Effect::is_final);
        if action.reversible && lasting {
            notes.of_action(action, FaultKind::Irreversible);
        }
    }
    for step in &definition.steps {
        branches(notes, definition, &step.id);
        primaries(notes, definition, &step.id);
    }
}

/// The guards that the meaning of an action demands.
fn demanded(action: &Action) -> Vec<Guard> {
    let mut guards = Vec::new();
    if let Some(slot) = action.signs {
        guards.push(Guard::SlotSigned(slot));
    }
    // The clerk sees every earlier signature verified before sealing (S4, S14).
    if action.signs == Some(Slot::Organisation) {
        guards.push(Guard::OrganisationTokenHeld);
        guards.push(Guard::AllSignaturesValid);
    }
    if action.has(&Effect::EnqueueSend) {
        guards.push(Guard::SlotSigned(Slot::Organisation));
        guards.push(Guard::NumberAllocated);
        guards.push(Guard::RecipientsNamed);
    }
    if action.movement == Move::TakeBack {
        guards.push(Guard::NothingSigned);
    }
    guards
}

/// A step that has an action for one case of the signer has one for the other.
fn branches(notes: &mut Notes<'_>, definition: &Definition, step: &StepId) {
    let has = |guard: Guard| (definition.actions_at(step)).find(|it| it.guards.contains(&guard));
    let cases = [
        (Guard::SignerIsDeputy, Guard::SignerIsHead),
        (Guard::SignerIsHead, Guard::SignerIsDeputy),
    ];
    for (one, other) in cases {
        if let (Some(action), None) = (has(one), has(other)) {
            let guard = other.to_string();
            notes.of_action(action, FaultKind::BranchIncomplete { guard });
        }
    }
}

/// One main button for one person, unless the signer's case tells them apart.
fn primaries(notes: &mut Notes<'_>, definition: &Definition, step: &StepId) {
    let mut seen: Vec<&Action> = Vec::new();
    let cases = |action: &Action| -> Vec<Guard> {
        let branches = action.guards.iter().filter(|it| it.is_branch());
        branches.copied().collect()
    };
    for action in definition.actions_at(step).filter(|it| it.primary) {
        let rival = seen.iter().find(|other| {
            other.who.iter().any(|who| action.who.contains(who)) && cases(other) == cases(action)
        });
        if let Some(other) = rival {
            let other = other.id.to_string();
            notes.of_action(action, FaultKind::TwoPrimaries { other });
        }
        seen.push(action);
    }
}
