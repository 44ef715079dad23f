//! The stable words of the audit chain, as people say them. A word that is not here is shown as it is.

use process::Definition;
use report::catalogue::{Catalogue, Lang};

use crate::office::{paper, said};

/// An act.
pub(super) fn act(code: &str) -> String {
    let words = match code {
        "account-changed" => "Sửa thông tin tài khoản",
        "account-closed" => "Đóng tài khoản",
        "account-made" => "Thêm tài khoản",
        "account-request-decided" => "Duyệt hoặc từ chối đề nghị về tài khoản",
        "account-request-done" => "Thực hiện đề nghị về tài khoản",
        "account-requested" => "Đề nghị về tài khoản",
        "account-reset" => "Cấp lại mật khẩu",
        "agency-changed" => "Sửa thông tin cơ quan",
        "agency-founded" => "Thiết lập cơ quan",
        "agent-answer-refused" => "Câu trả lời của chương trình ký số bị từ chối",
        "agent-forgotten" => "Gỡ chương trình ký số",
        "agent-paired" => "Ghép nối chương trình ký số",
        "anchor-added" => "Thêm neo tin cậy",
        "anchor-ended" => "Thôi tin cậy một neo",
        "appointed" => "Giao vị trí công tác",
        "appointment-ended" => "Kết thúc vị trí công tác",
        "arrival-judged" => "Kiểm tra chữ ký của văn bản đến",
        "arrived" => "Văn bản đến",
        "attachment-sealed" => "Đóng dấu phụ lục",
        "certificate-enrolled" => "Đăng ký chứng thư",
        "certificate-removed" => "Bỏ đăng ký chứng thư",
        "consigned" => "Gửi văn bản",
        "consignment-recalled" => "Báo thu hồi cho nơi nhận",
        "create-draft" => "Soạn văn bản",
        "delegated" => "Ghi nhận ủy quyền",
        "delegation-ended" => "Kết thúc ủy quyền",
        "denied" => "Bị từ chối vì không có quyền",
        "edit-draft" => "Sửa dự thảo",
        "enrolment-refused" => "Đăng ký chứng thư bị từ chối",
        "evidence-added" => "Bổ sung bằng chứng lâu dài cho chữ ký",
        "image-kept" => "Lưu ảnh chữ ký hoặc con dấu",
        "image-removed" => "Bỏ ảnh chữ ký hoặc con dấu",
        "incoming-corrected" => "Sửa văn bản đến đã nhập",
        "incoming-entered" => "Nhập văn bản đến",
        "incoming-refused" => "Từ chối văn bản đến",
        "incoming-registered" => "Đăng ký văn bản đến",
        "job-retried" => "Thử lại việc chạy nền",
        "mailed" => "Gửi thư điện tử",
        "mail-failed" => "Không gửi được thư điện tử",
        "paper-printed" => "In, đóng dấu bản giấy",
        "paper-sent" => "Gửi bản giấy",
        "pairing-refused" => "Ghép nối bị từ chối",
        "password-changed" => "Đổi mật khẩu",
        "password-wrong" => "Nhập sai mật khẩu hiện tại",
        "places-chosen" => "Đặt vị trí ký, số và dấu",
        "receipt-noted" => "Ghi nhận nơi nhận đã nhận",
        "recall-answered" => "Ghi nhận nơi nhận đã hủy văn bản bị thu hồi",
        "recall-confirmed" => "Xác nhận văn bản bị thu hồi",
        "recall-mailed" => "Gửi thư báo thu hồi",
        "recall-mail-failed" => "Không gửi được thư báo thu hồi",
        "recall-noted" => "Đánh dấu văn bản đến bị thu hồi theo văn bản, thư của nơi gửi",
        "recall-told" => "Đánh dấu đã báo thu hồi",
        "recall-told-again" => "Gửi lại thư báo thu hồi",
        "recalled" => "Văn bản bị nơi gửi thu hồi",
        "registered-corrected" => "Sửa thông tin văn bản đến đã đăng ký",
        "rights-confirmed" => "Xác nhận thay đổi quyền",
        "second-factor-removed" => "Tắt xác thực hai lớp",
        "second-factor-set" => "Bật xác thực hai lớp",
        "sent-again" => "Gửi lại thư điện tử",
        "sent-by-hand" => "Đánh dấu đã gửi",
        "session-ended" => "Kết thúc phiên đăng nhập của mình",
        "sessions-ended" => "Kết thúc mọi phiên của một tài khoản",
        "sign-in-refused" => "Đăng nhập không được",
        "signature-given-up" => "Bỏ dở việc ký",
        "signature-received" => "Nhận chữ ký từ máy của người ký",
        "signature-refused-at-desk" => "Từ chối ký tại máy",
        "signed-in" => "Đăng nhập",
        "signed-out" => "Đăng xuất",
        "signing-refused" => "Lần ký bị từ chối",
        "switched-appointment" => "Chuyển vị trí công tác",
        "token-confirmed" => "Xác nhận khóa kết nối làm việc thay mình",
        "token-ended" => "Kết thúc khóa kết nối",
        "token-hand-over-permitted" => "Cho phép bàn giao thiết bị ký của cơ quan",
        "token-handed-over" => "Bàn giao thiết bị ký của cơ quan",
        "token-made" => "Tạo khóa kết nối",
        "token-refused" => "Từ chối khóa kết nối làm việc thay mình",
        "unit-changed" => "Đổi tên hoặc chuyển đơn vị",
        "unit-ended" => "Kết thúc đơn vị",
        "unit-founded" => "Thêm đơn vị",
        "upload" => "Tải tệp lên",
        // An act of a route is named as the right to it, or as the route does.
        other => {
            return known(&format!("term-action-{other}"))
                .or_else(|| route_act(other))
                .map_or_else(|| other.to_owned(), |words| upper_first(&words));
        }
    };
    words.to_owned()
}

