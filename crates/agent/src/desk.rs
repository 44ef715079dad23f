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

use agent_protocol::message::{AnswerHead, Ask, KeysAnswer, KeysRequest};
use agent_protocol::{Digest, Envelope, milliseconds};
use time::UtcDateTime;

use crate::Error;
use crate::config::Config;
use crate::confirm::{Confirm, Question, Stop};
use crate::data::{Data, Pairing};
use crate::places::{Holding, OpenKey, Person, Places};
use crate::spent::Spent;

use conversation::{Conversation, Turn};
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

/// A request that may be considered. For as long as this lives, it is the person's one question.
struct Admitted<'a, A> {
    request: A,
    pairing: &'a Pairing,
    asked: &'a Envelope,
    /// The person may think until the request expires.
    stop: Stop,
    _turn: Turn<'a>,
}

impl<A: Ask> Admitted<'_, A> {
    /// The answer in its envelope.
    fn reply(&self, answer: &A::Answer) -> Result<Envelope, Error> {
        let key = self.pairing.key()?;
        Ok(key.seal(A::ANSWERS, &self.pairing.id, answer)?)
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
        let admitted = self.admit(pairing, asked, stop, |_: &KeysRequest| Vec::new())?;
        let person = self.person(&admitted.stop);
        let (holdings, troubles) = self.places.look(&self.data, Some(person));
        let answer = KeysAnswer {
            head: self.answer_head(&admitted),
            keys: holdings.iter().map(Holding::describe).collect(),
            troubles,
        };
        admitted.reply(&answer)
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
    ///
    /// The person's turn begins before the request is used up, so that one that came while they were
    /// busy can come again.
    fn admit<'a, A: Ask>(
        &'a self,
        pairing: &'a Pairing,
        asked: &'a Envelope,
        stop: &Stop,
        items: fn(&A) -> Vec<String>,
    ) -> Result<Admitted<'a, A>, Error> {
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
        let stop = stop.within(until(head.expires_at, now));
        let turn = (self.conversation).begin(&pairing.id, &head.request, &stop)?;
        let mut ids = vec![format!("{}/request/{}", pairing.id, head.request)];
        let items = items(&request).into_iter();
        ids.extend(items.map(|item| format!("{}/item/{item}", pairing.id)));
        lock(&self.spent).spend(&ids, head.expires_at, milliseconds(now))?;
        Ok(Admitted {
            request,
            pairing,
            asked,
            stop,
            _turn: turn,
        })
    }

    fn answer_head<A: Ask>(&self, admitted: &Admitted<'_, A>) -> AnswerHead {
        AnswerHead {
            request: admitted.request.head().request.clone(),
            request_digest: admitted.asked.digest(),
            version: VERSION.to_owned(),
            unattended: self.is_unattended(),
            at: milliseconds(self.now()),
        }
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

/// How long it is until then.
fn until(then: i64, now: UtcDateTime) -> Duration {
    let left = then.saturating_sub(milliseconds(now));
    Duration::from_millis(u64::try_from(left).unwrap_or(0))
}

/// A lock whose holder cannot have left it half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
