//! One view of each page.

use askama::Template;
use server::form::Faults;
use server::frame::{Frame, Section};
use server::operation::OperationId;
use server::problem::{ProblemPage, problem};
use server::views::account::{AccountPage, SessionView};
use server::views::compare::{ComparePage, CompareSide};
use server::views::document::*;
use server::views::empty::{EmptyView, LinkView};
use server::views::list::*;
use server::views::login::LoginPage;
use server::views::notices::{NoticeView, NoticesPage};
use server::views::outcomes::{OutcomeView, OutcomesPage};
use server::views::password::PasswordPage;
use server::views::reason::ReasonPage;
use server::views::signatures::{Cause, ElementView, Indication, SignatureCard, SignaturesView};
use server::views::viewer::{Overlay, OverlayKind, Place, ViewerView};
use server::words::{StepMark, StepTone, UrgencyMark, due};
use time::Duration;

use super::desk::{clerk, sessions};
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

fn document(tab: Tab) -> DocumentPage {
    let counts = |tab| match tab {
        Tab::Signatures | Tab::Opinions => 2,
        Tab::Files => 4,
        _ => 0,
    };
    DocumentPage {
        frame: Frame::new("Quyết định thành lập tổ kiểm tra", Some(Section::Outgoing), &clerk()).narrow(),
        head: HeadView {
            subject: "Quyết định về việc thành lập tổ kiểm tra an toàn phòng thí nghiệm và phân công nhiệm vụ các thành viên của tổ kiểm tra trong sáu tháng đầu năm 2027".to_owned(),
            kind: "Quyết định".to_owned(),
            number: None,
            urgency: UrgencyMark::Urgent,
            step: StepMark { label: "Chờ cấp số".to_owned(), tone: StepTone::Open },
            due: Some(due(now() + Duration::hours(5), now())),
            back: "/mau/danh-sach".to_owned(),
            previous: Some("/mau/van-ban-luong".to_owned()),
            next: Some("/mau/van-ban-chu-ky".to_owned()),
            paper: Paper::Draft,
        },
        primary: Some(act("Cấp số 521 và đóng dấu", ActWay::Sign, Some("s"), None)),
        others: vec![
            act("Trả lại người soạn", ActWay::Open, Some("r"), None),
            act("Lấy ý kiến đơn vị khác", ActWay::Open, None, None),
            act("Phát hành", ActWay::Post, None, Some("Văn bản chưa có số và con dấu")),
        ],
        viewer: viewer("quyet-dinh.pdf"),
        tabs: Tab::links("/mau/van-ban-thong-tin", counts)
            .into_iter()
            .map(|link| TabLink { href: format!("/mau/van-ban-{}", link.tab.name()), ..link })
            .collect(),
        tab: tab_view(tab),
    }
}

fn act(label: &str, way: ActWay, key: Option<&'static str>, refusal: Option<&str>) -> ActView {
    ActView {
        label: label.to_owned(),
        action: "/mau/ly-do".to_owned(),
        way,
        version: 7,
        key,
        refusal: refusal.map(str::to_owned),
    }
}

fn viewer(name: &str) -> ViewerView {
    let overlay = |kind, rect, label: &str| Overlay {
        kind,
        page: 1,
        rect,
        label: label.to_owned(),
    };
    let place = |name: &str, label: &str, rect| Place {
        name: name.to_owned(),
        label: label.to_owned(),
        page: 1,
        rect,
    };
    ViewerView {
        file: format!("/mau/tep/{name}"),
        download: format!("/mau/tep/{name}"),
        name: name.to_owned(),
        overlays: vec![
            overlay(
                OverlayKind::Signature,
                [330.0, 150.0, 500.0, 210.0],
                "Lê Quang Minh",
            ),
            overlay(
                OverlayKind::Fault,
                [85.0, 560.0, 530.0, 590.0],
                "Căn cứ không in nghiêng",
            ),
        ],
        places: vec![
            place("so", "Số", [110.0, 742.0, 150.0, 758.0]),
            place("ngay", "Ngày", [400.0, 742.0, 430.0, 758.0]),
            place("dau", "Con dấu", [290.0, 140.0, 390.0, 240.0]),
        ],
    }
}

