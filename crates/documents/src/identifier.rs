//! The identifier of a document (mã định danh văn bản): code of the agency, year, number and
//! notation, as the guidance of Quyết định 395/QĐ-BTTTT composes it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::number::FullNumber;

/// An identifier, such as `H40.02.2026.05/QĐ-UBND`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(into = "String", try_from = "String")]
pub struct DocumentId {
    /// Code of the agency.
    pub organ: String,
    /// Year of issue.
    pub year: i32,
    /// Number and notation.
    pub number: FullNumber,
}

impl DocumentId {
    /// Reads an identifier.
    ///
    /// # Errors
    /// [`Error::NotANumber`] if it is none.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let refused = || Error::NotANumber {
            text: text.to_owned(),
        };
        // The code has points too: the year is the first group of four figures behind which a
        // number stands.
        let points = text.match_indices('.').map(|(place, _)| place);
        let read = |point: usize| {
            let (organ, rest) = text.split_at_checked(point)?;
            let (year, number) = rest.strip_prefix('.')?.split_once('.')?;
            let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
            let digit_first = number.starts_with(|c: char| c.is_ascii_digit());
            (is_year && digit_first && !organ.trim().is_empty()).then_some(())?;
            Some(Self {
                organ: organ.trim().to_owned(),
                year: year.parse().ok()?,
                number: FullNumber::parse(number).ok()?,
            })
        };
        points.into_iter().find_map(read).ok_or_else(refused)
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.organ, self.year, self.number)
    }
}

impl FromStr for DocumentId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl TryFrom<String> for DocumentId {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

impl From<DocumentId> for String {
    fn from(id: DocumentId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for text in [
            "H40.02.2026.05/QĐ-UBND",
            "000.00.15.H40.2026.521/TTYT",
            "H40.2025.2026.12/SNN&PTNT-VP",
        ] {
            let id = DocumentId::parse(text).unwrap();
            assert_eq!(id.to_string(), text);
            assert_eq!(id.year, 2026);
        }
        for text in [
            "",
            "2026.05/QĐ-UBND",
            "H40.05/QĐ-UBND",
            "H40.2026",
            "H40.26.05/QĐ-UBND",
        ] {
            assert!(DocumentId::parse(text).is_err(), "{text}");
        }
    }
}
