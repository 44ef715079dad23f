//! Working time by table: weekends, Tết, 30/4 and 1/5, 2/9, make-up Saturdays, an agency's own days.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use process::Calendar;
use process::calendar::{Sending, Unit, ZONE};
use time::macros::{date, format_description};
use time::{Duration, PrimitiveDateTime, UtcDateTime};

/// A moment in Vietnam, such as `2026-11-23 08:00`.
fn at(text: &str) -> UtcDateTime {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]");
    let local = PrimitiveDateTime::parse(text, format).unwrap();
    local.assume_offset(ZONE).to_utc()
}

fn hours(hours: i64) -> Duration {
    Duration::hours(hours)
}

#[test]
fn working_time_runs_over_nights_weekends_and_holidays() {
    let calendar = Calendar::shipped();
    for (from, time, expected) in [
        // Within a morning, over noon, over the night.
        ("2026-11-16 08:00", hours(2), "2026-11-16 10:00"),
        ("2026-11-16 10:30", hours(1), "2026-11-16 11:30"),
        ("2026-11-16 10:30", hours(2), "2026-11-16 14:30"),
        ("2026-11-16 15:30", hours(4), "2026-11-17 09:30"),
        // From outside working time.
        ("2026-11-16 06:00", hours(0), "2026-11-16 07:30"),
        ("2026-11-16 12:00", hours(0), "2026-11-16 13:30"),
        ("2026-11-16 20:00", hours(1), "2026-11-17 08:30"),
        // Over a weekend.
        ("2026-11-20 16:30", hours(2), "2026-11-23 08:30"),
        ("2026-11-21 09:00", hours(8), "2026-11-23 17:30"),
        // Over Tết Bính Ngọ, 14/02 to 22/02/2026.
        ("2026-02-13 16:30", hours(2), "2026-02-23 08:30"),
        // Giỗ Tổ on a Sunday: Monday 27/4 off; then 30/4 and 1/5.
        ("2026-04-24 16:30", hours(2), "2026-04-28 08:30"),
        ("2026-04-29 16:30", hours(2), "2026-05-04 08:30"),
        // 30/4 and 1/5/2025 with Friday 2/5, made up for on Saturday 26/4.
        ("2025-04-25 16:30", hours(2), "2025-04-26 08:30"),
        ("2025-04-26 16:30", hours(2), "2025-04-28 08:30"),
        ("2025-04-29 16:30", hours(2), "2025-05-05 08:30"),
        // 2/9/2026: from Saturday 29/8 to Wednesday 2/9; Saturday 22/8 is worked.
        ("2026-08-21 16:30", hours(2), "2026-08-22 08:30"),
        ("2026-08-28 16:30", hours(2), "2026-09-03 08:30"),
        // New Year 2026 with Friday 2/1, made up for on Saturday 10/1.
        ("2025-12-31 16:30", hours(2), "2026-01-05 08:30"),
        ("2026-01-09 16:30", hours(9), "2026-01-10 17:30"),
    ] {
        let added = calendar.add(at(from), time);
        assert_eq!(added, Some(at(expected)), "{from} + {time}");
        assert_eq!(calendar.between(at(from), at(expected)), time, "{from}");
        assert_eq!(calendar.between(at(expected), at(from)), -time, "{from}");
    }
}

#[test]
fn special_days_are_off_or_worked_and_say_why() {
    let calendar = Calendar::shipped();
    for (day, works) in [
        (date!(2025 - 01 - 27), false),
        (date!(2025 - 04 - 07), false),
        (date!(2025 - 04 - 26), true),
        (date!(2025 - 05 - 02), false),
        (date!(2025 - 09 - 01), false),
        (date!(2026 - 01 - 02), false),
        (date!(2026 - 01 - 10), true),
        (date!(2026 - 01 - 17), false),
        (date!(2026 - 02 - 16), false),
        (date!(2026 - 02 - 20), false),
        (date!(2026 - 02 - 23), true),
        (date!(2026 - 08 - 22), true),
        (date!(2026 - 09 - 03), true),
        (date!(2027 - 05 - 03), false),
    ] {
        assert_eq!(calendar.is_working_day(day), works, "{day}");
    }
    let swapped = calendar.special(date!(2025 - 04 - 26)).unwrap();
    assert!(swapped.basis.as_ref().unwrap().contains("02/5"));
    assert_eq!(calendar.special(date!(2026 - 11 - 23)), None);
}

#[test]
fn what_is_only_expected_is_not_settled() {
    let calendar = Calendar::shipped();
    assert!(calendar.is_settled(date!(2026 - 02 - 01), date!(2026 - 03 - 01)));
    assert!(!calendar.is_settled(date!(2026 - 11 - 20), date!(2026 - 11 - 25)));
    assert!(!calendar.is_settled(date!(2026 - 12 - 30), date!(2027 - 01 - 02)));
    let days = calendar.special_days().map(|(_, day)| day);
    let uncertain: Vec<_> = days.filter(|day| !day.certain).collect();
    assert!(uncertain.len() > 5);
    assert!(uncertain.iter().all(|day| day.basis.is_some()));
}

