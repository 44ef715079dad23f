//! What is wrong with the fields of a document when a step is done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;
use time::macros::format_description;

use super::{Direction, Field, FieldSet, FileCode, Kind, Need, Owner, Tag};
use crate::normalise;

/// The values of a document's fields; a field without a value has no entry.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Values(BTreeMap<Tag, Vec<String>>);

impl Values {
    /// Sets a field; an empty text leaves it without a value.
    pub fn set(&mut self, tag: Tag, value: impl Into<String>) {
        self.set_all(tag, [value.into()]);
    }

    /// Sets a field if there is a value.
    pub fn set_some<T: ToString>(&mut self, tag: Tag, value: Option<T>) {
        if let Some(value) = value {
            self.set(tag, value.to_string());
        }
    }

    /// Sets a field that has a value for each recipient. An empty text keeps its place beside the
    /// others, unless all are empty.
    pub fn set_all(&mut self, tag: Tag, values: impl IntoIterator<Item = String>) {
        let values: Vec<String> = values.into_iter().collect();
        match values.iter().all(|value| value.trim().is_empty()) {
            true => self.0.remove(&tag),
            false => self.0.insert(tag, values),
        };
    }

    /// Sets the fields of the dossier that a document is filed in.
    pub(crate) fn set_file(&mut self, file: Option<&FileCode>) {
        let Some(file) = file else { return };
        self.set(Tag::OrganId, &file.organ);
        self.set(Tag::FileCatalog, file.year.to_string());
        self.set(Tag::FileNotation, &file.notation);
        self.set(Tag::DocOrdinal, file.ordinal.to_string());
    }

    /// The values of a field.
    #[must_use]
    pub fn all(&self, tag: Tag) -> &[String] {
        self.0.get(&tag).map_or(&[], Vec::as_slice)
    }

    /// The value of a field, the first if there are several.
    #[must_use]
    pub fn get(&self, tag: Tag) -> Option<&str> {
        self.all(tag).first().map(String::as_str)
    }
}

/// What is wrong with a value.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum Fault {
    /// The field is required and has no value.
    Missing,
    /// The value has more characters than the field takes.
    TooLong {
        /// How many it has.
        length: usize,
        /// How many the field takes.
        longest: usize,
    },
    /// The value is no number.
    NotANumber {
        /// The value.
        value: String,
    },
    /// The value is no date.
    NotADate {
        /// The value.
        value: String,
    },
    /// The value has characters that nobody can see.
    ControlCharacter {
        /// Place of the first, counted from 1.
        position: usize,
    },
    /// There are several values where the field takes one.
    Repeated {
        /// How many there are.
        count: usize,
    },
}

/// A fault of a field.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct FieldFault {
    /// The field.
    pub tag: Tag,
    /// Which of its values, from 0.
    pub index: usize,
    /// What is wrong.
    #[serde(flatten)]
    pub fault: Fault,
}

impl FieldFault {
    /// Every code that [`Self::code`] can give.
    pub const CODES: &[&str] = &[
        "field-missing",
        "field-too-long",
        "field-not-a-number",
        "field-not-a-date",
        "field-control-character",
        "field-repeated",
    ];

    /// A name that stays the same, for catalogues and programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.fault {
            Fault::Missing => "field-missing",
            Fault::TooLong { .. } => "field-too-long",
            Fault::NotANumber { .. } => "field-not-a-number",
            Fault::NotADate { .. } => "field-not-a-date",
            Fault::ControlCharacter { .. } => "field-control-character",
            Fault::Repeated { .. } => "field-repeated",
        }
    }

    /// The values that explain it; the field by its name.
    #[must_use]
    pub fn values(&self, set: &FieldSet, direction: Direction) -> Vec<(&'static str, String)> {
        let name = set.get(direction, self.tag).map(|field| field.name.clone());
        let mut values = vec![("field", name.unwrap_or_else(|| self.tag.to_string()))];
        match &self.fault {
            Fault::Missing => {}
            Fault::TooLong { length, longest } => {
                values.push(("length", length.to_string()));
                values.push(("longest", longest.to_string()));
            }
            Fault::NotANumber { value } | Fault::NotADate { value } => {
                values.push(("value", value.clone()));
            }
            Fault::ControlCharacter { position } => values.push(("position", position.to_string())),
            Fault::Repeated { count } => values.push(("count", count.to_string())),
        }
        values
    }
}

impl FieldSet {
    /// Every fault of a document's fields once the step of `owner` is done: what that step and the
    /// earlier ones owe, and the form of every value there is.
    #[must_use]
    pub fn check(&self, direction: Direction, values: &Values, owner: Owner) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        for (tag, field) in self.of(direction) {
            let given = values.all(tag);
            let owed = field.need == Need::Required && field.owner <= owner;
            let mut complain = |index, fault| faults.push(FieldFault { tag, index, fault });
            if given.is_empty() && owed {
                complain(0, Fault::Missing);
            }
            if given.len() > 1 && !field.repeated {
                complain(1, Fault::Repeated { count: given.len() });
            }
            for (index, value) in given.iter().enumerate() {
                let empty = value.trim().is_empty();
                if empty && owed {
                    complain(index, Fault::Missing);
                } else if !empty && let Some(fault) = fault_of(field, value) {
                    complain(index, fault);
                }
            }
        }
        faults
    }
}

