//! Việc của tôi: everything on which the person is next, the most urgent first.

use axum::Router;
use axum::response::Html;
use axum::routing::get;

use super::{AtWork, incoming, outgoing};
use crate::error::Error;
use crate::frame::{Frame, Section};
use crate::state::State;
use crate::views::empty::EmptyView;
use crate::views::list::{BulkAct, FiltersView, ListPage, Pager};
use crate::views::show;

pub(super) fn routes() -> Router<State> {
    Router::new().route("/viec", get(page))
}

async fn page(work: AtWork) -> Result<Html<String>, Error> {
    let waiting = work.office.work(&work.acting).await?;
    let now = work.office.now();
    let signs = waiting
        .outgoing
        .iter()
        .any(|line| matches!(line.status.as_str(), "initials" | "sign" | "seal"));
    let arrived = waiting.arrived.into_iter().map(incoming::row);
    let outgoing = waiting.outgoing.into_iter();
    let outgoing = outgoing.map(|line| outgoing::row(line, now));
    show(&ListPage {
        frame: Frame::new("Việc của tôi", Some(Section::Work), &work.person),
        heading: "Việc của tôi".to_owned(),
        party_label: "Nơi gửi, nơi nhận",
        views: Vec::new(),
        filters: FiltersView::default(),
        rows: outgoing.chain(arrived).collect(),
        bulk: match signs {
            true => vec![BulkAct {
                label: "Ký các văn bản đã chọn".to_owned(),
                action: "/ky".to_owned(),
            }],
            false => Vec::new(),
        },
        pager: Pager::default(),
        empty: EmptyView::new(
            "Không có việc nào đang chờ",
            "Văn bản chờ bạn ký, kiểm tra, cấp số, đóng dấu, phát hành hoặc tiếp nhận sẽ hiện ở đây.",
        ),
        starts: Vec::new(),
        export: None,
    })
}
