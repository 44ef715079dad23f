//! One view of each page.

use askama::Template;
use server::form::Faults;
use server::frame::{Frame, Section};
use server::operation::OperationId;
use server::problem::{ProblemPage, problem};
use server::views::account::{AccountPage, SessionView};
use server::views::document::Tab;
use server::views::empty::{EmptyView, LinkView};
use server::views::list::*;
use server::views::login::LoginPage;
use server::views::notices::{NoticeView, NoticesPage};
use server::views::outcomes::{OutcomeView, OutcomesPage};
use server::views::password::PasswordPage;
use server::views::reason::ReasonPage;
use server::words::{StepMark, StepTone, UrgencyMark, due};
use time::Duration;

use super::desk::{clerk, sessions};
use super::documents::{compare, document};
use super::now;

/// The names of the pages.
pub const PAGES: [&str; 18] = [
    "dang-nhap",
    "dang-nhap-sai",
    "dang-nhap-ma",
    "doi-mat-khau",
    "tai-khoan",
    "thong-bao",
    "danh-sach",
    "danh-sach-trong",
    "ket-qua",
    "van-ban-thong-tin",
    "van-ban-luong",
    "van-ban-chu-ky",
    "van-ban-y-kien",
    "van-ban-tep",
    "van-ban-lich-su",
    "so-sanh",
    "ly-do",
    "loi",
];

/// The page of that name.
pub fn page(name: &str) -> Option<String> {
    let text = match name {
        "dang-nhap" => LoginPage::default().render(),
        "dang-nhap-sai" => login_refused().render(),
        "dang-nhap-ma" => login_code().render(),
        "doi-mat-khau" => password().render(),
        "tai-khoan" => account().render(),
        "thong-bao" => notices().render(),
        "danh-sach" => list().render(),
        "danh-sach-trong" => empty_list().render(),
        "ket-qua" => outcomes().render(),
        "so-sanh" => compare().render(),
        "ly-do" => reason().render(),
        "loi" => problem_page().render(),
        _ => document(Tab::named(name.strip_prefix("van-ban-")?)).render(),
    };
    Some(text.unwrap())
}

fn login_refused() -> LoginPage {
    let text = "Tên đăng nhập hoặc mật khẩu không đúng. Còn 3 lần thử trước khi tài khoản bị khóa 15 phút.";
    LoginPage {
        name: "nhung.tth".to_owned(),
        faults: Faults::one("ten", text),
        ..LoginPage::default()
    }
}

fn login_code() -> LoginPage {
    LoginPage {
        name: "nhung.tth".to_owned(),
        code_wanted: true,
        ..LoginPage::default()
    }
}

fn password() -> PasswordPage {
    PasswordPage {
        account: "nhung.tth".to_owned(),
        must_change: true,
        faults: Faults::default(),
    }
}

fn account() -> AccountPage {
    AccountPage {
        frame: Frame::new("Tài khoản", None, &clerk()),
        saved: Some("Đã đổi mật khẩu."),
        sessions: sessions().into_iter().map(SessionView::from).collect(),
    }
}

fn notices() -> NoticesPage {
    let notice = |text: &str, at: &str, unread| NoticeView {
        text: text.to_owned(),
        href: Some("/mau/van-ban-luong".to_owned()),
        at: at.to_owned(),
        unread,
    };
    NoticesPage {
        frame: Frame::new("Thông báo", None, &clerk()),
        notices: vec![
            notice(
                "Công văn 128/TTKN-VP đã được Trung tâm Y tế Phú Hòa tiếp nhận, số đến 341.",
                "21/11/2026 10:12",
                true,
            ),
            notice(
                "Dự thảo quyết định thành lập tổ kiểm tra đã bị trả lại để sửa thể thức.",
                "20/11/2026 16:48",
                false,
            ),
        ],
        empty: EmptyView::new("Chưa có thông báo", "Thông báo sẽ hiện ở đây."),
    }
}