/// A kind of thing.
pub(super) fn kind(code: &str) -> String {
    let words = match code {
        "account" => "tài khoản",
        "account-request" => "đề nghị về tài khoản",
        "agency" => "cơ quan",
        "anchor" => "neo tin cậy",
        "api-token" => "khóa kết nối",
        "appointment" => "vị trí công tác",
        "certificate" => "chứng thư",
        "custody" => "thiết bị ký của cơ quan",
        "delegation" => "ủy quyền",
        "image" => "ảnh",
        "incoming" => "văn bản đến",
        "job" => "việc chạy nền",
        "outgoing" => "văn bản đi",
        "rights-alert" => "thay đổi quyền",
        "unit" => "đơn vị",
        other => other,
    };
    words.to_owned()
}

/// The name of a value that explains an act.
pub(super) fn detail(name: &str) -> &str {
    match name {
        "account" => "tài khoản",
        "action" => "việc",
        "address" => "địa chỉ",
        "administrator" => "quản trị",
        "agent" => "chương trình ký số",
        "appointment" => "vị trí công tác",
        "arrived" => "ngày đến",
        "attachment" => "phụ lục",
        "browser" => "trình duyệt",
        "by" => "cách gửi",
        "certificate" => "chứng thư",
        "channel" => "cách gửi",
        "code" => "mã",
        "copies" => "số bản giấy",
        "consignment" => "lượt gửi",
        "date" => "ngày văn bản",
        "decision" => "quyết định",
        "digest" => "mã băm",
        "document" => "văn bản",
        "due" => "thời hạn giải quyết",
        "failures" => "số lần sai",
        "files" => "số tệp",
        "files_in" => "tệp thêm vào",
        "files_not_passed" => "tệp có chữ ký chưa đạt",
        "files_out" => "tệp bỏ ra",
        "form" => "hình thức",
        "from" => "từ",
        "giver" => "người giao",
        "indication" => "kết luận",
        "keeper" => "người giữ",
        "key" => "khóa kết nối",
        "kind" => "loại",
        "letter" => "văn bản, thư báo",
        "locked" => "bị khóa",
        "made_by" => "người thay đổi",
        "name" => "tên",
        "needed" => "cần là",
        "next" => "số tiếp theo",
        "note" => "ghi chú",
        "number" => "số",
        "numbers" => "số lượng số",
        "opening" => "số bắt đầu",
        "other" => "văn bản liên quan",
        "package" => "gói tin",
        "pages" => "số trang",
        "paper" => "văn bản",
        "policy" => "chính sách",
        "reason" => "lý do",
        "receiver" => "người nhận",
        "relation" => "quan hệ",
        "request" => "đề nghị",
        "role" => "vai trò",
        "rows" => "số dòng",
        "scope" => "phạm vi",
        "sender" => "nơi gửi",
        "session" => "phiên",
        "slot" => "vị trí ký",
        "status" => "trạng thái",
        "subject" => "chủ thể",
        "subject_matter" => "trích yếu",
        "to" => "đến",
        "type" => "loại văn bản",
        "urgency" => "độ khẩn",
        "version" => "bản",
        "way" => "cách gửi",
        other => other,
    }
}

