//! How things are said on the screen: dates, times, deadlines, sizes, steps, urgency
//! (`screens.md`: words and habits). Vietnam has one time, UTC+7, the whole year.

use time::{Date, Duration, UtcDateTime, UtcOffset};

/// Vietnam time.
const VIETNAM: UtcOffset = match UtcOffset::from_hms(7, 0, 0) {
    Ok(offset) => offset,
    Err(_) => UtcOffset::UTC,
};

/// `21/11/2026`.
#[must_use]
pub fn date(date: Date) -> String {
    format!(
        "{:02}/{:02}/{}",
        date.day(),
        u8::from(date.month()),
        date.year()
    )
}

/// `21/11/2026 14:05` in Vietnam.
#[must_use]
pub fn moment(at: UtcDateTime) -> String {
    let local = at.to_offset(VIETNAM);
    format!(
        "{} {:02}:{:02}",
        date(local.date()),
        local.hour(),
        local.minute()
    )
}

/// `21/11/2026 14:05:09 (UTC+7)`: with the zone, where evidence is shown.
#[must_use]
pub fn evidence(at: UtcDateTime) -> String {
    format!(
        "{}:{:02} (UTC+7)",
        moment(at),
        at.to_offset(VIETNAM).second()
    )
}

/// The date of an instant in Vietnam.
#[must_use]
pub fn day_of(at: UtcDateTime) -> Date {
    at.to_offset(VIETNAM).date()
}

/// A deadline as words, with how pressing it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Due {
    /// "còn 2 ngày", "quá hạn 3 giờ".
    pub text: String,
    /// How pressing.
    pub pressure: Pressure,
    /// The instant itself, for the tooltip.
    pub exact: String,
}

/// How pressing a deadline is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Pressure {
    /// More than a day is left.
    Calm,
    /// Less than a day is left.
    Soon,
    /// It has passed.
    Late,
}

impl Pressure {
    /// The class of the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Calm => "due",
            Self::Soon => "due due-soon",
            Self::Late => "due due-late",
        }
    }
}

/// How long it is until `deadline`, or since.
#[must_use]
pub fn due(deadline: UtcDateTime, now: UtcDateTime) -> Due {
    let left = deadline - now;
    let pressure = if left.is_negative() {
        Pressure::Late
    } else if left < Duration::DAY {
        Pressure::Soon
    } else {
        Pressure::Calm
    };
    let span = span(left.abs());
    let text = match pressure {
        Pressure::Late => format!("quá hạn {span}"),
        Pressure::Soon | Pressure::Calm => format!("còn {span}"),
    };
    let exact = moment(deadline);
    Due {
        text,
        pressure,
        exact,
    }
}

fn span(length: Duration) -> String {
    match (length.whole_days(), length.whole_hours()) {
        (0, 0) => format!("{} phút", length.whole_minutes().max(1)),
        (0, hours) => format!("{hours} giờ"),
        (days, _) => format!("{days} ngày"),
    }
}

/// A size of a file: `312 KB`, `4,2 MB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = 1024 * KB;
    if bytes < KB {
        return format!("{bytes} byte");
    }
    if bytes < MB {
        return format!("{} KB", bytes.div_ceil(KB));
    }
    let tenths = bytes.saturating_mul(10) / MB;
    match tenths % 10 {
        0 => format!("{} MB", tenths / 10),
        rest => format!("{},{rest} MB", tenths / 10),
    }
}

/// How urgent a document is. Normal is not said.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum UrgencyMark {
    /// Thường.
    #[default]
    Normal,
    /// Khẩn.
    Urgent,
    /// Thượng khẩn.
    VeryUrgent,
    /// Hỏa tốc.
    Express,
}

impl UrgencyMark {
    /// The word; none for normal.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Normal => None,
            Self::Urgent => Some("Khẩn"),
            Self::VeryUrgent => Some("Thượng khẩn"),
            Self::Express => Some("Hỏa tốc"),
        }
    }

    /// The class of the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Normal => "",
            Self::Urgent => "urgency-urgent",
            Self::VeryUrgent => "urgency-very-urgent",
            Self::Express => "urgency-express",
        }
    }
}

/// A step's label with how it is shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StepMark {
    /// "Chờ ký ban hành".
    pub label: String,
    /// How it is shown.
    pub tone: StepTone,
}

/// How a step is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StepTone {
    /// Under way.
    Open,
    /// Finished.
    Done,
    /// Returned, refused or withdrawn.
    Back,
}

impl StepTone {
    /// The class of the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Open => "step",
            Self::Done => "step step-done",
            Self::Back => "step step-back",
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::utc_datetime;

    use super::*;

    #[test]
    fn times_are_told_in_vietnam() {
        let at = utc_datetime!(2026-11-21 18:05:09);
        assert_eq!(moment(at), "22/11/2026 01:05");
        assert_eq!(evidence(at), "22/11/2026 01:05:09 (UTC+7)");
        assert_eq!(date(day_of(at)), "22/11/2026");
    }

    #[test]
    fn deadlines_are_words() {
        let now = utc_datetime!(2026-11-21 03:00);
        let said = |deadline| due(deadline, now).text;
        assert_eq!(said(utc_datetime!(2026-11-23 03:00)), "còn 2 ngày");
        assert_eq!(said(utc_datetime!(2026-11-21 08:30)), "còn 5 giờ");
        assert_eq!(said(utc_datetime!(2026-11-21 03:00:20)), "còn 1 phút");
        assert_eq!(said(utc_datetime!(2026-11-21 00:00)), "quá hạn 3 giờ");
        let late = due(utc_datetime!(2026-11-01 00:00), now);
        assert_eq!(
            (late.pressure, late.text.as_str()),
            (Pressure::Late, "quá hạn 20 ngày")
        );
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!(size(17), "17 byte");
        assert_eq!(size(312 * 1024), "312 KB");
        assert_eq!(size(4_404_020), "4,2 MB");
        assert_eq!(size(200 * 1024 * 1024), "200 MB");
    }
}
