//! The corrections of what is registered, as the page of the document tells them.

use office::exchange::{Change, Correction};

use super::facts::fact;
use crate::office::said;
use crate::views::tabs::FactGroup;

/// One correction: what was changed, why and by whom.
pub(super) fn group(correction: &Correction) -> FactGroup {
    let changed = correction.changes.iter().map(|it| {
        let (old, new) = (value(it, &it.old), value(it, &it.new));
        fact(label(it), format!("{old} → {new}"))
    });
    let why = [
        fact("Lý do sửa", correction.reason.clone()),
        fact("Người sửa", correction.by.clone()),
    ];
    FactGroup {
        title: format!("Sửa sau khi đăng ký, {}", said::moment(correction.at)),
        facts: changed.chain(why).collect(),
        file: None,
    }
}

/// The name of a field, as the form has it.
fn label(change: &Change) -> &str {
    match change.field.as_str() {
        "sender" => "Nơi gửi",
        "number" => "Số, ký hiệu",
        "date" => "Ngày văn bản",
        "arrived" => "Ngày đến",
        "type" => "Loại văn bản",
        "subject_matter" => "Trích yếu nội dung",
        "urgency" => "Độ khẩn",
        "due" => "Thời hạn giải quyết",
        "pages" => "Số trang",
        "copies" => "Số bản giấy",
        "note" => "Ghi chú",
        other => other,
    }
}

/// A value in words, between quotes.
fn value(change: &Change, text: &str) -> String {
    match text.is_empty() {
        true => "(trống)".to_owned(),
        false => format!("“{}”", said::entered(&change.field, text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_is_told_in_words() {
        let change = |field: &str, old: &str, new: &str| Change {
            field: field.to_owned(),
            old: old.to_owned(),
            new: new.to_owned(),
        };
        let correction = Correction {
            at: 1_795_888_800_000,
            by: "Lê Thị Mẫu".to_owned(),
            reason: "Đọc nhầm dấu".to_owned(),
            changes: vec![
                change("date", "", "2026-11-20"),
                change("type", "cong-van", "quyet-dinh"),
                change("urgency", "normal", "urgent"),
                change("number", "12/CV-HTX", "21/CV-HTX"),
            ],
        };
        let told = group(&correction);
        assert_eq!(told.title, "Sửa sau khi đăng ký, 29/11/2026 01:00");
        let facts = told.facts.iter();
        let facts: Vec<_> = facts
            .map(|it| (it.label.as_str(), it.value.as_str()))
            .collect();
        assert_eq!(
            facts,
            [
                ("Ngày văn bản", "(trống) → “20/11/2026”"),
                ("Loại văn bản", "“Công văn” → “Quyết định”"),
                ("Độ khẩn", "“Thường” → “Khẩn”"),
                ("Số, ký hiệu", "“12/CV-HTX” → “21/CV-HTX”"),
                ("Lý do sửa", "Đọc nhầm dấu"),
                ("Người sửa", "Lê Thị Mẫu"),
            ]
        );
    }
}
