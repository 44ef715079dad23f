//! Units and people from a workbook: everything or nothing, with what is wrong row by row.

use access::Action;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, State as Shared};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use office::people::{Import, RowFault};

use super::form_page::{Field, FormPage, Sent};
use super::pages::Once;
use super::sample;
use super::shared;
use super::sheet::{Cell, Sheet, Table};
use crate::error::Error;
use crate::office::{AtWork, outgoing, said};
use crate::state::State;
use crate::upload;
use crate::views::empty::LinkView;
use crate::views::show;

const PATH: &str = "/quan-tri/nhap-nguoi-dung";

const MOST_BYTES: u64 = 5 * 1024 * 1024;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/quan-tri/nhap-nguoi-dung", get(page).post(import))
        .layer(DefaultBodyLimit::disable())
        .route("/quan-tri/nhap-nguoi-dung/mau.xlsx", get(download))
}

async fn page(work: AtWork) -> Result<Html<String>, Error> {
    form(&work)?.filled(&Sent::default())
}

fn form(work: &AtWork) -> Result<FormPage, Error> {
    shared::may(work, Action::ManageUnits)?;
    Ok(FormPage::new(shared::frame(work, "Nhập đơn vị và người dùng"), PATH, shared::PATH)
        .note("Tệp có hai trang: “Đơn vị” và “Người dùng”. Có lỗi ở bất kỳ dòng nào thì không dòng nào được nhập.")
        .link("Tải tệp mẫu (.xlsx)", format!("{PATH}/mau.xlsx"))
        .field(
            Field::file("tep", "Tệp bảng tính", ".xlsx")
                .owed()
                .hint("Nhiều nhất 5 MB và 2000 dòng mỗi trang. Mật khẩu dùng một lần của từng người hiện ra sau khi nhập."),
        )
        .button("Nhập"))
}

async fn import(
    work: AtWork,
    Shared(state): Shared<State>,
    sent: Multipart,
) -> Result<Response, Error> {
    let form = form(&work)?;
    let received = upload::receive(sent, state.config()).await?;
    let bytes = match shared::file(&received, MOST_BYTES).await? {
        Ok(bytes) => bytes,
        Err(faults) => return form.refused(&Sent::default(), faults),
    };
    match work.office.import_people(&work.acting, bytes).await {
        Ok(import) if import.faults.is_empty() => Ok(show(&done(&work, import))?.into_response()),
        Ok(import) => {
            let page = show(&wrong(&work, &import.faults))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => form.refused(&Sent::default(), shared::faults(error)?),
    }
}

fn done(work: &AtWork, import: Import) -> Once {
    let (units, people) = (import.units, import.people.len());
    Once {
        frame: shared::frame(
            work,
            format!("Đã nhập {units} đơn vị và {people} người dùng"),
        ),
        note: "Các mật khẩu này chỉ hiện một lần và không được lưu ở đâu. Chép lại và trao tận tay từng người; mỗi người phải đổi ngay khi đăng nhập.",
        columns: vec!["Tên đăng nhập", "Mật khẩu"],
        rows: import
            .people
            .into_iter()
            .map(|it| vec![it.login, it.password])
            .collect(),
        next: vec![
            LinkView::new("Về đơn vị", "/quan-tri/don-vi"),
            LinkView::new("Về tài khoản", "/quan-tri/tai-khoan"),
        ],
    }
}

fn wrong(work: &AtWork, faults: &[RowFault]) -> Sheet {
    let mut table = Table::new(&["Trang, dòng", "Cột", "Lỗi"], "");
    for it in faults {
        table.row(vec![
            Cell::text(format!("{}, dòng {}", it.sheet, it.row)),
            Cell::text(column(&it.fault.field)),
            Cell::text(said::sentence(&it.fault.code, &it.fault.values)),
        ]);
    }
    Sheet::new(shared::frame(
        work,
        format!("Chưa nhập: tệp có {} lỗi", faults.len()),
    ))
    .back(PATH)
    .note("Chưa có đơn vị hay người dùng nào được thêm. Sửa các dòng sau trong tệp rồi nhập lại.")
    .act(true, "Chọn tệp khác", PATH)
    .table(table)
}

/// The heading of a column whose fault names the field of the account.
fn column(field: &str) -> &str {
    match field {
        "login" => "Tên đăng nhập",
        "full_name" => "Họ và tên",
        "email" => "Thư điện tử",
        "phone" => "Điện thoại",
        other => other,
    }
}

async fn download(work: AtWork) -> Result<Response, Error> {
    shared::may(&work, Action::ManageUnits)?;
    Ok(outgoing::answer(
        sample::workbook()?,
        XLSX,
        "don-vi-nguoi-dung.xlsx",
        true,
    ))
}