fn tab_view(tab: Tab) -> TabView {
    match tab {
        Tab::Facts => TabView::Facts(facts()),
        Tab::Route => TabView::Route(route()),
        Tab::Signatures => TabView::Signatures(signatures()),
        Tab::Opinions => TabView::Opinions(opinions()),
        Tab::Files => TabView::Files(files()),
        Tab::History => TabView::History(history()),
    }
}

fn facts() -> FactsView {
    let fact = |label: &str, value: &str| Fact {
        label: label.to_owned(),
        value: value.to_owned(),
    };
    FactsView {
        groups: vec![
            FactGroup {
                title: "Văn bản".to_owned(),
                facts: vec![
                    fact("Loại", "Quyết định"),
                    fact("Ký hiệu", "…/QĐ-TTKN"),
                    fact("Độ khẩn", "Khẩn"),
                    fact("Người soạn thảo", "Nguyễn Hoài An, Phòng Kế hoạch"),
                    fact("Người ký", "Lê Quang Minh, Giám đốc"),
                    fact("Số trang", "2"),
                ],
            },
            FactGroup {
                title: "Nơi nhận".to_owned(),
                facts: vec![
                    fact("Để thực hiện", "Các phòng, khoa; tổ kiểm tra"),
                    fact("Để báo cáo", "Sở Y tế"),
                    fact("Lưu", "Văn thư, KH"),
                ],
            },
        ],
        places: Some(SmallForm {
            action: "/mau/vi-tri".to_owned(),
            version: 7,
        }),
        faults: vec!["Điều 9 khoản 2: căn cứ ban hành phải in nghiêng (trang 1).".to_owned()],
    }
}

fn route() -> RouteView {
    let step = |label: &str, who: &str, times: &str, state| RouteStep {
        label: label.to_owned(),
        who: who.to_owned(),
        times: times.to_owned(),
        due: (state == StepState::Here).then(|| due(now() + Duration::hours(5), now())),
        state,
    };
    RouteView {
        steps: vec![
            step(
                "Dự thảo",
                "Nguyễn Hoài An, Phòng Kế hoạch",
                "18/11/2026 09:10",
                StepState::Done,
            ),
            step(
                "Chờ ký nháy",
                "Phạm Thu Hằng, Trưởng phòng Kế hoạch",
                "18/11/2026 15:32",
                StepState::Done,
            ),
            step(
                "Chờ kiểm tra thể thức",
                "Trần Thị Hồng Nhung, Văn thư",
                "trả lại 19/11/2026 08:20",
                StepState::Back,
            ),
            step(
                "Chờ ký ban hành",
                "Lê Quang Minh, Giám đốc",
                "20/11/2026 17:02",
                StepState::Done,
            ),
            step(
                "Chờ cấp số",
                "Văn thư",
                "từ 20/11/2026 17:02",
                StepState::Here,
            ),
            step("Chờ đóng dấu", "Văn thư", "", StepState::Ahead),
            step("Chờ phát hành", "Văn thư", "", StepState::Ahead),
        ],
    }
}

fn signatures() -> SignaturesView {
    let line = |label: &str, state: &str, mark| ElementView {
        label: label.to_owned(),
        state: state.to_owned(),
        mark,
        evidence: vec![
            "Số hiệu chứng thư 54 01 0A 9F; tổ chức cấp: CA thử nghiệm An Bình".to_owned(),
        ],
    };
    let lines = |last: Indication, words: &str| {
        vec![
            line("Người ký", "Lê Quang Minh", Indication::Passed),
            line("Loại chứng thư", "Cá nhân, chuyên dùng", Indication::Passed),
            line(
                "Hiệu lực chứng thư khi ký",
                "Còn hiệu lực, chưa bị thu hồi",
                Indication::Passed,
            ),
            line(
                "Thời gian ký",
                "20/11/2026 17:02:11 (UTC+7), theo dấu thời gian",
                Indication::Passed,
            ),
            line("Tính toàn vẹn", words, last),
        ]
    };
    SignaturesView {
        cards: vec![
            SignatureCard {
                title: "Chữ ký 2: của người có thẩm quyền".to_owned(),
                indication: Indication::Passed,
                cause: None,
                elements: lines(Indication::Passed, "Nội dung không thay đổi từ khi ký"),
            },
            SignatureCard {
                title: "Chữ ký 1: ký nháy".to_owned(),
                indication: Indication::Open,
                cause: Some(Cause {
                    text: "Chưa lấy được thông tin thu hồi".to_owned(),
                    hint: "thử lại sau".to_owned(),
                }),
                elements: lines(Indication::Open, "Sau khi ký có thêm chữ ký 2"),
            },
        ],
    }
}

