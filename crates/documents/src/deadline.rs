//! Deadlines as people speak of them, and which clock each act of records management runs on.
//!
//! "còn 2 ngày", "quá hạn 3 giờ": [`Remaining`] has the values, the sentence is the edge's. The
//! clocks of Nghị định 30/2020/NĐ-CP and of agencies' regulations (D7, D8) are data in
//! `profiles/documents/clocks.toml`; which days are working days is decided by the working calendar.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{Date, UtcDateTime};

use crate::coded::coded;
use crate::priority::Urgency;
use crate::profile::{self, Head, Linter};
use crate::{Error, vietnam};

const FILE: &str = "clocks.toml";
const BUILT_IN: &str = include_str!("../../../profiles/documents/clocks.toml");

/// How much time is left, or has passed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "remaining")]
pub enum Remaining {
    /// Còn …
    Left(Amount),
    /// The day, or the minute, has come.
    Now,
    /// Quá hạn …
    Overdue(Amount),
}

impl Remaining {
    /// Every code that [`Self::code`] can give.
    pub const CODES: &[&str] = &[
        "deadline-left-days",
        "deadline-left-hours",
        "deadline-left-minutes",
        "deadline-now",
        "deadline-overdue-days",
        "deadline-overdue-hours",
        "deadline-overdue-minutes",
    ];

    /// A name that stays the same, for catalogues and programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Left(amount) => match amount.unit {
                Unit::Days => "deadline-left-days",
                Unit::Hours => "deadline-left-hours",
                Unit::Minutes => "deadline-left-minutes",
            },
            Self::Now => "deadline-now",
            Self::Overdue(amount) => match amount.unit {
                Unit::Days => "deadline-overdue-days",
                Unit::Hours => "deadline-overdue-hours",
                Unit::Minutes => "deadline-overdue-minutes",
            },
        }
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(self) -> Vec<(&'static str, String)> {
        match self {
            Self::Left(amount) | Self::Overdue(amount) => vec![("count", amount.count.to_string())],
            Self::Now => Vec::new(),
        }
    }
}

/// A length of time in the one unit that people would name.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Amount {
    /// How many; whole ones, what has begun is not counted.
    pub count: u64,
    /// Of what.
    pub unit: Unit,
}

coded! {
    /// A unit of time.
    pub enum Unit {
        /// Ngày.
        Days = "days",
        /// Giờ.
        Hours = "hours",
        /// Phút.
        Minutes = "minutes",
    }
}

/// What is left until an instant.
#[must_use]
pub fn until(due: UtcDateTime, now: UtcDateTime) -> Remaining {
    let left = due - now;
    let Some(amount) = amount(left.whole_minutes().unsigned_abs()) else {
        return Remaining::Now;
    };
    match left.is_positive() {
        true => Remaining::Left(amount),
        false => Remaining::Overdue(amount),
    }
}

/// What is left until a day, which is over at midnight in Vietnam.
#[must_use]
pub fn until_day(due: Date, now: UtcDateTime) -> Remaining {
    let days = (due - vietnam::date(now)).whole_days();
    let amount = Amount {
        count: days.unsigned_abs(),
        unit: Unit::Days,
    };
    match days {
        1.. => Remaining::Left(amount),
        0 => Remaining::Now,
        _ => Remaining::Overdue(amount),
    }
}

fn amount(minutes: u64) -> Option<Amount> {
    const HOUR: u64 = 60;
    const DAY: u64 = 24 * HOUR;
    let (count, unit) = match minutes {
        0 => return None,
        DAY.. => (minutes / DAY, Unit::Days),
        HOUR.. => (minutes / HOUR, Unit::Hours),
        _ => (minutes, Unit::Minutes),
    };
    Some(Amount { count, unit })
}

coded! {
    /// An act of records management that has a deadline.
    pub enum Act as "act" {
        /// Cấp số, đăng ký văn bản đi.
        Number = "number",
        /// Gửi đi.
        Send = "send",
        /// Báo đã nhận.
        Acknowledge = "acknowledge",
        /// Đăng ký văn bản đến.
        Register = "register",
        /// Trình, chuyển giao.
        Present = "present",
    }
}

coded! {
    /// When something has to be done, counted from the event before it.
    pub enum Due as "due" {
        /// At once.
        Immediately = "immediately",
        /// Before the day is over.
        SameDay = "same-day",
        /// Before the morning of the next working day is over.
        NextWorkingMorning = "next-working-morning",
        /// Before the next working day is over.
        NextWorkingDay = "next-working-day",
    }
}

/// The two deadlines of an act.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Clock {
    /// When it should be done; the system warns after that.
    pub target: Due,
    /// When it must be done; later is overdue.
    pub latest: Due,
}

/// The clocks in force.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Clocks {
    /// Name of the data.
    pub id: String,
    /// Version of the data.
    pub version: String,
    /// First day in force.
    pub in_force_from: Date,
    /// Last day in force, if it has ended.
    pub in_force_until: Option<Date>,
    /// The regulations they come from.
    pub sources: Vec<String>,
    acts: BTreeMap<Act, ActFile>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ActFile {
    normal: Clock,
    urgent: Clock,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    schema: u32,
    id: String,
    #[expect(dead_code, reason = "for those who read the file")]
    name: String,
    version: String,
    in_force_from: String,
    in_force_until: Option<String>,
    sources: Vec<String>,
    acts: BTreeMap<Act, ActFile>,
}

