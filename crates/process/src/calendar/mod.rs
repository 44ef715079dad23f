//! Working time: when an office works, and what that makes of a time limit.
//!
//! Bộ luật Lao động 2019, Điều 111 and 112: weekly rest, holidays, and the working day off when a
//! holiday falls on a day of rest; each year's Tết, Quốc khánh and exchanged days are decided anew,
//! so that they are dated data (`profiles/calendar/vn.toml`), with an agency's own days on top
//! ([`Calendar::with`]). All days are those of Vietnam (UTC+7).
//!
//! A moment at the very end of a working period still belongs to it: one hour from 10:30 is 11:30,
//! not the beginning of the afternoon.
//!
//! Not here: which time limit applies (the route, `documents`), sentences such as "còn 2 ngày".

mod deadline;
mod file;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use time::macros::{offset, time};
use time::{Date, Duration, OffsetDateTime, Time, UtcDateTime, UtcOffset, Weekday};

pub use deadline::{Left, Promptness, Sending, Unit};

use crate::fault::Fault;

/// Vietnam time.
pub const ZONE: UtcOffset = offset!(+7);

/// The calendar that comes with the program.
const SHIPPED: &str = include_str!("../../../../profiles/calendar/vn.toml");

/// No time limit of an office runs longer than ten years of days.
const HORIZON: usize = 3660;

/// When an office works.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Calendar {
    id: String,
    name: String,
    version: u32,
    settled_until: Date,
    weeks: Vec<Week>,
    days: BTreeMap<Date, SpecialDay>,
}

/// The usual week, from a day on.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Week {
    from: Date,
    until: Option<Date>,
    /// From Monday.
    days: [Vec<Period>; 7],
}

/// A stretch of working time in a day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Period {
    /// Its beginning, Vietnam time.
    pub from: Time,
    /// Its end, Vietnam time.
    pub until: Time,
}

/// A day that is not like its weekday.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SpecialDay {
    /// What it is called.
    pub name: String,
    /// What it rests on.
    pub basis: Option<String>,
    /// Whether that has been decided; what is only expected is not certain.
    pub certain: bool,
    /// When one works; never on a holiday.
    pub periods: Vec<Period>,
}

