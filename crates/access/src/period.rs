//! Validity: from a moment until, if it is known, just before another.

use serde::{Deserialize, Serialize};
use time::UtcDateTime;

/// A half-open span of time.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Period {
    /// The first moment.
    pub from: UtcDateTime,
    /// The first moment after it; `None` while no end is known.
    pub until: Option<UtcDateTime>,
}

impl Period {
    /// From `from` on, without a known end.
    #[must_use]
    pub const fn since(from: UtcDateTime) -> Self {
        Self { from, until: None }
    }

    /// Whether `at` lies in it.
    #[must_use]
    pub fn holds(&self, at: UtcDateTime) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }

    /// Whether it ends before it begins, or at once: a slip of the pen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.until.is_some_and(|until| until <= self.from)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::utc_datetime;

    use super::Period;

    #[test]
    fn the_first_moment_belongs_to_it_and_the_end_does_not() {
        let (from, until) = (
            utc_datetime!(2026-11-21 00:00),
            utc_datetime!(2026-12-01 00:00),
        );
        let period = Period {
            from,
            until: Some(until),
        };
        assert!(period.holds(from) && !period.holds(until) && !period.is_empty());
        assert!(Period::since(from).holds(until));
        assert!(!Period::since(until).holds(from));
    }
}
