//! Việc chạy nền gặp lỗi: what could not be done yet, why, and trying again.

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{Html, Redirect};
use axum::routing::{get, post};

use super::shared::{self, Done};
use super::sheet::{Cell, Sheet, Table};
use crate::error::Error;
use crate::office::{AtWork, said};
use crate::state::State;
use crate::views::show;
use crate::words::StepTone;

const PATH: &str = "/quan-tri/viec-nen";

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/quan-tri/viec-nen", get(list))
        .route("/quan-tri/viec-nen/{id}", post(retry))
}

async fn list(work: AtWork, Query(done): Query<Done>) -> Result<Html<String>, Error> {
    let jobs = work.office.troubled_jobs(&work.acting).await?;
    let mut table = Table::new(
        &["Việc", "Lý do", "Trạng thái"],
        "Không có việc nào gặp lỗi.",
    );
    for it in jobs {
        let reason = it
            .last_error
            .as_deref()
            .map(|code| said::sentence(code, &[]));
        let state = match it.failed_at {
            Some(at) => Cell::mark(StepTone::Back, "Đã dừng").small(said::moment(at)),
            None => Cell::mark(StepTone::Open, "Sẽ thử lại").small(said::moment(it.run_at)),
        };
        let name = kind(&it.kind);
        table.row(vec![
            Cell::text(name).small(format!("đã thử {} lần", it.attempts)),
            Cell::text(reason.unwrap_or_default()),
            state.at_once(true, "Thử lại ngay", name, format!("{PATH}/{}", it.id)),
        ]);
    }
    let sheet = Sheet::new(shared::frame(&work, "Việc chạy nền gặp lỗi"))
        .back(shared::PATH)
        .saved(done.said())
        .table(table);
    show(&sheet)
}

fn kind(kind: &str) -> &'static str {
    match kind {
        "stamp" => "Đóng dấu thời gian cho chữ ký",
        "send" => "Gửi văn bản",
        "mail-consignment" => "Gửi văn bản qua thư điện tử",
        "mail-notice" | "mail-digest" => "Gửi thư thông báo",
        "mail-checkpoint" => "Gửi điểm kiểm nhật ký qua thư",
        "mail-recall" => "Gửi thư báo thu hồi",
        "recall" => "Báo thu hồi văn bản",
        "verify-arrival" => "Kiểm tra văn bản đến",
        _ if kind.starts_with("notify") => "Báo cho người liên quan",
        _ => "Việc khác",
    }
}

async fn retry(work: AtWork, Path(id): Path<String>) -> Result<Redirect, Error> {
    work.office.retry_job(&work.acting, &id).await?;
    Ok(Redirect::to(&format!("{PATH}?xong=thu-lai")))
}
