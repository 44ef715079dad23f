//! The fields of a document by the names of Nghị định 30/2020/NĐ-CP, Phụ lục VI, Phần II (those of
//! Thông tư 01/2019/TT-BNV, Phụ lục V), for systems that exchange documents or archive them.

use office::exchange::IncomingRow;
use office::outgoing::Outgoing;
use office::people::Agency;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::said::{Someone, kind, some};

/// The fields as they stand; what is not known yet is left out.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Annex {
    /// Tên loại văn bản.
    #[schema(example = "Quyết định")]
    type_name: String,
    /// Số của văn bản.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "05")]
    code_number: Option<String>,
    /// Ký hiệu của văn bản.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "QĐ-UBND")]
    code_notation: Option<String>,
    /// Ngày, tháng, năm văn bản.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date, example = "2026-11-28")]
    issued_date: Option<String>,
    /// Tên cơ quan, tổ chức ban hành văn bản.
    #[schema(example = "Ủy ban nhân dân xã An Thử")]
    organ_name: String,
    /// Trích yếu nội dung.
    #[schema(example = "Về việc ban hành Quy chế làm việc")]
    subject: String,
    /// Ngôn ngữ.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Tiếng Việt")]
    language: Option<String>,
    /// Số trang của văn bản.
    #[serde(skip_serializing_if = "Option::is_none")]
    page_amount: Option<i64>,
    /// Ghi chú.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Chức vụ của người ký.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Chủ tịch")]
    position: Option<String>,
    /// Họ và tên người ký.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Nguyễn Bình An")]
    full_name: Option<String>,
    /// Mã định danh của cơ quan, tổ chức nhận văn bản: of those in this installation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to_organ_id: Vec<String>,
    /// Tên cơ quan, tổ chức nhận văn bản.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to_organ_name: Vec<String>,
    /// Mức độ khẩn: 0 thường, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc.
    #[schema(example = 0)]
    priority: i64,
    /// Số lượng bản phát hành.
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_amount: Option<i64>,
    /// Hạn trả lời; of an incoming document, thời hạn giải quyết.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    due_date: Option<String>,
    /// Ngày, tháng, năm đến.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    arrival_date: Option<String>,
    /// Số đến.
    #[serde(skip_serializing_if = "Option::is_none")]
    arrival_number: Option<i64>,
}

/// What the drafter or clerk wrote besides, kept as JSON.
struct Kept(Value);

impl Kept {
    fn of(fields: &str) -> Self {
        Self(serde_json::from_str(fields).unwrap_or_default())
    }

    fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).and_then(Value::as_str).and_then(some)
    }

    fn count(&self, name: &str) -> Option<i64> {
        self.0.get(name).and_then(Value::as_i64)
    }
}

impl Annex {
    /// Those of an outgoing document.
    pub(super) fn outgoing(
        document: &Outgoing,
        own: &Agency,
        signer: Option<&Someone>,
        agencies: &[Agency],
    ) -> Self {
        let (row, kept) = (&document.row, Kept::of(&document.row.fields));
        let (code_number, code_notation) = parts(row.number_text.as_deref().unwrap_or_default());
        let targets = document
            .recipients
            .iter()
            .filter_map(|it| it.to_agency.as_deref());
        let codes = targets.filter_map(|id| agencies.iter().find(|it| it.id == id));
        let copies: i64 = document.recipients.iter().map(|it| it.copies).sum();
        Self {
            type_name: kind(&row.type_code).text,
            code_number,
            code_notation,
            issued_date: row.issue_date.clone(),
            organ_name: own.name.clone(),
            subject: row.subject.clone(),
            language: kept.text("language"),
            page_amount: document.current().map(|it| it.pages),
            description: kept.text("note"),
            position: signer.and_then(|it| some(&it.title)),
            full_name: signer.and_then(|it| some(&it.name)),
            to_organ_id: codes.map(|it| it.code.clone()).collect(),
            to_organ_name: document
                .recipients
                .iter()
                .map(|it| it.name.clone())
                .collect(),
            priority: row.urgency,
            issued_amount: Some(copies.max(1)),
            due_date: kept.text("due"),
            ..Self::default()
        }
    }

    /// Those of an incoming document.
    pub(super) fn incoming(row: &IncomingRow) -> Self {
        let kept = Kept::of(&row.fields);
        let (code_number, code_notation) = parts(&row.number_text);
        Self {
            type_name: kind(&row.type_code).text,
            code_number,
            code_notation,
            issued_date: row.document_date.clone(),
            organ_name: row.from_name.clone(),
            subject: row.subject.clone(),
            language: kept.text("language"),
            page_amount: kept.count("pages"),
            description: kept.text("note"),
            priority: row.urgency,
            due_date: kept.text("due"),
            arrival_date: row.arrival_date.clone(),
            arrival_number: row.arrival_number,
            ..Self::default()
        }
    }
}

/// Số and ký hiệu of a number as it is written: `05/QĐ-UBND`.
fn parts(number: &str) -> (Option<String>, Option<String>) {
    match number.split_once('/') {
        Some((number, notation)) => (some(number), some(notation)),
        None => (some(number), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_in_its_two_parts() {
        let owned = |text: &str| Some(text.to_owned());
        assert_eq!(parts("05/QĐ-UBND"), (owned("05"), owned("QĐ-UBND")));
        assert_eq!(parts("12/2026/NQ-HĐND").1, owned("2026/NQ-HĐND"));
        assert_eq!(parts(""), (None, None));
    }

    #[test]
    fn fields_bear_the_names_of_the_annex() {
        let annex = serde_json::to_value(Annex::default()).unwrap();
        let names: Vec<_> = annex.as_object().unwrap().keys().collect();
        assert_eq!(names, ["OrganName", "Priority", "Subject", "TypeName"]);
        for name in names {
            assert!(documents::field::Tag::from_code(name).is_ok(), "{name}");
        }
    }
}
