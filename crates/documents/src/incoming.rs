//! The record of an incoming document.
//!
//! Nghị định 30/2020/NĐ-CP, Điều 20–22: checked, then received and acknowledged the same day, and
//! registered with the next arrival number; or returned to the sender with the reason. What is
//! written on documents from elsewhere follows no rule, so number and notation are kept as they are
//! and found by a key. Direction and processing are not kept here.

use serde::{Deserialize, Serialize};
use time::{Date, UtcDateTime};

use crate::coded::coded;
use crate::duplicate::Traits;
use crate::field::{FileCode, Tag, Values};
use crate::number::{FullNumber, Number, NumberKey};
use crate::priority::Urgency;
use crate::signer::Signer;
use crate::vietnam;

coded! {
    /// How far an incoming document has got.
    pub enum Status as "incoming-status" {
        /// Chờ tiếp nhận.
        Arrived = "arrived",
        /// Đã đăng ký.
        Registered = "registered",
        /// Đã từ chối.
        Refused = "refused",
        /// Bên gửi đã thu hồi.
        Withdrawn = "withdrawn",
    }
}

coded! {
    /// How it came.
    pub enum Channel as "channel" {
        /// From an agency of the same installation.
        Installation = "installation",
        /// As a signed package by mail.
        Mail = "mail",
        /// Brought as a file by the clerk.
        Upload = "upload",
        /// On paper, and scanned.
        Paper = "paper",
    }
}

coded! {
    /// What its signatures say, all together.
    pub enum Signatures as "signatures" {
        /// There are none.
        None = "none",
        /// All are valid.
        Valid = "valid",
        /// One at least is not valid.
        Invalid = "invalid",
        /// None is invalid, but of one at least nobody can tell.
        Undetermined = "undetermined",
    }
}

coded! {
    /// What the document is worth here.
    pub enum Worth as "worth" {
        /// It is an official document.
        Official = "official",
        /// Để biết, tham khảo: it has no signature (D14).
        ForInformation = "for-information",
    }
}

/// What the clerk may do with a document that has been verified.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Acceptance {
    /// Accept it for what it is worth.
    Accept(Worth),
    /// Decide: nobody can tell whether the signatures are valid.
    Decide,
    /// Only refuse it (V2).
    Refuse,
}

impl Signatures {
    /// What may be done with a document whose signatures are so.
    #[must_use]
    pub fn acceptance(self) -> Acceptance {
        match self {
            Self::Valid => Acceptance::Accept(Worth::Official),
            Self::None => Acceptance::Accept(Worth::ForInformation),
            Self::Undetermined => Acceptance::Decide,
            Self::Invalid => Acceptance::Refuse,
        }
    }
}

coded! {
    /// Why a document is refused.
    pub enum RefusalKind as "refusal" {
        /// A signature is not valid.
        Signature = "signature",
        /// Something is missing.
        Incomplete = "incomplete",
        /// It is for somebody else.
        Misaddressed = "misaddressed",
        /// It is here already.
        Duplicate = "duplicate",
        /// It is a state secret (S18).
        StateSecret = "state-secret",
        /// Something else.
        Other = "other",
    }
}

/// That a document was refused; the record of it stays.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Refusal {
    /// Why.
    pub kind: RefusalKind,
    /// In words, for the sender.
    pub reason: String,
    /// When.
    #[serde(with = "crate::json::instant")]
    pub at: UtcDateTime,
}

/// An incoming document.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Incoming {
    /// Its record.
    pub id: String,
    /// How far it has got.
    pub status: Status,
    /// How it came.
    pub channel: Channel,
    /// When it came.
    #[serde(with = "crate::json::instant")]
    pub arrived: UtcDateTime,
    /// When its receipt was acknowledged.
    #[serde(default, with = "crate::json::instant::option")]
    pub acknowledged: Option<UtcDateTime>,
    /// What its signatures say.
    pub signatures: Signatures,
    /// What it is worth here, once accepted.
    pub worth: Option<Worth>,
    /// The day it is registered under.
    #[serde(default, with = "crate::json::day::option")]
    pub arrival_date: Option<Date>,
    /// Số đến.
    pub arrival_number: Option<Number>,
    /// The sender's identifier of the document.
    pub identifier: Option<String>,
    /// The name of its type.
    pub type_name: String,
    /// Number and notation as written on it.
    pub number: Option<String>,
    /// Its date.
    #[serde(default, with = "crate::json::day::option")]
    pub issued: Option<Date>,
    /// Code of the issuing agency.
    pub organ_id: Option<String>,
    /// Its name.
    pub organ_name: String,
    /// Trích yếu.
    pub subject: String,
    /// Ngôn ngữ.
    pub language: String,
    /// Pages.
    pub pages: Option<u32>,
    /// Ghi chú.
    pub note: Option<String>,
    /// Who signed it.
    pub signer: Option<Signer>,
    /// How urgent it is.
    pub urgency: Urgency,
    /// Units or persons it goes to.
    pub to: Vec<String>,
    /// When it was handed to them.
    #[serde(default, with = "crate::json::day::option")]
    pub handed: Option<Date>,
    /// Until when it has to be settled.
    #[serde(default, with = "crate::json::day::option")]
    pub due: Option<Date>,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// The dossier it is filed in.
    pub file: Option<FileCode>,
}

