//! A route: its steps, what may be done at each, and what must be so before.
//!
//! A definition is data, known by code and version and unchangeable once published: a document
//! keeps the version it began with ([`Pin`]). It exists only whole and checked: reading a file
//! either gives a [`Definition`] or every fault of it ([`Fault`]), those of form and those that the
//! linter finds, such as a seal before the signer or a send before the number.
//!
//! Not here: applying it to a document ([`crate::engine`]).

mod file;
mod lint;
mod mermaid;
mod published;
mod rules;
mod vocabulary;

use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use time::{Date, Duration};

pub use published::{Conflict, Published};
pub use rules::{Book, Effect, Guard};
pub use vocabulary::{Clock, Lock, Move, Need, Notice, PublicStatus, Role, Slot, Who};

use crate::fault::Fault;

/// The one route that comes with the program.
const SHIPPED: &str = include_str!("../../../../profiles/routes/nd30-ba-chu-ky.toml");

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self(name.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(name: String) -> Self {
                Self(name)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// The name of a step in its route.
    StepId
}
id! {
    /// The name of an action in its route.
    ActionId
}

/// Which definition a document follows, for as long as it lives.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Pin {
    /// The route.
    pub code: String,
    /// Its version.
    pub version: u32,
}

/// A route, whole and checked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Definition {
    pin: Pin,
    name: String,
    sources: Vec<String>,
    in_force_from: Date,
    in_force_until: Option<Date>,
    total: Duration,
    start: StepId,
    steps: Vec<Step>,
    actions: Vec<Action>,
}

/// Where a document can stand.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step {
    /// Its name in the route.
    pub id: StepId,
    /// What everybody may know.
    pub status: PublicStatus,
    /// What the agency calls it.
    pub label: String,
    /// Who acts here.
    pub roles: Vec<Who>,
    /// How much working time it may take.
    pub time: Option<Duration>,
    /// Whether working time counts here.
    pub clock: Clock,
    /// What may not be changed here.
    pub lock: Lock,
    /// Whose signature is made here.
    pub slot: Option<Slot>,
    /// Tags of the fields owed here, as `documents` names them.
    pub fields: Vec<String>,
    /// What to do here, for whoever acts.
    pub instruction: Option<String>,
}

/// What can be done with a document.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Action {
    /// Its name in the route.
    pub id: ActionId,
    /// The steps at which it can be done.
    pub from: Vec<StepId>,
    /// Where it leads.
    pub target: Target,
    /// In which sense it moves the document.
    pub movement: Move,
    /// What the button says.
    pub label: String,
    /// Whether it is the step's main button.
    pub primary: bool,
    /// Who may do it.
    pub who: Vec<Who>,
    /// The slot that is signed by doing it: the signature is made first and the action done with it.
    pub signs: Option<Slot>,
    /// What must be so.
    pub guards: Vec<Guard>,
    /// What should be so; otherwise the person is warned and the event says so.
    pub warnings: Vec<Guard>,
    /// What follows.
    pub effects: Vec<Effect>,
    /// What the person must give.
    pub needs: Vec<Need>,
    /// Whether it can be undone by another action.
    pub reversible: bool,
}

/// Where an action leads.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Target {
    /// Nowhere: the document stays.
    Here,
    /// To this step.
    Step(StepId),
    /// To the step it came from.
    Previous,
    /// To one of these, as the person chooses.
    OneOf(Vec<StepId>),
}

impl Action {
    /// Whether it has this effect.
    #[must_use]
    pub fn has(&self, effect: &Effect) -> bool {
        self.effects.contains(effect)
    }

    /// Whether it gives a number.
    #[must_use]
    pub fn numbers(&self) -> bool {
        (self.effects.iter()).any(|effect| matches!(effect, Effect::AllocateNumber(_)))
    }
}

impl Definition {
    /// A definition from its text: an agency's own file.
    ///
    /// # Errors
    /// Every fault of it, each with its line.
    pub fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        let draft = file::read(text)?;
        let faults = lint::faults(&draft);
        if faults.is_empty() {
            Ok(draft.definition)
        } else {
            Err(faults)
        }
    }

    /// The route of Nghị định 30/2020 with three signatures, number after signature.
    ///
    /// # Panics
    /// Never: the file is part of the program and read by its tests.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static SHIPPED_ROUTE: OnceLock<Definition> = OnceLock::new();
        #[expect(clippy::expect_used, reason = "part of the program, read by its tests")]
        SHIPPED_ROUTE.get_or_init(|| Self::parse(SHIPPED).expect("the shipped route is sound"))
    }

    /// The text of [`Self::shipped`], to begin an agency's own route with.
    #[must_use]
    pub fn shipped_text() -> &'static str {
        SHIPPED
    }

    /// Code and version.
    #[must_use]
    pub fn pin(&self) -> &Pin {
        &self.pin
    }

    /// The route's code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.pin.code
    }

    /// The route's version.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.pin.version
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The regulations it follows.
    #[must_use]
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// Whether documents may begin it on that day.
    #[must_use]
    pub fn in_force_on(&self, day: Date) -> bool {
        self.in_force_from <= day && self.in_force_until.is_none_or(|until| day <= until)
    }

    /// The working time that the whole may take.
    #[must_use]
    pub fn total(&self) -> Duration {
        self.total
    }

    /// Where a document begins.
    #[must_use]
    pub fn start(&self) -> &StepId {
        &self.start
    }

    /// The steps, in the order of the file.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// One step.
    #[must_use]
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == *id)
    }

    /// The actions, in the order of the file.
    #[must_use]
    pub fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// One action.
    #[must_use]
    pub fn action(&self, id: &ActionId) -> Option<&Action> {
        self.actions.iter().find(|action| action.id == *id)
    }

    /// What can be done at a step, the main action first.
    pub fn actions_at(&self, step: &StepId) -> impl Iterator<Item = &Action> {
        let here = |action: &&Action| action.from.contains(step);
        let (main, other): (Vec<_>, Vec<_>) =
            self.actions.iter().filter(here).partition(|it| it.primary);
        main.into_iter().chain(other)
    }

    /// Whether some step of the route has this slot.
    #[must_use]
    pub fn has_slot(&self, slot: Slot) -> bool {
        self.steps.iter().any(|step| step.slot == Some(slot))
    }

    /// The steps from which an onward move leads to `step`.
    pub(crate) fn before<'a>(&'a self, step: &'a StepId) -> impl Iterator<Item = &'a StepId> {
        (self.actions.iter())
            .filter(move |it| it.movement == Move::Forward && it.target.can_be(step))
            .flat_map(|action| &action.from)
    }
}

impl Target {
    /// Whether it names `step`.
    fn can_be(&self, step: &StepId) -> bool {
        match self {
            Self::Here | Self::Previous => false,
            Self::Step(target) => target == step,
            Self::OneOf(targets) => targets.contains(step),
        }
    }

    /// The steps it names.
    fn named(&self) -> &[StepId] {
        match self {
            Self::Here | Self::Previous => &[],
            Self::Step(target) => std::slice::from_ref(target),
            Self::OneOf(targets) => targets,
        }
    }
}

/// Small letters, digits and hyphens, beginning with a letter.
fn is_id(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase();
    text.len() <= 64
        && text.bytes().next().is_some_and(letter)
        && (text.bytes()).all(|byte| letter(byte) || byte.is_ascii_digit() || byte == b'-')
}
