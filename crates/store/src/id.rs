//! Ids: `UUIDv7` (RFC 9562, 5.7), so that their order is that of their making: of all those that one
//! process makes, also within a millisecond.

use std::sync::Mutex;

use time::UtcDateTime;
use uuid::{ContextV7, Timestamp, Uuid};

/// Counts within a millisecond. Where a clock goes back, ids go on from the latest time there was.
static ORDER: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// A new id made at the time `now`.
#[must_use]
pub fn new(now: UtcDateTime) -> String {
    let seconds = u64::try_from(now.unix_timestamp()).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(&ORDER, seconds, now.nanosecond())).to_string()
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;

    #[test]
    fn ids_are_in_the_order_of_their_making() {
        let now = UtcDateTime::UNIX_EPOCH + Duration::weeks(3000);
        let times = [
            now,
            now,
            now + Duration::MILLISECOND,
            now,
            now - Duration::HOUR,
        ];
        let ids: Vec<_> = times
            .iter()
            .cycle()
            .take(10_000)
            .map(|at| new(*at))
            .collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
    }
}