impl Incoming {
    /// A document that has just come; the clerk fills in the rest.
    #[must_use]
    pub fn arrived(id: String, channel: Channel, at: UtcDateTime, signatures: Signatures) -> Self {
        Self {
            id,
            status: Status::Arrived,
            channel,
            arrived: at,
            acknowledged: None,
            signatures,
            worth: None,
            arrival_date: None,
            arrival_number: None,
            identifier: None,
            type_name: String::new(),
            number: None,
            issued: None,
            organ_id: None,
            organ_name: String::new(),
            subject: String::new(),
            language: "Tiếng Việt".to_owned(),
            pages: None,
            note: None,
            signer: None,
            urgency: Urgency::Normal,
            to: Vec::new(),
            handed: None,
            due: None,
            refusal: None,
            file: None,
        }
    }

    /// Whether the sender was told of the arrival on the same day (Điều 21).
    #[must_use]
    pub fn is_acknowledged_in_time(&self) -> bool {
        let day = vietnam::date(self.arrived);
        self.acknowledged.is_some_and(|at| vietnam::date(at) == day)
    }

    /// The key under which its number is found.
    #[must_use]
    pub fn number_key(&self) -> Option<NumberKey> {
        NumberKey::of_text(self.number.as_deref()?)
    }

    /// What tells whether it is here already.
    #[must_use]
    pub fn traits(&self) -> Traits<'_> {
        Traits {
            identifier: self.identifier.as_deref(),
            number: self.number.as_deref(),
            organ: &self.organ_name,
            issued: self.issued,
        }
    }

    /// Its fields as Phụ lục VI names them.
    #[must_use]
    pub fn values(&self) -> Values {
        let mut values = Values::default();
        values.set_file(self.file.as_ref());
        values.set(Tag::TypeName, &self.type_name);
        if let Some(text) = &self.number {
            match FullNumber::parse(text) {
                Ok(number) => {
                    values.set(Tag::CodeNumber, number.number().to_string());
                    values.set(Tag::CodeNotation, number.notation().as_str());
                }
                // Not of any known form: nothing is lost if all of it stands in one field.
                Err(_) => values.set(Tag::CodeNotation, text),
            }
        }
        values.set_some(Tag::IssuedDate, self.issued);
        values.set(Tag::OrganName, &self.organ_name);
        values.set(Tag::Subject, &self.subject);
        values.set(Tag::Language, &self.language);
        values.set_some(Tag::PageAmount, self.pages);
        values.set_some(Tag::Description, self.note.as_ref());
        values.set_some(Tag::ArrivalDate, self.arrival_date);
        values.set_some(Tag::ArrivalNumber, self.arrival_number.map(Number::value));
        values.set_some(
            Tag::Position,
            self.signer.as_ref().map(|signer| &signer.position),
        );
        values.set_some(
            Tag::FullName,
            self.signer.as_ref().map(|signer| &signer.full_name),
        );
        values.set(Tag::Priority, self.urgency.figure().to_string());
        values.set(Tag::ToPlaces, self.to.join("; "));
        values.set_some(Tag::DueDate, self.due);
        values
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, utc_datetime};

    use super::*;
    use crate::field::{Direction, FieldSet, Owner};

    fn arrived() -> Incoming {
        let at = utc_datetime!(2026-11-21 16:30:00);
        Incoming::arrived("1".to_owned(), Channel::Installation, at, Signatures::Valid)
    }

    #[test]
    fn the_clerk_registers_with_the_fields_of_the_annex() {
        let mut document = arrived();
        document.type_name = "Công văn".to_owned();
        document.number = Some("Số: 5/SYT-VP".to_owned());
        document.organ_name = "Sở Y tế (mẫu thử)".to_owned();
        document.subject = "V/v báo cáo tiêm chủng".to_owned();
        document.issued = Some(date!(2026 - 11 - 20));
        let faults = |document: &Incoming, owner| {
            let set = FieldSet::built_in().unwrap();
            let faults = set.check(Direction::Incoming, &document.values(), owner);
            faults.iter().map(|fault| fault.tag).collect::<Vec<_>>()
        };
        assert_eq!(faults(&document, Owner::Clerk), []);
        assert_eq!(
            faults(&document, Owner::System),
            [Tag::ArrivalDate, Tag::ArrivalNumber]
        );
        document.arrival_date = Some(date!(2026 - 11 - 21));
        document.arrival_number = Some(Number::new(1204).unwrap());
        assert_eq!(faults(&document, Owner::System), []);
        assert_eq!(document.values().get(Tag::CodeNumber), Some("05"));
        assert_eq!(document.number_key().unwrap().as_str(), "5 sytvp");
        let json = serde_json::to_string(&document).unwrap();
        assert_eq!(serde_json::from_str::<Incoming>(&json).unwrap(), document);
    }

    #[test]
    fn a_number_of_no_known_form_is_kept_whole() {
        let mut document = arrived();
        document.number = Some("Không số".to_owned());
        assert_eq!(document.values().get(Tag::CodeNotation), Some("Không số"));
        assert_eq!(document.number_key(), None);
    }

    #[test]
    fn what_has_no_signature_is_for_information_and_what_is_invalid_is_refused() {
        let worth = |signatures: Signatures| signatures.acceptance();
        assert_eq!(
            worth(Signatures::Valid),
            Acceptance::Accept(Worth::Official)
        );
        assert_eq!(
            worth(Signatures::None),
            Acceptance::Accept(Worth::ForInformation)
        );
        assert_eq!(worth(Signatures::Invalid), Acceptance::Refuse);
        assert_eq!(worth(Signatures::Undetermined), Acceptance::Decide);
    }

    #[test]
    fn receipt_is_acknowledged_by_midnight_in_vietnam() {
        let mut document = arrived();
        assert!(!document.is_acknowledged_in_time());
        document.acknowledged = Some(utc_datetime!(2026-11-21 16:59:00));
        assert!(document.is_acknowledged_in_time());
        document.acknowledged = Some(utc_datetime!(2026-11-21 17:00:00));
        assert!(!document.is_acknowledged_in_time());
    }
}
