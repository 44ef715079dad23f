//! The desk: what the agent does when a server asks, whatever carries the messages.
//!
//! Checks first (who asks, is it new, may it be signed), the person second, the key last. Everything
//! here may wait for a person or a token and so runs on a thread that may wait.

mod conversation;
mod pairing;
mod signing;

use std::collections::HashMap;
use std::fs::File;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use agent_protocol::message::{AnswerHead, Ask, Head, KeysAnswer, KeysRequest};
use agent_protocol::{Digest, Envelope, milliseconds};
use time::UtcDateTime;

use crate::Error;
use crate::config::Config;
use crate::confirm::{Confirm, Question, Stop};
use crate::data::{Data, Pairing};
use crate::places::{Holding, OpenKey, Person, Places};
use crate::spent::Spent;

use conversation::Conversation;
use pairing::Waiting;

/// Version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Where the program reads the clock.
pub type Clock = fn() -> UtcDateTime;

/// The desk.
#[derive(Debug)]
pub struct Desk {
    data: Data,
    places: Places,
    confirm: Box<dyn Confirm>,
    clock: Clock,
    keep_open: Duration,
    spent: Mutex<Spent>,
    waiting: Mutex<Option<Waiting>>,
    /// Origins that the person refused to pair, and until when they are not heard.
    refused: Mutex<HashMap<String, Instant>>,
    conversation: Conversation,
    kept: Mutex<Option<Kept>>,
    _lock: File,
}

/// A key that stays open for a while.
struct Kept {
    certificate: Digest,
    key: OpenKey,
    until: Instant,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept")
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}

impl Desk {
    /// A desk with its folder, which no other agent may use meanwhile.
    ///
    /// # Errors
    /// [`Error::DataInUse`], [`Error::Data`].
    pub fn new(
        config: &Config,
        data: Data,
        confirm: Box<dyn Confirm>,
        clock: Clock,
    ) -> Result<Self, Error> {
        let lock = data.lock()?;
        Ok(Self {
            places: Places::new(config)?,
            spent: Mutex::new(Spent::open(&data, milliseconds(clock()))?),
            data,
            confirm,
            clock,
            keep_open: config.keep_open(),
            waiting: Mutex::default(),
            refused: Mutex::default(),
            conversation: Conversation::default(),
            kept: Mutex::default(),
            _lock: lock,
        })
    }

    /// Whether nobody reads the questions.
    #[must_use]
    pub fn is_unattended(&self) -> bool {
        self.confirm.is_unattended()
    }

    /// The pairing with this origin.
    ///
    /// # Errors
    /// [`Error::NotPaired`], [`Error::Data`].
    pub fn pairing_of(&self, origin: &str) -> Result<Pairing, Error> {
        self.data.pairing_of(origin)
    }

    /// Answers which certificates are here.
    ///
    /// # Errors
    /// Those of checking the request, and [`Error::Busy`].
    pub fn keys(
        &self,
        pairing: &Pairing,
        asked: &Envelope,
        stop: &Stop,
    ) -> Result<Envelope, Error> {
        let request: KeysRequest = self.admit(pairing, asked, |_| Vec::new())?;
        let stop = self.patience(&request.head, stop);
        let _turn = self
            .conversation
            .begin(&pairing.id, &request.head.request, &stop)?;
        let (holdings, troubles) = self.places.look(&self.data, Some(self.person(&stop)));
        let answer = KeysAnswer {
            head: self.answer_head(asked, request.head()),
            keys: holdings.iter().map(Holding::describe).collect(),
            troubles,
        };
        let purpose = KeysRequest::ANSWERS;
        Ok(pairing.key()?.seal(purpose, &pairing.id, &answer)?)
    }

    /// Ends the conversation about this request, if it is going on.
    #[must_use]
    pub fn cancel(&self, pairing: &Pairing, request: &str) -> bool {
        self.conversation.cancel(&pairing.id, request)
    }

    /// Ends the conversation that is going on and closes the key that is open.
    pub fn leave(&self) {
        self.conversation.leave();
        *lock(&self.kept) = None;
    }

    /// Closes a key whose time is over; to be called now and then.
    pub fn close_idle(&self) {
        let mut kept = lock(&self.kept);
        if kept
            .as_ref()
            .is_some_and(|kept| Instant::now() >= kept.until)
        {
            *kept = None;
        }
    }

    fn now(&self) -> UtcDateTime {
        (self.clock)()
    }

    /// Takes a request out of its envelope, after every check that needs neither person nor key:
    /// made by the server of this pairing, for us, now, never before. `items` names what else in it
    /// is good only once.
    fn admit<A: Ask>(
        &self,
        pairing: &Pairing,
        asked: &Envelope,
        items: fn(&A) -> Vec<String>,
    ) -> Result<A, Error> {
        let request: A = pairing.server_key.open(A::ASKS, asked)?;
        let head = request.head();
        let ours = asked.pairing == pairing.id
            && head.pairing == pairing.id
            && head.server == pairing.server;
        if !ours {
            return Err(agent_protocol::Error::OtherPairing.into());
        }
        let now = self.now();
        head.check(now)?;
        request.check_fields()?;
        let mut ids = vec![format!("{}/request/{}", pairing.id, head.request)];
        ids.extend(items(&request));
        lock(&self.spent).spend(&ids, head.expires_at, milliseconds(now))?;
        Ok(request)
    }

    fn answer_head(&self, asked: &Envelope, head: &Head) -> AnswerHead {
        AnswerHead {
            request: head.request.clone(),
            request_digest: asked.digest(),
            version: VERSION.to_owned(),
            unattended: self.is_unattended(),
            at: milliseconds(self.now()),
        }
    }

    /// As `stop`, and no longer than the request is good: the person may think until then.
    fn patience(&self, head: &Head, stop: &Stop) -> Stop {
        let left = head.expires_at.saturating_sub(milliseconds(self.now()));
        stop.within(Duration::from_millis(u64::try_from(left).unwrap_or(0)))
    }

    fn person<'a>(&'a self, stop: &'a Stop) -> Person<'a> {
        Person {
            confirm: self.confirm.as_ref(),
            stop,
        }
    }

    /// Whether the person agrees in time.
    fn agreed(&self, question: &Question, stop: &Stop) -> Result<(), Error> {
        let agreed = self.confirm.agrees(question, stop);
        if stop.is_over() {
            Err(Error::Cancelled)
        } else if agreed {
            Ok(())
        } else {
            Err(Error::Declined)
        }
    }
}

/// A lock whose holder cannot have left it half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
