//! What a document's row in a register says.

use serde::{Deserialize, Serialize};

use crate::book::{Entry, Use};
use crate::document_type::DocumentType;
use crate::incoming::{self, Incoming, Worth};
use crate::number::Number;
use crate::outgoing::{self, Outgoing};
use crate::recipient;
use crate::vietnam;

/// A row: ten cells in the order of the form, and what the edge adds to Ghi chú in words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Row {
    /// The cells.
    pub cells: [String; 10],
    /// What is to be said beside them.
    pub marks: Vec<Mark>,
}

/// Something that a register says of a row.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "mark")]
pub enum Mark {
    /// It was entered late.
    Late {
        /// By how many days.
        days: u32,
    },
    /// The number is reserved.
    Reserved {
        /// Why.
        reason: String,
    },
    /// The number is void.
    Void {
        /// Why.
        reason: String,
    },
    /// The document is withdrawn.
    Withdrawn,
    /// Its sender has withdrawn the document.
    Recalled {
        /// The day that this was known, as it is written.
        day: String,
    },
    /// Its sender has withdrawn the document by letter.
    RecalledByLetter {
        /// The day that this was noted, as it is written.
        day: String,
        /// The letter.
        letter: String,
    },
    /// The document is for information only (D14).
    ForInformation,
    /// The document came on paper.
    OnPaper,
    /// What is registered was corrected.
    Corrected {
        /// The day of the last correction, as it is written.
        day: String,
    },
}

impl Mark {
    /// Every code that [`Self::code`] can give.
    pub const CODES: &[&str] = &[
        "register-late",
        "register-reserved",
        "register-void",
        "register-withdrawn",
        "register-recalled",
        "register-recalled-by-letter",
        "register-for-information",
        "register-on-paper",
        "register-corrected",
    ];

    /// A name that stays the same, for catalogues and programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Late { .. } => "register-late",
            Self::Reserved { .. } => "register-reserved",
            Self::Void { .. } => "register-void",
            Self::Withdrawn => "register-withdrawn",
            Self::Recalled { .. } => "register-recalled",
            Self::RecalledByLetter { .. } => "register-recalled-by-letter",
            Self::ForInformation => "register-for-information",
            Self::OnPaper => "register-on-paper",
            Self::Corrected { .. } => "register-corrected",
        }
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Late { days } => vec![("days", days.to_string())],
            Self::Reserved { reason } | Self::Void { reason } => vec![("reason", reason.clone())],
            Self::Corrected { day } | Self::Recalled { day } => vec![("day", day.clone())],
            Self::RecalledByLetter { day, letter } => {
                vec![("day", day.clone()), ("letter", letter.clone())]
            }
            Self::Withdrawn | Self::ForInformation | Self::OnPaper => Vec::new(),
        }
    }
}

impl Row {
    /// The row of an outgoing document; `kind` is its type.
    #[must_use]
    pub fn outgoing(document: &Outgoing, kind: &DocumentType) -> Self {
        let addressees: Vec<_> = document.addressees().cloned().collect();
        let keepers: Vec<_> = document.keepers().cloned().collect();
        let mut marks: Vec<Mark> = document
            .late
            .map(|days| Mark::Late { days })
            .into_iter()
            .collect();
        if document.status == outgoing::Status::Withdrawn {
            marks.push(Mark::Withdrawn);
        }
        let signer = document.signer.as_ref();
        let cells = [
            text(document.number.as_ref()),
            day(document.issued),
            type_and_subject(&kind.name, &document.subject),
            text(signer.map(|signer| &signer.full_name)),
            recipient::names(&addressees),
            recipient::names(&keepers),
            text(document.copies),
            day(document.sent),
            String::new(),
            text(document.note.as_ref()),
        ];
        Self { cells, marks }
    }

    /// The row of a number without a document: reserved, or void before it had one. None for a
    /// number that a document has.
    #[must_use]
    pub fn of_number(entry: &Entry) -> Option<Self> {
        let mark = match &entry.used {
            Use::Given { .. } => return None,
            Use::Reserved { reason } => Mark::Reserved {
                reason: reason.clone(),
            },
            Use::Void { reason, .. } => Mark::Void {
                reason: reason.clone(),
            },
        };
        let mut cells: [String; 10] = Default::default();
        let [number, issued, ..] = &mut cells;
        *number = entry.number.to_string();
        *issued = day(entry.issued);
        Some(Self {
            cells,
            marks: vec![mark],
        })
    }

