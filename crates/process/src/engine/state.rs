//! Where a document stands, as its events tell.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{Duration, UtcDateTime};

use super::Event;
use crate::calendar::Calendar;
use crate::definition::{Clock, Definition, Effect, Move, Pin, PublicStatus, Slot, StepId};

/// Where a document stands. Made by events only: [`State::replay`], [`State::after`].
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct State {
    /// The definition it follows.
    pub definition: Pin,
    /// The step it stands at.
    pub step: StepId,
    /// Counts commands; whoever saw another version is refused.
    pub version: u64,
    /// Since when it stands there.
    pub since: UtcDateTime,
    /// In which sense it came.
    pub arrival: Move,
    /// The steps it passed and has not gone back behind, in their order.
    pub trail: Vec<StepId>,
    /// The signatures in the current version of its file, in their order.
    pub signed: Vec<Signed>,
    /// Whether it has a number.
    pub numbered: bool,
    /// Counts versions of its file, from 1.
    pub file_version: u32,
    /// Which units were asked for their opinion.
    pub opinions: BTreeMap<String, Opinion>,
    /// The working time of the step.
    pub clock: StepClock,
}

/// A signature in the current version of the file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Signed {
    /// The slot.
    pub slot: Slot,
    /// The step at which it was made.
    pub step: StepId,
    /// When.
    pub at: UtcDateTime,
}

/// Whether a unit that was asked has answered.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Opinion {
    /// It owes its opinion since then.
    Asked(UtcDateTime),
    /// It gave it then.
    Given(UtcDateTime),
    /// It is waited for no more, since then.
    Closed(UtcDateTime),
}

/// When working time counted at the step.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct StepClock {
    /// It counts since then; `None` while it stands still.
    pub running_since: Option<UtcDateTime>,
    /// It counted from, until.
    pub ran: Vec<(UtcDateTime, UtcDateTime)>,
}

impl State {
    /// The state that all events of a document lead to; `None` where they do not begin with its
    /// start.
    #[must_use]
    pub fn replay(events: &[Event]) -> Option<Self> {
        let (first, rest) = events.split_first()?;
        let Event::Started {
            definition,
            step,
            clock,
            at,
        } = first
        else {
            return None;
        };
        let started = Self {
            definition: definition.clone(),
            step: step.clone(),
            version: 0,
            since: *at,
            arrival: Move::Forward,
            trail: Vec::new(),
            signed: Vec::new(),
            numbered: false,
            file_version: 1,
            opinions: BTreeMap::new(),
            clock: StepClock::begun(*clock, *at),
        };
        Some(started.after(rest))
    }

    /// The state after these events.
    #[must_use]
    pub fn after(&self, events: &[Event]) -> Self {
        let mut state = self.clone();
        for event in events {
            state.take(event);
        }
        state
    }

    /// What everybody may know: the step's public status, or that it came back.
    #[must_use]
    pub fn status(&self, definition: &Definition) -> Option<PublicStatus> {
        if self.arrival == Move::Return {
            return Some(PublicStatus::Returned);
        }
        definition.step(&self.step).map(|step| step.status)
    }

    /// The slots signed in the current version of the file, in their order.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        self.signed.iter().map(|signed| signed.slot)
    }

    /// Units that owe their opinion.
    pub fn owing_opinions(&self) -> impl Iterator<Item = &str> {
        (self.opinions.iter())
            .filter(|(_, opinion)| matches!(opinion, Opinion::Asked(_)))
            .map(|(unit, _)| unit.as_str())
    }

    fn take(&mut self, event: &Event) {
        match event {
            // A document sets out once.
            Event::Started { .. } => {}
            Event::Acted { .. } => self.version = self.version.saturating_add(1),
            Event::Signed { slot, step, at } => self.signed.push(Signed {
                slot: *slot,
                step: step.clone(),
                at: *at,
            }),
            Event::FileVersionBegun { number, kept, .. } => {
                self.file_version = *number;
                self.signed.retain(|signed| kept.contains(&signed.slot));
            }
            Event::Moved {
                from,
                to,
                movement,
                clock,
                at,
            } => self.moved(from, to, *movement, *clock, *at),
            Event::OpinionsAsked { units, at } => {
                let asked = units.iter().map(|it| (it.clone(), Opinion::Asked(*at)));
                self.opinions.extend(asked);
            }
            Event::OpinionGiven { units, at } => {
                let given = units.iter().map(|it| (it.clone(), Opinion::Given(*at)));
                self.opinions.extend(given);
            }
            Event::OpinionsClosed { at } => {
                for opinion in self.opinions.values_mut() {
                    if matches!(opinion, Opinion::Asked(_)) {
                        *opinion = Opinion::Closed(*at);
                    }
                }
            }
            Event::Effect { effect, at } => self.effected(effect, *at),
        }
    }

    fn moved(&mut self, from: &StepId, to: &StepId, movement: Move, clock: Clock, at: UtcDateTime) {
        match self.trail.iter().position(|step| step == to) {
            Some(back) => self.trail.truncate(back),
            None => self.trail.push(from.clone()),
        }
        self.step = to.clone();
        self.arrival = movement;
        self.since = at;
        self.clock = StepClock::begun(clock, at);
    }

    fn effected(&mut self, effect: &Effect, at: UtcDateTime) {
        match effect {
            Effect::AllocateNumber(_) => self.numbered = true,
            Effect::ReleaseNumber => self.numbered = false,
            Effect::StartClock => self.clock.start(at),
            Effect::PauseClock => self.clock.pause(at),
            _ => {}
        }
    }
}

impl StepClock {
    fn begun(clock: Clock, at: UtcDateTime) -> Self {
        Self {
            running_since: (clock == Clock::Run).then_some(at),
            ran: Vec::new(),
        }
    }

    fn start(&mut self, at: UtcDateTime) {
        self.running_since.get_or_insert(at);
    }

    fn pause(&mut self, at: UtcDateTime) {
        let ran = self.running_since.take().map(|since| (since, at));
        self.ran.extend(ran);
    }

    /// The working time used before the clock last started.
    #[must_use]
    pub fn worked(&self, calendar: &Calendar) -> Duration {
        let ran = self.ran.iter();
        ran.map(|(from, until)| calendar.between(*from, *until))
            .sum()
    }
}
