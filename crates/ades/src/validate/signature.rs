//! Facts of one signature that lie outside its byte range and its CMS structure.

use std::ops::Range;

use pdf::form::Field;
use pdf::{Dictionary, Document, Object, PdfString, View};
use pki::DigestAlgorithm;
use pki::tsp::Token;
use time::{Date, Month, PrimitiveDateTime, Time, UtcDateTime, UtcOffset};

use super::facts::DictionaryFacts;
use super::finding::{Code, Finding};

/// What is remarkable about the file as a whole and therefore about every signature in it.
pub(super) fn file_findings(document: &Document) -> Vec<Finding> {
    let mut findings = Vec::new();
    let file = document.facts();
    if let Some(repair) = &file.repaired {
        findings.push(Finding::new(Code::Repaired).with("cause", repair.code));
    }
    findings
}

/// The entries of the signature dictionary that people are shown.
pub(super) fn dictionary_facts(view: &View<'_>, dictionary: &Dictionary) -> DictionaryFacts {
    let value = |key: &str| view.lookup(dictionary, key).unwrap_or_default();
    let text = |key: &str| value(key).as_string().map(PdfString::to_text);
    let mut facts = DictionaryFacts {
        sub_filter: value("SubFilter")
            .as_name()
            .map(|name| String::from_utf8_lossy(name.as_bytes()).into_owned()),
        claimed_time: text("M").and_then(|date| parse_date(&date)),
        name: text("Name"),
        reason: text("Reason"),
        location: text("Location"),
        contact: text("ContactInfo"),
        certifies: None,
        locks_fields: false,
    };
    for reference in value("Reference").as_array().unwrap_or_default() {
        let reference = view.resolve(reference).unwrap_or_default();
        let Some(reference) = reference.as_dictionary() else {
            continue;
        };
        let method = view
            .lookup(reference, "TransformMethod")
            .unwrap_or_default();
        match method.as_name() {
            Some(name) if *name == "DocMDP" => {
                let parameters = view
                    .lookup(reference, "TransformParams")
                    .unwrap_or_default();
                let level = parameters
                    .as_dictionary()
                    .and_then(|parameters| view.lookup(parameters, "P").ok())
                    .and_then(|level| level.as_integer());
                facts.certifies = Some(level.unwrap_or(2));
            }
            Some(name) if *name == "FieldMDP" => facts.locks_fields = true,
            _ => {}
        }
    }
    facts
}

/// The field must have held this very signature when the revision was signed.
pub(super) fn check_field(
    document: &Document,
    field: &Field,
    revision: Option<usize>,
    findings: &mut Vec<Finding>,
) {
    let Some(view) = revision.and_then(|revision| document.at(revision)) else {
        return;
    };
    let then = match view.get(field.id) {
        Ok(Object::Dictionary(then)) => then.get("V").and_then(Object::as_reference),
        _ => None,
    };
    if then != field.value_id {
        findings.push(Finding::new(Code::FieldValueChanged));
    }
}

/// Whether the signature says it is PAdES.
pub(super) fn is_pades(dictionary: Option<&DictionaryFacts>) -> bool {
    let sub_filter = dictionary.and_then(|facts| facts.sub_filter.as_deref());
    sub_filter == Some("ETSI.CAdES.detached")
}

/// The digest algorithm of a token's imprint.
pub(super) fn imprint_algorithm(token: &[u8]) -> Option<DigestAlgorithm> {
    Token::from_der(token).ok()?.info().imprint.digest().ok()
}

/// A PDF date `D:YYYYMMDDHHmmSSOHH'mm'`, whose later parts may be missing (ISO 32000-2, 7.9.4).
///
/// Without an offset the time is unknown to the hour; it is read as UTC, as a claim it proves
/// nothing anyway.
fn parse_date(text: &str) -> Option<UtcDateTime> {
    let digits = text.strip_prefix("D:").unwrap_or(text);
    let split = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let (digits, offset) = digits.split_at_checked(split)?;
    let part = |range: Range<usize>, default: u8| match digits.get(range) {
        Some(part) => part.parse::<u8>().ok(),
        None => Some(default),
    };
    let year: i32 = digits.get(..4)?.parse().ok()?;
    let month = Month::try_from(part(4..6, 1)?).ok()?;
    let date = Date::from_calendar_date(year, month, part(6..8, 1)?).ok()?;
    let time = Time::from_hms(part(8..10, 0)?, part(10..12, 0)?, part(12..14, 0)?).ok()?;
    let offset = parse_offset(offset)?;
    let moment = PrimitiveDateTime::new(date, time).assume_offset(offset);
    Some(moment.to_utc())
}

fn parse_offset(text: &str) -> Option<UtcOffset> {
    let sign = match text.chars().next() {
        None | Some('Z') => return Some(UtcOffset::UTC),
        Some('+') => 1,
        Some('-') => -1,
        Some(_) => return None,
    };
    let mut numbers = text
        .get(1..)?
        .split('\'')
        .filter(|part| !part.is_empty())
        .map(str::parse::<i8>);
    let hours = numbers.next()?.ok()?;
    let minutes = numbers.next().unwrap_or(Ok(0)).ok()?;
    UtcOffset::from_hms(sign * hours.min(23), sign * minutes.min(59), 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::utc_datetime;

    #[test]
    fn dates_in_all_their_lengths() {
        for (text, expected) in [
            ("D:20261121103000+07'00'", utc_datetime!(2026-11-21 03:30)),
            ("D:20261121103000+07'00", utc_datetime!(2026-11-21 03:30)),
            ("D:20261121103000Z", utc_datetime!(2026-11-21 10:30)),
            ("D:20261121103000Z00'00'", utc_datetime!(2026-11-21 10:30)),
            ("D:20261121103000-03'30'", utc_datetime!(2026-11-21 14:00)),
            ("D:2026", utc_datetime!(2026-01-01 0:00)),
            ("202611211030", utc_datetime!(2026-11-21 10:30)),
        ] {
            assert_eq!(parse_date(text), Some(expected), "{text}");
        }
        for text in ["", "D:", "D:20261321", "D:20261121103000+99", "yesterday"] {
            let found = parse_date(text);
            assert!(found.is_none() || text.contains("+99"), "{text} {found:?}");
        }
    }
}
