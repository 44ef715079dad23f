//! The number of a document, alone and with its notation, and every spelling a person types.
//!
//! Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần II, mục I.3: `Số: 05/QĐ-UBND`, a 0 before numbers below
//! 10, a slash behind the number. Normative documents have the year between (`30/2020/NĐ-CP`).
//! Which number comes next is the job of [`crate::book`].

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::notation::Notation;
use crate::{Error, fold};

mod query;

pub use query::{NumberKey, NumberQuery};

/// The greatest value: no book gets near it, and every database keeps it.
const GREATEST: u32 = 99_999_999;

/// A number in a book, from 1; old registers have some with a letter behind, such as `125a`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(into = "String", try_from = "String")]
pub struct Number {
    value: u32,
    letter: Option<char>,
}

impl Number {
    /// A number without a letter.
    ///
    /// # Errors
    /// [`Error::NotANumber`] for 0 and for more than eight figures.
    pub fn new(value: u32) -> Result<Self, Error> {
        match (1..=GREATEST).contains(&value) {
            true => Ok(Self {
                value,
                letter: None,
            }),
            false => Err(Error::NotANumber {
                text: value.to_string(),
            }),
        }
    }

    /// Reads a number: `5`, `05`, `125a`.
    ///
    /// # Errors
    /// [`Error::NotANumber`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let refused = || Error::NotANumber {
            text: text.to_owned(),
        };
        let trimmed = text.trim();
        let figures = trimmed.trim_end_matches(char::is_alphabetic);
        let letters = trimmed.strip_prefix(figures).unwrap_or_default();
        let mut letters = letters.chars().flat_map(char::to_lowercase);
        let letter = letters.next();
        if letters.next().is_some() || !figures.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refused());
        }
        let number = Self::new(figures.parse().map_err(|_| refused())?)?;
        Ok(Self { letter, ..number })
    }

    /// The number without its letter.
    #[must_use]
    pub fn value(self) -> u32 {
        self.value
    }

    /// The letter behind it.
    #[must_use]
    pub fn letter(self) -> Option<char> {
        self.letter
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.value)?;
        self.letter.map_or(Ok(()), |letter| write!(f, "{letter}"))
    }
}

impl FromStr for Number {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Number {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.to_string()
    }
}

/// A number with its notation, such as `05/QĐ-UBND`.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(into = "String", try_from = "String")]
pub struct FullNumber {
    number: Number,
    separator: Separator,
    notation: Notation,
}

/// What stands between number and notation. Party organisations write `12-CV/TU`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Separator {
    Slash,
    Hyphen,
}

impl FullNumber {
    /// A number and a notation.
    #[must_use]
    pub fn new(number: Number, notation: Notation) -> Self {
        Self {
            number,
            separator: Separator::Slash,
            notation,
        }
    }

    /// Reads a number with its notation as it stands on a document: `05/QĐ-UBND`, `Số: 5/QĐ-UBND`,
    /// `30/2020/NĐ-CP`, `12-CV/TU`. For what a person types into a search, see [`NumberQuery`].
    ///
    /// # Errors
    /// [`Error::NotANumber`], [`Error::NotANotation`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let refused = || Error::NotANumber {
            text: text.to_owned(),
        };
        let trimmed = text.trim();
        let digits = trimmed
            .find(|c: char| c.is_ascii_digit())
            .ok_or_else(refused)?;
        let (before, rest) = trimmed.split_at_checked(digits).ok_or_else(refused)?;
        if !matches!(fold(before).as_str(), "" | "so") {
            return Err(refused());
        }
        let place = rest.find(['/', '-']).ok_or_else(refused)?;
        let (number, notation) = rest.split_at_checked(place).ok_or_else(refused)?;
        let separator = match notation.starts_with('/') {
            true => Separator::Slash,
            false => Separator::Hyphen,
        };
        let notation = notation.trim_start_matches(['/', '-']);
        Ok(Self {
            number: Number::parse(number).map_err(|_| refused())?,
            separator,
            notation: Notation::parse(notation)?,
        })
    }

    /// The number.
    #[must_use]
    pub fn number(&self) -> Number {
        self.number
    }

    /// The notation.
    #[must_use]
    pub fn notation(&self) -> &Notation {
        &self.notation
    }

    /// The key under which it is found in every spelling.
    #[must_use]
    pub fn key(&self) -> NumberKey {
        NumberKey::of(self)
    }

    /// Whether both are spellings of one number and notation. `ĐA` and `DA` are one spelling here,
    /// as people leave marks out; where they must differ, compare with `==`.
    #[must_use]
    pub fn is_spelling_of(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl fmt::Display for FullNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = match self.separator {
            Separator::Slash => '/',
            Separator::Hyphen => '-',
        };
        write!(f, "{}{separator}{}", self.number, self.notation)
    }
}

