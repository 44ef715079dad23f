//! Whether an action may be done: who, the guards, what the command brings, and the order of
//! signatures, which no definition can switch off (S14).

use super::{Answer, Command, Facts, Opinion, Refusal, State};
use crate::definition::{
    Action, Definition, Effect, Guard, Move, Need, PublicStatus, Slot, Target,
};

/// Before the signature that comes with an action is made, or when all is to be so.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Stage {
    Beforehand,
    Now,
}

pub(super) fn check(
    definition: &Definition,
    state: &State,
    action: &Action,
    facts: &dyn Facts,
    stage: Stage,
) -> Result<(), Refusal> {
    if !action.who.iter().any(|who| facts.is(*who)) {
        return Err(Refusal::NotYours {
            who: action.who.clone(),
        });
    }
    for guard in &action.guards {
        match action.signs.filter(|slot| guard.comes_with(*slot)) {
            None => holds(definition, state, *guard, facts)?,
            // The signature of this very action is in the office's records only, and only now.
            Some(_) if stage == Stage::Now => asked(*guard, facts)?,
            Some(_) => {}
        }
    }
    order(definition, state, action)
}

/// Whether the action is for this case of the signer.
pub(super) fn is_case(action: &Action, facts: &dyn Facts) -> bool {
    let mut branches = action.guards.iter().filter(|guard| guard.is_branch());
    branches.all(|guard| facts.holds(*guard) == Answer::Yes)
}

/// Whether a guard holds: by the document's history where that tells, and by the office's facts.
pub(super) fn holds(
    definition: &Definition,
    state: &State,
    guard: Guard,
    facts: &dyn Facts,
) -> Result<(), Refusal> {
    let fails = |because| Err(Refusal::Guard { guard, because });
    match guard {
        Guard::NothingSigned if !state.signed.is_empty() => fails(Vec::new()),
        Guard::NoOpenOpinionRequests => {
            let owing: Vec<_> = state.owing_opinions().map(str::to_owned).collect();
            if owing.is_empty() {
                Ok(())
            } else {
                fails(owing)
            }
        }
        Guard::ApprovedByHead => {
            let approved = (definition.steps().iter())
                .any(|it| it.status == PublicStatus::Approve && state.trail.contains(&it.id));
            if approved || facts.holds(Guard::SignerIsHead) == Answer::Yes {
                Ok(())
            } else {
                fails(Vec::new())
            }
        }
        Guard::SlotSigned(slot) if !state.slots().any(|it| it == slot) => fails(Vec::new()),
        Guard::NumberAllocated if !state.numbered => fails(Vec::new()),
        _ => asked(guard, facts),
    }
}

fn asked(guard: Guard, facts: &dyn Facts) -> Result<(), Refusal> {
    match facts.holds(guard) {
        Answer::Yes => Ok(()),
        Answer::No(because) => Err(Refusal::Guard { guard, because }),
    }
}

/// Each slot once, persons before the agency, and nothing issued without number and seal.
fn order(definition: &Definition, state: &State, action: &Action) -> Result<(), Refusal> {
    let signed = |slot: Slot| state.slots().any(|it| it == slot);
    if let Some(slot) = action.signs {
        let in_turn = match slot {
            Slot::Organisation => signed(Slot::Signer),
            Slot::Initials | Slot::Signer => !signed(Slot::Organisation),
        };
        if signed(slot) || !in_turn {
            return Err(Refusal::OutOfOrder { slot });
        }
    }
    let issues = match &action.target {
        Target::Step(step) if action.movement == Move::Forward => {
            (definition.step(step)).is_some_and(|step| step.status == PublicStatus::Issued)
        }
        _ => false,
    };
    let sealed = signed(Slot::Signer) && signed(Slot::Organisation);
    if (issues || action.has(&Effect::EnqueueSend)) && !(sealed && state.numbered) {
        return Err(Refusal::NotIssuable);
    }
    Ok(())
}

/// Whether the command brings what the action needs.
pub(super) fn needs(action: &Action, state: &State, command: &Command) -> Result<(), Refusal> {
    let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    for need in &action.needs {
        let brought = match need {
            Need::Opinion => said(&command.opinion),
            Need::Reason => said(&command.reason),
            Need::File => said(&command.file),
            Need::Units => !command.units.is_empty(),
        };
        if !brought {
            return Err(Refusal::Missing { need: *need });
        }
    }
    for unit in &command.units {
        let unit = unit.clone();
        let asked = matches!(state.opinions.get(&unit), Some(Opinion::Asked(_)));
        if asked && action.has(&Effect::AskOpinions) {
            return Err(Refusal::AskedAlready { unit });
        }
        if !asked && action.has(&Effect::RecordOpinion) {
            return Err(Refusal::NotAsked { unit });
        }
    }
    Ok(())
}
