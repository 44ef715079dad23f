//! The record of an outgoing document.
//!
//! What is known of it beside its files: the fields of Phụ lục VI (Nghị định 30/2020/NĐ-CP), where
//! it goes, what goes with it, what it does to others, and the paper beside it. Its way through the
//! steps is the process's job, numbers are chosen by [`crate::book`], and who may change it is
//! decided by the access rules.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::Error;
use crate::attachment::Attachment;
use crate::coded::coded;
use crate::document_type::{Carriage, DocumentType};
use crate::field::{FileCode, Tag, Values};
use crate::identifier::DocumentId;
use crate::number::FullNumber;
use crate::paper::{PaperToFollow, PrintedCopies};
use crate::priority::Urgency;
use crate::recipient::{Purpose, Recipient};
use crate::relation::Relation;
use crate::signer::Signer;

coded! {
    /// How far a document has got, in the words everybody uses; a route's own steps map to these.
    pub enum Status as "outgoing-status" {
        /// Dự thảo.
        Draft = "draft",
        /// Chờ ký nháy.
        Initials = "initials",
        /// Chờ kiểm tra thể thức.
        Format = "format",
        /// Chờ ký ban hành.
        Sign = "sign",
        /// Chờ phê duyệt.
        Approve = "approve",
        /// Chờ cấp số.
        Number = "number",
        /// Chờ đóng dấu.
        Seal = "seal",
        /// Chờ phát hành.
        Issue = "issue",
        /// Đã phát hành.
        Issued = "issued",
        /// Bị trả lại.
        Returned = "returned",
        /// Đã thu hồi.
        Withdrawn = "withdrawn",
    }
}

impl Status {
    /// Whether the drafter may still change text and fields.
    #[must_use]
    pub fn is_draft(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// Whether somebody has to do something before it is issued.
    #[must_use]
    pub fn is_under_way(self) -> bool {
        !matches!(self, Self::Issued | Self::Withdrawn)
    }
}

/// An outgoing document.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Outgoing {
    /// Its record.
    pub id: String,
    /// How far it has got.
    pub status: Status,
    /// Code of the type.
    pub kind: String,
    /// Trích yếu.
    pub subject: String,
    /// Ngôn ngữ.
    pub language: String,
    /// Ghi chú.
    pub note: Option<String>,
    /// How urgent it is.
    pub urgency: Urgency,
    /// Until when an answer is wanted.
    #[serde(default, with = "crate::json::day::option")]
    pub reply_by: Option<Date>,
    /// Code of the issuing agency.
    pub organ_id: Option<String>,
    /// Its name.
    pub organ_name: String,
    /// The unit that drafts it, by name.
    pub unit: String,
    /// Who signs; known at the latest when it is signed.
    pub signer: Option<Signer>,
    /// Number and notation, once given.
    pub number: Option<FullNumber>,
    /// Date of issue, given with the number.
    #[serde(default, with = "crate::json::day::option")]
    pub issued: Option<Date>,
    /// By how many days the entry came late, if it did.
    pub late: Option<u32>,
    /// Pages of the document.
    pub pages: Option<u32>,
    /// How many copies are issued.
    pub copies: Option<u32>,
    /// How it travels.
    pub carriage: Carriage,
    /// Where it goes.
    pub recipients: Vec<Recipient>,
    /// When it was sent.
    #[serde(default, with = "crate::json::day::option")]
    pub sent: Option<Date>,
    /// What goes with it.
    pub attachments: Vec<Attachment>,
    /// What it does to other documents.
    pub relations: Vec<Relation>,
    /// Copies that were printed.
    pub printed: Vec<PrintedCopies>,
    /// Paper that has to follow.
    pub to_follow: Vec<PaperToFollow>,
    /// The dossier it is filed in.
    pub file: Option<FileCode>,
}

impl Outgoing {
    /// A new draft; everything else is filled in on its way.
    #[must_use]
    pub fn draft(id: String, kind: &DocumentType, organ_name: String, unit: String) -> Self {
        Self {
            id,
            status: Status::Draft,
            kind: kind.code.clone(),
            subject: String::new(),
            language: "Tiếng Việt".to_owned(),
            note: None,
            urgency: Urgency::Normal,
            reply_by: None,
            organ_id: None,
            organ_name,
            unit,
            signer: None,
            number: None,
            issued: None,
            late: None,
            pages: None,
            copies: None,
            carriage: kind.carriage,
            recipients: Vec::new(),
            sent: None,
            attachments: Vec::new(),
            relations: Vec::new(),
            printed: Vec::new(),
            to_follow: Vec::new(),
            file: None,
        }
    }

    /// Refuses any change of a withdrawn document: it is kept as it is.
    ///
    /// # Errors
    /// [`Error::Frozen`].
    pub fn changeable(&self) -> Result<(), Error> {
        match self.status {
            Status::Withdrawn => Err(Error::Frozen),
            _ => Ok(()),
        }
    }

    /// Its identifier, once it has a number and the agency has a code.
    #[must_use]
    pub fn identifier(&self) -> Option<DocumentId> {
        Some(DocumentId {
            organ: self.organ_id.clone()?,
            year: self.issued?.year(),
            number: self.number.clone()?,
        })
    }

    /// Those who receive it; Lưu is no recipient of the exchange.
    pub fn addressees(&self) -> impl Iterator<Item = &Recipient> {
        let to = self.recipients.iter();
        to.filter(|recipient| recipient.purpose != Purpose::ToKeep)
    }

    /// Those who keep a copy (Lưu: VT, …).
    pub fn keepers(&self) -> impl Iterator<Item = &Recipient> {
        let to = self.recipients.iter();
        to.filter(|recipient| recipient.purpose == Purpose::ToKeep)
    }

