//! What became of each file of a signing batch.

use serde::Serialize;

use crate::catalogue::Lang;
use crate::problem::{ErrorReport, Problem};

/// The outcome of a batch; one entry per input, in the order of the command line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignReport {
    /// Each file.
    pub files: Vec<FileOutcome>,
    /// How many were signed.
    pub signed: usize,
    /// How many were tried and not signed.
    pub failed: usize,
    /// How many were not tried any more after an error that concerns all.
    pub not_done: usize,
    /// The error that concerns all, such as a wrong PIN.
    pub error: Option<ErrorReport>,
}

/// The outcome for one file.
#[derive(Clone, Debug, Serialize)]
pub struct FileOutcome {
    /// The input.
    pub file: String,
    /// What became of it.
    pub status: Status,
    /// Where the signed file is.
    pub output: Option<String>,
    /// The field that holds the signature.
    pub field: Option<String>,
    /// The page of a visible signature, counted from 1.
    pub page: Option<usize>,
    /// Whether the damaged, unsigned file was rewritten before it was signed.
    pub rewritten: bool,
    /// Why it was not signed.
    pub error: Option<ErrorReport>,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Signed, checked and stored.
    Signed,
    /// Tried, and nothing was stored.
    Failed,
    /// Not tried.
    NotDone,
}

/// What is known of a file that was signed.
#[derive(Clone, Debug)]
pub struct SignedFile {
    /// Where it is.
    pub output: String,
    /// The field that holds the signature.
    pub field: String,
    /// The page of a visible signature, counted from 1.
    pub page: Option<usize>,
    /// Whether the damaged, unsigned file was rewritten before it was signed.
    pub rewritten: bool,
}

impl SignReport {
    /// Takes down that `file` was signed.
    pub fn add_signed(&mut self, file: String, signed: SignedFile) {
        self.signed += 1;
        self.files.push(FileOutcome {
            output: Some(signed.output),
            field: Some(signed.field),
            page: signed.page,
            rewritten: signed.rewritten,
            ..FileOutcome::new(file, Status::Signed)
        });
    }

    /// Takes down that `file` was not signed because of `problem`.
    pub fn add_failed(&mut self, file: String, problem: &Problem, lang: Lang) {
        self.failed += 1;
        self.files.push(FileOutcome {
            error: Some(ErrorReport::of(problem, lang)),
            ..FileOutcome::new(file, Status::Failed)
        });
    }

    /// Takes down that `file` was not tried.
    pub fn add_not_done(&mut self, file: String) {
        self.not_done += 1;
        self.files.push(FileOutcome::new(file, Status::NotDone));
    }
}

impl FileOutcome {
    fn new(file: String, status: Status) -> Self {
        Self {
            file,
            status,
            output: None,
            field: None,
            page: None,
            rewritten: false,
            error: None,
        }
    }
}
