//! Nhật ký: the records of the audit chain that one may see, page by page.

use access::Action;
use std::collections::HashMap;

use axum::Router;
use axum::extract::Query;
use axum::response::Html;
use axum::routing::get;
use office::people::Trace;
use serde::Deserialize;

use super::act_words;
use super::shared::{self, can, names, post_label, posts};
use super::sheet::{Cell, Sheet, Table};
use crate::error::Error;
use crate::office::AtWork;
use crate::state::State;
use crate::views::list::Pager;
use crate::views::show;
use crate::words;

const PATH: &str = "/quan-tri/nhat-ky";

/// Records of one page, as the office gives them.
const PAGE: usize = 100;

pub(super) fn routes() -> Router<State> {
    Router::new().route("/quan-tri/nhat-ky", get(page))
}

/// From where on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct From {
    truoc: String,
}

async fn page(work: AtWork, Query(from): Query<From>) -> Result<Html<String>, Error> {
    let before = from.truoc.parse().ok();
    let traces = work.office.trail(&work.acting, before).await?;
    let names = known(&work).await?;
    let mut table = Table::new(
        &["Số, lúc", "Ai", "Việc", "Chi tiết"],
        "Chưa có bản ghi nào.",
    );
    for it in &traces {
        let actor = match it.actor.strip_prefix("system:") {
            Some(part) => format!("Hệ thống ({part})"),
            None => names
                .get(&it.actor)
                .cloned()
                .unwrap_or_else(|| it.actor.clone()),
        };
        let start: String = it.hash.chars().take(16).collect();
        table.row(vec![
            Cell::text(it.seq.to_string()).small(words::evidence(it.at)),
            Cell::text(actor),
            Cell::text(act_words::act(&it.act)).small(act_words::kind(&it.kind)),
            details(it, |id| names.get(id).cloned()).small(format!("mã băm {start}…")),
        ]);
    }
    let sees_all = can(&work.acting, Action::SeeAccount);
    let pager = Pager {
        newer: before.map(|_: i64| PATH.to_owned()),
        older: (traces.last())
            .filter(|_| traces.len() == PAGE)
            .map(|it| format!("{PATH}?truoc={}", it.seq)),
    };
    let sheet = Sheet::new(shared::frame(&work, "Nhật ký"))
        .back(if sees_all { shared::PATH } else { "/tai-khoan" })
        .note("Mỗi bản ghi được nối với bản ghi trước bằng mã băm; sửa hay xóa một bản ghi thì phát hiện được.")
        .table(table)
        .pager(pager);
    show(&sheet)
}

/// The names of accounts, and of appointments for those who may see them.
async fn known(work: &AtWork) -> Result<HashMap<String, String>, Error> {
    let mut names = names(work).await?;
    if can(&work.acting, Action::SeeAccount) {
        let posts = posts(work).await?;
        names.extend(posts.iter().map(|it| (it.id.clone(), post_label(it))));
    }
    Ok(names)
}

/// What explains it; accounts by their names.
fn details(it: &Trace, name: impl Fn(&str) -> Option<String>) -> Cell {
    let lines = (it.detail.iter())
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| {
            let value = name(value).unwrap_or_else(|| act_words::value(key, value, &it.detail));
            format!("{}: {value}", act_words::detail(key))
        });
    lines.fold(Cell::text(""), Cell::small)
}
