//! What a time limit means now: how much is left, and whether a document is sent in time.

use time::{Duration, UtcDateTime};

use super::{Calendar, local_date, moment};

/// What is left of a time limit, in working time, with what words for people need.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Left {
    /// Working time until it ends; since it ended, when overdue.
    pub working: Duration,
    /// Whether it has ended.
    pub overdue: bool,
    /// The largest unit of which there is at least one.
    pub unit: Unit,
    /// How many of it, rounded down, at least one.
    pub amount: u64,
}

/// The unit in which people say a time limit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unit {
    /// Working days.
    Days,
    /// Working hours.
    Hours,
    /// Working minutes.
    Minutes,
}

/// By when a document is to be sent: on the day of issue, at the latest in the next working morning
/// (D8; Nghị định 30/2020, Điều 18).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Promptness {
    /// The end of the day of issue.
    pub same_day: UtcDateTime,
    /// The end of the next working morning.
    pub at_latest: UtcDateTime,
}

/// How prompt it is to send now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sending {
    /// On the day.
    SameDay,
    /// After the day, but not too late.
    NextMorning,
    /// Too late.
    Late,
}

impl Calendar {
    /// What is left until `due`.
    #[must_use]
    pub fn left(&self, due: UtcDateTime, now: UtcDateTime) -> Left {
        let working = self.between(now, due).abs();
        let day = self.usual_day(local_date(now));
        let units = [
            (Unit::Days, day),
            (Unit::Hours, Duration::HOUR),
            (Unit::Minutes, Duration::MINUTE),
        ];
        let fits = |(unit, length): (Unit, Duration)| {
            let amount = working
                .whole_seconds()
                .checked_div(length.whole_seconds())?;
            (amount > 0).then_some((unit, amount.unsigned_abs()))
        };
        let largest = units.into_iter().find_map(fits);
        let (unit, amount) = largest.unwrap_or((Unit::Minutes, 1));
        Left {
            working,
            overdue: due < now,
            unit,
            amount,
        }
    }

    /// By when what is issued at `issued` is to be sent. `None` beyond ten years.
    #[must_use]
    pub fn same_day_or_next_morning(&self, issued: UtcDateTime) -> Option<Promptness> {
        let tomorrow = local_date(issued).next_day()?;
        Some(Promptness {
            same_day: moment(tomorrow, time::Time::MIDNIGHT)?,
            at_latest: self.next_working_morning(issued)?.1,
        })
    }
}

impl Promptness {
    /// How prompt it is to send at that moment.
    #[must_use]
    pub fn at(&self, now: UtcDateTime) -> Sending {
        if now < self.same_day {
            Sending::SameDay
        } else if now <= self.at_latest {
            Sending::NextMorning
        } else {
            Sending::Late
        }
    }
}
