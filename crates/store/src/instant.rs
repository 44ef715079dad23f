//! Instants and days as they stand in columns.

use time::macros::format_description;
use time::{Date, UtcDateTime};

use crate::Error;

/// Unix milliseconds.
#[must_use]
pub fn millis(at: UtcDateTime) -> i64 {
    at.unix_timestamp() * 1000 + i64::from(at.millisecond())
}

/// The instant that [`millis`] wrote.
///
/// # Errors
/// When the number is outside of the calendar.
pub fn from_millis(column: &'static str, value: i64) -> Result<UtcDateTime, Error> {
    UtcDateTime::from_unix_timestamp_nanos(i128::from(value) * 1_000_000).map_err(|_| {
        let value = value.to_string();
        Error::Column { column, value }
    })
}

/// `YYYY-MM-DD`.
#[must_use]
pub fn day(date: Date) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        date.year(),
        u8::from(date.month()),
        date.day()
    )
}

/// The day that [`day`] wrote.
///
/// # Errors
/// When the text is no day.
pub fn from_day(column: &'static str, value: &str) -> Result<Date, Error> {
    Date::parse(value, format_description!("[year]-[month]-[day]")).map_err(|_| {
        let value = value.to_owned();
        Error::Column { column, value }
    })
}
