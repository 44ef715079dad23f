//! The list of incoming documents.

use access::{Action, Status};
use axum::extract::Query;
use axum::response::Html;
use office::work::{IncomingLine, Part};
use serde::Deserialize;

use super::{PATH, page};
use crate::error::Error;
use crate::frame::{Frame, Section};
use crate::office::{AtWork, said};
use crate::views::empty::{EmptyView, LinkView};
use crate::views::list::{FiltersView, ListPage, Pager, RowView, ViewLink};
use crate::views::show;

/// What is asked of the list; all of it stays in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// A view, by its name.
    xem: String,
    /// The part older than this document.
    truoc: String,
    /// The part newer than this document.
    sau: String,
}

/// A ready-made view: its name in the address, its words, its statuses.
type View = (&'static str, &'static str, &'static [Status]);

const VIEWS: [View; 4] = [
    ("", "Tất cả", &[]),
    ("cho-tiep-nhan", "Chờ tiếp nhận", &[Status::Arrived]),
    (
        "da-dang-ky",
        "Đã đăng ký",
        &[Status::Registered, Status::Directed, Status::Done],
    ),
    ("tu-choi", "Từ chối", &[Status::Refused]),
];

/// Shows the list.
pub(super) async fn get(work: AtWork, Query(asked): Query<Asked>) -> Result<Html<String>, Error> {
    let view = VIEWS.iter().find(|view| view.0 == asked.xem);
    let (_, _, statuses) = view.unwrap_or(&VIEWS[0]);
    let part = match (asked.truoc.as_str(), asked.sau.as_str()) {
        ("", "") => Part::Newest,
        ("", newer) => Part::NewerThan(newer.to_owned()),
        (older, _) => Part::OlderThan(older.to_owned()),
    };
    let found = work
        .office
        .incoming_list(&work.acting, statuses, part)
        .await?;
    let pager = Pager {
        newer: (found.lines.first().filter(|_| found.newer))
            .map(|line| address(&asked.xem, &format!("sau={}", line.id))),
        older: (found.lines.last().filter(|_| found.older))
            .map(|line| address(&asked.xem, &format!("truoc={}", line.id))),
    };
    show(&ListPage {
        frame: Frame::new("Văn bản đến", Some(Section::Incoming), &work.person),
        heading: "Văn bản đến".to_owned(),
        party_label: "Nơi gửi",
        views: VIEWS
            .iter()
            .map(|(name, label, _)| ViewLink {
                label: (*label).to_owned(),
                href: address(name, ""),
                here: *name == asked.xem,
            })
            .collect(),
        filters: FiltersView::default(),
        rows: found.lines.into_iter().map(row).collect(),
        bulk: Vec::new(),
        pager,
        empty: EmptyView::new(
            "Chưa có văn bản đến",
            "Văn bản các cơ quan gửi đến được kiểm tra chữ ký khi nhận và hiện ở đây để tiếp nhận.",
        ),
        starts: match work.role_does(Action::EnterIncoming) {
            true => vec![LinkView::new("Nhập văn bản đến", super::enter::link())],
            false => Vec::new(),
        },
        export: None,
    })
}

fn address(view: &str, part: &str) -> String {
    let view = match view {
        "" => String::new(),
        view => format!("xem={view}"),
    };
    match (view.as_str(), part) {
        ("", "") => PATH.to_owned(),
        ("", one) | (one, "") => format!("{PATH}?{one}"),
        (view, part) => format!("{PATH}?{view}&{part}"),
    }
}

/// A line of a document that arrived.
pub(in crate::office) fn row(line: IncomingLine) -> RowView {
    let worth = worth(&line);
    let number = (!line.number_text.is_empty()).then_some(line.number_text);
    let arrival = line.arrival_number.map(|it| format!("Số đến {it}; "));
    let kind = said::kind(&line.type_code);
    RowView {
        href: page(&line.id),
        id: line.id,
        urgency: said::urgency(line.urgency),
        number,
        date: Some(match line.document_date {
            Some(day) => said::day(&day),
            None => said::moment(line.arrived_at),
        }),
        subject: line.subject,
        note: Some(format!("{}{kind}{worth}", arrival.unwrap_or_default())),
        party: line.from_name,
        due: None,
        step: said::status(&line.status),
        unread: false,
    }
}

/// What the clerk has to know of its signatures before opening it.
fn worth(line: &IncomingLine) -> String {
    let waits = line.status == "arrived";
    let mut said = match (line.unsigned, line.indication.as_str()) {
        (_, "PAPER") => "; bản giấy",
        (_, "TOTAL_FAILED") if waits => "; có chữ ký số không hợp lệ",
        (_, "INDETERMINATE") if waits => "; có chữ ký số chưa đủ căn cứ để kết luận",
        _ => "",
    }
    .to_owned();
    if line.unsigned != 0 {
        said.push_str("; không có chữ ký số, để biết, tham khảo");
    }
    match line.unsigned_files {
        files if files > 0 && line.indication != "PAPER" => {
            format!("{said}; {files} tệp kèm theo không có chữ ký riêng")
        }
        _ => said,
    }
}
