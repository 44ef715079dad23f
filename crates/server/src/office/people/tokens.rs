//! Khóa kết nối: keys of the programming interface, made (shown once) and ended.

use access::{Action, KeyScope};
use axum::Router;
use axum::extract::{Form, Path, Query};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use office::people::{MadeToken, NewToken};

use super::form_page::{Field, FormPage, Sent};
use super::pages::{Confirm, Once};
use super::shared::{self, Done, post_label};
use super::sheet::{Cell, Sheet, Table};
use crate::error::Error;
use crate::form::Faults;
use crate::office::{AtWork, said};
use crate::state::State;
use crate::views::empty::LinkView;
use crate::views::show;
use crate::words::StepTone;

pub(in crate::office) const PATH: &str = "/quan-tri/khoa-api";

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/quan-tri/khoa-api", get(list))
        .route("/quan-tri/khoa-api/moi", get(new).post(make))
        .route("/quan-tri/khoa-api/{id}/ket-thuc", get(ask_end).post(end))
}

async fn list(work: AtWork, Query(done): Query<Done>) -> Result<Html<String>, Error> {
    let tokens = work.office.tokens(&work.acting).await?;
    let names = shared::names(&work).await?;
    let mut table = Table::new(
        &[
            "Tên khóa",
            "Làm việc thay",
            "Phạm vi",
            "Thời hạn",
            "Dùng lần cuối",
            "",
        ],
        "Chưa có khóa nào.",
    );
    for it in tokens {
        let used = it
            .used_at
            .map_or_else(|| "Chưa dùng".to_owned(), said::moment);
        table.row(vec![
            match it.confirmed_at {
                Some(_) => Cell::text(&it.name),
                None => Cell::text(&it.name).marked(StepTone::Open, "chờ chủ khóa xác nhận"),
            },
            Cell::text(names.get(&it.account_id).cloned().unwrap_or_default()),
            Cell::text(scope(&it.scope)),
            Cell::text(format!("đến {}", said::moment(it.expires_at)))
                .small(format!("tạo {}", said::moment(it.created_at))),
            Cell::text(used),
            Cell::default().act(
                true,
                "Kết thúc",
                &it.name,
                format!("{PATH}/{}/ket-thuc", it.id),
            ),
        ]);
    }
    let sheet = Sheet::new(shared::frame(&work, "Khóa kết nối"))
        .back(shared::PATH)
        .saved(done.said())
        .note("Phần mềm khác dùng khóa để làm việc thay một người ở một vị trí công tác, với đúng quyền của vị trí đó. Khóa tạo cho người khác chưa dùng được cho tới khi chính người đó xác nhận.")
        .act(true, "Tạo khóa", format!("{PATH}/moi"))
        .table(table);
    show(&sheet)
}

async fn new(work: AtWork) -> Result<Html<String>, Error> {
    form(&work).await?.filled(
        &Sent::default()
            .with("so-ngay", "90")
            .with("pham-vi", KeyScope::Read.code()),
    )
}

async fn make(work: AtWork, Form(sent): Form<Sent>) -> Result<Response, Error> {
    shared::may(&work, Action::ManageApiTokens)?;
    let name = sent.text("ten");
    let faults = if sent.text("vi-tri").is_empty() {
        Faults::one("vi-tri", "Chọn vị trí công tác.")
    } else {
        let new = NewToken {
            name: name.clone(),
            appointment: sent.text("vi-tri"),
            days: sent.raw("so-ngay").parse().unwrap_or_default(),
            // Whoever does not say so does not mean to write.
            scope: sent.raw("pham-vi").parse().unwrap_or(KeyScope::Read),
        };
        match work.office.make_token(&work.acting, &new).await {
            Ok(made) => return Ok(show(&once(&work, name, made))?.into_response()),
            Err(error) => shared::faults(error)?,
        }
    };
    form(&work).await?.refused(&sent, faults)
}

fn once(work: &AtWork, name: String, made: MadeToken) -> Once {
    Once {
        frame: shared::frame(work, "Khóa vừa tạo"),
        note: match made.waits {
            true => {
                "Khóa này chỉ hiện một lần và không được lưu ở đâu. Chép ngay vào phần mềm dùng nó. Khóa chưa dùng được cho tới khi người được làm thay xác nhận ở Tài khoản, Khóa kết nối; sau đó ai có khóa đều làm việc được thay người đó. Lãnh đạo cũng được báo."
            }
            false => {
                "Khóa này chỉ hiện một lần và không được lưu ở đâu. Chép ngay vào phần mềm dùng nó; ai có khóa đều làm việc được thay bạn. Lãnh đạo được báo."
            }
        },
        columns: vec!["Tên khóa", "Khóa"],
        rows: vec![vec![name, made.token]],
        next: vec![LinkView::new("Về danh sách khóa", PATH)],
    }
}

async fn form(work: &AtWork) -> Result<FormPage, Error> {
    shared::may(work, Action::ManageApiTokens)?;
    let posts = work.office.directory(&work.acting).await?;
    let posts: Vec<_> = posts
        .iter()
        .map(|it| (it.id.clone(), post_label(it)))
        .collect();
    Ok(FormPage::new(
        shared::frame(work, "Tạo khóa kết nối"),
        format!("{PATH}/moi"),
        PATH,
    )
    .field(
        Field::line("ten", "Tên khóa")
            .owed()
            .hint("Tên phần mềm sẽ dùng khóa này."),
    )
    .field(Field::choice("vi-tri", "Làm việc thay", "Chọn vị trí công tác", posts).owed())
    .field(
        Field::choice(
            "pham-vi",
            "Phạm vi",
            "Chọn phạm vi",
            KeyScope::ALL.iter().map(|it| (it.code().to_owned(), scope(it.code()).to_owned())),
        )
        .hint("Đọc: xem, tra cứu, tải tệp. Đọc và ghi: thêm soạn thảo, trình, trả lại, cho ý kiến, tiếp nhận hoặc từ chối văn bản đến, đánh dấu văn bản bị thu hồi và xác nhận đã hủy. Không khóa nào ký, duyệt, cấp số hay phát hành được."),
    )
    .field(
        Field::number("so-ngay", "Số ngày có hiệu lực")
            .owed()
            .hint("Từ 1 đến 366."),
    )
    .button("Tạo khóa"))
}

/// A scope in words.
pub(super) fn scope(code: &str) -> &'static str {
    match code.parse() {
        Ok(KeyScope::ReadWrite) => "Đọc và ghi",
        _ => "Chỉ đọc",
    }
}

async fn ask_end(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    let tokens = work.office.tokens(&work.acting).await?;
    let it = tokens
        .into_iter()
        .find(|it| it.id == id)
        .ok_or(Error::NotFound)?;
    show(&Confirm {
        frame: shared::frame(&work, "Kết thúc khóa kết nối"),
        subject: it.name,
        effects: vec![
            "Phần mềm dùng khóa này thôi kết nối được ngay; không mở lại được.".to_owned(),
        ],
        action: format!("{PATH}/{id}/ket-thuc"),
        version: 0,
        button: "Kết thúc khóa",
        back: PATH.to_owned(),
    })
}

async fn end(work: AtWork, Path(id): Path<String>) -> Result<Redirect, Error> {
    work.office.end_token(&work.acting, &id).await?;
    Ok(Redirect::to(&format!("{PATH}?xong=ket-thuc")))
}