impl Clocks {
    /// The clocks of Nghị định 30/2020, and of Quảng Ninh for sending.
    ///
    /// # Errors
    /// As [`Clocks::parse`]; the text that ships is tested.
    pub fn built_in() -> Result<Self, Error> {
        Self::parse(BUILT_IN)
    }

    /// Clocks from their text.
    ///
    /// # Errors
    /// [`Error::ProfileSyntax`] with line and column, [`Error::ProfileRules`] with every fault.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let file: File = profile::read(FILE, text)?;
        let mut linter = Linter::new(FILE);
        let (in_force_from, in_force_until) = linter.head(&Head {
            schema: file.schema,
            in_force_from: file.in_force_from,
            in_force_until: file.in_force_until,
        });
        for act in Act::ALL {
            let Some(clocks) = file.acts.get(act) else {
                linter.complain(format!("acts.{act} is missing"));
                continue;
            };
            for (name, clock) in [("normal", clocks.normal), ("urgent", clocks.urgent)] {
                if clock.target > clock.latest {
                    linter.complain(format!("acts.{act}.{name}: the target is after the latest"));
                }
            }
        }
        linter.finish(Self {
            id: file.id,
            version: file.version,
            in_force_from,
            in_force_until,
            sources: file.sources,
            acts: file.acts,
        })
    }

    /// The deadlines of an act for a document of that urgency.
    ///
    /// # Errors
    /// [`Error::UnknownName`]; never for clocks that were parsed, which have every act.
    pub fn of(&self, act: Act, urgency: Urgency) -> Result<Clock, Error> {
        let clocks = self.acts.get(&act).ok_or_else(|| Error::UnknownName {
            list: "Act",
            name: act.code().to_owned(),
            known: self.acts.keys().map(|act| act.code().to_owned()).collect(),
        })?;
        Ok(match urgency.is_urgent() {
            true => clocks.urgent,
            false => clocks.normal,
        })
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, utc_datetime};

    use super::*;

    const NOW: UtcDateTime = utc_datetime!(2026-11-21 02:00:00);

    fn left(count: u64, unit: Unit) -> Remaining {
        Remaining::Left(Amount { count, unit })
    }

    fn overdue(count: u64, unit: Unit) -> Remaining {
        Remaining::Overdue(Amount { count, unit })
    }

    #[test]
    fn time_is_told_in_the_greatest_whole_unit() {
        for (due, told) in [
            (utc_datetime!(2026-11-23 03:00:00), left(2, Unit::Days)),
            (utc_datetime!(2026-11-22 02:00:00), left(1, Unit::Days)),
            (utc_datetime!(2026-11-22 01:59:59), left(23, Unit::Hours)),
            (utc_datetime!(2026-11-21 02:59:59), left(59, Unit::Minutes)),
            (utc_datetime!(2026-11-21 02:00:59), Remaining::Now),
            (utc_datetime!(2026-11-21 01:59:30), Remaining::Now),
            (utc_datetime!(2026-11-20 22:30:00), overdue(3, Unit::Hours)),
            (utc_datetime!(2026-11-01 02:00:00), overdue(20, Unit::Days)),
        ] {
            assert_eq!(until(due, NOW), told, "{due}");
        }
        assert_eq!(left(2, Unit::Days).code(), "deadline-left-days");
        assert_eq!(overdue(3, Unit::Hours).code(), "deadline-overdue-hours");
    }

    #[test]
    fn a_day_is_over_at_midnight_in_vietnam() {
        let due = date!(2026 - 11 - 21);
        assert_eq!(
            until_day(due, utc_datetime!(2026-11-21 16:59:59)),
            Remaining::Now
        );
        assert_eq!(
            until_day(due, utc_datetime!(2026-11-21 17:00:00)),
            overdue(1, Unit::Days)
        );
        assert_eq!(
            until_day(due, utc_datetime!(2026-11-19 16:00:00)),
            left(2, Unit::Days)
        );
    }

    #[test]
    fn urgent_documents_run_on_faster_clocks() {
        let clocks = Clocks::built_in().unwrap();
        let normal = clocks.of(Act::Send, Urgency::Normal).unwrap();
        assert_eq!(
            normal,
            Clock {
                target: Due::SameDay,
                latest: Due::NextWorkingMorning
            }
        );
        let express = clocks.of(Act::Send, Urgency::Express).unwrap();
        assert_eq!(express.target, Due::Immediately);
        for act in Act::ALL {
            assert!(clocks.of(*act, Urgency::Urgent).unwrap().target == Due::Immediately);
        }
    }

    #[test]
    fn clocks_that_do_not_hold_together_refuse_to_load() {
        for (from, to, named) in [
            ("[acts.present]", "[acts.presents]", "presents"),
            (
                "latest = \"next-working-morning\"",
                "latest = \"noon\"",
                "noon",
            ),
            (
                "latest = \"next-working-morning\"",
                "latest = \"immediately\"",
                "acts.send.normal",
            ),
        ] {
            assert!(BUILT_IN.contains(from), "{from}");
            let error = Clocks::parse(&BUILT_IN.replacen(from, to, 1)).unwrap_err();
            assert!(error.to_string().contains(named), "{to}: {error}");
        }
        let without = BUILT_IN.split("# Trình").next().unwrap();
        let error = Clocks::parse(without).unwrap_err().to_string();
        assert!(error.contains("acts.present is missing"), "{error}");
    }
}
