//! What is known about an act of signing, for the lines of its stamp.

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{UtcDateTime, UtcOffset};

/// Which copy of a document is signed (Nghị định 30/2020, Điều 25).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CopyKind {
    /// A full copy of an original (sao y).
    Full,
    /// A copy of a part (trích sao).
    Extract,
    /// A copy of a copy (sao lục).
    OfCopy,
}

/// The facts that templates of a profile may name; `None` or an empty text is "not known".
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The full name of the signer; of an organisation's certificate, its name.
    pub signer: Option<String>,
    /// The signer's position, without KT., TL. or the like.
    pub title: Option<String>,
    /// The signer's official e-mail address.
    pub email: Option<String>,
    /// The agency.
    pub organization: Option<String>,
    /// The time to show: claimed, or of a time stamp where the profile says so
    /// ([`crate::profile::RoleRules::time_source`]).
    pub time: Option<UtcDateTime>,
    /// Number and notation of the document, such as `521/QĐ-TTYT`.
    pub number: Option<String>,
    /// The kind of copy, for the role `copy`.
    pub copy_kind: Option<CopyKind>,
}

/// How a time is written on a stamp.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeFormat {
    /// `2026-11-21T08:30:00+07:00` (ISO 8601, as Nghị định 30/2020 asks).
    #[default]
    Iso8601,
    /// `21/11/2026 08:30:00 +07:00`.
    DayFirst,
}

impl TimeFormat {
    /// `time` as text in the zone of `offset`, to the second.
    #[must_use]
    pub fn format(self, time: UtcDateTime, offset: UtcOffset) -> String {
        const ISO: &[BorrowedFormatItem<'_>] = format_description!(
            "[year]-[month]-[day]T[hour]:[minute]:[second][offset_hour sign:mandatory]:[offset_minute]"
        );
        const DAY_FIRST: &[BorrowedFormatItem<'_>] = format_description!(
            "[day]/[month]/[year] [hour]:[minute]:[second] [offset_hour sign:mandatory]:[offset_minute]"
        );
        let description = match self {
            Self::Iso8601 => ISO,
            Self::DayFirst => DAY_FIRST,
        };
        let local = time.to_offset(offset);
        // Only a year of more than four digits can fail to be written; fall back to its number.
        local
            .format(description)
            .unwrap_or_else(|_| local.unix_timestamp().to_string())
    }
}

#[cfg(test)]
mod tests {
    use time::macros::utc_datetime;

    use super::*;

    #[test]
    fn times_are_shown_in_the_zone_of_the_profile() {
        let vietnam = UtcOffset::from_hms(7, 0, 0).unwrap();
        let evening = utc_datetime!(2026-11-20 18:05:09);
        assert_eq!(
            TimeFormat::Iso8601.format(evening, vietnam),
            "2026-11-21T01:05:09+07:00"
        );
        assert_eq!(
            TimeFormat::DayFirst.format(evening, vietnam),
            "21/11/2026 01:05:09 +07:00"
        );
    }
}
