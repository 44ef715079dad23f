//! The chain: every record tied to all before it.
//!
//! head(0) = SHA-256(0x03 ‖ agency), head(n) = SHA-256(0x02 ‖ head(n−1) ‖ leaf(n)). RFC 6962 uses the
//! prefixes 0x00 and 0x01; these are the next two.

use time::{Duration, UtcDateTime};

use crate::entry::Entry;
use crate::error::Error;
use crate::hash::Hash;
use crate::record::{Act, Record};

const LINK: &[u8] = &[2];
const GENESIS: &[u8] = &[3];

/// The end of a chain: all that is needed to append.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Tip {
    /// Whose chain.
    pub agency: String,
    /// The number of the last record; 0 before the first.
    pub seq: u64,
    /// The head after it.
    pub head: Hash,
    /// When it was made.
    pub at: Option<UtcDateTime>,
}

impl Tip {
    /// The chain of `agency` before its first record.
    #[must_use]
    pub fn empty(agency: &str) -> Self {
        Self {
            agency: agency.to_owned(),
            seq: 0,
            head: genesis(agency),
            at: None,
        }
    }

    /// The tip after `entry`.
    #[must_use]
    pub fn after(entry: &Entry) -> Self {
        Self {
            agency: entry.record.agency.clone(),
            seq: entry.record.seq,
            head: entry.head,
            at: Some(entry.record.at),
        }
    }
}

/// The head of an empty chain; different for every agency, so that no record of one can stand in the
/// chain of another.
#[must_use]
pub fn genesis(agency: &str) -> Hash {
    Hash::of(&[GENESIS, agency.as_bytes()])
}

/// The head after `leaf`.
#[must_use]
pub fn chain(prev: Hash, leaf: Hash) -> Hash {
    Hash::of(&[LINK, &prev.0, &leaf.0])
}

/// The entry that follows `tip` for `act` at `at`. Save it and its [`Tip::after`] together with what
/// the act changed.
///
/// Times never go back inside a chain: where the clock does, the time before is kept, and the record
/// shows a standstill rather than a journey.
///
/// # Errors
/// When a detail has no canonical spelling, or nothing more can be counted.
pub fn append(tip: &Tip, act: Act, at: UtcDateTime) -> Result<Entry, Error> {
    let seq = tip.seq.checked_add(1).ok_or(Error::Full { seq: tip.seq })?;
    let at = at - Duration::nanoseconds(i64::from(at.nanosecond() % 1_000_000));
    let record = Record {
        agency: tip.agency.clone(),
        seq,
        at: tip.at.map_or(at, |last| last.max(at)),
        by: act.by,
        act: act.act,
        object: act.object,
        detail: act.detail,
        personal: act.personal,
    };
    let leaf = record.leaf()?;
    Ok(Entry {
        head: chain(tip.head, leaf),
        leaf,
        record,
        openings: Default::default(),
    })
}
