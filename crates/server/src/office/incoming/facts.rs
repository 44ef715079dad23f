//! What is known of an incoming document, as the tab of facts tells it.

use office::exchange::{Arrived, Correction, IncomingRow, RecallRow};

use super::{corrections, recall, settle};
use crate::office::said;
use crate::views::tabs::{Fact, FactGroup, FactsView};

/// The whole tab.
pub(super) fn view(
    arrived: &Arrived,
    recalled: Option<&RecallRow>,
    corrections: &[Correction],
) -> FactsView {
    let row = &arrived.row;
    let kept: serde_json::Value = serde_json::from_str(&row.fields).unwrap_or_default();
    let text = |name: &str| match kept.get(name)? {
        serde_json::Value::String(text) if !text.is_empty() => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let day = |text: &Option<String>| text.as_deref().map(said::day);
    let urgency = said::urgency(row.urgency);
    let arrival = row.arrival_number.zip(row.arrival_year);
    let facts = [
        ("Nơi gửi", Some(row.from_name.clone())),
        ("Đến bằng", Some(way(&row.channel).to_owned())),
        ("Số, ký hiệu", Some(row.number_text.clone())),
        ("Ngày văn bản", day(&row.document_date)),
        ("Loại", Some(said::kind(&row.type_code))),
        (
            "Độ khẩn",
            Some(urgency.word().unwrap_or("Thường").to_owned()),
        ),
        ("Ngày đến", day(&row.arrival_date)),
        (
            if row.entered_by.is_some() {
                "Nhập lúc"
            } else {
                "Nhận lúc"
            },
            Some(said::moment(row.arrived_at)),
        ),
        ("Thời hạn giải quyết", text("due").as_deref().map(said::day)),
        ("Số trang", text("pages")),
        ("Số bản giấy", text("copies")),
        ("Ghi chú", text("note")),
        (
            "Số đến",
            arrival.map(|(number, year)| format!("{number}/{year}")),
        ),
        ("Đăng ký lúc", row.registered_at.map(said::moment)),
        ("Lưu ý", worth(row).map(ToOwned::to_owned)),
        ("Lý do từ chối", Some(row.refusal.clone())),
        (
            "Báo cho bên gửi",
            (row.status == "refused" && row.consignment_id.is_none())
                .then(|| settle::told_by_hand(row)),
        ),
        ("Quy tắc kiểm tra chữ ký", Some(row.policy.clone())),
    ];
    let said = facts.into_iter().filter_map(|(label, value)| {
        let value = value.filter(|it| !it.is_empty())?;
        Some(fact(label, value))
    });
    let about = said.collect();
    let mut groups: Vec<_> = recalled
        .map(|it| recall::group(row, it))
        .into_iter()
        .collect();
    groups.push(FactGroup {
        title: "Văn bản đến".to_owned(),
        facts: about,
        file: None,
    });
    groups.extend(corrections.iter().map(corrections::group));
    if !arrived.same_number.is_empty() {
        let same = arrived.same_number.iter().map(|it| {
            let arrival = it.arrival_number.map(|it| format!(", số đến {it}"));
            fact(
                &it.number_text,
                format!("{}{}", it.subject, arrival.unwrap_or_default()),
            )
        });
        groups.push(FactGroup {
            title: "Trùng số, ký hiệu với văn bản đã nhận".to_owned(),
            facts: same.collect(),
            file: None,
        });
    }
    FactsView {
        groups,
        places: None,
        refused: Vec::new(),
        faults: Vec::new(),
    }
}

/// One fact.
pub(super) fn fact(label: &str, value: impl Into<String>) -> Fact {
    Fact {
        label: label.to_owned(),
        value: value.into(),
        href: None,
        acts: Vec::new(),
    }
}

/// By which way it came.
fn way(channel: &str) -> &'static str {
    match channel {
        "paper" => "Bản giấy",
        "mail" => "Thư điện tử",
        "upload" => "Tệp",
        _ => "Trên hệ thống",
    }
}

/// What has to be known of its worth.
fn worth(row: &IncomingRow) -> Option<&'static str> {
    match (row.unsigned, row.channel.as_str()) {
        (0, "paper") => Some("Bản giấy; tệp chỉ là bản chụp để đọc"),
        (0, _) => None,
        _ => Some("Không có chữ ký số: để biết, tham khảo"),
    }
}
