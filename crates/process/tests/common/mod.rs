//! A document on its way, and an office that says what a test wants it to say.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests; not every test file uses every helper"
)]

use std::collections::BTreeSet;

use process::definition::{Guard, Move, PublicStatus, Slot, Who};
use process::engine::{Answer, start};
use process::{Command, Definition, Event, Facts, Refusal, State, StepId, apply};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

pub const MORNING: UtcDateTime = utc_datetime!(2026-11-23 01:00);

/// Says yes to everything but what is denied.
#[derive(Clone, Debug, Default)]
pub struct Office {
    pub who: Option<Who>,
    pub denied: BTreeSet<Guard>,
}

impl Facts for Office {
    fn is(&self, who: Who) -> bool {
        self.who.is_none_or(|it| it == who)
    }

    fn holds(&self, guard: Guard) -> Answer {
        (!self.denied.contains(&guard)).into()
    }
}

/// The signer is the head.
pub fn head_signs() -> Office {
    denying([Guard::SignerIsDeputy])
}

/// The signer is a deputy.
pub fn deputy_signs() -> Office {
    denying([Guard::SignerIsHead])
}

pub fn denying<const N: usize>(guards: [Guard; N]) -> Office {
    Office {
        who: None,
        denied: guards.into(),
    }
}

/// A document on the shipped route, with all its events.
#[derive(Clone, Debug)]
pub struct Document {
    pub definition: Definition,
    pub events: Vec<Event>,
    pub state: State,
    pub office: Office,
    pub now: UtcDateTime,
}

impl Document {
    pub fn new(office: Office) -> Self {
        Self::following(Definition::shipped().clone(), office)
    }

    pub fn following(definition: Definition, office: Office) -> Self {
        let events = start(&definition, MORNING);
        Self {
            state: State::replay(&events).unwrap(),
            definition,
            events,
            office,
            now: MORNING,
        }
    }

    pub fn command(&self, action: &str) -> Command {
        Command::new(action, self.state.version)
    }

    pub fn try_command(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        self.now += Duration::minutes(10);
        let events = apply(
            &self.definition,
            &self.state,
            command,
            &self.office,
            self.now,
        )?;
        self.state = self.state.after(&events);
        self.events.extend(events.clone());
        Ok(events)
    }

    pub fn try_act(&mut self, action: &str) -> Result<Vec<Event>, Refusal> {
        self.try_command(&self.command(action))
    }

    /// Does the actions, each of which must be possible.
    #[track_caller]
    pub fn act(&mut self, actions: &[&str]) -> &mut Self {
        for action in actions {
            if let Err(refusal) = self.try_act(action) {
                panic!("{action} at {}: {refusal}", self.state.step);
            }
        }
        self
    }

    /// Sends it back to `to`, with opinion and reason.
    #[track_caller]
    pub fn send_back(&mut self, action: &str, to: Option<&str>) -> Vec<Event> {
        let command = Command {
            to: to.map(StepId::from),
            opinion: Some("Bổ sung căn cứ pháp lý".to_owned()),
            reason: Some("Chữ ký đặt sai vị trí".to_owned()),
            ..self.command(action)
        };
        self.try_command(&command)
            .unwrap_or_else(|refusal| panic!("{action} at {}: {refusal}", self.state.step))
    }

    /// The code with which an action is refused.
    #[track_caller]
    pub fn refused(&mut self, action: &str) -> &'static str {
        let before = self.state.clone();
        let refusal = self.try_act(action).unwrap_err();
        assert_eq!(self.state, before);
        refusal.code()
    }

    pub fn at(&self) -> &str {
        self.state.step.as_str()
    }

    pub fn slots(&self) -> Vec<Slot> {
        self.state.slots().collect()
    }

    pub fn status(&self) -> PublicStatus {
        self.state.status(&self.definition).unwrap()
    }

    pub fn arrival(&self) -> Move {
        self.state.arrival
    }
}