#[test]
fn a_document_is_sent_on_the_day_or_in_the_next_working_morning() {
    let calendar = Calendar::shipped();
    for (issued, at_latest) in [
        ("2026-11-16 09:00", "2026-11-17 11:30"),
        ("2026-11-20 16:00", "2026-11-23 11:30"),
        ("2026-02-13 17:00", "2026-02-23 11:30"),
        // Issued on a Saturday; made up for on the next one.
        ("2026-08-15 10:00", "2026-08-17 11:30"),
        ("2026-08-21 17:00", "2026-08-22 11:30"),
        // After midnight the day is the new one.
        ("2026-11-17 00:10", "2026-11-18 11:30"),
    ] {
        let prompt = calendar.same_day_or_next_morning(at(issued)).unwrap();
        assert_eq!(prompt.at_latest, at(at_latest), "{issued}");
        assert_eq!(prompt.at(at(issued)), Sending::SameDay);
        assert_eq!(prompt.at(at(at_latest)), Sending::NextMorning);
        let later = at(at_latest) + Duration::MINUTE;
        assert_eq!(prompt.at(later), Sending::Late);
    }
    let morning = calendar.next_working_morning(at("2026-11-20 06:00"));
    let expected = (at("2026-11-23 07:30"), at("2026-11-23 11:30"));
    assert_eq!(morning, Some(expected));
}

#[test]
fn a_time_limit_in_words_counts_working_time() {
    let calendar = Calendar::shipped();
    for (due, now, overdue, amount, unit) in [
        ("2026-11-18 17:30", "2026-11-17 07:30", false, 2, Unit::Days),
        ("2026-11-18 17:30", "2026-11-17 08:30", false, 1, Unit::Days),
        (
            "2026-11-17 11:30",
            "2026-11-17 08:30",
            false,
            3,
            Unit::Hours,
        ),
        (
            "2026-11-17 08:45",
            "2026-11-17 08:30",
            false,
            15,
            Unit::Minutes,
        ),
        (
            "2026-11-17 08:30",
            "2026-11-17 08:30",
            false,
            1,
            Unit::Minutes,
        ),
        // The night does not count.
        ("2026-11-16 16:30", "2026-11-17 09:30", true, 3, Unit::Hours),
        (
            "2026-11-13 17:30",
            "2026-11-16 07:30",
            true,
            1,
            Unit::Minutes,
        ),
        ("2026-11-13 17:30", "2026-11-16 17:30", true, 1, Unit::Days),
    ] {
        let left = calendar.left(at(due), at(now));
        let found = (left.overdue, left.amount, left.unit);
        assert_eq!(found, (overdue, amount, unit), "{due} seen at {now}");
    }
}

const AGENCY: &str = r#"
schema = 1
id = "so-y-te"
name = "Lịch làm việc của Sở Y tế"
version = 2

[[week]]
from = "2026-06-01"
until = "2026-08-31"
monday = ["07:00-11:30", "13:30-17:00"]
saturday = ["07:00-11:00"]

[[holiday]]
name = "Ngày truyền thống"
from = "2026-11-26"

[[make-up]]
name = "Trực ngày 24/11"
date = "2026-11-24"
hours = ["08:00-11:00"]
"#;

#[test]
fn an_agencys_own_days_go_before_the_public_ones() {
    let calendar = Calendar::shipped().with(AGENCY).unwrap();
    assert_eq!((calendar.id(), calendar.version()), ("so-y-te", 2));
    assert!(!calendar.is_working_day(date!(2026 - 11 - 26)));
    assert!(calendar.is_working_day(date!(2026 - 11 - 24)));
    assert!(!calendar.is_working_day(date!(2026 - 02 - 16)));
    // Its summer week has Monday and Saturday only, and ends.
    assert!(calendar.is_working_day(date!(2026 - 06 - 06)));
    assert!(!calendar.is_working_day(date!(2026 - 06 - 09)));
    assert!(calendar.is_working_day(date!(2026 - 09 - 08)));
    let added = calendar.add(at("2026-11-23 16:30"), hours(3));
    assert_eq!(added, Some(at("2026-11-24 10:00")));
}

#[test]
fn an_agency_that_only_works_afternoons_has_no_morning() {
    let text = AGENCY
        .replace("07:00-11:30\", \"", "")
        .replace("2026-08-31\"\n", "2027-12-31\"\n");
    let calendar = Calendar::shipped().with(&text).unwrap();
    let morning = calendar.next_working_morning(at("2026-06-05 09:00"));
    assert_eq!(morning.map(|it| it.0), Some(at("2026-06-06 07:00")));
}

#[test]
fn a_bad_calendar_names_every_fault() {
    let text = AGENCY
        .replace(
            "\"07:00-11:30\", \"13:30-17:00\"",
            "\"07:00-11:30\", \"11:00-17:00\"",
        )
        .replace("\"07:00-11:00\"", "\"bảy giờ\"")
        .replace("hours = [\"08:00-11:00\"]", "instead-of = \"2026-11-22\"")
        .replace(
            "from = \"2026-11-26\"",
            "from = \"2026-11-26\"\nto = \"2027-11-26\"",
        )
        .replace("until = \"2026-08-31\"", "until = \"2026-05-31\"")
        .replace("version = 2", "edition = 2");
    let faults = Calendar::shipped().with(&text).unwrap_err();
    let mut found: Vec<_> = (faults.iter())
        .map(|fault| {
            (
                fault.place.as_str(),
                fault.code().trim_start_matches("process-fault-"),
            )
        })
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("", "missing-key"),
            ("", "unknown-key"),
            ("holiday Ngày truyền thống", "too-long"),
            ("make-up 2026-11-24", "no-working-time"),
            ("week 2026-06-01", "bad-period"),
            ("week 2026-06-01", "bad-period"),
            ("week 2026-06-01", "days-reversed"),
        ]
    );
    assert!(Calendar::parse(&text).unwrap_err().len() > found.len());
}

#[test]
fn beyond_ten_years_there_is_no_answer() {
    let calendar = Calendar::shipped();
    assert_eq!(calendar.add(at("2026-11-16 08:00"), hours(40_000)), None);
    assert_eq!(
        calendar.add(at("2026-11-16 08:00"), hours(-5)),
        Some(at("2026-11-16 08:00"))
    );
}
