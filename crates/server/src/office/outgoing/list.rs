//! The list of outgoing documents.

use access::{Action, Status};
use axum::extract::Query;
use axum::response::Html;
use office::work::{OutgoingLine, Part};
use serde::Deserialize;

use super::{PATH, page};
use crate::error::Error;
use crate::frame::{Frame, Section};
use crate::office::{AtWork, said};
use crate::percent::encoded;
use crate::views::empty::{EmptyView, LinkView};
use crate::views::list::{
    Choice, FilterField, FilterInput, FiltersView, ListPage, Pager, RowView, ViewLink,
};
use crate::views::show;
use crate::words;

/// What is asked of the list; all of it stays in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// A view, by its name.
    xem: String,
    /// A type of document, by its code.
    loai: String,
    /// The part older than this document.
    truoc: String,
    /// The part newer than this document.
    sau: String,
}

/// A ready-made view: its name in the address, its words, its statuses.
type View = (&'static str, &'static str, &'static [Status]);

const VIEWS: [View; 5] = [
    ("", "Tất cả", &[]),
    ("du-thao", "Dự thảo", &[Status::Draft, Status::Returned]),
    (
        "dang-xu-ly",
        "Đang xử lý",
        &[
            Status::Initials,
            Status::Format,
            Status::Sign,
            Status::Approve,
            Status::Number,
            Status::Seal,
            Status::Issue,
        ],
    ),
    ("da-phat-hanh", "Đã phát hành", &[Status::Issued]),
    ("da-thu-hoi", "Đã thu hồi", &[Status::Withdrawn]),
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
    let office = &work.office;
    let found = office.outgoing_list(&work.acting, statuses, &asked.loai, part);
    let found = found.await?;
    let may_draft = work.role_does(Action::CreateDraft);
    let starts = match may_draft {
        true => vec![LinkView::new("Soạn văn bản", format!("{PATH}/moi"))],
        false => Vec::new(),
    };
    let pager = Pager {
        newer: (found.lines.first().filter(|_| found.newer))
            .map(|line| asked.address(&asked.xem, &format!("sau={}", line.id))),
        older: (found.lines.last().filter(|_| found.older))
            .map(|line| asked.address(&asked.xem, &format!("truoc={}", line.id))),
    };
    show(&ListPage {
        frame: Frame::new("Văn bản đi", Some(Section::Outgoing), &work.person),
        heading: "Văn bản đi".to_owned(),
        party_label: "Nơi nhận",
        views: VIEWS
            .iter()
            .map(|(name, label, _)| ViewLink {
                label: (*label).to_owned(),
                href: asked.address(name, ""),
                here: *name == asked.xem,
            })
            .chain(work.role_does(Action::TrackPaper).then(|| ViewLink {
                label: "Bản giấy phải gửi".to_owned(),
                href: crate::office::paper::PATH.to_owned(),
                here: false,
            }))
            .collect(),
        filters: filters(&asked),
        rows: found
            .lines
            .into_iter()
            .map(|line| row(line, work.office.now()))
            .collect(),
        bulk: Vec::new(),
        pager,
        empty: empty(may_draft),
        starts,
        export: None,
    })
}

impl Asked {
    fn address(&self, view: &str, part: &str) -> String {
        let type_code = match self.loai.as_str() {
            "" => String::new(),
            code => format!("loai={}", encoded(code, b"")),
        };
        let view = match view {
            "" => String::new(),
            view => format!("xem={view}"),
        };
        let query: Vec<_> = [view, type_code, part.to_owned()]
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect();
        match query.is_empty() {
            true => PATH.to_owned(),
            false => format!("{PATH}?{}", query.join("&")),
        }
    }
}

fn filters(asked: &Asked) -> FiltersView {
    let all = Choice {
        value: String::new(),
        label: "Mọi loại".to_owned(),
        chosen: asked.loai.is_empty(),
    };
    let catalogue = documents::Catalogue::built_in();
    let types = catalogue.iter().flat_map(|it| it.types());
    let types = types.map(|kind| Choice {
        value: kind.code.clone(),
        label: kind.name.clone(),
        chosen: kind.code == asked.loai,
    });
    FiltersView {
        action: PATH.to_owned(),
        fields: vec![FilterField {
            name: "loai",
            label: "Loại văn bản",
            input: FilterInput::Choice(std::iter::once(all).chain(types).collect()),
        }],
        active: usize::from(!asked.loai.is_empty()),
        open: false,
        query: String::new(),
        save: None,
    }
}

/// A line of a list of outgoing documents.
pub(in crate::office) fn row(line: OutgoingLine, now: time::UtcDateTime) -> RowView {
    let party = match (line.recipient, line.recipients) {
        (None, _) => "Chưa có nơi nhận".to_owned(),
        (Some(first), 0 | 1) => first,
        (Some(first), all) => format!("{first} và {} nơi khác", all - 1),
    };
    RowView {
        href: page(&line.id),
        id: line.id,
        urgency: said::urgency(line.urgency),
        number: line.number_text,
        date: Some(match line.issue_date {
            Some(day) => said::day(&day),
            None => said::moment(line.changed_at),
        }),
        subject: line.subject,
        note: Some(format!(
            "{}; {}, {}",
            said::kind(&line.type_code),
            line.drafter_name,
            line.unit_name
        )),
        party,
        due: line.due_at.map(|at| words::due(said::instant(at), now)),
        step: said::status(&line.status),
        unread: false,
    }
}

fn empty(may_draft: bool) -> EmptyView {
    let text = "Văn bản do cơ quan soạn, ký và phát hành sẽ hiện ở đây.";
    let view = EmptyView::new("Chưa có văn bản đi", text);
    match may_draft {
        true => view.start("Soạn văn bản đầu tiên", format!("{PATH}/moi")),
        false => view,
    }
}
