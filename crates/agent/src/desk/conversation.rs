//! One conversation with the person at a time: two questions at once would be confused.

use std::sync::Mutex;

use super::lock;
use crate::Error;
use crate::confirm::Stop;

/// What the person is being asked about now.
#[derive(Debug, Default)]
pub(super) struct Conversation(Mutex<Option<Current>>);

#[derive(Debug)]
struct Current {
    pairing: String,
    request: String,
    stop: Stop,
}

/// The conversation is ours for as long as this value lives.
#[derive(Debug)]
pub(super) struct Turn<'a>(&'a Conversation);

impl Conversation {
    /// Begins one, if there is none.
    pub(super) fn begin(
        &self,
        pairing: &str,
        request: &str,
        stop: &Stop,
    ) -> Result<Turn<'_>, Error> {
        let mut current = lock(&self.0);
        if current.is_some() {
            return Err(Error::Busy);
        }
        *current = Some(Current {
            pairing: pairing.to_owned(),
            request: request.to_owned(),
            stop: stop.clone(),
        });
        Ok(Turn(self))
    }

    /// Stops the one about this request.
    pub(super) fn cancel(&self, pairing: &str, request: &str) -> bool {
        let current = lock(&self.0);
        let ours = current
            .as_ref()
            .filter(|current| current.pairing == pairing && current.request == request);
        if let Some(current) = ours {
            current.stop.stop();
        }
        ours.is_some()
    }
}

impl Conversation {
    /// Stops whatever is going on.
    pub(super) fn leave(&self) {
        if let Some(current) = lock(&self.0).as_ref() {
            current.stop.stop();
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *lock(&self.0.0) = None;
    }
}