fn list() -> ListPage {
    let rows = vec![
        row(
            "1",
            UrgencyMark::Express,
            None,
            "Về việc báo cáo nhanh kết quả kiểm nghiệm mẫu nước sinh hoạt tại các xã bị ngập lụt và đề xuất phương án xử lý nguồn nước trước ngày 25 tháng 11 năm 2026",
            "Sở Y tế; Ủy ban nhân dân các xã An Bình, An Hòa, Phú Lộc",
            Some(-3),
            "Chờ ký ban hành",
            StepTone::Open,
        ),
        row(
            "2",
            UrgencyMark::Urgent,
            Some("521/TTKN-VP"),
            "V/v mời họp triển khai kế hoạch kiểm tra năm 2027",
            "Các phòng chuyên môn",
            Some(5),
            "Chờ đóng dấu",
            StepTone::Open,
        ),
        row(
            "3",
            UrgencyMark::Normal,
            None,
            "Quyết định thành lập tổ kiểm tra an toàn phòng thí nghiệm",
            "Các phòng, khoa",
            Some(49),
            "Bị trả lại",
            StepTone::Back,
        ),
        row(
            "4",
            UrgencyMark::VeryUrgent,
            Some("518/KH-TTKN"),
            "Kế hoạch lấy mẫu giám sát thực phẩm dịp Tết Nguyên đán Đinh Mùi",
            "Sở Y tế; Trung tâm Y tế Phú Hòa",
            None,
            "Chờ phát hành",
            StepTone::Open,
        ),
        row(
            "5",
            UrgencyMark::Normal,
            Some("507/BC-TTKN"),
            "Báo cáo công tác kiểm nghiệm quý III năm 2026",
            "Sở Y tế",
            None,
            "Đã phát hành",
            StepTone::Done,
        ),
    ];
    ListPage {
        frame: Frame::new("Văn bản đi", Some(Section::Outgoing), &clerk()),
        heading: "Văn bản đi".to_owned(),
        party_label: "Nơi nhận",
        views: views(),
        filters: filters(),
        rows,
        bulk: vec![
            BulkAct {
                label: "Ký số các văn bản đã chọn".to_owned(),
                action: "/van-ban-di/ky".to_owned(),
            },
            BulkAct {
                label: "Chuyển phát hành".to_owned(),
                action: "/van-ban-di/phat-hanh".to_owned(),
            },
        ],
        pager: Pager {
            newer: Some("/mau/danh-sach?sau=0192".to_owned()),
            older: Some("/mau/danh-sach?truoc=0191".to_owned()),
        },
        empty: nothing(),
        starts: vec![LinkView::new("Soạn văn bản", "/van-ban-di/moi")],
        export: Some("/van-ban-di.xlsx".to_owned()),
    }
}

fn views() -> Vec<ViewLink> {
    let view = |label: &str, here| ViewLink {
        label: label.to_owned(),
        href: "/mau/danh-sach".to_owned(),
        here,
    };
    vec![
        view("Đang xử lý", true),
        view("Đã phát hành", false),
        view("Tất cả", false),
        view("Khẩn của tôi", false),
    ]
}

fn filters() -> FiltersView {
    let choice = |value: &str, label: &str, chosen| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen,
    };
    let steps = vec![
        choice("", "Mọi bước", false),
        choice("ky", "Chờ ký ban hành", true),
        choice("so", "Chờ cấp số", false),
    ];
    let field = |name, label, input| FilterField { name, label, input };
    FiltersView {
        action: "/mau/danh-sach".to_owned(),
        fields: vec![
            field("buoc", "Bước", FilterInput::Choice(steps)),
            field("noi-nhan", "Nơi nhận", FilterInput::Text(String::new())),
            field(
                "tu-ngay",
                "Từ ngày",
                FilterInput::Date("2026-11-01".to_owned()),
            ),
        ],
        active: 2,
        open: false,
        query: "buoc=ky&tu-ngay=2026-11-01".to_owned(),
        save: Some("/khung-nhin".to_owned()),
    }
}

