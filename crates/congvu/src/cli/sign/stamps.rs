//! The time-stamp service of a batch: asked for one file at a time, and not again once it failed.

use std::sync::{Mutex, PoisonError};

use ades::timestamp::{SourceFailure, TimestampSource};
use transport::tsa::TsaClient;

/// The code of a request that was not made since an earlier one had failed. Nobody is told of it:
/// the file counts as not done.
const NOT_ASKED: &str = "tsa-not-asked";

/// The service; gone once it failed.
pub(super) struct Stamps(Mutex<Option<TsaClient>>);

/// The service as one file asks it.
pub(super) struct Source<'a>(&'a Stamps);

impl Stamps {
    pub(super) fn new(client: TsaClient) -> Self {
        Self(Mutex::new(Some(client)))
    }

    pub(super) fn source(&self) -> Source<'_> {
        Source(self)
    }
}

/// Whether this is about another file's request.
pub(super) fn was_not_asked(error: &ades::Error) -> bool {
    matches!(error, ades::Error::TimestampSource(failure) if failure.code == NOT_ASKED)
}

impl TimestampSource for Source<'_> {
    fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>, SourceFailure> {
        let Stamps(client) = self.0;
        let mut client = client.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(service) = client.as_mut() else {
            return Err(SourceFailure {
                code: NOT_ASKED,
                message: "the service failed before".to_owned(),
                values: Vec::new(),
            });
        };
        let answer = service.ask(request);
        if answer.is_err() {
            *client = None;
        }
        answer
    }
}
