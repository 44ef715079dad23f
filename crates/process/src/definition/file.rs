//! The file form of a route (`profiles/routes/*.toml`, form 1).
//!
//! Reads names into the closed lists and notes what does not fit; whether the route holds together
//! is the linter's question.

use std::collections::BTreeSet;

use time::{Date, Duration};

use super::vocabulary::{Clock, Lock, Move};
use super::{Action, Definition, Pin, Step, StepId, Target, is_id};
use crate::fault::{Fault, FaultKind};
use crate::reading::{self, Table};

/// More steps or actions than any office has.
const MOST_STEPS: usize = 64;
const MOST_ACTIONS: usize = 256;

/// A route as read, not yet checked, with the lines for faults.
pub(super) struct Draft {
    pub(super) definition: Definition,
    pub(super) step_lines: Vec<Option<u32>>,
    pub(super) action_lines: Vec<Option<u32>>,
}

pub(super) fn read(text: &str) -> Result<Draft, Vec<Fault>> {
    reading::read(text, |top| {
        if top.count("schema") != 1 {
            top.fault_of("schema", FaultKind::Schema);
        }
        let pin = Pin {
            code: id(top, "code"),
            version: top.count("version"),
        };
        let name = top.text("name");
        let sources = top.texts("sources");
        let in_force_from = top.text_then_date("in-force-from");
        let in_force_until = top.date("in-force-until");
        if in_force_until.is_some_and(|until| until < in_force_from) {
            top.fault_of("in-force-until", FaultKind::DaysReversed);
        }
        top.text("total");
        let total = top.working_time("total").unwrap_or(Duration::ZERO);
        let start = StepId(id(top, "start"));
        let read_steps = top.tables("step", "id", MOST_STEPS, |it| (step(it), it.line()));
        let (steps, step_lines) = read_steps.into_iter().unzip();
        let read_actions = top.tables("action", "id", MOST_ACTIONS, |it| (action(it), it.line()));
        let (actions, action_lines) = read_actions.into_iter().unzip();
        let definition = Definition {
            pin,
            name,
            sources,
            in_force_from,
            in_force_until,
            total,
            start,
            steps,
            actions,
        };
        refuse_duplicates(top, &definition);
        Draft {
            definition,
            step_lines,
            action_lines,
        }
    })
}

fn step(table: &mut Table<'_, '_>) -> Step {
    table.text("status");
    Step {
        id: StepId(id(table, "id")),
        status: table.name("status").unwrap_or(super::PublicStatus::Draft),
        label: table.text("label"),
        roles: table.names("roles"),
        time: table.working_time("time"),
        clock: table.name("clock").unwrap_or(Clock::Run),
        lock: table.name("lock").unwrap_or(Lock::None),
        slot: table.name("slot"),
        fields: table.texts("fields"),
        instruction: table.optional_text("instruction"),
    }
}

fn action(table: &mut Table<'_, '_>) -> Action {
    let target = target(table);
    let usual = match target {
        Target::Here => Move::Stay,
        _ => Move::Forward,
    };
    let movement = table.name("move").unwrap_or(usual);
    let fits = match target {
        Target::Here => movement == Move::Stay,
        Target::Step(_) => movement != Move::Stay,
        Target::Previous | Target::OneOf(_) => movement == Move::Return,
    };
    if !fits {
        table.fault_of("to", FaultKind::BadTarget);
    }
    Action {
        id: id(table, "id").into(),
        from: table.texts("from").into_iter().map(StepId).collect(),
        target,
        movement,
        label: table.text("label"),
        primary: table.flag("primary", false),
        who: table.names("who"),
        signs: table.name("signs"),
        guards: table.names("guards"),
        warnings: table.names("warnings"),
        effects: table.names("effects"),
        needs: table.names("needs"),
        reversible: table.flag("reversible", false),
    }
}

/// `to` left out stays; one name is a step or `previous`; a list is a choice.
fn target(table: &mut Table<'_, '_>) -> Target {
    let mut names: Vec<_> = table.texts("to").into_iter().map(StepId).collect();
    if table.is_list("to") {
        return Target::OneOf(names);
    }
    match names.pop() {
        None => Target::Here,
        Some(name) if name.as_str() == "previous" => Target::Previous,
        Some(name) => Target::Step(name),
    }
}

fn id(table: &mut Table<'_, '_>, key: &'static str) -> String {
    let text = table.text(key);
    if !text.is_empty() && !is_id(&text) {
        table.fault_of(key, FaultKind::BadId { id: text.clone() });
    }
    text
}

fn refuse_duplicates(top: &mut Table<'_, '_>, definition: &Definition) {
    let mut seen = BTreeSet::new();
    let steps = definition.steps.iter().map(|it| ("step", it.id.as_str()));
    let actions = (definition.actions.iter()).map(|it| ("action", it.id.as_str()));
    for (key, id) in steps.chain(actions) {
        if !id.is_empty() && !seen.insert((key, id)) {
            top.fault_of(key, FaultKind::Duplicate { id: id.to_owned() });
        }
    }
}

impl Table<'_, '_> {
    /// A day that must be there.
    fn text_then_date(&mut self, key: &'static str) -> Date {
        self.text(key);
        self.date(key).unwrap_or(Date::MIN)
    }
}
