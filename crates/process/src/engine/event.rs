//! What happened to a document, as it is stored.

use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use crate::definition::{ActionId, Clock, Effect, Guard, Move, Pin, Slot, StepId};

/// One thing that happened. The events of a document, in their order, give its state.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The document set out.
    Started {
        /// The definition it follows.
        definition: Pin,
        /// The first step.
        step: StepId,
        /// Whether working time counts there.
        clock: Clock,
        /// When.
        at: UtcDateTime,
    },
    /// Somebody did an action. First of the events of every command.
    Acted {
        /// The action.
        action: ActionId,
        /// The opinion given.
        opinion: Option<String>,
        /// The reason given.
        reason: Option<String>,
        /// The file given.
        file: Option<String>,
        /// What should have been so, and was not.
        warnings: Vec<Guard>,
        /// When.
        at: UtcDateTime,
    },
    /// A slot was signed.
    Signed {
        /// The slot.
        slot: Slot,
        /// At which step.
        step: StepId,
        /// When.
        at: UtcDateTime,
    },
    /// A new version of the file was begun.
    FileVersionBegun {
        /// Its number.
        number: u32,
        /// The signatures that it still has.
        kept: Vec<Slot>,
        /// The signatures that it has no more; they stay in the old version.
        dropped: Vec<Slot>,
    },
    /// The document moved.
    Moved {
        /// From this step.
        from: StepId,
        /// To this step.
        to: StepId,
        /// In which sense.
        movement: Move,
        /// Whether working time counts there.
        clock: Clock,
        /// When.
        at: UtcDateTime,
    },
    /// Units were asked for their opinion.
    OpinionsAsked {
        /// The units.
        units: Vec<String>,
        /// When.
        at: UtcDateTime,
    },
    /// Units gave the opinion that the action carries.
    OpinionGiven {
        /// The units.
        units: Vec<String>,
        /// When.
        at: UtcDateTime,
    },
    /// Nobody is waited for any more.
    OpinionsClosed {
        /// When.
        at: UtcDateTime,
    },
    /// The office has this to do.
    Effect {
        /// What.
        effect: Effect,
        /// When.
        at: UtcDateTime,
    },
}

impl Event {
    /// What the office has to do, if that is what the event says.
    #[must_use]
    pub fn effect(&self) -> Option<&Effect> {
        match self {
            Self::Effect { effect, .. } => Some(effect),
            _ => None,
        }
    }
}
