//! The only reader of the clock in this program; everyone else is given a time.

use time::UtcDateTime;

/// The time now.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the clock is read"
)]
pub(crate) fn now() -> UtcDateTime {
    UtcDateTime::now()
}