    /// Its fields as Phụ lục VI names them, to be checked or handed over. `kind` is its type.
    #[must_use]
    pub fn values(&self, kind: &DocumentType) -> Values {
        let mut values = Values::default();
        values.set_file(self.file.as_ref());
        values.set_some(Tag::DocId, self.identifier());
        values.set(Tag::TypeName, &kind.name);
        values.set_some(
            Tag::CodeNumber,
            self.number.as_ref().map(FullNumber::number),
        );
        values.set_some(
            Tag::CodeNotation,
            self.number.as_ref().map(FullNumber::notation),
        );
        values.set_some(Tag::IssuedDate, self.issued);
        values.set(Tag::OrganName, &self.organ_name);
        values.set(Tag::Subject, &self.subject);
        values.set(Tag::Language, &self.language);
        values.set_some(Tag::PageAmount, self.pages);
        values.set_some(Tag::Description, self.note.as_ref());
        values.set_some(
            Tag::Position,
            self.signer.as_ref().map(|signer| &signer.position),
        );
        values.set_some(
            Tag::FullName,
            self.signer.as_ref().map(|signer| &signer.full_name),
        );
        let parties = || self.addressees().map(|recipient| &recipient.party);
        values.set_all(
            Tag::ToOrganId,
            parties().map(|party| party.organ_id().to_owned()),
        );
        values.set_all(
            Tag::ToOrganName,
            parties().map(|party| party.name().to_owned()),
        );
        values.set(Tag::Priority, self.urgency.figure().to_string());
        values.set_some(Tag::IssuedAmount, self.copies);
        values.set_some(Tag::DueDate, self.reply_by);
        values
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::document_type::Catalogue;
    use crate::field::{Direction, FieldSet, Owner};
    use crate::recipient::Party;
    use crate::signer::Capacity;

    fn decision() -> (Outgoing, DocumentType) {
        let kind = Catalogue::built_in()
            .unwrap()
            .get("quyet-dinh")
            .unwrap()
            .clone();
        let organ = "Ủy ban nhân dân xã Bình Minh".to_owned();
        let draft = Outgoing::draft("1".to_owned(), &kind, organ, "Văn phòng".to_owned());
        (draft, kind)
    }

    fn faults(document: &Outgoing, kind: &DocumentType, owner: Owner) -> Vec<(Tag, &'static str)> {
        let set = FieldSet::built_in().unwrap();
        let faults = set.check(Direction::Outgoing, &document.values(kind), owner);
        faults
            .iter()
            .map(|fault| (fault.tag, fault.code()))
            .collect()
    }

    #[test]
    fn each_step_fills_in_what_it_owes() {
        let (mut document, kind) = decision();
        assert_eq!(
            faults(&document, &kind, Owner::Drafter),
            [(Tag::Subject, "field-missing")]
        );
        document.subject = "Thành lập Tổ chuyển đổi số cộng đồng".to_owned();
        assert_eq!(faults(&document, &kind, Owner::Drafter), []);
        document.number = Some("5/QĐ-UBND".parse().unwrap());
        document.issued = Some(date!(2026 - 02 - 09));
        document.pages = Some(2);
        document.copies = Some(3);
        let missing = faults(&document, &kind, Owner::Clerk);
        assert_eq!(missing, [(Tag::ToOrganName, "field-missing")]);
        let name = "Hợp tác xã Bình Minh".to_owned();
        document.recipients.push(Recipient {
            party: Party::Paper {
                name,
                address: None,
            },
            purpose: Purpose::ToAct,
            copies: 1,
        });
        assert_eq!(faults(&document, &kind, Owner::Clerk), []);
        document.organ_id = Some("H40.02".to_owned());
        document.signer = Some(Signer {
            capacity: Capacity::For,
            position: "Phó Chủ tịch".to_owned(),
            full_name: "Trần Thị Mẫu".to_owned(),
        });
        assert_eq!(faults(&document, &kind, Owner::System), []);
        let values = document.values(&kind);
        assert_eq!(values.get(Tag::CodeNumber), Some("05"));
        assert_eq!(values.get(Tag::CodeNotation), Some("QĐ-UBND"));
        assert_eq!(values.get(Tag::IssuedDate), Some("2026-02-09"));
        assert_eq!(values.get(Tag::DocId), Some("H40.02.2026.05/QĐ-UBND"));
    }

    #[test]
    fn the_copy_that_is_kept_goes_to_nobody() {
        let (mut document, kind) = decision();
        let unit = |name: &str, purpose| Recipient {
            party: Party::Unit {
                unit: name.to_owned(),
                name: name.to_owned(),
            },
            purpose,
            copies: 1,
        };
        document.recipients = vec![
            unit("Phòng Kinh tế", Purpose::ToAct),
            unit("VT", Purpose::ToKeep),
        ];
        assert_eq!(
            document.values(&kind).all(Tag::ToOrganName),
            ["Phòng Kinh tế"]
        );
        assert_eq!(document.keepers().count(), 1);
    }

    #[test]
    fn a_withdrawn_document_is_frozen() {
        let (mut document, _) = decision();
        assert!(document.changeable().is_ok() && document.status.is_draft());
        document.status = Status::Withdrawn;
        assert_eq!(document.changeable().unwrap_err().code(), "document-frozen");
        assert!(!document.status.is_under_way());
    }

    #[test]
    fn a_record_is_kept_as_json() {
        let (mut document, _) = decision();
        document.number = Some("12-CV/TU".parse().unwrap());
        document.issued = Some(date!(2026 - 02 - 09));
        let json = serde_json::to_string(&document).unwrap();
        assert_eq!(serde_json::from_str::<Outgoing>(&json).unwrap(), document);
    }
}
