//! One command on one document: events, or the reason why not.
//!
//! [`apply`] is pure and total: the definition, the state, the command, what the office knows
//! ([`Facts`]) and the time go in; events come out, or one [`Refusal`] and nothing else. The caller
//! stores the events, the state after them and whatever their effects demand in one transaction,
//! under the state's version.
//!
//! An action that signs a slot is done *with* its signature: [`begin`] says whether the ceremony may
//! start, the desk signs, and [`apply`] moves the document once the signature is stored.

mod check;
mod event;
mod facts;
mod refusal;
mod state;

use time::UtcDateTime;

pub use event::Event;
pub use facts::{Answer, Facts};
pub use refusal::Refusal;
pub use state::{Opinion, Signed, State, StepClock};

use crate::calendar::Calendar;
use crate::definition::{
    Action, ActionId, Definition, Effect, Move, Need, Slot, Step, StepId, Target,
};
use check::{Stage, check};

/// What somebody wants done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Command {
    /// The action.
    pub action: ActionId,
    /// The version of the state that the person saw.
    pub version: u64,
    /// The step chosen, where the action gives a choice.
    pub to: Option<StepId>,
    /// The opinion, where the action needs one.
    pub opinion: Option<String>,
    /// The reason, where the action needs one.
    pub reason: Option<String>,
    /// The file, by whatever name the office has for it, where the action needs one.
    pub file: Option<String>,
    /// The units asked, or the unit that answers.
    pub units: Vec<String>,
}

impl Command {
    /// The bare action on that version.
    #[must_use]
    pub fn new(action: impl Into<ActionId>, version: u64) -> Self {
        Self {
            action: action.into(),
            version,
            to: None,
            opinion: None,
            reason: None,
            file: None,
            units: Vec::new(),
        }
    }
}

/// An action as a page offers it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Offer {
    /// The action.
    pub action: ActionId,
    /// What the button says.
    pub label: String,
    /// Whether it is the main button.
    pub primary: bool,
    /// In which sense it moves the document.
    pub movement: Move,
    /// The slot it signs.
    pub signs: Option<Slot>,
    /// What the person must give.
    pub needs: Vec<Need>,
    /// The steps to choose from; empty where there is no choice.
    pub choices: Vec<StepId>,
    /// Whether another action can undo it.
    pub reversible: bool,
    /// Why it cannot be done now.
    pub refusal: Option<Refusal>,
}

/// The events that begin a document's way.
#[must_use]
pub fn start(definition: &Definition, now: UtcDateTime) -> Vec<Event> {
    let step = definition.step(definition.start());
    vec![Event::Started {
        definition: definition.pin().clone(),
        step: definition.start().clone(),
        clock: step.map_or(crate::definition::Clock::Run, |step| step.clock),
        at: now,
    }]
}

/// Does the command.
///
/// # Errors
/// The first reason why it cannot be done; then there are no events.
pub fn apply(
    definition: &Definition,
    state: &State,
    command: &Command,
    facts: &dyn Facts,
    now: UtcDateTime,
) -> Result<Vec<Event>, Refusal> {
    let action = named(definition, state, command)?;
    check(definition, state, action, facts, Stage::Now)?;
    check::needs(action, state, command)?;
    let target = target(action, state, command)?;
    Ok(events(
        definition, state, action, command, target, facts, now,
    ))
}

/// Whether the signature that comes with the command may be made now.
///
/// # Errors
/// The first reason why not, other than that the slot is still unsigned.
pub fn begin(
    definition: &Definition,
    state: &State,
    command: &Command,
    facts: &dyn Facts,
) -> Result<(), Refusal> {
    let action = named(definition, state, command)?;
    check(definition, state, action, facts, Stage::Beforehand)?;
    check::needs(action, state, command)?;
    target(action, state, command).map(|_| ())
}

/// Every action of the step with the reason why it cannot be done, if there is one. Those for
/// another case of the signer are left out.
#[must_use]
pub fn offered(definition: &Definition, state: &State, facts: &dyn Facts) -> Vec<Offer> {
    if *definition.pin() != state.definition {
        return Vec::new();
    }
    (definition.actions_at(&state.step))
        .filter(|action| check::is_case(action, facts))
        .map(|action| Offer {
            action: action.id.clone(),
            label: action.label.clone(),
            primary: action.primary,
            movement: action.movement,
            signs: action.signs,
            needs: action.needs.clone(),
            choices: match &action.target {
                Target::OneOf(steps) => steps.clone(),
                _ => Vec::new(),
            },
            reversible: action.reversible,
            refusal: check(definition, state, action, facts, Stage::Beforehand).err(),
        })
        .collect()
}

/// By when the step should be done; `None` where no time is set or the clock stands still.
#[must_use]
pub fn due(definition: &Definition, state: &State, calendar: &Calendar) -> Option<UtcDateTime> {
    let allowed = definition.step(&state.step)?.time?;
    let running_since = state.clock.running_since?;
    let used = state.clock.worked(calendar);
    calendar.add(running_since, (allowed - used).max(time::Duration::ZERO))
}