fn fault_of(field: &Field, value: &str) -> Option<Fault> {
    let clean = match field.kind {
        Kind::LongText => normalise::paragraphs(value),
        _ => normalise::line(value),
    };
    let value = match clean {
        Ok(value) => value,
        Err(crate::Error::ControlCharacter { position, .. }) => {
            return Some(Fault::ControlCharacter { position });
        }
        Err(crate::Error::TextTooLong { length, longest }) => {
            return Some(Fault::TooLong { length, longest });
        }
        Err(_) => return None,
    };
    let length = value.chars().count();
    match field.kind {
        Kind::Number if !value.bytes().all(|b| b.is_ascii_digit()) => {
            Some(Fault::NotANumber { value })
        }
        Kind::Date if Date::parse(&value, format_description!("[year]-[month]-[day]")).is_err() => {
            Some(Fault::NotADate { value })
        }
        _ => {
            let longest = field.length.filter(|longest| length > *longest)?;
            Some(Fault::TooLong { length, longest })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> FieldSet {
        FieldSet::built_in().unwrap()
    }

    fn drafted() -> Values {
        let mut values = Values::default();
        values.set(Tag::TypeName, "Công văn");
        values.set(Tag::Subject, "V/v triển khai ký số");
        values.set(Tag::Language, "Tiếng Việt");
        values.set(Tag::Priority, "0");
        values
    }

    fn codes(values: &Values, owner: Owner) -> Vec<(Tag, &'static str)> {
        let faults = set().check(Direction::Outgoing, values, owner);
        faults
            .iter()
            .map(|fault| (fault.tag, fault.code()))
            .collect()
    }

    #[test]
    fn a_step_owes_its_fields_and_those_of_the_steps_before() {
        assert_eq!(codes(&drafted(), Owner::Drafter), []);
        let empty = Values::default();
        let missing = |tags: &[Tag]| -> Vec<(Tag, &str)> {
            tags.iter().map(|tag| (*tag, "field-missing")).collect()
        };
        let by_drafter = [Tag::TypeName, Tag::Subject, Tag::Language, Tag::Priority];
        assert_eq!(codes(&empty, Owner::Drafter), missing(&by_drafter));
        let by_clerk = [
            Tag::CodeNumber,
            Tag::CodeNotation,
            Tag::IssuedDate,
            Tag::OrganName,
            Tag::PageAmount,
            Tag::ToOrganName,
            Tag::IssuedAmount,
        ];
        assert_eq!(codes(&drafted(), Owner::Clerk), missing(&by_clerk));
        assert_eq!(
            codes(&empty, Owner::Clerk).len(),
            by_drafter.len() + by_clerk.len()
        );
    }

    #[test]
    fn types_and_lengths_are_checked_at_every_step() {
        let mut values = drafted();
        values.set(Tag::Subject, "đ".repeat(501));
        values.set(Tag::DueDate, "31/12/2026");
        values.set(Tag::PageAmount, "ba");
        values.set(Tag::Description, "dòng\u{0}");
        values.set_all(Tag::Language, ["Việt".to_owned(), "Anh".to_owned()]);
        let faults = set().check(Direction::Outgoing, &values, Owner::Drafter);
        let fault = |tag| faults.iter().find(|fault| fault.tag == tag).unwrap();
        assert_eq!(
            fault(Tag::Subject).fault,
            Fault::TooLong {
                length: 501,
                longest: 500
            }
        );
        assert_eq!(
            fault(Tag::DueDate).fault,
            Fault::NotADate {
                value: "31/12/2026".to_owned()
            }
        );
        assert_eq!(fault(Tag::PageAmount).code(), "field-not-a-number");
        assert_eq!(
            fault(Tag::Description).fault,
            Fault::ControlCharacter { position: 5 }
        );
        assert_eq!(fault(Tag::Language).fault, Fault::Repeated { count: 2 });
        assert_eq!(faults.len(), 5, "{faults:?}");
        values.set(Tag::Subject, "đ".repeat(500));
        assert!(
            !codes(&values, Owner::Drafter)
                .iter()
                .any(|(tag, _)| *tag == Tag::Subject)
        );
    }

    #[test]
    fn each_recipient_needs_a_name_but_not_a_code() {
        let mut values = drafted();
        values.set_all(Tag::ToOrganId, ["H40.02".to_owned(), String::new()]);
        values.set_all(
            Tag::ToOrganName,
            ["UBND xã Bình Minh".to_owned(), " ".to_owned()],
        );
        let faults = set().check(Direction::Outgoing, &values, Owner::Clerk);
        let missing: Vec<_> = faults.iter().filter(|fault| fault.index == 1).collect();
        assert_eq!(missing.len(), 1);
        assert_eq!(
            (missing[0].tag, missing[0].code()),
            (Tag::ToOrganName, "field-missing")
        );
    }

    #[test]
    fn an_incoming_document_without_a_number_can_be_registered() {
        let mut values = drafted();
        values.set(Tag::OrganName, "Sở Y tế (mẫu thử)");
        values.set(Tag::IssuedDate, "2026-11-20");
        assert_eq!(set().check(Direction::Incoming, &values, Owner::Clerk), []);
        values.set(Tag::CodeNumber, "");
        assert_eq!(values.get(Tag::CodeNumber), None);
    }

    #[test]
    fn faults_are_kept_as_flat_json() {
        let fault = FieldFault {
            tag: Tag::Subject,
            index: 0,
            fault: Fault::TooLong {
                length: 9,
                longest: 5,
            },
        };
        let json = serde_json::to_string(&fault).unwrap();
        assert_eq!(
            json,
            r#"{"tag":"Subject","index":0,"fault":"too-long","length":9,"longest":5}"#
        );
        assert_eq!(serde_json::from_str::<FieldFault>(&json).unwrap(), fault);
    }
}
