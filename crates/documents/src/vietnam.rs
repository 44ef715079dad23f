//! Vietnam time: the day and the year that an instant belongs to in the offices.
//!
//! Books turn over, documents are dated and deadlines end by the clock on the wall of the agency,
//! which is UTC+7 all year.

use time::macros::offset;
use time::{Date, OffsetDateTime, UtcDateTime, UtcOffset};

/// The zone.
pub const ZONE: UtcOffset = offset!(+7);

/// The instant as the clock on the wall shows it.
#[must_use]
pub fn local(at: UtcDateTime) -> OffsetDateTime {
    at.to_offset(ZONE)
}

/// The day on which it happened.
#[must_use]
pub fn date(at: UtcDateTime) -> Date {
    local(at).date()
}

/// A date as people write it: `21/11/2026`.
#[must_use]
pub fn written(date: Date) -> String {
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    format!("{day:02}/{month:02}/{year}")
}

/// Reads a date as people write it: `21/11/2026`, `21-11-26`, `21.11.2026`, `2026-11-21`, `ngày 21
/// tháng 11 năm 2026`; without a year where `year` is given.
#[must_use]
pub fn parse(text: &str, year: Option<i32>) -> Option<Date> {
    let figures: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let (day, month, year) = match figures.as_slice() {
        // A spreadsheet may give a time of day behind the date.
        [year, month, day, ..] if year.len() == 4 => (*day, *month, full_year(year)?),
        [day, month, year, ..] => (*day, *month, full_year(year)?),
        [day, month] => (*day, *month, year?),
        _ => return None,
    };
    let month: u8 = month.parse().ok()?;
    Date::from_calendar_date(year, month.try_into().ok()?, day.parse().ok()?).ok()
}

fn full_year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        2 => Some(2000 + year),
        4 => Some(year),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, utc_datetime};

    use super::*;

    #[test]
    fn the_new_year_begins_seven_hours_before_that_of_utc() {
        assert_eq!(
            date(utc_datetime!(2026-12-31 16:59:59)),
            date!(2026 - 12 - 31)
        );
        assert_eq!(
            date(utc_datetime!(2026-12-31 17:00:00)),
            date!(2027 - 01 - 01)
        );
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in [
            "21/11/2026",
            "21-11-26",
            "21.11.2026",
            "2026-11-21",
            "2026-11-21T00:00:00",
            "21/11/2026 08:30",
            "ngày 21 tháng 11 năm 2026",
            "21/11",
        ] {
            assert_eq!(
                parse(text, Some(2026)),
                Some(date!(2026 - 11 - 21)),
                "{text}"
            );
        }
        assert_eq!(
            parse(&written(date!(2026 - 02 - 03)), None),
            Some(date!(2026 - 02 - 03))
        );
        for text in [
            "",
            "31/02/2026",
            "21/11",
            "11/2026",
            "13/13/2026",
            "1/1/126",
            "hôm qua",
        ] {
            assert_eq!(parse(text, None), None, "{text}");
        }
    }
}