/// The fields owed up to where the document stands.
pub fn owed<'d>(definition: &'d Definition, state: &'d State) -> impl Iterator<Item = &'d str> {
    let passed = |step: &&Step| step.id == state.step || state.trail.contains(&step.id);
    let steps = definition.steps().iter().filter(passed);
    steps.flat_map(|step| step.fields.iter().map(String::as_str))
}

/// The action that the command names, on the state that the person saw.
fn named<'d>(
    definition: &'d Definition,
    state: &State,
    command: &Command,
) -> Result<&'d Action, Refusal> {
    if *definition.pin() != state.definition {
        return Err(Refusal::OtherDefinition {
            pinned: state.definition.clone(),
        });
    }
    if command.version != state.version {
        return Err(Refusal::Stale {
            expected: command.version,
            found: state.version,
        });
    }
    let unknown = || Refusal::UnknownAction {
        action: command.action.clone(),
    };
    let action = definition.action(&command.action).ok_or_else(unknown)?;
    if !action.from.contains(&state.step) {
        let step = definition.step(&state.step);
        return Err(Refusal::NotHere {
            action: action.label.clone(),
            step: step.map_or_else(|| state.step.to_string(), |step| step.label.clone()),
        });
    }
    Ok(action)
}

/// Where the action leads; `None` where the document stays.
fn target(action: &Action, state: &State, command: &Command) -> Result<Option<StepId>, Refusal> {
    let chosen = match &action.target {
        Target::Here => return Ok(None),
        Target::Step(step) => step.clone(),
        Target::Previous => state.trail.last().cloned().ok_or(Refusal::NoWayBack)?,
        Target::OneOf(steps) => (command.to.clone())
            .filter(|step| steps.contains(step))
            .ok_or_else(|| Refusal::NoTarget {
                choices: steps.clone(),
            })?,
    };
    let back = matches!(action.movement, Move::Return | Move::TakeBack);
    if back && !state.trail.contains(&chosen) {
        return Err(Refusal::NoWayBack);
    }
    Ok(Some(chosen))
}

fn events(
    definition: &Definition,
    state: &State,
    action: &Action,
    command: &Command,
    target: Option<StepId>,
    facts: &dyn Facts,
    now: UtcDateTime,
) -> Vec<Event> {
    let given = |text: &Option<String>| text.as_ref().map(|text| text.trim().to_owned());
    let unmet = |guard: &&_| check::holds(definition, state, **guard, facts).is_err();
    let mut events = vec![Event::Acted {
        action: action.id.clone(),
        opinion: given(&command.opinion),
        reason: given(&command.reason),
        file: given(&command.file),
        warnings: action.warnings.iter().filter(unmet).copied().collect(),
        at: now,
    }];
    events.extend(action.signs.map(|slot| Event::Signed {
        slot,
        step: state.step.clone(),
        at: now,
    }));
    if action.has(&Effect::NewVersion) {
        events.push(version_begun(state, target.as_ref()));
    }
    if let Some(to) = target {
        events.push(Event::Moved {
            from: state.step.clone(),
            clock: (definition.step(&to)).map_or(crate::definition::Clock::Run, |it| it.clock),
            to,
            movement: action.movement,
            at: now,
        });
    }
    for effect in &action.effects {
        events.extend(carried_out(state, effect, command, now));
    }
    events
}

/// A new version keeps the signatures made before the step that is returned to.
fn version_begun(state: &State, target: Option<&StepId>) -> Event {
    let back_to = (state.trail.iter()).position(|step| Some(step) == target);
    let before = back_to.map_or(&[][..], |at| state.trail.get(..at).unwrap_or_default());
    let (kept, dropped): (Vec<_>, Vec<_>) =
        (state.signed.iter()).partition(|signed| before.contains(&signed.step));
    let slots = |all: Vec<&Signed>| all.into_iter().map(|signed| signed.slot).collect();
    Event::FileVersionBegun {
        number: state.file_version.saturating_add(1),
        kept: slots(kept),
        dropped: slots(dropped),
    }
}

fn carried_out(state: &State, effect: &Effect, command: &Command, now: UtcDateTime) -> Vec<Event> {
    let effected = Event::Effect {
        effect: effect.clone(),
        at: now,
    };
    match effect {
        // There is nothing to release at a return from before the numbering.
        Effect::ReleaseNumber if !state.numbered => Vec::new(),
        Effect::AskOpinions => vec![
            Event::OpinionsAsked {
                units: command.units.clone(),
                at: now,
            },
            effected,
        ],
        Effect::RecordOpinion => vec![
            Event::OpinionGiven {
                units: command.units.clone(),
                at: now,
            },
            effected,
        ],
        Effect::CloseOpinionRequests => vec![Event::OpinionsClosed { at: now }, effected],
        _ => vec![effected],
    }
}