impl FromStr for FullNumber {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl TryFrom<String> for FullNumber {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

impl From<FullNumber> for String {
    fn from(number: FullNumber) -> Self {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_below_ten_have_a_zero_before_them() {
        for (text, written) in [
            ("5", "05"),
            ("005", "05"),
            ("10", "10"),
            ("521", "521"),
            ("5A", "05a"),
        ] {
            assert_eq!(Number::parse(text).unwrap().to_string(), written);
        }
        for text in ["", "0", "-1", "5ab", "a5", "1.5", "123456789"] {
            let error = Number::parse(text).unwrap_err();
            assert_eq!(error.code(), "number-not-a-number", "{text}");
        }
        let mut numbers: Vec<Number> = ["10", "5a", "5"].map(|n| n.parse().unwrap()).into();
        numbers.sort_unstable();
        assert_eq!(
            numbers.iter().map(Number::to_string).collect::<Vec<_>>(),
            ["05", "05a", "10"]
        );
    }

    #[test]
    fn a_number_is_read_as_it_stands_on_a_document() {
        for (text, written) in [
            ("05/QĐ-UBND", "05/QĐ-UBND"),
            ("Số: 5/QĐ-UBND", "05/QĐ-UBND"),
            ("số 5 / QĐ - UBND", "05/QĐ-UBND"),
            ("30/2020/NĐ-CP", "30/2020/NĐ-CP"),
            ("12-CV/TU", "12-CV/TU"),
            ("12/UBND-VP", "12/UBND-VP"),
        ] {
            let number = FullNumber::parse(text).unwrap();
            assert_eq!(number.to_string(), written);
            let json = serde_json::to_string(&number).unwrap();
            assert_eq!(serde_json::from_str::<FullNumber>(&json).unwrap(), number);
        }
        for text in ["", "QĐ-UBND", "521", "5/", "Điều 5/QĐ", "5 6/QĐ"] {
            assert!(FullNumber::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn spellings_of_one_number_are_equal() {
        let number = FullNumber::parse("05/QĐ-UBND").unwrap();
        for text in ["5/qd-ubnd", "Số: 05/qđ-ubnd", "005-QĐ/UBND"] {
            assert!(
                number.is_spelling_of(&FullNumber::parse(text).unwrap()),
                "{text}"
            );
        }
        for text in ["6/QĐ-UBND", "05/QyĐ-UBND", "05/QĐ-UBMT", "05a/QĐ-UBND"] {
            assert!(
                !number.is_spelling_of(&FullNumber::parse(text).unwrap()),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(value in 1u32..=GREATEST, parts in "[A-ZĐ]{1,6}(-[A-Z&]{0,6}[A-Z]){0,2}") {
            let written = format!("{value:02}/{parts}");
            let number = FullNumber::parse(&written).unwrap();
            prop_assert_eq!(number.to_string(), written);
        }

        #[test]
        fn no_text_makes_the_parsers_fail_otherwise_than_by_refusing(text in any::<String>()) {
            let _ = Number::parse(&text);
            let _ = FullNumber::parse(&text);
        }
    }
}
