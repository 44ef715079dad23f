//! What working time must obey on any calendar.
#![allow(clippy::unwrap_used, reason = "tests")]

use process::Calendar;
use process::calendar::ZONE;
use proptest::collection::btree_set;
use proptest::prelude::*;
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

/// The public calendar, or one with random days of an agency on top.
fn calendar() -> impl Strategy<Value = Calendar> {
    let own = (btree_set(0..700_i64, 0..40), btree_set(0..700_i64, 0..40));
    own.prop_map(|(off, on)| {
        let date = |day: &i64| (utc_datetime!(2025-06-01 00:00) + Duration::days(*day)).date();
        let mut text = String::from("schema = 1\nid = 'x'\nname = 'x'\nversion = 1\n");
        for day in &off {
            let day = date(day);
            text += &format!("[[holiday]]\nname = 'nghỉ'\nfrom = '{day}'\n");
        }
        for day in &on {
            let day = date(day);
            text += &format!(
                "[[make-up]]\nname = 'làm bù'\ndate = '{day}'\nhours = ['09:00-09:45', '22:00-23:59']\n"
            );
        }
        Calendar::shipped().with(&text).unwrap()
    })
}

fn moment() -> impl Strategy<Value = UtcDateTime> {
    // Whole minutes hit the ends of periods often.
    (
        0..1_000_000_i64,
        prop_oneof![3 => Just(0_i64), 1 => 0..60_000_000_000_i64],
    )
        .prop_map(|(minutes, nanoseconds)| {
            utc_datetime!(2025-06-01 00:00)
                + Duration::minutes(minutes)
                + Duration::nanoseconds(nanoseconds)
        })
}

fn time() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (0..400_i64).prop_map(Duration::minutes),
        (0..400_000_000_000_000_i64).prop_map(Duration::nanoseconds),
        (0..200_i64).prop_map(|half| Duration::minutes(half * 30)),
    ]
}

proptest! {
    #[test]
    fn nothing_added_to_a_working_moment_is_that_moment(
        calendar in calendar(), t in moment()
    ) {
        let added = calendar.add(t, Duration::ZERO).unwrap();
        prop_assert!(added >= t);
        prop_assert!(calendar.is_working(added));
        prop_assert_eq!(added == t, calendar.is_working(t));
        prop_assert_eq!(calendar.between(t, added), Duration::ZERO);
    }

    #[test]
    fn what_is_added_lies_between(calendar in calendar(), t in moment(), d in time()) {
        let added = calendar.add(t, d).unwrap();
        prop_assert!(calendar.is_working(added));
        prop_assert_eq!(calendar.between(t, added), d);
        prop_assert_eq!(calendar.between(added, t), -d);
    }

    #[test]
    fn adding_is_monotone(
        calendar in calendar(), t in moment(), later in time(), d in time(), more in time()
    ) {
        let added = calendar.add(t, d);
        prop_assert!(calendar.add(t + later, d) >= added);
        prop_assert!(calendar.add(t, d + more) >= added);
        // In two stretches or in one, it is the same working time.
        let twice = calendar.add(added.unwrap(), more).unwrap();
        prop_assert_eq!(calendar.between(t, twice), d + more);
    }

    #[test]
    fn working_time_adds_up(calendar in calendar(), a in moment(), b in moment(), c in moment()) {
        let whole = calendar.between(a, c);
        prop_assert_eq!(calendar.between(a, b) + calendar.between(b, c), whole);
        prop_assert!(whole.abs() <= (c - a).abs());
    }

    #[test]
    fn the_next_morning_is_one_and_comes_after_the_day(calendar in calendar(), t in moment()) {
        let (from, until) = calendar.next_working_morning(t).unwrap();
        prop_assert!(t < from && from < until);
        prop_assert!(calendar.is_working(from));
        prop_assert!(until.to_offset(ZONE).hour() <= 12);
        let prompt = calendar.same_day_or_next_morning(t).unwrap();
        prop_assert!(t < prompt.same_day && prompt.same_day <= from);
        prop_assert_eq!(prompt.at_latest, until);
    }
}
