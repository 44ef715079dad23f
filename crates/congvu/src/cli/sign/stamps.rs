//! The time-stamp service of a batch: asked for one file at a time, and not again once it failed.

use std::sync::{Mutex, PoisonError};

use ades::timestamp::{SourceFailure, TimestampSource};
use transport::tsa::TsaClient;

/// The code of a request that was not made since an earlier one had failed. Nobody is told of it:
/// the file counts as not done.
const NOT_ASKED: &str = "tsa-not-asked";

/// The service, and the first file for which it failed.
pub(super) struct Stamps(Mutex<State>);

struct State {
    client: TsaClient,
    failed_for: Option<usize>,
}

/// The service as the file of this number asks it.
pub(super) struct Source<'a> {
    stamps: &'a Stamps,
    number: usize,
}

impl Stamps {
    pub(super) fn new(client: TsaClient) -> Self {
        Self(Mutex::new(State {
            client,
            failed_for: None,
        }))
    }

    pub(super) fn source(&self, number: usize) -> Source<'_> {
        Source {
            stamps: self,
            number,
        }
    }
}

/// Whether this is about another file's request.
pub(super) fn was_not_asked(error: &ades::Error) -> bool {
    matches!(error, ades::Error::TimestampSource(failure) if failure.code == NOT_ASKED)
}

impl TimestampSource for Source<'_> {
    fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>, SourceFailure> {
        let Stamps(state) = self.stamps;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        // A file before the one that failed still asks: the batch ends with the first that fails.
        if state.failed_for.is_some_and(|failed| failed < self.number) {
            return Err(SourceFailure {
                code: NOT_ASKED,
                message: "the service failed before".to_owned(),
                values: Vec::new(),
            });
        }
        let answer = state.client.ask(request);
        if answer.is_err() {
            state.failed_for = Some(self.number);
        }
        answer
    }
}
