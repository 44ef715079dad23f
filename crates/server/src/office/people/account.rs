//! One account: what is known of its person, and what the administrator does with it.

use access::Action;
use axum::Router;
use axum::extract::{Form, Path, Query};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use office::people::{Person, Post};

use super::accounts::{PATH, detail_fields, details, is_there, page, password, state};
use super::form_page::{Field, FormPage, Sent};
use super::pages::Confirm;
use super::shared::{self, Done, can};
use super::sheet::{Cell, Sheet, Table};
use crate::error::Error;
use crate::office::{AtWork, said};
use crate::state::State;
use crate::views::empty::LinkView;
use crate::views::show;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/quan-tri/tai-khoan/{id}", get(one))
        .route("/quan-tri/tai-khoan/{id}/sua", get(change).post(save))
        .route(
            "/quan-tri/tai-khoan/{id}/cap-lai",
            get(ask_reset).post(reset),
        )
        .route("/quan-tri/tai-khoan/{id}/dong", get(ask_close).post(close))
        .route("/quan-tri/tai-khoan/{id}/phien", post(end_sessions))
}

async fn one(
    work: AtWork,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Html<String>, Error> {
    shared::may(&work, Action::SeeAccount)?;
    let person = work.office.account(&work.acting, &id).await?;
    let here = page(&id);
    let manages = can(&work.acting, Action::ManageAccounts) && person.active;
    let sheet = Sheet::new(shared::frame(&work, &person.full_name))
        .back(PATH)
        .saved(done.said())
        .act(manages, "Sửa thông tin", format!("{here}/sua"))
        .act(manages, "Cấp lại mật khẩu", format!("{here}/cap-lai"))
        .act(manages, "Đóng tài khoản", format!("{here}/dong"))
        .act(
            can(&work.acting, Action::ManageAppointments) && person.active,
            "Giao vị trí công tác",
            format!("{here}/vi-tri"),
        )
        .fact("Tên đăng nhập", &person.login)
        .fact("Thư điện tử", &person.email)
        .fact("Điện thoại", &person.phone);
    let ends_sessions = can(&work.acting, Action::EndSessions) && person.active;
    let mut states = Table::new(&["Trạng thái", "Xác thực hai lớp", ""], "");
    let factor = match person.second_factor {
        true => "Đã bật",
        false => "Chưa bật",
    };
    states.row(vec![
        state(&person),
        Cell::text(factor),
        Cell::default().at_once(
            ends_sessions,
            "Kết thúc mọi phiên đăng nhập",
            &person.full_name,
            format!("{here}/phien"),
        ),
    ]);
    show(&sheet.table(states).table(posts(&work, &person)))
}

fn posts(work: &AtWork, person: &Person) -> Table {
    let mut table = Table::new(
        &["Chức vụ", "Đơn vị", "Vai trò", "Thời gian", ""],
        "Chưa có vị trí công tác nào: người này chưa đăng nhập được.",
    )
    .title("Vị trí công tác");
    let now = work.office.now();
    let manages = can(&work.acting, Action::ManageAppointments);
    for it in &person.posts {
        let ends =
            manages && is_there(it.valid_until, now) && person.account != work.acting.account();
        table.row(vec![
            Cell::text(&it.title),
            Cell::text(unit_of(it)),
            Cell::text(said::role(&it.role)),
            Cell::text(shared::period(it.valid_from, it.valid_until)),
            Cell::default().act(
                ends,
                "Kết thúc",
                &it.title,
                format!("{}/vi-tri/{}/ket-thuc", page(&person.account), it.id),
            ),
        ]);
    }
    table
}

fn unit_of(post: &Post) -> &str {
    post.unit_name.as_deref().unwrap_or("Không thuộc đơn vị")
}

async fn change(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    shared::may(&work, Action::ManageAccounts)?;
    let person = work.office.account(&work.acting, &id).await?;
    let sent = Sent::default()
        .with("ho-ten", person.full_name)
        .with("thu-dien-tu", person.email)
        .with("dien-thoai", person.phone)
        .with("phien-ban", person.version.to_string());
    form(&work, &id).filled(&sent)
}

async fn save(
    work: AtWork,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let (details, version) = (details(&sent), sent.version());
    let changed = work
        .office
        .change_account(&work.acting, &id, &details, version);
    match changed.await {
        Ok(()) => Ok(done(&id, "luu").into_response()),
        Err(error) => form(&work, &id).refused(&sent, shared::faults(error)?),
    }
}

fn form(work: &AtWork, id: &str) -> FormPage {
    FormPage::new(
        shared::frame(work, "Sửa thông tin tài khoản"),
        format!("{}/sua", page(id)),
        page(id),
    )
    .field(Field::hidden("phien-ban"))
    .fields(detail_fields())
}

async fn ask_reset(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    let effects = [
        "Mật khẩu hiện tại hết tác dụng; hệ thống tạo mật khẩu dùng một lần và chỉ hiện một lần.",
        "Xác thực hai lớp bị tắt và mọi phiên đăng nhập của người này kết thúc.",
        "Thay đổi này chờ lãnh đạo xác nhận.",
    ];
    ask(&work, &id, ("Cấp lại mật khẩu", "cap-lai"), &effects).await
}

async fn reset(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    let added = work.office.reset_account(&work.acting, &id).await?;
    show(&password(
        &work,
        &added,
        LinkView::new("Về danh sách", PATH),
    ))
}

async fn ask_close(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    let effects = [
        "Không ai đăng nhập được bằng tài khoản này nữa; không mở lại được.",
        "Mọi phiên đăng nhập đang mở kết thúc ngay.",
        "Những gì người này đã làm vẫn giữ nguyên trong văn bản và nhật ký.",
    ];
    ask(&work, &id, ("Đóng tài khoản", "dong"), &effects).await
}

async fn close(
    work: AtWork,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Redirect, Error> {
    work.office
        .close_account(&work.acting, &id, sent.version())
        .await?;
    Ok(done(&id, "dong"))
}

async fn end_sessions(work: AtWork, Path(id): Path<String>) -> Result<Redirect, Error> {
    work.office.end_sessions(&work.acting, &id).await?;
    Ok(done(&id, "phien"))
}

fn done(id: &str, what: &str) -> Redirect {
    Redirect::to(&format!("{}?xong={what}", page(id)))
}

async fn ask(
    work: &AtWork,
    id: &str,
    (act, way): (&'static str, &str),
    effects: &[&str],
) -> Result<Html<String>, Error> {
    shared::may(work, Action::ManageAccounts)?;
    let person = work.office.account(&work.acting, id).await?;
    show(&Confirm {
        frame: shared::frame(work, act),
        subject: format!("{} ({})", person.full_name, person.login),
        effects: effects.iter().map(|it| (*it).to_owned()).collect(),
        action: format!("{}/{way}", page(id)),
        version: person.version,
        button: act,
        back: page(id),
    })
}
