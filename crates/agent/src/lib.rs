//! The desk agent: signs with the user's own token.
//!
//! A program on the user's machine that listens on this machine only. A page of a server that the
//! person has paired carries the server's requests to it; the agent checks that they are the
//! server's, shows them, asks for the PIN itself and gives back signature values
//! (design, 9: no server holds a person's key). What is said is crate `agent-protocol`, the threats
//! are in `docs/agent.md`.
//!
//! Not here: PDF, what a document says, whether a certificate may sign (the server's questions).

mod attributes;
mod config;
mod confirm;
mod data;
mod desk;
mod error;
mod http;
mod places;
mod spent;

pub use config::{Asking, Config, DEFAULT_LISTEN, FilePlace, TokenPlace};
pub use confirm::{Confirm, Dialog, Matter, Question, Stop, Terminal, Unattended, choose};
pub use data::{Data, Pairing};
pub use desk::{Clock, Desk, VERSION};
pub use error::Error;
pub use http::serve;

use agent_protocol::message::{Key, Trouble};

/// The certificates at this desk, and the places that could not be looked into. With somebody to
/// ask, passwords of key files that are not known yet are asked for.
///
/// # Errors
/// [`Error::Protocol`] if the system gives no randomness.
pub fn certificates(
    config: &Config,
    data: &Data,
    confirm: Option<&dyn Confirm>,
) -> Result<(Vec<Key>, Vec<Trouble>), Error> {
    let stop = Stop::after(PATIENCE);
    let stop = &stop;
    let person = confirm.map(|confirm| places::Person { confirm, stop });
    let (holdings, troubles) = places::Places::new(config)?.look(data, person);
    let keys = holdings.iter().map(places::Holding::describe).collect();
    Ok((keys, troubles))
}

/// How long the person may think where no server waits.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(300);
