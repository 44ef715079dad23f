//! Warning of an incoming document that may be here already.
//!
//! Nghị định 30/2020/NĐ-CP, Phụ lục VI, Phần I: the clerk is warned of the same identifier, or of
//! the same number, notation and agency. A warning, not a refusal: some agencies do send twice.

use time::Date;

use crate::coded::coded;
use crate::fold;
use crate::number::NumberKey;

coded! {
    /// What two documents share.
    pub enum Shared {
        /// The identifier.
        Identifier = "duplicate-identifier",
        /// Number, notation, agency, and the year as far as both are dated.
        NumberNotationAgency = "duplicate-number",
    }
}

/// What has to be known of a document.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Traits<'a> {
    /// Its identifier.
    pub identifier: Option<&'a str>,
    /// Its number and notation, as written.
    pub number: Option<&'a str>,
    /// Who issued it.
    pub organ: &'a str,
    /// Its date of issue.
    pub issued: Option<Date>,
}

/// The key under which documents of the same number and agency are found, in every spelling; none
/// for a document without a number.
#[must_use]
pub fn key(traits: &Traits<'_>) -> Option<String> {
    let number = NumberKey::of_text(traits.number?)?;
    Some(format!("{} {}", number.as_str(), fold(traits.organ)))
}

/// What a new document shares with one that is here.
#[must_use]
pub fn shared(new: &Traits<'_>, here: &Traits<'_>) -> Option<Shared> {
    let plain = |id: &str| id.split_whitespace().collect::<String>().to_lowercase();
    let identifier = |traits: &Traits<'_>| traits.identifier.map(plain).filter(|id| !id.is_empty());
    if identifier(new).is_some() && identifier(new) == identifier(here) {
        return Some(Shared::Identifier);
    }
    // Numbers begin again each year.
    let other_year = match (new.issued, here.issued) {
        (Some(new), Some(here)) => new.year() != here.year(),
        _ => false,
    };
    let same = key(new).is_some() && key(new) == key(here);
    (same && !other_year).then_some(Shared::NumberNotationAgency)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const HERE: Traits<'_> = Traits {
        identifier: Some("H40.02.2026.05/QĐ-UBND"),
        number: Some("05/QĐ-UBND"),
        organ: "Ủy ban nhân dân xã Hòa Bình",
        issued: Some(date!(2026 - 01 - 09)),
    };

    #[test]
    fn the_same_document_is_known_in_every_spelling() {
        let same_id = Traits {
            number: None,
            organ: "",
            identifier: Some("h40.02.2026.05/qđ-ubnd "),
            issued: None,
        };
        assert_eq!(shared(&same_id, &HERE), Some(Shared::Identifier));
        let scanned = Traits {
            identifier: None,
            number: Some("Số: 5/qđ-ubnd"),
            organ: "UỶ BAN NHÂN DÂN XÃ HOÀ BÌNH",
            issued: None,
        };
        assert_eq!(shared(&scanned, &HERE), Some(Shared::NumberNotationAgency));
    }

    #[test]
    fn another_agency_year_or_number_is_another_document() {
        let with = |traits: Traits<'static>| {
            shared(
                &Traits {
                    identifier: None,
                    ..traits
                },
                &HERE,
            )
        };
        assert_eq!(
            with(Traits {
                organ: "Ủy ban nhân dân xã Bình Minh",
                ..HERE
            }),
            None
        );
        assert_eq!(
            with(Traits {
                issued: Some(date!(2025 - 01 - 09)),
                ..HERE
            }),
            None
        );
        assert_eq!(
            with(Traits {
                number: Some("06/QĐ-UBND"),
                ..HERE
            }),
            None
        );
        let without = Traits {
            number: Some("không số"),
            ..HERE
        };
        assert_eq!(
            shared(
                &Traits {
                    identifier: None,
                    ..without
                },
                &without
            ),
            None
        );
        assert_eq!(with(HERE), Some(Shared::NumberNotationAgency));
    }
}