fn opinions() -> OpinionsView {
    let opinion = |who: &str, act: &str, tone, text: &str| OpinionView {
        who: who.to_owned(),
        act: act.to_owned(),
        tone,
        at: "19/11/2026 08:20".to_owned(),
        version: 1,
        text: text.to_owned(),
    };
    OpinionsView {
        ask: Some(SmallForm {
            action: "/mau/y-kien".to_owned(),
            version: 7,
        }),
        opinions: vec![
            opinion(
                "Trần Thị Hồng Nhung",
                "Trả lại",
                StepTone::Back,
                "Phần căn cứ chưa in nghiêng; tên loại văn bản chưa đúng cỡ chữ.",
            ),
            opinion(
                "Phạm Thu Hằng",
                "Đồng ý",
                StepTone::Done,
                "Nội dung đã thống nhất với các khoa.",
            ),
        ],
    }
}

fn files() -> FilesView {
    let file = |name: &str, what: &str, who: &str, compare: bool| FileView {
        name: name.to_owned(),
        what: what.to_owned(),
        size: "312 KB".to_owned(),
        who: who.to_owned(),
        at: "19/11/2026 10:05".to_owned(),
        href: "/mau/tep/quyet-dinh.pdf".to_owned(),
        compare: compare.then(|| "/mau/so-sanh".to_owned()),
    };
    FilesView {
        files: vec![
            file(
                "Quyet dinh thanh lap to kiem tra.pdf",
                "Phiên bản 3, PDF đã ký",
                "Lê Quang Minh",
                true,
            ),
            file(
                "Quyet dinh thanh lap to kiem tra.pdf",
                "Phiên bản 2, PDF",
                "Nguyễn Hoài An",
                true,
            ),
            file(
                "Quyet dinh thanh lap to kiem tra.docx",
                "Phiên bản 1, tệp gốc",
                "Nguyễn Hoài An",
                false,
            ),
            file(
                "Phu luc danh sach thanh vien.xlsx",
                "Phụ lục 1, tệp riêng",
                "Nguyễn Hoài An",
                false,
            ),
        ],
    }
}

fn history() -> HistoryView {
    let event = |at: &str, text: &str, quote: Option<&str>| EventView {
        at: at.to_owned(),
        text: text.to_owned(),
        quote: quote.map(str::to_owned),
    };
    HistoryView {
        events: vec![
            event(
                "20/11/2026 17:02",
                "Giám đốc Lê Quang Minh ký ban hành; dấu thời gian 17:02:11.",
                None,
            ),
            event(
                "19/11/2026 10:05",
                "Nguyễn Hoài An gửi phiên bản 2 sau khi sửa thể thức.",
                None,
            ),
            event(
                "19/11/2026 08:20",
                "Văn thư Trần Thị Hồng Nhung trả lại cho người soạn.",
                Some("Phần căn cứ chưa in nghiêng."),
            ),
            event(
                "18/11/2026 09:10",
                "Nguyễn Hoài An tạo dự thảo từ tệp Quyet dinh.docx.",
                None,
            ),
        ],
    }
}

fn compare() -> ComparePage {
    let side = |title: &str, name: &str| CompareSide {
        title: title.to_owned(),
        viewer: ViewerView {
            places: vec![],
            overlays: vec![Overlay {
                kind: OverlayKind::Change,
                page: 1,
                rect: [85.0, 560.0, 530.0, 590.0],
                label: "Đã sửa".to_owned(),
            }],
            ..viewer(name)
        },
    };
    ComparePage {
        frame: Frame::new("So sánh hai phiên bản", Some(Section::Outgoing), &clerk()).narrow(),
        subject: "Quyết định về việc thành lập tổ kiểm tra an toàn phòng thí nghiệm".to_owned(),
        back: "/mau/van-ban-tep".to_owned(),
        sides: [
            side(
                "Phiên bản 2 · Nguyễn Hoài An, 19/11/2026 10:05",
                "ke-hoach.pdf",
            ),
            side(
                "Phiên bản 3 · Lê Quang Minh, 20/11/2026 17:02",
                "quyet-dinh.pdf",
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
