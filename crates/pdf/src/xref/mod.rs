//! Cross-reference sections and the chain they form (ISO 32000-2, 7.5.4, 7.5.5, 7.5.8).
//!
//! Reads what the file says, strictly enough that a wrong offset is noticed; the reconstruction of
//! a damaged file is apart, so that it can never pass for the real thing.

mod chain;
mod stream;
mod table;
mod tail;

pub(crate) use chain::read_revisions;
pub(crate) use tail::last_startxref;

use crate::error::Error;
use crate::object::Dictionary;
use crate::revision::{Entry, XrefStyle};

/// One cross-reference section; of a hybrid file both its parts.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) offset: u64,
    pub(crate) style: XrefStyle,
    pub(crate) trailer: Dictionary,
    /// In the order of the file; a number may stand twice.
    pub(crate) entries: Vec<(u32, Entry)>,
    /// Of a hybrid file: what the stream says.
    pub(crate) hidden: Vec<(u32, Entry)>,
    /// Where that stream stands.
    pub(crate) beside: Option<u64>,
    /// Behind the trailer, or behind the stream object.
    pub(crate) end: u64,
}

impl Section {
    /// A non-negative integer of the trailer that is an offset.
    fn offset_entry(&self, key: &str) -> Result<Option<u64>, Error> {
        let bad = Error::BadXref {
            offset: self.offset,
            reason: "an offset is no offset",
        };
        match self.trailer.get(key) {
            None => Ok(None),
            Some(value) => value
                .as_number()
                .filter(|value| *value >= 0.0)
                .and_then(|_| whole(value))
                .map(Some)
                .ok_or(bad),
        }
    }
}

/// An integer that is an offset; some writers give it a decimal point.
fn whole(value: &crate::object::Object) -> Option<u64> {
    u64::try_from(value.as_integer()?).ok()
}
