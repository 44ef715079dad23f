//! Tra cứu: one field for words and numbers over everything the person may see.

use axum::Router;
use axum::extract::Query;
use axum::response::Html;
use axum::routing::get;
use office::search::Hit;
use serde::Deserialize;

use super::{AtWork, incoming, outgoing, said};
use crate::error::Error;
use crate::form::tidy;
use crate::frame::{Frame, Section};
use crate::percent::encoded;
use crate::state::State;
use crate::views::empty::EmptyView;
use crate::views::list::{FilterField, FilterInput, FiltersView, ListPage, Pager, RowView};
use crate::views::show;

const PATH: &str = "/tra-cuu";

pub(super) fn routes() -> Router<State> {
    Router::new().route(PATH, get(page))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    truoc: Option<i64>,
}

async fn page(work: AtWork, Query(asked): Query<Asked>) -> Result<Html<String>, Error> {
    let text = tidy(&asked.q);
    let found = work.office.search(&work.acting, &text, asked.truoc).await?;
    let mut frame = Frame::new("Tra cứu", Some(Section::Search), &work.person);
    frame.query.clone_from(&text);
    let words = encoded(&text, b"");
    show(&ListPage {
        frame,
        heading: match text.is_empty() {
            true => "Tra cứu".to_owned(),
            false => format!("Tra cứu: {text}"),
        },
        party_label: "Nơi gửi, đơn vị soạn",
        views: Vec::new(),
        filters: FiltersView {
            action: PATH.to_owned(),
            fields: vec![FilterField {
                name: "q",
                label: "Số, ký hiệu hoặc từ trong trích yếu",
                input: FilterInput::Text(text.clone()),
            }],
            active: 0,
            open: true,
            query: String::new(),
            save: None,
        },
        rows: found.hits.into_iter().map(row).collect(),
        bulk: Vec::new(),
        pager: Pager {
            newer: asked.truoc.map(|_| format!("{PATH}?q={words}")),
            older: (found.next).map(|rank| format!("{PATH}?q={words}&truoc={rank}")),
        },
        empty: match text.is_empty() {
            true => EmptyView::new(
                "Nhập nội dung cần tìm",
                "Tìm theo số (521, 05/QĐ-UBND, qđ 5 năm 2026) hoặc theo từ, có dấu hay không dấu.",
            ),
            false => EmptyView::new(
                "Không tìm thấy văn bản nào",
                "Thử ít từ hơn, hoặc bỏ dấu. Chỉ tìm trong những văn bản bạn được xem.",
            ),
        },
        starts: Vec::new(),
        export: None,
    })
}

fn row(hit: Hit) -> RowView {
    let is_outgoing = hit.kind == "outgoing";
    RowView {
        href: match is_outgoing {
            true => outgoing::page(&hit.id),
            false => incoming::page(&hit.id),
        },
        id: hit.id,
        urgency: said::urgency(hit.urgency),
        number: (!hit.number_text.is_empty()).then_some(hit.number_text),
        date: hit.document_date.as_deref().map(said::day),
        subject: hit.subject,
        note: Some(format!(
            "{}; {}",
            if is_outgoing {
                "Văn bản đi"
            } else {
                "Văn bản đến"
            },
            said::kind(&hit.type_code)
        )),
        party: hit.party,
        due: None,
        step: said::status(&hit.status),
        unread: false,
    }
}
