//! The daily checkpoint: what is signed, time-stamped and kept outside.

use serde::{Deserialize, Serialize};
use time::{Date, UtcDateTime, UtcOffset};

use crate::canonical::canonical;
use crate::chain::Tip;
use crate::entry::Entry;
use crate::error::Error;
use crate::hash::Hash;
use crate::merkle::Tree;

/// What a chain was at the end of a day.
///
/// A day without records has one too (`first_seq` = `last_seq` + 1): silence is attested as well.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// Whose chain.
    pub agency: String,
    /// The day, in Vietnam.
    #[serde(with = "day")]
    pub day: Date,
    /// The first record since the checkpoint before.
    pub first_seq: u64,
    /// The last record.
    pub last_seq: u64,
    /// The Merkle root (RFC 6962, 2.1) of the leaves from first to last.
    pub root: Hash,
    /// The head of the chain after the last.
    pub head: Hash,
}

impl Checkpoint {
    /// The checkpoint of `day` over `leaves`, which follow `before` up to `tip`.
    ///
    /// # Errors
    /// When they are not as many as lie between the two.
    pub fn of(
        day: Date,
        before: &Tip,
        tip: &Tip,
        leaves: impl IntoIterator<Item = Hash>,
    ) -> Result<Self, Error> {
        let mut tree = Tree::default();
        leaves.into_iter().for_each(|leaf| tree.push(leaf));
        let found = before.seq.saturating_add(tree.len());
        if before.agency != tip.agency || found != tip.seq {
            return Err(Error::NotNext {
                expected: tip.seq,
                found,
            });
        }
        Ok(Self {
            agency: tip.agency.clone(),
            day,
            first_seq: before.seq.saturating_add(1),
            last_seq: tip.seq,
            root: tree.root(),
            head: tip.head,
        })
    }

    /// The checkpoint of `day` over `entries`, which follow `before`.
    ///
    /// # Errors
    /// When they do not follow one by one.
    pub fn over(day: Date, before: &Tip, entries: &[Entry]) -> Result<Self, Error> {
        let tip = entries.last().map_or_else(|| before.clone(), Tip::after);
        Self::of(day, before, &tip, entries.iter().map(|it| it.leaf))
    }

    /// The bytes that are signed: its one spelling and an end of line.
    ///
    /// # Errors
    /// Never in fact; the writer may fail by its type.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let mut text = canonical(self)?;
        text.push('\n');
        Ok(text.into_bytes())
    }

    /// The checkpoint of such bytes, and of no other spelling.
    ///
    /// # Errors
    /// When they are no checkpoint, or spelled otherwise.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let read: Self = serde_json::from_slice(bytes).map_err(|cause| Error::Unreadable {
            cause: cause.to_string(),
        })?;
        if read.to_bytes()? == bytes {
            Ok(read)
        } else {
            Err(Error::NotCanonical)
        }
    }
}

/// The day on which `at` falls in Vietnam.
#[must_use]
pub fn day_of(at: UtcDateTime) -> Date {
    at.to_offset(UtcOffset::from_hms(7, 0, 0).unwrap_or(UtcOffset::UTC))
        .date()
}

/// Days as `2026-11-21`.
mod day {
    use serde::{Deserialize as _, Deserializer, Serializer, de, ser};
    use time::Date;
    use time::format_description::StaticFormatDescription;
    use time::macros::format_description;

    const FORMAT: StaticFormatDescription = format_description!("[year]-[month]-[day]");

    pub(super) fn serialize<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&day.format(FORMAT).map_err(ser::Error::custom)?)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
        let text = String::deserialize(from)?;
        Date::parse(&text, FORMAT).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, utc_datetime};

    #[test]
    fn the_day_is_that_of_vietnam() {
        assert_eq!(
            super::day_of(utc_datetime!(2026-11-20 17:00)),
            date!(2026 - 11 - 21)
        );
    }
}
