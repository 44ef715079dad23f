//! Tài khoản: the list, and a new account.

use access::Action;
use axum::Router;
use axum::extract::{Form, Query};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use office::people::{Details, NewAccount, Person};

use super::form_page::{Field, FormPage, Sent};
use super::pages::Once;
use super::shared::{self, Asked, can};
use super::sheet::{Cell, Sheet, Table};
use crate::error::Error;
use crate::office::{AtWork, said};
use crate::state::State;
use crate::views::empty::LinkView;
use crate::views::show;
use crate::words::{self, StepTone};

/// Where accounts lie.
pub(super) const PATH: &str = "/quan-tri/tai-khoan";

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/quan-tri/tai-khoan", get(list))
        .route("/quan-tri/tai-khoan/moi", get(new).post(add))
}

async fn list(work: AtWork, Query(asked): Query<Asked>) -> Result<Html<String>, Error> {
    let mut people = work.office.accounts(&work.acting).await?;
    people.retain(|it| asked.found_in(&[&it.full_name, &it.login, &it.email]));
    let mut table = Table::new(
        &["Họ và tên", "Vị trí công tác", "Trạng thái"],
        "Không có tài khoản nào như vậy.",
    );
    let now = work.office.now();
    for person in people {
        let mut posts = Cell::default();
        for post in person
            .posts
            .iter()
            .filter(|it| is_there(it.valid_until, now))
        {
            let unit = post.unit_name.as_deref().unwrap_or("không thuộc đơn vị");
            posts = posts.small(format!(
                "{}, {unit} ({})",
                post.title,
                said::role(&post.role)
            ));
        }
        table.row(vec![
            Cell::link(&person.full_name, page(&person.account)).small(&person.login),
            posts,
            state(&person),
        ]);
    }
    let sheet = Sheet::new(shared::frame(&work, "Tài khoản và vị trí công tác"))
        .back(shared::PATH)
        .saved(asked.said())
        .act(
            can(&work.acting, Action::ManageAccounts),
            "Thêm tài khoản",
            format!("{PATH}/moi"),
        )
        .search(PATH, "Tên, tên đăng nhập, thư điện tử", &asked.tim)
        .table(table);
    show(&sheet)
}

/// The page of an account.
pub(super) fn page(account: &str) -> String {
    format!("{PATH}/{account}")
}

/// Whether what ends at `until` is there still, or will be.
pub(super) fn is_there(until: Option<i64>, now: time::UtcDateTime) -> bool {
    until.is_none_or(|until| said::instant(until) > now)
}

/// The state of an account.
pub(super) fn state(person: &Person) -> Cell {
    let cell = match (person.active, person.locked_until) {
        (false, _) => Cell::mark(StepTone::Back, "Đã đóng"),
        (true, Some(until)) => Cell::mark(StepTone::Back, "Tạm khóa").small(format!(
            "đến {}, vì nhập sai nhiều lần",
            words::moment(until)
        )),
        (true, None) => Cell::mark(StepTone::Done, "Đang hoạt động"),
    };
    match person.active && person.must_change_password {
        true => cell.small("chưa tự đặt mật khẩu"),
        false => cell,
    }
}

async fn new(work: AtWork) -> Result<Html<String>, Error> {
    shared::may(&work, Action::ManageAccounts)?;
    form(&work).filled(&Sent::default())
}

async fn add(work: AtWork, Form(sent): Form<Sent>) -> Result<Response, Error> {
    let new = NewAccount {
        login: sent.text("ten-dang-nhap"),
        details: details(&sent),
        password: None,
    };
    let added = match work.office.add_account(&work.acting, &new).await {
        Ok(added) => added,
        Err(error) => return form(&work).refused(&sent, shared::faults(error)?),
    };
    let next = format!("{}/vi-tri", page(&added.account));
    Ok(show(&password(
        &work,
        &added,
        LinkView::new("Giao vị trí công tác", next),
    ))?
    .into_response())
}

fn form(work: &AtWork) -> FormPage {
    FormPage::new(shared::frame(work, "Thêm tài khoản"), format!("{PATH}/moi"), PATH)
        .note("Hệ thống tạo mật khẩu dùng một lần để trao tận tay; người dùng đổi mật khẩu ngay lần đăng nhập đầu tiên. Sau khi thêm, giao vị trí công tác thì tài khoản mới làm việc được.")
        .field(login_field())
        .fields(detail_fields())
        .button("Thêm tài khoản")
}

/// The name to sign in with.
pub(super) fn login_field() -> Field {
    Field::line("ten-dang-nhap", "Tên đăng nhập")
        .owed()
        .hint("Chữ cái không dấu, chữ số, dấu chấm, gạch nối. Ví dụ: hoa.lt")
}

/// What is known of a person.
pub(super) fn detail_fields() -> [Field; 3] {
    [
        Field::line("ho-ten", "Họ và tên").owed(),
        Field::mail("thu-dien-tu", "Thư điện tử"),
        Field::line("dien-thoai", "Điện thoại"),
    ]
}

/// What was entered about a person.
pub(super) fn details(sent: &Sent) -> Details {
    Details {
        full_name: sent.text("ho-ten"),
        email: sent.text("thu-dien-tu"),
        phone: sent.text("dien-thoai"),
    }
}

/// The page of a password that is shown once.
pub(super) fn password(work: &AtWork, added: &office::people::Added, next: LinkView) -> Once {
    Once {
        frame: shared::frame(work, "Mật khẩu dùng một lần"),
        note: "Mật khẩu này chỉ hiện một lần và không được lưu ở đâu. Chép lại và trao tận tay người dùng; người dùng phải đổi ngay khi đăng nhập.",
        columns: vec!["Tên đăng nhập", "Mật khẩu"],
        rows: vec![vec![added.login.clone(), added.password.clone()]],
        next: vec![LinkView::new("Về tài khoản", page(&added.account)), next],
    }
}
