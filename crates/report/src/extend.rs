//! What became of each file whose signatures were to be kept valid for longer.

use serde::Serialize;
use time::UtcDateTime;

use crate::catalogue::Lang;
use crate::moment::rfc3339_option;
use crate::problem::{ErrorReport, Problem};

/// The outcome; one entry per input, in the order of the command line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ExtendReport {
    /// Each file.
    pub files: Vec<ExtendOutcome>,
}

/// The outcome for one file.
#[derive(Clone, Debug, Serialize)]
pub struct ExtendOutcome {
    /// The input.
    pub file: String,
    /// What became of it.
    pub status: ExtendStatus,
    /// What is known of it.
    #[serde(flatten)]
    pub extended: ExtendedFile,
    /// Why it failed.
    pub error: Option<ErrorReport>,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtendStatus {
    /// The level asked for is reached, something was added and stored.
    Extended,
    /// The level asked for was reached before.
    Unchanged,
    /// Something is missing that will come later; what could be added is stored.
    NotYet,
    /// Nothing was stored.
    Failed,
    /// Not tried.
    NotDone,
}

/// What was added to a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Extension {
    /// A document time stamp.
    Timestamp,
    /// Certificates and revocation data.
    Evidence,
}

/// What is known of a file that was extended, or need not be.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ExtendedFile {
    /// Where the result is; none if nothing was added.
    pub output: Option<String>,
    /// What was added, in this order.
    pub steps: Vec<Extension>,
    /// Whether the level asked for is reached.
    pub complete: bool,
    /// When to come back, if that is known.
    #[serde(with = "rfc3339_option")]
    pub until: Option<UtcDateTime>,
    /// The certificates for which revocation data are missing.
    pub missing: Vec<String>,
    /// When the archive time stamp must be renewed at the latest.
    #[serde(with = "rfc3339_option")]
    pub renew_by: Option<UtcDateTime>,
}

impl ExtendReport {
    /// Takes down what was done with `file`.
    pub fn add(&mut self, file: String, extended: ExtendedFile) {
        let status = match (extended.complete, &extended.output) {
            (true, Some(_)) => ExtendStatus::Extended,
            (true, None) => ExtendStatus::Unchanged,
            (false, _) => ExtendStatus::NotYet,
        };
        self.push(file, status, extended, None);
    }

    /// Takes down that `file` was not extended because of `problem`.
    pub fn add_failed(&mut self, file: String, problem: &Problem, lang: Lang) {
        let error = ErrorReport::of(problem, lang);
        let nothing = ExtendedFile::default();
        self.push(file, ExtendStatus::Failed, nothing, Some(error));
    }

    /// Takes down that `file` was not tried.
    pub fn add_not_done(&mut self, file: String) {
        self.push(file, ExtendStatus::NotDone, ExtendedFile::default(), None);
    }

    /// Whether every file has the level asked for.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.files.iter().all(|file| file.extended.complete)
    }

    fn push(
        &mut self,
        file: String,
        status: ExtendStatus,
        extended: ExtendedFile,
        error: Option<ErrorReport>,
    ) {
        self.files.push(ExtendOutcome {
            file,
            status,
            extended,
            error,
        });
    }
}
