//! Definitions of routes as data, the working calendar, and the pure engine that applies them.
//!
//! A route says through which hands a document passes, what each may do there and what must be so
//! before it is done. It is a file of `profiles/routes/` or of an agency: read, checked as a whole
//! and then unchangeable ([`definition`]). [`engine`] applies one command to one document's state
//! and gives events or a refusal; [`calendar`] counts working time.
//!
//! Nothing here reads a clock, a file or a database: the time is an argument, what the office knows
//! comes through [`engine::Facts`], and what has to be done about it leaves as effects in events.
//! Not here: who a person is (`access`), what a document holds (`documents`), sentences for people
//! (the edge's catalogue, by the codes of faults and refusals).

pub mod calendar;
pub mod definition;
pub mod engine;
mod fault;
mod reading;

pub use calendar::Calendar;
pub use definition::{ActionId, Definition, Pin, StepId};
pub use engine::{Command, Event, Facts, Offer, Refusal, State, apply, offered};
pub use fault::{Fault, FaultKind};
pub use reading::LARGEST_FILE;
