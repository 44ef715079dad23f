//! Finding a document by its number, in any spelling.
//!
//! Stored beside each document is a [`NumberKey`]; what a person types is read into a
//! [`NumberQuery`] with such a key. Words that are no number are left to the search for words.

use serde::{Deserialize, Serialize};

use super::{FullNumber, Number};
use crate::document_type::Catalogue;
use crate::fold;

/// A number as it is indexed: the figures without zeros before them, a space, the letters and
/// figures of the notation without marks or separators. `05/QĐ-UBND` is `5 qdubnd`.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct NumberKey(String);

impl NumberKey {
    pub(super) fn of(number: &FullNumber) -> Self {
        Self::from_parts(number.number(), &fold(number.notation().as_str()))
    }

    /// The key of a number as it was written on a document from elsewhere; none if it is no number.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let words = fold(text);
        let words: Vec<&str> = words.split(' ').collect();
        let start = words.iter().position(|word| begins_with_figure(word))?;
        let (number, notation) = split(words.get(start..)?)?;
        Some(Self::from_parts(number, &notation))
    }

    fn from_parts(number: Number, notation: &str) -> Self {
        let letter = number.letter().map(String::from).unwrap_or_default();
        let notation: String = notation.split(' ').collect();
        let space = if notation.is_empty() { "" } else { " " };
        Self(format!(
            "{}{}{space}{notation}",
            number.value(),
            fold(&letter)
        ))
    }

    /// The key as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// From where to where (not included) the keys lie that this one finds, compared byte by byte:
    /// `521` finds every notation, `5 qd` every one that begins so.
    #[must_use]
    pub fn bounds(&self) -> (String, String) {
        // `!` follows the space, `{` follows the letters.
        let end = if self.0.contains(' ') { '{' } else { '!' };
        (self.0.clone(), format!("{}{end}", self.0))
    }

    /// Whether this key finds that one.
    #[must_use]
    pub fn finds(&self, other: &Self) -> bool {
        let (from, to) = self.bounds();
        (from.as_str()..to.as_str()).contains(&other.as_str())
    }
}

/// What a person who looks for a number has typed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NumberQuery {
    /// Which keys to look for.
    pub key: NumberKey,
    /// The type of document, if its name or abbreviation stood before the number.
    pub kind: Option<String>,
    /// The year of issue, if it stood behind.
    pub year: Option<i32>,
}

impl NumberQuery {
    /// Reads `521`, `số 5/qd ubnd`, `5 qđ-ubnd`, `quyết định 5 năm 2026`, `qđ 05`; none if this is
    /// no number, or words stand before it that are neither "số" nor a type.
    #[must_use]
    pub fn read(text: &str, catalogue: &Catalogue) -> Option<Self> {
        let folded = fold(text);
        let words: Vec<&str> = folded.split(' ').collect();
        let start = words.iter().position(|word| begins_with_figure(word))?;
        let (before, rest) = words.split_at_checked(start)?;
        let kind = kind_of(before, text, catalogue)?;
        let (rest, year) = without_date(rest);
        let (number, notation) = split(rest)?;
        Some(Self {
            key: NumberKey::from_parts(number, &notation),
            kind,
            year,
        })
    }
}

/// The type named before the number; the outer none means that something else stands there.
fn kind_of(before: &[&str], text: &str, catalogue: &Catalogue) -> Option<Option<String>> {
    let words = match before {
        [words @ .., "so"] => words,
        words => words,
    };
    if words.is_empty() {
        return Some(None);
    }
    // Marks tell ĐA from DA, so the abbreviation is looked up as it was typed.
    let first = text.split_whitespace().next().unwrap_or_default();
    let named = catalogue.of_name(&words.join(" "));
    let short = || match words {
        [word] => catalogue.of_abbreviation(first).or_else(|| {
            let folded = |kind: &&_| abbreviation_folds_to(kind, word);
            catalogue.types().iter().find(folded)
        }),
        _ => None,
    };
    let letter = || {
        (words == ["cv"])
            .then(|| catalogue.of_name("công văn"))
            .flatten()
    };
    let kind = named.or_else(short).or_else(letter)?;
    Some(Some(kind.code.clone()))
}

fn abbreviation_folds_to(kind: &crate::document_type::DocumentType, word: &str) -> bool {
    kind.abbreviation
        .as_ref()
        .is_some_and(|known| fold(known) == word)
}

