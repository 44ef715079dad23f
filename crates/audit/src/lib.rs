//! The append-only, verifiable record of every act (P1, P3).
//!
//! Each agency has a chain of its own. A [`Record`] is hashed as a leaf of RFC 6962 over its
//! canonical JSON, and each leaf is tied to all before it by the chain's head ([`append`]). Once a
//! day a [`Checkpoint`] states the Merkle root of the day's leaves and the head; signed, time-stamped
//! and kept outside the server, it is what an all-powerful administrator cannot rewrite.
//! [`Verifier`] reads an export and says how far it is intact, how far checkpoints cover it, and what
//! contradicts it first.
//!
//! Personal data that must be disposable enters a record as a salted digest only ([`personal`]).
//!
//! Not here: files, databases, the clock, randomness, signatures on checkpoints, who may read what.

mod canonical;
mod chain;
mod checkpoint;
mod contradiction;
mod entry;
mod error;
mod hash;
pub mod merkle;
pub mod personal;
mod record;
mod verify;

pub use chain::{Tip, append, chain, genesis};
pub use checkpoint::{Checkpoint, day_of};
pub use contradiction::{Contradiction, Part};
pub use entry::Entry;
pub use error::Error;
pub use hash::{Hash, NotAHash};
pub use record::{Act, By, Object, Record};
pub use verify::{Verification, Verifier, verify};
