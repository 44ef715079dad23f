//! Đề nghị về tài khoản (C9): the list, one request, its decision, its carrying out.

use access::Action;
use axum::Router;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use office::people::{RequestKind, Requested};

use super::accounts::password;
use super::form_page::{Field, FormPage, Sent};
use super::pages::Confirm;
use super::shared::{self, Done, can, names};
use super::sheet::{Cell, Sheet, Table};
use crate::error::Error;
use crate::office::{AtWork, said};
use crate::state::State;
use crate::views::empty::LinkView;
use crate::views::show;
use crate::words::StepTone;

/// Where requests lie.
pub(super) const PATH: &str = "/quan-tri/de-nghi";

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/quan-tri/de-nghi", get(list))
        .route("/quan-tri/de-nghi/{id}", get(one))
        .route("/quan-tri/de-nghi/{id}/duyet", post(approve))
        .route(
            "/quan-tri/de-nghi/{id}/tu-choi",
            get(ask_refusal).post(refuse),
        )
        .route(
            "/quan-tri/de-nghi/{id}/thuc-hien",
            get(ask_carry_out).post(carry_out),
        )
}

async fn list(work: AtWork, Query(done): Query<Done>) -> Result<Html<String>, Error> {
    let requests = work.office.account_requests(&work.acting).await?;
    let names = names(&work).await?;
    let mut table = Table::new(
        &["Đề nghị", "Người đề nghị", "Trạng thái"],
        "Chưa có đề nghị nào.",
    );
    for it in &requests {
        let whom = whom(it, |id| names.get(id).cloned());
        let (tone, state) = state(it);
        table.row(vec![
            Cell::link(
                format!("{}: {whom}", kind(it.wanted.kind)),
                page(&it.row.id),
            ),
            Cell::text(names.get(&it.row.requested_by).cloned().unwrap_or_default())
                .small(said::moment(it.row.requested_at)),
            Cell::mark(tone, state),
        ]);
    }
    let all = can(&work.acting, Action::ApproveAccountRequest)
        || can(&work.acting, Action::ManageAccounts);
    let mut sheet = Sheet::new(shared::frame(&work, "Đề nghị về tài khoản"))
        .back(if all { shared::PATH } else { "/danh-ba" })
        .saved(done.said())
        .table(table);
    if !all {
        sheet =
            sheet.note("Đề nghị của bạn được người đứng đầu duyệt, rồi người quản trị thực hiện.");
    }
    for it in [
        RequestKind::Remove,
        RequestKind::Change,
        RequestKind::Reset,
        RequestKind::New,
    ] {
        sheet = sheet.act(true, kind(it), format!("{PATH}/moi/{}", it.code()));
    }
    show(&sheet)
}

/// The page of a request.
fn page(id: &str) -> String {
    format!("{PATH}/{id}")
}

/// A kind of request in words.
pub(super) fn kind(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::New => "Cấp tài khoản mới",
        RequestKind::Reset => "Cấp lại mật khẩu",
        RequestKind::Change => "Đổi thông tin",
        RequestKind::Remove => "Đóng tài khoản",
    }
}

fn whom(it: &Requested, name: impl Fn(&str) -> Option<String>) -> String {
    let known = it.wanted.account.as_deref().and_then(name);
    known.unwrap_or_else(|| it.wanted.details.full_name.clone())
}

fn state(it: &Requested) -> (StepTone, &'static str) {
    match it.row.state.as_str() {
        "waiting" => (StepTone::Open, "Chờ duyệt"),
        "approved" => (StepTone::Open, "Chờ thực hiện"),
        "refused" => (StepTone::Back, "Bị từ chối"),
        _ => (StepTone::Done, "Đã thực hiện"),
    }
}

async fn found(work: &AtWork, id: &str) -> Result<Requested, Error> {
    let requests = work.office.account_requests(&work.acting).await?;
    let mut found = requests.into_iter().filter(|it| it.row.id == id);
    found.next().ok_or(Error::NotFound)
}

