//! Asking the person at the desk: one trait, and three ways to do it.
//!
//! Whatever a page says, nothing is signed or paired before the person has read what it is about in
//! a place that no page can draw on, and agreed there.

mod dialog;
mod terminal;
mod unattended;
pub(crate) mod wording;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use keys::Pin;

pub use dialog::Dialog;
pub use terminal::Terminal;
pub use unattended::Unattended;

use crate::Error;
use crate::config::Asking;

/// Somebody who can be asked.
pub trait Confirm: fmt::Debug + Send + Sync {
    /// Whether nobody reads the questions.
    fn is_unattended(&self) -> bool {
        false
    }

    /// Asks a question and waits for the answer; `false` also when `stop` is over.
    fn agrees(&self, question: &Question, stop: &Stop) -> bool;

    /// Asks for a PIN or password; `None` if the person cancels or `stop` is over.
    fn secret(&self, question: &Question, stop: &Stop) -> Option<Pin>;

    /// Tells the person something.
    fn tell(&self, text: &str);
}

/// What a question is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Matter {
    /// A server asks to be paired.
    Pairing,
    /// Documents are to be signed.
    Signing,
    /// A certificate is to be enrolled.
    Possession,
    /// The PIN of a token, or the password of a file.
    Secret,
}

/// A question, in words for the person. Nothing in it can act on a terminal.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Question {
    /// What it is about.
    pub matter: Matter,
    /// A few words.
    pub title: String,
    /// Everything the person needs to know, in lines.
    pub text: String,
    /// The word for yes, such as `Ký`.
    pub yes: String,
    /// For a secret: the name of the token or file.
    pub place: Option<String>,
}

/// When to stop asking: the page went away or cancelled, or the time is over.
#[derive(Clone, Debug)]
pub struct Stop {
    flag: Arc<AtomicBool>,
    deadline: Instant,
}

impl Stop {
    /// Stops after so long at the latest.
    #[must_use]
    pub fn after(time: Duration) -> Self {
        Self {
            flag: Arc::default(),
            deadline: Instant::now() + time,
        }
    }

    /// Stops together with this, and after so long at the latest.
    #[must_use]
    pub fn within(&self, time: Duration) -> Self {
        Self {
            flag: Arc::clone(&self.flag),
            deadline: self.deadline.min(Instant::now() + time),
        }
    }

    /// Stops now.
    pub fn stop(&self) {
        self.flag.store(true, Ordering::SeqCst);
    }

    /// Whether to stop.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.flag.load(Ordering::SeqCst) || Instant::now() >= self.deadline
    }
}

/// The way to ask that was configured, if there is one.
///
/// # Errors
/// [`Error::NoPerson`].
pub fn choose(asking: Asking) -> Result<Box<dyn Confirm>, Error> {
    fn boxed<C: Confirm + 'static>(found: C) -> Box<dyn Confirm> {
        Box::new(found)
    }
    let dialog = || Dialog::find().map(boxed);
    let terminal = || Terminal::find().map(boxed);
    match asking {
        Asking::Auto => dialog().or_else(terminal),
        Asking::Terminal => terminal(),
        Asking::Dialog => dialog(),
    }
    .ok_or(Error::NoPerson)
}

/// How often a waiting question looks whether to stop.
const LOOK: Duration = Duration::from_millis(100);
