//! The letter with which an issued document goes out (QN đ9, đ15: official mail as a channel).

use documents::{Urgency, vietnam};
use store::instant;
use store::outgoing::RecipientRow;
use transport::mail::{Enclosure, Letter};

use super::package::{self, Made, Record};

/// What base64 and line ends make of a byte, in hundredths.
const ON_THE_LINE: u64 = 138;

/// The letter to one recipient; with the plain files beside the package or without.
pub(super) fn letter(id: &str, to: &RecipientRow, made: &Made, with_files: bool) -> Letter {
    let record = &made.record;
    let mut enclosures = vec![Enclosure {
        name: made.name.clone(),
        media_type: package::MEDIA_TYPE.to_owned(),
        bytes: made.bytes.clone(),
    }];
    if with_files {
        let files = made.files.iter().filter(|it| it.name != package::RECORD);
        enclosures.extend(files.map(|it| Enclosure {
            name: it.name.clone(),
            media_type: it.media_type.clone(),
            bytes: it.bytes.clone(),
        }));
    }
    Letter {
        id: id.to_owned(),
        from_name: record.sender.name.clone(),
        reply_to: record.sender.email.clone(),
        to: to.address.clone(),
        subject: format!("[{}] {}", record.notation, record.subject),
        text: text(&to.name, made, with_files),
        enclosures,
        // A person issued the document and chose whom it goes to.
        automatic: false,
        report: true,
    }
}

/// Whether the plain files fit beside the package.
pub(super) fn files_fit(made: &Made, largest: u64) -> bool {
    let files = made.files.iter().map(|it| it.bytes.len());
    let sum: usize = files.sum::<usize>() + made.bytes.len();
    let sum = u64::try_from(sum).unwrap_or(u64::MAX);
    const TEXT: u64 = 64 << 10;
    sum.saturating_mul(ON_THE_LINE) / 100 + TEXT <= largest
}

fn text(to: &str, made: &Made, with_files: bool) -> String {
    let record = &made.record;
    let mut lines = vec![
        format!("Kính gửi: {to}"),
        String::new(),
        format!("{} gửi văn bản điện tử sau:", record.sender.name),
        String::new(),
    ];
    lines.extend(about(record));
    lines.extend([String::new(), "Tệp của văn bản:".to_owned()]);
    for (number, file) in (1..).zip(&record.files) {
        lines.push(format!("  {number}. {} ({} byte)", file.name, file.size));
        if file.title != record.subject {
            lines.push(format!("     {}", file.title));
        }
        lines.push(format!("     SHA-256: {}", file.sha256));
    }
    lines.push(String::new());
    let enclosed = match with_files {
        true => "Kèm thư này có gói tin đã ký và từng tệp nêu trên. Gói tin là",
        false => "Kèm thư này có gói tin đã ký, chứa các tệp nêu trên. Gói tin là",
    };
    lines.push(format!("{enclosed} {}", made.name));
    lines.extend([
        String::new(),
        "Cách kiểm tra:".to_owned(),
        "  - Tệp PDF mang chữ ký số của người ký và của cơ quan: mở bằng phần mềm kiểm tra chữ ký số."
            .to_owned(),
    ]);
    if made
        .files
        .iter()
        .any(|it| it.media_type == package::SIGNATURE)
    {
        lines.push(
            "  - Tệp giữ nguyên định dạng được cơ quan ký trong tệp cùng tên có thêm đuôi .p7s (CAdES, ETSI \
             EN 319 122-1): giữ hai tệp cạnh nhau, kiểm tra bằng phần mềm đọc được chữ ký CMS tách rời."
                .to_owned(),
        );
    }
    lines.extend([
        "  - Gói tin (ASiC-E, ETSI EN 319 162-1) mang chữ ký của hệ thống nơi gửi lên danh mục mọi tệp: \
         nơi nhận dùng Công Vụ chọn tệp này khi nhập văn bản đến; nơi khác giải nén như tệp ZIP rồi so \
         mã SHA-256 với danh sách trên."
            .to_owned(),
        String::new(),
    ]);
    let answer = match record.sender.email.as_str() {
        "" => "Nếu thư đến nhầm nơi hoặc tệp không đúng, xin báo lại cho nơi gửi.".to_owned(),
        address => format!(
            "Xin báo đã nhận về {address}. Nếu thư đến nhầm nơi hoặc tệp không đúng, xin báo lại về \
             địa chỉ đó."
        ),
    };
    lines.extend([answer, String::new()]);
    lines.join("\n")
}

fn about(record: &Record) -> Vec<String> {
    let mut lines = vec![
        format!("  Loại văn bản: {}", record.type_name),
        format!("  Số, ký hiệu: {}", record.notation),
        format!("  Ngày ban hành: {}", day(&record.date)),
        format!("  Trích yếu: {}", record.subject),
    ];
    let urgency = match Urgency::from_code(&record.urgency) {
        Ok(Urgency::Urgent) => "Khẩn",
        Ok(Urgency::VeryUrgent) => "Thượng khẩn",
        Ok(Urgency::Express) => "Hỏa tốc",
        _ => "",
    };
    if !urgency.is_empty() {
        lines.push(format!("  Độ khẩn: {urgency}"));
    }
    if !record.replies_to.is_empty() {
        lines.push(format!(
            "  Trả lời văn bản: {}",
            record.replies_to.join(", ")
        ));
    }
    if let Some(until) = &record.reply_by {
        lines.push(format!("  Hạn trả lời: {}", day(until)));
    }
    lines
}

/// `2026-11-28` as people write it.
fn day(date: &str) -> String {
    instant::from_day("date", date).map_or_else(|_| date.to_owned(), vietnam::written)
}
