//! What the exit status says.

use std::process::ExitCode;

/// The answer of a command, from best to worst.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Outcome {
    /// Everything asked for is so, or was done: status 0.
    Passed,
    /// Something is not so, or one of the files was not done: status 1.
    Failed,
    /// It could not be told: arguments, input or output, a service: status 2.
    Unknown,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Passed => 0,
            Outcome::Failed => 1,
            Outcome::Unknown => 2,
        })
    }
}
