//! Thay đổi quyền: what changed, and whether somebody confirmed that it was meant (Phụ lục VI).

use std::collections::HashMap;

use access::{Action, Appointment, RightsChange, Subject};
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{Html, Redirect};
use axum::routing::{get, post};
use report::catalogue::{Catalogue, Lang};

use super::delegations::{actions, form_words};
use super::shared::{self, Done, names};
use super::sheet::{Cell, Sheet, Table};
use crate::error::Error;
use crate::office::{AtWork, said};
use crate::problem::sentence_case;
use crate::state::State;
use crate::views::show;
use crate::words::{self, StepTone};

const PATH: &str = "/quan-tri/canh-bao";

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/quan-tri/canh-bao", get(list))
        .route("/quan-tri/canh-bao/{id}", post(confirm))
}

type Names = HashMap<String, String>;

async fn list(work: AtWork, Query(done): Query<Done>) -> Result<Html<String>, Error> {
    shared::may(&work, Action::SeeRightsAlert)?;
    let alerts = work.office.alerts(&work.acting).await?;
    let names = names(&work).await?;
    let mut table = Table::new(
        &["Thay đổi", "Người thực hiện", "Xác nhận"],
        "Chưa có thay đổi nào về quyền.",
    );
    for alert in alerts {
        let change = &alert.change;
        let title = words_of(change);
        let state = match &alert.confirmed {
            Some((who, at)) => Cell::mark(StepTone::Done, "Đã xác nhận").small(format!(
                "{}, {}",
                name(&names, who),
                words::moment(*at)
            )),
            None => Cell::mark(StepTone::Open, "Chờ xác nhận"),
        };
        let details = details(change, &names);
        let about = format!("{title}, {}", details.first().cloned().unwrap_or_default());
        let what = details.into_iter().fold(Cell::text(title), Cell::small);
        table.row(vec![
            what,
            Cell::text(name(&names, &change.made_by)).small(words::moment(change.at)),
            state.at_once(
                alert.may_confirm,
                "Xác nhận",
                &about,
                format!("{PATH}/{}", alert.id),
            ),
        ]);
    }
    let sheet = Sheet::new(shared::frame(&work, "Thay đổi quyền"))
        .back(shared::PATH)
        .saved(done.said())
        .note("Mỗi thay đổi về quyền có hiệu lực ngay và hiện ở đây cho đến khi một lãnh đạo khác xác nhận là đúng chủ ý. Thấy thay đổi lạ, đừng xác nhận: báo ngay người quản trị và người đứng đầu.")
        .table(table);
    show(&sheet)
}

async fn confirm(work: AtWork, Path(id): Path<String>) -> Result<Redirect, Error> {
    work.office.confirm_alert(&work.acting, &id).await?;
    Ok(Redirect::to(&format!("{PATH}?xong=xac-nhan")))
}

fn name(names: &Names, id: &str) -> String {
    let known = names.get(id).cloned();
    known.unwrap_or_else(|| "một tài khoản đã đóng".to_owned())
}

fn words_of(change: &RightsChange) -> String {
    let text = sentence_case(&Catalogue::shared().label(change.code(), Lang::Vi));
    text.trim_end_matches('.').to_owned()
}

/// Whom it concerns, and what it is about.
fn details(change: &RightsChange, names: &Names) -> Vec<String> {
    let post = |it: &Appointment| {
        format!(
            "{}, {}",
            it.title,
            said::role(it.role.code()).to_lowercase()
        )
    };
    let mut lines: Vec<String> = change
        .concerns()
        .map(|id| name(names, id))
        .into_iter()
        .collect();
    match &change.subject {
        Subject::Appointed { appointment } => lines.push(post(appointment)),
        Subject::Reappointed { before, after } => {
            lines.push(post(before));
            let until = after.period.until.map(words::moment);
            lines.extend(until.map(|until| format!("kết thúc {until}")));
        }
        Subject::Delegated { delegation } | Subject::DelegationEnded { delegation } => {
            lines.push(form_words(delegation.form).to_owned());
            lines.push(format!("được {}", actions(delegation)));
            lines.push(format!("theo {}", delegation.basis.number));
        }
        Subject::TokenHandedOver { keeping } => {
            lines.push(format!("theo {}", keeping.permission.number));
        }
        Subject::CertificateEnrolled {
            account,
            certificate,
        } => {
            if account.is_none() {
                lines.push("chứng thư của cơ quan".to_owned());
            }
            let start: String = certificate.chars().take(16).collect();
            lines.push(format!("dấu vân tay {start}…"));
        }
        Subject::ApiTokenMade { name } => lines.push(name.clone()),
        _ => {}
    }
    lines
}
