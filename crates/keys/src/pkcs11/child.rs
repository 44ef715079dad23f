//! The parent's view of its child process: asking, and turning failures into errors.

use super::link::{Link, LinkError, Wait};
use super::protocol::{self, Failure, Fault, Mechanism, Objects, Reply, Request, TokenInfo};
use crate::{KeyError, PinTries};

/// The child process, and what every request to it has in common.
pub(super) struct Child {
    link: Box<dyn Link>,
}

impl Child {
    pub(super) fn new(link: Box<dyn Link>) -> Self {
        Self { link }
    }

    /// Asks; the outer error is final, the inner one is the module's answer.
    pub(super) fn ask(
        &self,
        during: &'static str,
        request: &Request,
        wait: Wait,
    ) -> Result<Result<Reply, Failure>, KeyError> {
        self.ask_ahead(during, request, wait, &mut || {})
    }

    /// As [`Self::ask`]; tells when the next request may follow.
    pub(super) fn ask_ahead(
        &self,
        during: &'static str,
        request: &Request,
        wait: Wait,
        sent: &mut dyn FnMut(),
    ) -> Result<Result<Reply, Failure>, KeyError> {
        let broken = |error: std::io::Error| KeyError::Worker {
            reason: error.to_string(),
        };
        let size = match request {
            Request::Sign(sign) => sign.data.0.len() + 1024,
            _ => 1024,
        };
        let frame = protocol::encode(request, size).map_err(broken)?;
        let reply = self
            .link
            .exchange(&frame, wait, sent)
            .map_err(|error| lost(during, error))?;
        match protocol::decode(&reply).map_err(broken)? {
            Reply::Failed(failure) => Ok(Err(failure)),
            reply => Ok(Ok(reply)),
        }
    }

    pub(super) fn tokens(&self) -> Result<Vec<TokenInfo>, KeyError> {
        const DURING: &str = "listing tokens";
        match self.ask(DURING, &Request::Tokens, Wait::Module)? {
            Ok(Reply::Tokens(tokens)) => Ok(tokens),
            Ok(_) => Err(nonsense()),
            Err(failure) => Err(failed(DURING, failure)),
        }
    }

    pub(super) fn open(&self, slot: u64) -> Result<Vec<Mechanism>, KeyError> {
        const DURING: &str = "opening the token";
        match self.ask(DURING, &Request::Open { slot }, Wait::Module)? {
            Ok(Reply::Opened { mechanisms }) => Ok(mechanisms),
            Ok(_) => Err(nonsense()),
            Err(failure) => Err(failed(DURING, failure)),
        }
    }

    pub(super) fn objects(&self) -> Result<Objects, KeyError> {
        const DURING: &str = "listing keys";
        match self.ask(DURING, &Request::Objects, Wait::Module)? {
            Ok(Reply::Objects(objects)) => Ok(objects),
            Ok(_) => Err(nonsense()),
            Err(failure) => Err(failed(DURING, failure)),
        }
    }

    /// Turns a failure of login or signature into an error; asks the token how it is now.
    pub(super) fn explain(
        &self,
        during: &'static str,
        failure: Failure,
        token: &TokenInfo,
    ) -> KeyError {
        let now = match self.tokens() {
            Ok(tokens) => tokens
                .into_iter()
                .find(|other| (other.slot_id, &other.serial) == (token.slot_id, &token.serial)),
            // The module has more trouble than it told at first.
            Err(KeyError::ModuleFailed { .. }) => Some(token.clone()),
            Err(error) => return error,
        };
        let Some(now) = now else {
            return KeyError::TokenRemoved;
        };
        match failure.fault {
            Fault::PinIncorrect => KeyError::PinWrong { tries: tries(&now) },
            Fault::PinLocked => KeyError::PinLocked,
            Fault::PinFormat => KeyError::PinFormat,
            Fault::PinExpired | Fault::PinNotSet => KeyError::PinExpired,
            Fault::Cancelled => KeyError::PinCancelled,
            _ => failed(during, failure),
        }
    }
}

fn tries(token: &TokenInfo) -> PinTries {
    if token.pin_locked {
        PinTries::Locked
    } else if token.pin_final_try {
        PinTries::Final
    } else if token.pin_count_low {
        PinTries::Low
    } else {
        PinTries::Unknown
    }
}

/// A failure that needs no further question to the token.
pub(super) fn failed(during: &'static str, failure: Failure) -> KeyError {
    match failure.fault {
        Fault::Removed => KeyError::TokenRemoved,
        Fault::Protocol => KeyError::Worker {
            reason: failure.detail,
        },
        _ => KeyError::ModuleFailed {
            during,
            function: failure.function,
            reason: failure.detail,
        },
    }
}

fn lost(during: &'static str, error: LinkError) -> KeyError {
    match error {
        LinkError::Ended { status } => KeyError::ModuleCrashed { during, status },
        LinkError::Silent { after } => KeyError::ModuleHung {
            during,
            seconds: after.as_secs(),
        },
        LinkError::Broken(reason) => KeyError::Worker { reason },
    }
}

/// The reply to another question.
pub(super) fn nonsense() -> KeyError {
    KeyError::Worker {
        reason: "an answer to another question".to_owned(),
    }
}
