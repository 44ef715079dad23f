//! What a server and a desk agent say to each other, and how each knows the other.
//!
//! A web page carries the messages between the two and is trusted with nothing: every message is an
//! [`Envelope`] signed with a key that the other side pinned when they were paired ([`pairing`]),
//! so that a script in the page, or another origin, can neither forge what is to be signed nor the
//! answer. [`message`] has what is said, [`ServerSide`] the server's part; the agent's part, the
//! token and the person, is crate `agent`. The protocol and its threats are in `docs/agent.md`.
//!
//! Pure: no I/O, and time is an argument. Randomness (keys, nonces) comes from the crypto library.

mod ask;
mod channel;
mod encoding;
mod error;
pub mod limits;
pub mod message;
pub mod pairing;
mod possession;
mod server_side;

pub use channel::{ChannelKey, ChannelPublic, Envelope, Purpose};
pub use encoding::{Base64, Digest, Nonce};
pub use error::Error;
pub use possession::{POSSESSION_LABEL, possession_message};
pub use server_side::{Offered, PairedAgent, Revealed, ServerSide};

/// The version of the protocol; both sides refuse any other.
pub const PROTOCOL: u32 = 1;

/// Milliseconds since 1970 (UTC), the form of all times in messages.
#[must_use]
pub fn milliseconds(time: time::UtcDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}
