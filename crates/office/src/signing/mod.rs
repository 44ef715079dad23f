//! Signing with a key at the desk: one signature from the prepared file to the stored one.
//!
//! [`begin_signing`](crate::Office::begin_signing) prepares files and writes what is asked of the
//! desk agent; the page carries the question there and the answer back;
//! [`complete_signing`](crate::Office::complete_signing) takes the values, each for the very bytes
//! that were prepared. A signature is finished when its time stamp is in
//! ([`stamp`](crate::Office::stamp)); until then the document waits, since later revisions sit on top
//! of it.
//!
//! The organisation signs with the seal what goes with the document too: a PDF inside, a file that
//! stays in its own format by a signature beside it (S11).
//!
//! A request is used once and bound to account, appointment, document, version, digest, certificate,
//! step and expiry. Who signed first wins: a request on an older version is refused and prepared anew.

mod begin;
mod complete;
mod stamp;
mod states;

pub use begin::{Asked, NotAsked};
pub use complete::Outcome;

use process::definition::Slot;

/// The role of the organisation's signature on an annex.
const ATTACHMENT: &str = "attachment";

/// How long a request may be answered.
const LIFETIME: time::Duration = time::Duration::minutes(10);

/// In which capacity a slot is signed, as the profiles of stamps name it.
fn role_of(slot: Slot) -> layout::Role {
    match slot {
        Slot::Initials => layout::Role::Initials,
        Slot::Signer => layout::Role::Signer,
        Slot::Organisation => layout::Role::Organisation,
    }
}

/// The slot of that name.
fn slot_of(name: &str) -> Option<Slot> {
    Slot::ALL.iter().copied().find(|slot| slot.name() == name)
}
