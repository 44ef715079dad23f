//! The file form of a calendar (`profiles/calendar/*.toml`, form 1), and of an agency's own days.

use std::collections::BTreeMap;

use time::{Date, Time};

use super::{Calendar, Period, SpecialDay, Week};
use crate::fault::{Fault, FaultKind};
use crate::reading::{self, Table};

/// A generation of holidays, and more weeks than any agency changes.
const MOST_DAYS: usize = 2000;
const MOST_WEEKS: usize = 100;

/// No holiday is longer.
const LONGEST_HOLIDAY: usize = 31;

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

pub(super) fn calendar(text: &str) -> Result<Calendar, Vec<Fault>> {
    reading::read(text, |top| {
        schema(top);
        let mut calendar = Calendar {
            id: top.text("id"),
            name: top.text("name"),
            version: top.count("version"),
            settled_until: required_date(top, "settled-until"),
            weeks: Vec::new(),
            days: BTreeMap::new(),
        };
        top.texts("sources");
        add_days(top, &mut calendar);
        if calendar.weeks.is_empty() {
            top.fault(FaultKind::NoWeek);
        }
        calendar
    })
}

pub(super) fn on_top(base: &Calendar, text: &str) -> Result<Calendar, Vec<Fault>> {
    reading::read(text, |top| {
        schema(top);
        let mut calendar = base.clone();
        calendar.id = top.text("id");
        calendar.name = top.text("name");
        calendar.version = top.count("version");
        if let Some(until) = top.date("settled-until") {
            calendar.settled_until = until;
        }
        top.texts("sources");
        add_days(top, &mut calendar);
        calendar
    })
}

fn schema(top: &mut Table<'_, '_>) {
    if top.count("schema") != 1 {
        top.fault_of("schema", FaultKind::Schema);
    }
}

/// Later weeks and days go before earlier ones, make-up days before holidays of the same file.
fn add_days(top: &mut Table<'_, '_>, calendar: &mut Calendar) {
    let weeks = top.tables("week", "from", MOST_WEEKS, week);
    calendar.weeks.extend(weeks);
    let holidays = top.tables("holiday", "name", MOST_DAYS, holiday);
    calendar.days.extend(holidays.into_iter().flatten());
    let known = calendar.clone();
    let make_up = top.tables("make-up", "date", MOST_DAYS, |it| make_up(it, &known));
    calendar.days.extend(make_up);
}

fn week(table: &mut Table<'_, '_>) -> Week {
    let from = required_date(table, "from");
    let until = until(table, "until", from);
    let days = WEEKDAYS.map(|day| periods(table, day));
    if days.iter().all(Vec::is_empty) {
        table.fault(FaultKind::NoWorkingTime);
    }
    Week { from, until, days }
}

fn holiday(table: &mut Table<'_, '_>) -> Vec<(Date, SpecialDay)> {
    let from = required_date(table, "from");
    let to = until(table, "to", from).unwrap_or(from);
    let day = special(table, Vec::new());
    let mut days = Vec::new();
    for date in super::days_from(from).take_while(|date| *date <= to) {
        if days.len() == LONGEST_HOLIDAY {
            let limit = LONGEST_HOLIDAY;
            table.fault_of("to", FaultKind::TooLong { limit });
            break;
        }
        days.push((date, day.clone()));
    }
    days
}

/// A make-up day has hours of its own, or those of the weekday it is worked instead of.
fn make_up(table: &mut Table<'_, '_>, calendar: &Calendar) -> (Date, SpecialDay) {
    let date = required_date(table, "date");
    let mut hours = periods(table, "hours");
    let instead_of = table.date("instead-of");
    if hours.is_empty() {
        let week = instead_of.and_then(|day| Some((day, calendar.week(day)?)));
        if let Some((day, week)) = week {
            hours = week.on(day.weekday()).to_vec();
        }
        if instead_of.is_none() {
            table.fault(FaultKind::MissingKey { key: "instead-of" });
        } else if hours.is_empty() {
            table.fault_of("instead-of", FaultKind::NoWorkingTime);
        }
    }
    (date, special(table, hours))
}

fn special(table: &mut Table<'_, '_>, periods: Vec<Period>) -> SpecialDay {
    SpecialDay {
        name: table.text("name"),
        basis: table.optional_text("basis"),
        certain: table.flag("certain", true),
        periods,
    }
}

fn required_date(table: &mut Table<'_, '_>, key: &'static str) -> Date {
    table.text(key);
    table.date(key).unwrap_or(Date::MIN)
}

fn until(table: &mut Table<'_, '_>, key: &'static str, from: Date) -> Option<Date> {
    let until = table.date(key)?;
    if until < from {
        table.fault_of(key, FaultKind::DaysReversed);
    }
    Some(until)
}

/// Periods such as `"07:30-11:30"`, one after the other.
fn periods(table: &mut Table<'_, '_>, key: &'static str) -> Vec<Period> {
    let mut periods: Vec<Period> = Vec::new();
    for text in table.texts(key) {
        let after = periods.last().map_or(Time::MIDNIGHT, |last| last.until);
        match period(&text).filter(|it| after <= it.from && it.from < it.until) {
            Some(period) => periods.push(period),
            None => table.fault_of(key, FaultKind::BadPeriod { period: text }),
        }
    }
    periods
}

fn period(text: &str) -> Option<Period> {
    let (from, until) = text.split_once('-')?;
    Some(Period {
        from: clock_time(from)?,
        until: clock_time(until)?,
    })
}

fn clock_time(text: &str) -> Option<Time> {
    let format = time::macros::format_description!("[hour]:[minute]");
    Time::parse(text.trim(), format).ok()
}