    /// The row of an incoming document.
    #[must_use]
    pub fn incoming(document: &Incoming) -> Self {
        let mut marks = Vec::new();
        if document.channel == incoming::Channel::Paper {
            marks.push(Mark::OnPaper);
        }
        if document.worth == Some(Worth::ForInformation) {
            marks.push(Mark::ForInformation);
        }
        if document.status == incoming::Status::Withdrawn {
            marks.push(Mark::Withdrawn);
        }
        let cells = [
            day(document.arrival_date),
            text(document.arrival_number.map(Number::value)),
            document.organ_name.clone(),
            text(document.number.as_ref()),
            day(document.issued),
            type_and_subject(&document.type_name, &document.subject),
            document.to.join("; "),
            day(document.handed),
            String::new(),
            text(document.note.as_ref()),
        ];
        Self { cells, marks }
    }
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn day(date: Option<time::Date>) -> String {
    date.map(vietnam::written).unwrap_or_default()
}

/// `Quyết định: Thành lập …`; whichever of the two there is.
fn type_and_subject(kind: &str, subject: &str) -> String {
    let parts = [kind, subject].into_iter().map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(": ")
}

#[cfg(test)]
mod tests {
    use time::macros::{date, utc_datetime};

    use super::*;
    use crate::document_type::Catalogue;
    use crate::incoming::{Channel, Signatures};
    use crate::recipient::{Party, Purpose, Recipient};
    use crate::signer::{Capacity, Signer};

    #[test]
    fn an_outgoing_document_fills_its_row() {
        let kind = Catalogue::built_in()
            .unwrap()
            .get("quyet-dinh")
            .unwrap()
            .clone();
        let organ = "Ủy ban nhân dân xã Bình Minh".to_owned();
        let mut document = Outgoing::draft("1".to_owned(), &kind, organ, "Văn phòng".to_owned());
        document.subject = "Thành lập Tổ chuyển đổi số cộng đồng".to_owned();
        document.number = Some("5/QĐ-UBND".parse().unwrap());
        document.issued = Some(date!(2026 - 02 - 09));
        document.sent = Some(date!(2026 - 02 - 10));
        document.copies = Some(3);
        document.late = Some(1);
        document.status = outgoing::Status::Withdrawn;
        document.signer = Some(Signer {
            capacity: Capacity::For,
            position: "Phó Chủ tịch".to_owned(),
            full_name: "Trần Thị Mẫu".to_owned(),
        });
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
            unit("Trạm Y tế", Purpose::ToKnow),
            unit("VT", Purpose::ToKeep),
        ];
        let row = Row::outgoing(&document, &kind);
        let expected = [
            "05/QĐ-UBND",
            "09/02/2026",
            "Quyết định: Thành lập Tổ chuyển đổi số cộng đồng",
            "Trần Thị Mẫu",
            "Phòng Kinh tế; Trạm Y tế",
            "VT",
            "3",
            "10/02/2026",
            "",
            "",
        ];
        assert_eq!(row.cells, expected);
        assert_eq!(row.marks, [Mark::Late { days: 1 }, Mark::Withdrawn]);
    }

    #[test]
    fn an_incoming_document_fills_its_row() {
        let at = utc_datetime!(2026-11-21 01:30:00);
        let mut document = Incoming::arrived("1".to_owned(), Channel::Mail, at, Signatures::None);
        document.arrival_date = Some(date!(2026 - 11 - 21));
        document.arrival_number = Some(Number::new(7).unwrap());
        document.organ_name = "Sở Y tế (mẫu thử)".to_owned();
        document.number = Some("12/SYT-VP".to_owned());
        document.subject = "V/v báo cáo tiêm chủng".to_owned();
        document.worth = Some(Worth::ForInformation);
        document.to = vec!["Trạm Y tế".to_owned(), "Văn phòng".to_owned()];
        let row = Row::incoming(&document);
        let expected = [
            "21/11/2026",
            "7",
            "Sở Y tế (mẫu thử)",
            "12/SYT-VP",
            "",
            "V/v báo cáo tiêm chủng",
            "Trạm Y tế; Văn phòng",
            "",
            "",
            "",
        ];
        assert_eq!(row.cells, expected);
        assert_eq!(row.marks, [Mark::ForInformation]);
    }

    #[test]
    fn a_number_without_a_document_has_a_row_with_its_reason() {
        let entry = |used| Entry {
            number: Number::new(4).unwrap(),
            used,
            issued: None,
        };
        let reason = "văn bản bị hủy".to_owned();
        let document = None;
        let void = entry(Use::Void {
            reason: reason.clone(),
            document: document.clone(),
        });
        let row = Row::of_number(&void).unwrap();
        assert_eq!(row.cells[0], "04");
        assert_eq!(row.marks, [Mark::Void { reason }]);
        assert_eq!(Row::of_number(&entry(Use::Given { document })), None);
    }
}