impl Calendar {
    /// The public calendar of Vietnam as shipped.
    ///
    /// # Panics
    /// Never: the file is part of the program and read by its tests.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static SHIPPED_CALENDAR: OnceLock<Calendar> = OnceLock::new();
        #[expect(clippy::expect_used, reason = "part of the program, read by its tests")]
        SHIPPED_CALENDAR
            .get_or_init(|| Self::parse(SHIPPED).expect("the shipped calendar is sound"))
    }

    /// A calendar from its text.
    ///
    /// # Errors
    /// Every fault of it, each with its line.
    pub fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        file::calendar(text)
    }

    /// This calendar with an agency's own weeks and days, which go before those here.
    ///
    /// # Errors
    /// Every fault of the text, each with its line.
    pub fn with(&self, text: &str) -> Result<Self, Vec<Fault>> {
        file::on_top(self, text)
    }

    /// Its name in files.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Version of the data.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The days that are not like their weekday, in their order.
    pub fn special_days(&self) -> impl Iterator<Item = (Date, &SpecialDay)> {
        self.days.iter().map(|(date, day)| (*date, day))
    }

    /// What is special about a day.
    #[must_use]
    pub fn special(&self, date: Date) -> Option<&SpecialDay> {
        self.days.get(&date)
    }

    /// Whether every day from `from` to `until` is decided: a time limit over other days may still
    /// move.
    #[must_use]
    pub fn is_settled(&self, from: Date, until: Date) -> bool {
        let mut days = self.days.range(from.min(until)..=from.max(until));
        from.max(until) <= self.settled_until && days.all(|(_, day)| day.certain)
    }

    /// When one works on that day.
    #[must_use]
    pub fn periods(&self, date: Date) -> &[Period] {
        if let Some(day) = self.days.get(&date) {
            return &day.periods;
        }
        self.week(date).map_or(&[], |week| week.on(date.weekday()))
    }

    /// Whether one works on that day.
    #[must_use]
    pub fn is_working_day(&self, date: Date) -> bool {
        !self.periods(date).is_empty()
    }

    /// Whether one works at that moment; the ends of a period are part of it.
    #[must_use]
    pub fn is_working(&self, at: UtcDateTime) -> bool {
        let mut spans = self.spans(local_date(at));
        spans.any(|(from, until)| from <= at && at <= until)
    }

    /// The moment when `time` has been worked since `from`. Without `time`, `from` itself or the
    /// next working moment. `None` beyond ten years.
    #[must_use]
    pub fn add(&self, from: UtcDateTime, time: Duration) -> Option<UtcDateTime> {
        let mut left = time.max(Duration::ZERO);
        for date in days_from(local_date(from)).take(HORIZON) {
            for (begin, end) in self.spans(date).filter(|(_, end)| *end >= from) {
                let begin = begin.max(from);
                let here = end - begin;
                if left <= here {
                    return begin.checked_add(left);
                }
                left -= here;
            }
        }
        None
    }

    /// The working time between two moments, negative where the second is earlier.
    #[must_use]
    pub fn between(&self, from: UtcDateTime, until: UtcDateTime) -> Duration {
        if until < from {
            return -self.between(until, from);
        }
        let last = local_date(until);
        let days = days_from(local_date(from)).take_while(|date| *date <= last);
        days.flat_map(|date| self.spans(date))
            .map(|(begin, end)| (end.min(until) - begin.max(from)).max(Duration::ZERO))
            .sum()
    }

    /// The morning of the next working day: its first working moment, and its last before noon.
    /// `None` beyond ten years.
    #[must_use]
    pub fn next_working_morning(&self, after: UtcDateTime) -> Option<(UtcDateTime, UtcDateTime)> {
        const NOON: Time = time!(12:00);
        let days = days_from(local_date(after)).skip(1).take(HORIZON);
        let mut mornings = days.filter_map(|date| {
            let before_noon = |period: &&Period| period.from < NOON;
            let mut morning = self.periods(date).iter().filter(before_noon);
            let first = morning.next()?;
            let last = morning.next_back().unwrap_or(first);
            Some((
                moment(date, first.from)?,
                moment(date, last.until.min(NOON))?,
            ))
        });
        mornings.next()
    }

    fn week(&self, date: Date) -> Option<&Week> {
        let covers =
            |week: &&Week| week.from <= date && week.until.is_none_or(|until| date <= until);
        self.weeks.iter().rfind(covers)
    }

    /// The working time of the longest day of the week that holds on that day: what people call a
    /// day when they count.
    fn usual_day(&self, date: Date) -> Duration {
        let days = self.week(date).into_iter().flat_map(|week| &week.days);
        let lengths = days.map(|periods| periods.iter().map(Period::length).sum());
        lengths.max().unwrap_or(Duration::ZERO)
    }

    fn spans(&self, date: Date) -> impl Iterator<Item = (UtcDateTime, UtcDateTime)> {
        let periods = self.periods(date).iter();
        periods.filter_map(move |it| Some((moment(date, it.from)?, moment(date, it.until)?)))
    }
}

impl Week {
    fn on(&self, day: Weekday) -> &[Period] {
        let at = usize::from(day.number_days_from_monday());
        self.days.get(at).map_or(&[], Vec::as_slice)
    }
}

impl Period {
    fn length(&self) -> Duration {
        self.until - self.from
    }
}

/// The day in Vietnam.
fn local_date(at: UtcDateTime) -> Date {
    at.checked_to_offset(ZONE)
        .map_or(at.date(), OffsetDateTime::date)
}

/// A time of the day in Vietnam.
fn moment(date: Date, at: Time) -> Option<UtcDateTime> {
    let local = date.with_time(at).assume_offset(ZONE);
    local.checked_to_utc()
}

fn days_from(first: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |date| date.next_day())
}