fn nothing() -> EmptyView {
    EmptyView::new(
        "Chưa có văn bản đi",
        "Văn bản do cơ quan soạn và phát hành sẽ ở đây, từ bản dự thảo đầu tiên đến khi nơi nhận tiếp nhận.",
    )
    .start("Soạn văn bản", "/van-ban-di/moi")
}

fn empty_list() -> ListPage {
    ListPage {
        rows: vec![],
        bulk: vec![],
        filters: FiltersView {
            action: "/mau/danh-sach-trong".to_owned(),
            ..FiltersView::default()
        },
        ..list()
    }
}

#[expect(clippy::too_many_arguments, reason = "a row is written as one line")]
fn row(
    id: &str,
    urgency: UrgencyMark,
    number: Option<&str>,
    subject: &str,
    party: &str,
    hours: Option<i64>,
    step: &str,
    tone: StepTone,
) -> RowView {
    RowView {
        id: id.to_owned(),
        href: "/mau/van-ban-thong-tin".to_owned(),
        urgency,
        number: number.map(str::to_owned),
        date: Some("20/11/2026".to_owned()),
        subject: subject.to_owned(),
        note: (tone == StepTone::Back).then(|| "Trả lại: thiếu căn cứ ban hành".to_owned()),
        party: party.to_owned(),
        due: hours.map(|hours| due(now() + Duration::hours(hours), now())),
        step: StepMark {
            label: step.to_owned(),
            tone,
        },
        unread: id == "1",
    }
}

fn outcomes() -> OutcomesPage {
    let outcome = |number: &str, subject: &str, done, reason: &str| OutcomeView {
        number: number.to_owned(),
        subject: subject.to_owned(),
        href: "/mau/van-ban-thong-tin".to_owned(),
        done,
        reason: reason.to_owned(),
    };
    OutcomesPage {
        frame: Frame::new("Kết quả ký số", Some(Section::Outgoing), &clerk()),
        heading: "Kết quả ký số".to_owned(),
        summary: "Đã ký 2 văn bản, 1 văn bản chưa ký được.".to_owned(),
        back: "/mau/danh-sach".to_owned(),
        outcomes: vec![
            outcome(
                "Chưa có số",
                "V/v mời họp triển khai kế hoạch kiểm tra năm 2027",
                true,
                "",
            ),
            outcome(
                "Chưa có số",
                "Kế hoạch lấy mẫu giám sát thực phẩm",
                true,
                "",
            ),
            outcome(
                "Chưa có số",
                "Quyết định thành lập tổ kiểm tra an toàn phòng thí nghiệm",
                false,
                "Văn bản đã có phiên bản mới sau khi bạn mở danh sách. Mở văn bản, đọc lại rồi ký.",
            ),
        ],
    }
}

fn reason() -> ReasonPage {
    ReasonPage {
        frame: Frame::new("Trả lại người soạn", Some(Section::Outgoing), &clerk()),
        heading: "Trả lại người soạn".to_owned(),
        subject: "Quyết định về việc thành lập tổ kiểm tra an toàn phòng thí nghiệm".to_owned(),
        effect: "Văn bản về lại bước Dự thảo. Phiên bản này và các ý kiến được giữ nguyên; người soạn gửi phiên bản mới.".to_owned(),
        action: "/mau/tra-lai".to_owned(),
        version: 7,
        used: vec![
            "Thiếu căn cứ ban hành".to_owned(),
            "Sai thể thức: quốc hiệu, tiêu ngữ".to_owned(),
        ],
        reason: String::new(),
        button: "Trả lại người soạn".to_owned(),
        back: "/mau/van-ban-thong-tin".to_owned(),
        faults: Faults::one("ly-do", "Chọn hoặc ghi lý do trả lại."),
    }
}

fn problem_page() -> ProblemPage {
    let error = server::Error::TimedOut { seconds: 120 };
    ProblemPage {
        problem: problem(&error, &OperationId::new()),
    }
}