/// Cuts "năm 2026" and "ngày 5 tháng 3 năm 2026" off the end.
fn without_date<'a, 'b>(words: &'a [&'b str]) -> (&'a [&'b str], Option<i32>) {
    let is_date = |word: &&str, next: Option<&&str>| {
        matches!(*word, "nam" | "ngay") && next.is_some_and(|next| begins_with_figure(next))
    };
    let cut = (0..words.len()).find(|place| {
        let word = words.get(*place);
        word.is_some_and(|word| is_date(word, words.get(place + 1)))
    });
    let Some((kept, date)) = cut.and_then(|cut| words.split_at_checked(cut)) else {
        return (words, None);
    };
    let year = date.last().filter(|word| word.len() == 4);
    (kept, year.and_then(|year| year.parse().ok()))
}

/// The number and the words behind it.
fn split(words: &[&str]) -> Option<(Number, String)> {
    let (first, rest) = words.split_first()?;
    let figures = first.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = first.strip_suffix(figures)?;
    // One letter belongs to the number, more are a notation without its slash: `5qd`.
    let glued = figures.chars().count() > 1;
    let number = Number::parse(if glued { digits } else { first }).ok()?;
    let notation = if glued { figures } else { "" };
    Some((number, format!("{notation}{}", rest.concat())))
}

fn begins_with_figure(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<NumberQuery> {
        NumberQuery::read(text, &Catalogue::built_in().unwrap())
    }

    fn key(text: &str) -> NumberKey {
        FullNumber::parse(text).unwrap().key()
    }

    #[test]
    fn every_spelling_of_a_number_finds_it() {
        let stored = key("05/QĐ-UBND");
        assert_eq!(stored.as_str(), "5 qdubnd");
        for text in [
            "05/QĐ-UBND",
            "số 5/qd ubnd",
            "5 qđ-ubnd",
            "5qdubnd",
            "005 / QĐ - UBND",
            "Số: 05/QĐ–UBND",
            "5/qd",
            "5",
            "05",
            "số 5",
            "quyết định số 5",
            "qđ 5",
            "QD 05/QĐ-UBND",
            "quyet dinh 5 năm 2026",
            "5/QĐ-UBND ngày 03/02/2026",
        ] {
            let query = read(text).unwrap_or_else(|| panic!("{text} is a number"));
            assert!(query.key.finds(&stored), "{text}: {:?}", query.key);
        }
        for text in ["50", "5a", "55/QĐ-UBND", "5/QĐ-UBMT", "4", "5/2020/NĐ-CP"] {
            assert!(!read(text).unwrap().key.finds(&stored), "{text}");
        }
    }

    #[test]
    fn what_stands_around_the_number_is_understood() {
        let query = read("quyết định số 5 năm 2026").unwrap();
        assert_eq!(query.kind.as_deref(), Some("quyet-dinh"));
        assert_eq!(query.year, Some(2026));
        assert_eq!(read("ĐA 3").unwrap().kind.as_deref(), Some("de-an"));
        assert_eq!(read("da 3").unwrap().kind.as_deref(), Some("du-an"));
        assert_eq!(read("cv 12").unwrap().kind.as_deref(), Some("cong-van"));
        let query = read("5/QĐ-UBND ngày 3 tháng 2 năm 2026").unwrap();
        assert_eq!((query.key.as_str(), query.year), ("5 qdubnd", Some(2026)));
    }

    #[test]
    fn words_are_no_number() {
        for text in [
            "",
            "ký số",
            "điều 5",
            "báo cáo quý 3",
            "qđ-ubnd",
            "số",
            "0",
            "phòng 12",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_from_elsewhere_have_keys() {
        for (text, expected) in [
            ("Số: 12-CV/TU", "12 cvtu"),
            ("30/2020/NĐ-CP", "30 2020ndcp"),
            ("1234", "1234"),
        ] {
            assert_eq!(NumberKey::of_text(text).unwrap().as_str(), expected);
        }
        assert!(read("30/2020").unwrap().key.finds(&key("30/2020/NĐ-CP")));
        assert_eq!(NumberKey::of_text("không số"), None);
    }

    proptest! {
        #[test]
        fn a_stored_number_is_found_by_its_own_text(value in 1u32..99_999, parts in "[A-ZĐ]{2,6}-[A-Z]{2,6}") {
            let written = format!("{value:02}/{parts}");
            let stored = key(&written);
            prop_assert_eq!(NumberKey::of_text(&written).unwrap(), stored.clone());
            let query = read(&written).unwrap();
            prop_assert!(query.key.finds(&stored));
            let bare = read(&value.to_string()).unwrap();
            prop_assert!(bare.key.finds(&stored));
        }

        #[test]
        fn no_text_breaks_the_reading(text in any::<String>()) {
            let _ = read(&text);
            let _ = NumberKey::of_text(&text);
        }
    }
}
