//! Khóa kết nối của mình: the keys with which programs act in one's name, confirmed, refused or ended.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Form, Path, Query};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use office::people::{ApiToken, Visit};

use super::form_page::{Field, FormPage, Sent};
use super::pages::Confirm;
use super::shared::{self, Done};
use super::sheet::{Cell, Sheet, Table};
use super::tokens::scope;
use crate::error::Error;
use crate::frame::Frame;
use crate::office::{AtWork, said};
use crate::session::Token;
use crate::state::State;
use crate::views::show;
use crate::words::StepTone;

pub(in crate::office) const PATH: &str = "/tai-khoan/khoa-api";

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/tai-khoan/khoa-api", get(list))
        .route(
            "/tai-khoan/khoa-api/{id}/xac-nhan",
            get(ask_confirm).post(confirm),
        )
        .route("/tai-khoan/khoa-api/{id}/ket-thuc", get(ask_end).post(end))
}

async fn list(work: AtWork, token: Token, Query(done): Query<Done>) -> Result<Html<String>, Error> {
    let visit = shared::visit(&work, &token).await?;
    let keys = work.office.own_tokens(&visit).await?;
    let names = shared::names(&work).await?;
    let columns = &[
        "Tên khóa",
        "Làm việc ở",
        "Phạm vi",
        "Thời hạn",
        "Dùng lần cuối",
        "",
    ];
    let none = "Không phần mềm nào có khóa để làm việc thay bạn.";
    let mut table = Table::new(columns, none);
    for it in &keys {
        table.row(row(it, &visit, &names));
    }
    let sheet = Sheet::new(Frame::new("Khóa kết nối", None, &work.person))
        .back("/tai-khoan")
        .saved(done.said())
        .note("Phần mềm dùng khóa để làm việc thay bạn, với đúng quyền của vị trí công tác. Khóa do người quản trị tạo chỉ dùng được sau khi bạn xác nhận; không rõ khóa để làm gì thì từ chối.")
        .table(table);
    show(&sheet)
}

fn row(it: &ApiToken, visit: &Visit, names: &HashMap<String, String>) -> Vec<Cell> {
    let waits = it.confirmed_at.is_none();
    let name = Cell::text(&it.name).small(made(it, names));
    let used = it
        .used_at
        .map_or_else(|| "Chưa dùng".to_owned(), said::moment);
    let end = match waits {
        true => "Từ chối",
        false => "Kết thúc",
    };
    vec![
        match waits {
            true => name.marked(StepTone::Open, "chờ bạn xác nhận"),
            false => name,
        },
        Cell::text(post(it, visit)),
        Cell::text(scope(&it.scope)),
        Cell::text(format!("đến {}", said::moment(it.expires_at))),
        Cell::text(used),
        Cell::default()
            .act(
                waits,
                "Xác nhận",
                &it.name,
                format!("{PATH}/{}/xac-nhan", it.id),
            )
            .act(true, end, &it.name, format!("{PATH}/{}/ket-thuc", it.id)),
    ]
}

/// Who made it, and when.
fn made(it: &ApiToken, names: &HashMap<String, String>) -> String {
    let at = said::moment(it.created_at);
    match it.made_by.as_ref().and_then(|it| names.get(it)) {
        Some(name) => format!("{name} tạo {at}"),
        None => format!("tạo {at}"),
    }
}

/// In which appointment it acts.
fn post(it: &ApiToken, visit: &Visit) -> String {
    let found = visit.posts.iter().find(|post| post.id == it.appointment_id);
    let Some(post) = found else {
        return String::new();
    };
    let unit = post.unit_name.as_deref().unwrap_or_default();
    let parts = [post.title.as_str(), unit, &post.agency_name];
    let parts: Vec<_> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    parts.join(", ")
}

async fn ask_confirm(
    work: AtWork,
    token: Token,
    Path(id): Path<String>,
) -> Result<Html<String>, Error> {
    let visit = shared::visit(&work, &token).await?;
    let page = confirm_form(&work, &visit, &id).await?;
    page.filled(&Sent::default())
}

async fn confirm_form(work: &AtWork, visit: &Visit, id: &str) -> Result<FormPage, Error> {
    let it = work.office.own_token(visit, id).await?;
    if it.confirmed_at.is_some() {
        return Err(Error::NotFound);
    }
    let names = shared::names(work).await?;
    Ok(FormPage::new(
        Frame::new("Xác nhận khóa kết nối", None, &work.person),
        format!("{PATH}/{id}/xac-nhan"),
        PATH,
    )
    .note(format!("{}, {}.", it.name, made(&it, &names)))
    .note(format!(
        "Phần mềm có khóa này sẽ làm việc thay bạn ở vị trí {}; phạm vi: {}; đến {}. Việc nó làm mang tên bạn.",
        post(&it, visit),
        scope(&it.scope).to_lowercase(),
        said::moment(it.expires_at),
    ))
    .note("Chỉ xác nhận khi bạn biết phần mềm nào dùng khóa và để làm gì.")
    .field(Field::password("mat-khau", "Mật khẩu hiện tại", "current-password").owed())
    .button("Xác nhận khóa"))
}

async fn confirm(
    work: AtWork,
    token: Token,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let visit = shared::visit(&work, &token).await?;
    match work
        .office
        .confirm_own_token(&visit, &id, sent.raw("mat-khau"))
        .await
    {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}?xong=khoa")).into_response()),
        Err(error) => {
            let faults = shared::faults(error)?;
            let page = confirm_form(&work, &visit, &id).await?;
            page.refused(&sent, faults)
        }
    }
}

async fn ask_end(
    work: AtWork,
    token: Token,
    Path(id): Path<String>,
) -> Result<Html<String>, Error> {
    let visit = shared::visit(&work, &token).await?;
    let it = work.office.own_token(&visit, &id).await?;
    let (title, effect, button) = match it.confirmed_at {
        Some(_) => (
            "Kết thúc khóa kết nối",
            "Phần mềm dùng khóa này thôi kết nối được ngay; không mở lại được.",
            "Kết thúc khóa",
        ),
        None => (
            "Từ chối khóa kết nối",
            "Khóa không dùng được nữa; người tạo khóa được báo.",
            "Từ chối khóa",
        ),
    };
    show(&Confirm {
        frame: Frame::new(title, None, &work.person),
        subject: it.name,
        effects: vec![effect.to_owned()],
        action: format!("{PATH}/{id}/ket-thuc"),
        version: 0,
        button,
        back: PATH.to_owned(),
    })
}

async fn end(work: AtWork, token: Token, Path(id): Path<String>) -> Result<Redirect, Error> {
    let visit = shared::visit(&work, &token).await?;
    let it = work.office.own_token(&visit, &id).await?;
    work.office.end_own_token(&visit, &id).await?;
    let done = match it.confirmed_at {
        Some(_) => "ket-thuc",
        None => "tu-choi-khoa",
    };
    Ok(Redirect::to(&format!("{PATH}?xong={done}")))
}