async fn one(
    work: AtWork,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Html<String>, Error> {
    let it = found(&work, &id).await?;
    let names = names(&work).await?;
    let name = |id: &str| names.get(id).cloned();
    let units = work.office.units(&work.acting).await?;
    let unit = it.wanted.unit.as_deref();
    let unit = units.iter().find(|one| Some(one.id.as_str()) == unit);
    let role = it.wanted.role.map(|role| said::role(role.code()));
    let (row, wanted) = (&it.row, &it.wanted);
    let decided = row.decided_by.as_deref().and_then(name).unwrap_or_default();
    let details = match wanted.kind {
        RequestKind::New | RequestKind::Change => wanted.details.clone(),
        RequestKind::Reset | RequestKind::Remove => office::people::Details::default(),
    };
    let here = page(&id);
    let sheet = Sheet::new(shared::frame(&work, kind(wanted.kind)))
        .back(PATH)
        .saved(done.said())
        .act(it.may_decide, "Từ chối", format!("{here}/tu-choi"))
        .act(it.may_carry_out, "Thực hiện", format!("{here}/thuc-hien"))
        .primary(it.may_decide, "Duyệt đề nghị", format!("{here}/duyet"))
        .fact("Trạng thái", state(&it).1)
        .fact("Tài khoản", whom(&it, name))
        .fact("Tên đăng nhập", &wanted.login)
        .fact("Họ và tên", details.full_name)
        .fact("Thư điện tử", details.email)
        .fact("Điện thoại", details.phone)
        .fact("Chức vụ", &wanted.title)
        .fact("Vai trò", role.unwrap_or_default())
        .fact("Đơn vị", unit.map(|it| it.name.clone()).unwrap_or_default())
        .fact("Lý do", &row.reason)
        .fact("Người đề nghị", name(&row.requested_by).unwrap_or_default())
        .fact("Ngày đề nghị", said::moment(row.requested_at))
        .fact("Người duyệt", decided)
        .fact("Ý kiến", row.decision.clone().unwrap_or_default());
    show(&sheet)
}

async fn approve(work: AtWork, Path(id): Path<String>) -> Result<Redirect, Error> {
    work.office
        .decide_request(&work.acting, &id, true, "")
        .await?;
    Ok(Redirect::to(&format!("{}?xong=duyet", page(&id))))
}

async fn ask_refusal(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    refusal(&work, &found(&work, &id).await?).filled(&Sent::default())
}

async fn refuse(
    work: AtWork,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let reason = sent.text("ly-do");
    match work
        .office
        .decide_request(&work.acting, &id, false, &reason)
        .await
    {
        Ok(()) => Ok(Redirect::to(&format!("{}?xong=tu-choi", page(&id))).into_response()),
        Err(error) => {
            let faults = shared::faults(error)?;
            refusal(&work, &found(&work, &id).await?).refused(&sent, faults)
        }
    }
}

fn refusal(work: &AtWork, it: &Requested) -> FormPage {
    let here = page(&it.row.id);
    FormPage::new(
        shared::frame(work, "Từ chối đề nghị"),
        format!("{here}/tu-choi"),
        here,
    )
    .note(format!(
        "{}. Người đề nghị sẽ thấy lý do.",
        kind(it.wanted.kind)
    ))
    .field(Field::area("ly-do", "Lý do").owed())
    .button("Từ chối đề nghị")
}

async fn ask_carry_out(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    let it = found(&work, &id).await?;
    if !it.may_carry_out {
        return Err(office::Error::Stale.into());
    }
    let names = names(&work).await?;
    let effects: &[&str] = match it.wanted.kind {
        RequestKind::New => &[
            "Tài khoản và vị trí công tác đầu tiên được tạo.",
            "Mật khẩu dùng một lần hiện ra một lần, để trao tận tay.",
        ],
        RequestKind::Reset => &[
            "Mật khẩu hiện tại hết tác dụng, xác thực hai lớp bị tắt, mọi phiên kết thúc.",
            "Mật khẩu dùng một lần hiện ra một lần, để trao tận tay.",
        ],
        RequestKind::Change => &["Thông tin của tài khoản được thay bằng thông tin trong đề nghị."],
        RequestKind::Remove => &[
            "Không ai đăng nhập được bằng tài khoản này nữa; không mở lại được.",
            "Những gì người này đã làm vẫn giữ nguyên trong văn bản và nhật ký.",
        ],
    };
    show(&Confirm {
        frame: shared::frame(&work, kind(it.wanted.kind)),
        subject: whom(&it, |id| names.get(id).cloned()),
        effects: effects.iter().map(|it| (*it).to_owned()).collect(),
        action: format!("{}/thuc-hien", page(&id)),
        version: 0,
        button: kind(it.wanted.kind),
        back: page(&id),
    })
}

async fn carry_out(work: AtWork, Path(id): Path<String>) -> Result<Response, Error> {
    Ok(
        match work.office.carry_out_request(&work.acting, &id).await? {
            Some(added) => {
                let next = LinkView::new("Về danh sách đề nghị", PATH);
                (StatusCode::OK, show(&password(&work, &added, next))?).into_response()
            }
            None => Redirect::to(&format!("{}?xong=thuc-hien", page(&id))).into_response(),
        },
    )
}
