//! Times as people read them: day first, Vietnam time, the zone shown.

use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::{format_description, offset};
use time::{OffsetDateTime, UtcDateTime};

/// `21/11/2026 11:35:10 +07:00`.
#[must_use]
pub fn moment(time: UtcDateTime) -> String {
    const FORMAT: &[BorrowedFormatItem<'_>] =
        format_description!("[day]/[month]/[year] [hour]:[minute]:[second] +07:00");
    // Only years beyond four digits cannot be written so.
    time.to_offset(offset!(+7))
        .format(FORMAT)
        .unwrap_or_else(|_| time.to_string())
}

/// The time that a value of an error holds, as engine crates write it: RFC 3339, or the way of the
/// `time` crate.
pub(crate) fn parse(value: &str) -> Option<UtcDateTime> {
    const DISPLAYED: &[BorrowedFormatItem<'_>] = format_description!(
        "[year]-[month]-[day] [hour padding:none]:[minute]:[second].[subsecond] [offset_hour sign:mandatory]"
    );
    if !value.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let time =
        OffsetDateTime::parse(value, &Rfc3339).or_else(|_| OffsetDateTime::parse(value, DISPLAYED));
    time.ok().map(UtcDateTime::from)
}

pub(crate) mod rfc3339 {
    //! Times for machines.

    use serde::{Serialize as _, Serializer};
    use time::UtcDateTime;

    pub(crate) fn serialize<S: Serializer>(
        time: &UtcDateTime,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let format = time::format_description::well_known::Rfc3339;
        let text = time.format(&format).map_err(serde::ser::Error::custom)?;
        text.serialize(serializer)
    }
}

pub(crate) mod rfc3339_option {
    //! Times for machines that may be missing.

    use serde::{Deserialize as _, Deserializer, Serializer};
    use time::UtcDateTime;

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<UtcDateTime>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let time = text.map(|text| {
            super::parse(&text).ok_or_else(|| serde::de::Error::custom("no time of RFC 3339"))
        });
        time.transpose()
    }

    pub(crate) fn serialize<S: Serializer>(
        time: &Option<UtcDateTime>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => super::rfc3339::serialize(time, serializer),
            None => serializer.serialize_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::utc_datetime;

    use super::*;

    #[test]
    fn both_ways_of_writing_are_read() {
        let time = utc_datetime!(2026-11-21 04:35:10);
        assert_eq!(parse("2026-11-21T04:35:10Z"), Some(time));
        assert_eq!(parse(&time.to_string()), Some(time));
        assert_eq!(
            parse("2026-11-21T04:35:10.828424657Z").map(moment),
            Some(moment(time))
        );
        assert_eq!(moment(time), "21/11/2026 11:35:10 +07:00");
        assert_eq!(parse("2026"), None);
        assert_eq!(parse("Nguyễn"), None);
    }
}
