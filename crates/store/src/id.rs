//! Ids: UUIDv7 (RFC 9562, 5.7), so that their order is that of their making.

use time::UtcDateTime;
use uuid::{NoContext, Timestamp, Uuid};

/// A new id made at the time `now`.
#[must_use]
pub fn new(now: UtcDateTime) -> String {
    let seconds = u64::try_from(now.unix_timestamp()).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.nanosecond())).to_string()
}
