//! What the engine asks the office.

use crate::definition::{Guard, Who};

/// The office's knowledge of one document and the one who acts on it.
pub trait Facts {
    /// Whether the one who acts is this person, or has this role, for this document.
    fn is(&self, who: Who) -> bool;

    /// Whether the guard holds, as far as records and checks tell. What the document's own history
    /// tells as well is asked of both, and both must agree.
    fn holds(&self, guard: Guard) -> Answer;
}

/// Whether a guard holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Answer {
    /// It does.
    Yes,
    /// It does not, because of these: tags of fields, names of signatures, whatever explains it.
    No(Vec<String>),
}

impl Answer {
    /// No, and nothing more to say.
    #[must_use]
    pub fn no() -> Self {
        Self::No(Vec::new())
    }
}

impl From<bool> for Answer {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::no() }
    }
}