/// A value: in words where there are some, else what it is; a digest by its beginning. `all` are the
/// values beside it, which a sentence may need.
pub(super) fn value(name: &str, text: &str, all: &[(String, String)]) -> String {
    let words = match (name, text) {
        ("kind", "new") => "cấp tài khoản mới",
        ("kind", "reset") => "cấp lại mật khẩu",
        ("kind", "change") => "đổi thông tin",
        ("kind", "remove") => "đóng tài khoản",
        ("kind", "signature") => "chữ ký",
        ("kind", "initials") => "chữ ký nháy",
        ("kind", "seal") => "con dấu",
        ("kind", "person") => "của cá nhân",
        ("kind", "organisation") => "của cơ quan",
        ("decision", "approved") => "duyệt",
        ("decision", "refused") => "từ chối",
        ("reason", "locked") => "tài khoản đang tạm khóa",
        ("reason", "password") => "sai mật khẩu",
        ("reason", "code") => "sai mã xác thực",
        ("scope", "read") => "chỉ đọc",
        ("scope", "read-write") => "đọc và ghi",
        ("session", "others") => "mọi phiên khác",
        ("way", code) => paper::way(code),
        ("locked", "0") => "không",
        ("locked", "1") => "có",
        _ => "",
    };
    if !words.is_empty() {
        return words.to_owned();
    }
    // What a correction changed, as the office writes it.
    if let Some(quoted) = text.strip_prefix('“').and_then(|it| it.strip_suffix('”'))
        && let Some((old, new)) = quoted.split_once("” → “")
    {
        return format!(
            "“{}” → “{}”",
            said::entered(name, old),
            said::entered(name, new)
        );
    }
    if name == "slot"
        && let Some(words) = known(&format!("term-signature-role-{text}"))
    {
        return words;
    }
    if matches!(name, "from" | "to")
        && let Some(words) = route_step(text)
    {
        return words;
    }
    if name == "code" && Catalogue::shared().knows(text) {
        let values: Vec<_> = all
            .iter()
            .map(|(key, value)| (key.as_str(), value.clone()))
            .collect();
        return Catalogue::shared().sentence(text, Lang::Vi, &values).text;
    }
    if let Some(words) =
        known(&format!("term-{name}-{text}")).or_else(|| known(&format!("term-{text}")))
    {
        return words;
    }
    let is_digest = text.len() == 64 && text.bytes().all(|it| it.is_ascii_hexdigit());
    match is_digest {
        true => format!("{}…", text.chars().take(16).collect::<String>()),
        false => text.to_owned(),
    }
}

/// What the button of an act says.
fn route_act(code: &str) -> Option<String> {
    let mut actions = Definition::shipped().actions().iter();
    let found = actions.find(|it| it.id.as_str() == code)?;
    Some(found.label.clone())
}

/// What a document is said to be at a step.
fn route_step(code: &str) -> Option<String> {
    let mut steps = Definition::shipped().steps().iter();
    let found = steps.find(|it| it.id.as_str() == code)?;
    Some(found.label.clone())
}

fn known(code: &str) -> Option<String> {
    let catalogue = Catalogue::shared();
    catalogue
        .knows(code)
        .then(|| catalogue.label(code, Lang::Vi))
}

/// With a capital at its beginning.
pub(super) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|it| it.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    /// The sources of the office.
    fn sources() -> Vec<String> {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../office/src")];
        let mut found = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => found.push(fs::read_to_string(path).unwrap()),
                }
            }
        }
        found
    }

    /// The literals behind `before` in the sources of the office, up to the next quote.
    fn literals(before: &str) -> BTreeSet<String> {
        let sources = sources();
        let pieces = sources.iter().flat_map(|it| it.split(before).skip(1));
        let literals = pieces.filter_map(|it| it.split('"').next());
        literals.map(str::to_owned).collect()
    }

    #[test]
    fn every_act_of_the_office_has_words() {
        let mut acts = literals("act: \"");
        acts.extend(literals("own(\""));
        acts.extend(literals("record_attempt(by, \""));
        assert!(acts.len() > 40, "{acts:?}");
        let wordless: Vec<_> = acts.iter().filter(|it| super::act(it) == **it).collect();
        assert!(wordless.is_empty(), "{wordless:?}");
    }

    #[test]
    fn every_detail_of_the_office_has_words() {
        let mut names = BTreeSet::new();
        for source in sources() {
            for block in source.split("detail! {").skip(1) {
                let block = block.split('}').next().unwrap();
                let mut before: Vec<_> = block.split("\" =>").collect();
                before.pop();
                let quoted = before.iter().filter_map(|it| it.rsplit_once('"'));
                names.extend(quoted.map(|(_, name)| name.to_owned()));
            }
        }
        assert!(names.len() > 30, "{names:?}");
        names.retain(|it| super::detail(it) == it);
        assert_eq!(names, BTreeSet::new());
    }

    #[test]
    fn words_are_said_and_unknown_ones_shown() {
        assert_eq!(super::act("signed-in"), "Đăng nhập");
        assert_eq!(super::act("initial"), "Ký nháy");
        assert_eq!(super::act("allocate"), "Cấp số và đăng ký");
        assert_eq!(super::act("something-new"), "something-new");
        assert_eq!(super::value("to", "seal", &[]), "Chờ đóng dấu");
        assert_eq!(super::value("slot", "signer", &[]), "ký ban hành");
        assert_eq!(
            super::value("urgency", "“normal” → “urgent”", &[]),
            "“Thường” → “Khẩn”"
        );
        assert_eq!(super::value("note", "“” → “a”", &[]), "“” → “a”");
        assert_eq!(super::value("to", "Sở Nội vụ", &[]), "Sở Nội vụ");
        assert_eq!(super::value("role", "head", &[]), "thủ trưởng");
        assert_eq!(super::value("paper", "12/QĐ-UBND", &[]), "12/QĐ-UBND");
        assert_eq!(
            super::value("digest", &"ab".repeat(32), &[]),
            "abababababababab…"
        );
    }
}
