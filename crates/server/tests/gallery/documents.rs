//! A document at each tab, and two of its versions side by side.

use server::frame::{Frame, Section};
use server::views::compare::{ComparePage, CompareSide};
use server::views::document::*;
use server::views::signatures::{Cause, ElementView, Indication, SignatureCard, SignaturesView};
use server::views::tabs::*;
use server::views::viewer::{Overlay, OverlayKind, Place, ViewerView};
use server::words::{StepMark, StepTone, UrgencyMark, due};
use time::Duration;

use super::desk::clerk;
use super::now;

pub(super) fn document(tab: Tab) -> DocumentPage {
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
        viewer: Some(viewer("quyet-dinh.pdf")),
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
        href: None,
        acts: Vec::new(),
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
                file: None,
            },
            FactGroup {
                title: "Nơi nhận".to_owned(),
                facts: vec![
                    fact("Để thực hiện", "Các phòng, khoa; tổ kiểm tra"),
                    fact("Để báo cáo", "Sở Y tế"),
                    fact("Lưu", "Văn thư, KH"),
                ],
                file: None,
            },
        ],
        places: Some(SmallForm {
            action: "/mau/vi-tri".to_owned(),
            version: 7,
        }),
        refused: vec![],
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
                notes: vec![],
            },
            SignatureCard {
                title: "Chữ ký 1: ký nháy".to_owned(),
                indication: Indication::Open,
                cause: Some(Cause {
                    text: "Chưa lấy được thông tin thu hồi".to_owned(),
                    hint: "thử lại sau".to_owned(),
                }),
                elements: lines(Indication::Open, "Sau khi ký có thêm chữ ký 2"),
                notes: vec![],
            },
        ],
        ..SignaturesView::default()
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
        ..FileView::default()
    };
    FilesView {
        attach: None,
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

pub(super) fn compare() -> ComparePage {
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
