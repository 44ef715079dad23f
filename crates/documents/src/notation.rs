//! The notation of a document: what stands behind the number and the slash.
//!
//! Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần II, mục I.3: abbreviation of the type and of the agency
//! (`QĐ-UBND`); for a công văn the agency and the unit that wrote it or the field it is about
//! (`UBND-VP`). Hyphens between the parts, no spaces. Documents from elsewhere have other notations
//! (`CV/TU`, `NĐ-CP`), so those are read, not built.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::Error;
use crate::document_type::DocumentType;

/// The length of the field `CodeNotation` (Phụ lục VI).
const LONGEST: usize = 30;
/// What stands between the parts.
const SEPARATORS: [char; 2] = ['-', '/'];

/// A notation, such as `QĐ-UBND`.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(into = "String", try_from = "String")]
pub struct Notation(String);

impl Notation {
    /// The notation of a document of that type, issued by an agency and drafted by a unit, each by
    /// its abbreviation. A type with an abbreviation leaves the unit out.
    ///
    /// # Errors
    /// [`Error::NotANotation`] if an abbreviation is empty or has a sign that none has.
    pub fn of(kind: &DocumentType, agency: &str, unit: Option<&str>) -> Result<Self, Error> {
        match (&kind.abbreviation, unit) {
            (Some(abbreviation), _) => Self::of_parts(&[abbreviation, agency]),
            (None, Some(unit)) => Self::of_parts(&[agency, unit]),
            (None, None) => Self::of_parts(&[agency]),
        }
    }

    /// A notation from its parts.
    pub(crate) fn of_parts(parts: &[&str]) -> Result<Self, Error> {
        match parts.iter().all(|part| is_part(part)) {
            true => Self::parse(&parts.join("-")),
            false => Err(Error::NotANotation {
                text: parts.join("-"),
            }),
        }
    }

    /// Reads a notation; spaces at its hyphens and slashes are dropped.
    ///
    /// # Errors
    /// [`Error::NotANotation`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let refused = || Error::NotANotation {
            text: text.to_owned(),
        };
        let composed: String = text.nfc().map(hyphen).collect();
        let mut read = String::new();
        for piece in composed.split_inclusive(SEPARATORS) {
            let part = piece.strip_suffix(SEPARATORS).unwrap_or(piece).trim();
            if !is_part(part) {
                return Err(refused());
            }
            read.push_str(part);
            read.extend(
                piece
                    .chars()
                    .last()
                    .filter(|sign| SEPARATORS.contains(sign)),
            );
        }
        if read.is_empty() || read.ends_with(SEPARATORS) {
            return Err(refused());
        }
        match read.chars().count() <= LONGEST {
            true => Ok(Self(read)),
            false => Err(refused()),
        }
    }

    /// The notation as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its parts, such as `QĐ` and `UBND`.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split(SEPARATORS)
    }
}

/// Whether that can stand between two separators: letters, figures, and the `&` and `.` of names
/// such as `SNN&PTNT`.
pub(crate) fn is_part(text: &str) -> bool {
    let sign = |c: char| c.is_alphanumeric() || matches!(c, '&' | '.' | '_' | '+');
    text.chars().any(char::is_alphanumeric) && text.chars().all(sign)
}

/// Word processors turn hyphens into dashes.
fn hyphen(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ => c,
    }
}

impl fmt::Display for Notation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Notation {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Notation {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

impl From<Notation> for String {
    fn from(notation: Notation) -> Self {
        notation.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document_type::Catalogue;

    #[test]
    fn the_rules_build_the_notation() {
        let catalogue = Catalogue::built_in().unwrap();
        for (kind, agency, unit, notation) in [
            ("quyet-dinh", "UBND", Some("VP"), "QĐ-UBND"),
            ("to-trinh", "SNN&PTNT", None, "TTr-SNN&PTNT"),
            ("cong-van", "UBND", Some("VP"), "UBND-VP"),
            ("cong-van", "TTYT", None, "TTYT"),
            ("thu-cong", "UBND", Some("VP"), "UBND-VP"),
        ] {
            let kind = catalogue.get(kind).unwrap();
            let built = Notation::of(kind, agency, unit).unwrap();
            assert_eq!(built.as_str(), notation);
        }
        let kind = catalogue.get("quyet-dinh").unwrap();
        for agency in ["", "UB ND", "UBND-VP", "UBND/", "Ủy ban nhân dân"] {
            let error = Notation::of(kind, agency, None).unwrap_err();
            assert_eq!(error.code(), "number-not-a-notation", "{agency}");
        }
    }

    #[test]
    fn notations_from_elsewhere_are_read() {
        for (text, notation) in [
            ("QĐ - UBND", "QĐ-UBND"),
            ("QĐ–UBND", "QĐ-UBND"),
            ("CV/TU", "CV/TU"),
            (" TB-VPCP ", "TB-VPCP"),
            ("2020/NĐ-CP", "2020/NĐ-CP"),
        ] {
            assert_eq!(Notation::parse(text).unwrap().as_str(), notation);
        }
        let parsed = Notation::parse("CV/TU-VP").unwrap();
        assert_eq!(parsed.parts().collect::<Vec<_>>(), ["CV", "TU", "VP"]);
        for text in ["", "-", "QĐ-", "QĐ--UBND", "QĐ UBND", &"Q".repeat(31)] {
            assert!(Notation::parse(text).is_err(), "{text}");
        }
    }
}
