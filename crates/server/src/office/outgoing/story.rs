//! An event of a document's story as a sentence.

use office::outgoing::EventRow;

/// What happened, in words.
pub(crate) struct Told {
    /// Who did what.
    pub(crate) text: String,
    /// The opinion or reason that was given.
    pub(crate) reason: Option<String>,
}

/// The sentence of an event.
pub(crate) fn told(event: &EventRow) -> Told {
    let said: serde_json::Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let word = |name: &str| {
        said.get(name)
            .and_then(|it| it.as_str())
            .unwrap_or_default()
    };
    let what = match event.kind.as_str() {
        "created" => "tạo dự thảo".to_owned(),
        "edited" => "sửa thông tin".to_owned(),
        "uploaded" => format!("tải lên tệp {}", word("name")),
        "placed" => "chọn vị trí trên trang".to_owned(),
        "attached" => format!("thêm {}", word("name")),
        "attachment-replaced" => format!("thay tệp của {}", word("name")),
        "detached" => format!("bỏ {}", word("name")),
        "relate" => "ghi văn bản liên quan".to_owned(),
        "unrelate" => "bỏ văn bản liên quan".to_owned(),
        "extended" => "bổ sung bằng chứng lâu dài cho chữ ký".to_owned(),
        "recalled" => "thu hồi ở nơi nhận".to_owned(),
        "paper-printed" => match word("name") {
            "" => "in, đóng dấu bản lưu tại văn thư".to_owned(),
            name => format!("in, đóng dấu bản giấy cho {name}"),
        },
        "paper-sent" => format!("gửi bản giấy cho {}", word("name")),
        "acted" => match word("number") {
            "" => lower_first(word("label")),
            number => format!("{} (số {number})", lower_first(word("label"))),
        },
        other => other.to_owned(),
    };
    let by = match word("key") {
        "" => String::new(),
        key => format!(", qua khóa kết nối “{key}”"),
    };
    Told {
        text: format!("{} {what}{by}.", event.actor_name),
        reason: Some(word("reason").to_owned()).filter(|it| !it.is_empty()),
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|it| it.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_did_is_told_as_such() {
        let event = |payload: &str| EventRow {
            seq: 1,
            at: 0,
            actor_id: "a".to_owned(),
            actor_name: "Đỗ Minh Soạn, Chuyên viên".to_owned(),
            kind: "created".to_owned(),
            payload: payload.to_owned(),
        };
        let own = told(&event("{}"));
        assert_eq!(own.text, "Đỗ Minh Soạn, Chuyên viên tạo dự thảo.");
        assert_eq!(own.reason, None);
        let program = told(&event(r#"{"key": "Một cửa"}"#));
        assert!(
            program
                .text
                .ends_with("tạo dự thảo, qua khóa kết nối “Một cửa”.")
        );
    }
}
