//! Thiết bị ký của cơ quan (C3): who keeps it, who permitted it, the minutes of each hand-over.

use access::{Action, PaperBasis};
use axum::Router;
use axum::extract::{Form, Path, Query};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use office::people::{HandOver, Permission};

use super::form_page::{Field, FormPage, Sent};
use super::shared::{self, Done, can};
use super::sheet::{Cell, Sheet, Table};
use crate::error::Error;
use crate::form::Faults;
use crate::office::{AtWork, said};
use crate::state::State;
use crate::views::show;
use crate::words::StepTone;

const PATH: &str = "/quan-tri/thiet-bi-co-quan";

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/quan-tri/thiet-bi-co-quan", get(page))
        .route(
            "/quan-tri/thiet-bi-co-quan/cho-phep",
            get(ask_permit).post(permit),
        )
        .route(
            "/quan-tri/thiet-bi-co-quan/ban-giao/{id}",
            get(ask_hand_over).post(hand_over),
        )
}

async fn page(work: AtWork, Query(done): Query<Done>) -> Result<Html<String>, Error> {
    shared::may(&work, Action::HandOverToken)?;
    let permissions = work.office.token_permissions(&work.acting).await?;
    let keepers = work.office.token_keepers(&work.acting).await?;
    let mut waiting = Table::new(
        &["Người được nhận", "Văn bản cho phép", ""],
        "Không có sự cho phép nào chưa dùng.",
    )
    .title("Đã cho phép, chờ bàn giao");
    for it in &permissions {
        waiting.row(vec![
            Cell::text(&it.keeper_name),
            Cell::text(paper(&it.basis_number, &it.basis_date)),
            Cell::default().act(
                true,
                "Bàn giao",
                &it.keeper_name,
                format!("{PATH}/ban-giao/{}", it.id),
            ),
        ]);
    }
    let mut kept = Table::new(
        &["Người giữ", "Thời gian", "Văn bản cho phép", "Biên bản"],
        "Chưa ai giữ thiết bị. Người đứng đầu cho phép một văn thư giữ, rồi bàn giao.",
    )
    .title("Người giữ thiết bị");
    for it in keepers {
        let holder = Cell::text(&it.keeper_name);
        kept.row(vec![
            match it.valid_until {
                None => holder.marked(StepTone::Done, "Đang giữ"),
                Some(_) => holder,
            },
            Cell::text(shared::period(it.valid_from, it.valid_until)),
            Cell::text(paper(&it.basis_number, &it.basis_date)),
            Cell::text(it.minutes),
        ]);
    }
    let sheet = Sheet::new(shared::frame(&work, "Thiết bị ký của cơ quan"))
        .back(shared::PATH)
        .saved(done.said())
        .note("Thiết bị lưu khóa bí mật của cơ quan do một văn thư giữ và tự tay dùng để đóng dấu. Chỉ giao cho người khác khi người đứng đầu cho phép bằng văn bản, có biên bản (Nghị định 30/2020/NĐ-CP, Điều 32).")
        .act(
            can(&work.acting, Action::PermitTokenHandOver),
            "Cho phép bàn giao",
            format!("{PATH}/cho-phep"),
        )
        .table(waiting)
        .table(kept);
    show(&sheet)
}

fn paper(number: &str, date: &str) -> String {
    format!("{number} ngày {}", said::day(date))
}

async fn ask_permit(work: AtWork) -> Result<Html<String>, Error> {
    shared::may(&work, Action::PermitTokenHandOver)?;
    permit_form(&work).await?.filled(&Sent::default())
}

async fn permit(work: AtWork, Form(sent): Form<Sent>) -> Result<Response, Error> {
    shared::may(&work, Action::PermitTokenHandOver)?;
    let mut faults = Faults::default();
    let date = shared::day(&sent.text("ngay-giay"));
    if sent.text("nguoi-giu").is_empty() {
        faults.add("nguoi-giu", "Chọn văn thư được nhận thiết bị.");
    }
    if sent.text("so-giay").is_empty() {
        faults.add("so-giay", "Nhập số, ký hiệu của văn bản cho phép.");
    }
    if date.is_none() {
        faults.add("ngay-giay", "Nhập ngày của văn bản cho phép.");
    }
    if let (Some(date), true) = (date, faults.is_empty()) {
        let paper = PaperBasis {
            number: sent.text("so-giay"),
            date,
        };
        let keeper = sent.text("nguoi-giu");
        match work
            .office
            .permit_token_hand_over(&work.acting, &keeper, &paper)
            .await
        {
            Ok(_) => return Ok(Redirect::to(&format!("{PATH}?xong=cho-phep")).into_response()),
            Err(error) => faults = shared::faults(error)?,
        }
    }
    permit_form(&work).await?.refused(&sent, faults)
}

async fn permit_form(work: &AtWork) -> Result<FormPage, Error> {
    let posts = work.office.directory(&work.acting).await?;
    let clerks = posts.into_iter().filter(|it| it.role == "clerk");
    let clerks: Vec<_> = clerks
        .map(|it| (it.account_id.clone(), shared::post_label(&it)))
        .collect();
    let frame = shared::frame(work, "Cho phép bàn giao thiết bị");
    Ok(FormPage::new(frame, format!("{PATH}/cho-phep"), PATH)
        .field(Field::choice("nguoi-giu", "Văn thư được nhận", "Chọn văn thư", clerks).owed())
        .field(
            Field::line("so-giay", "Số, ký hiệu văn bản cho phép")
                .owed()
                .hint("Ví dụ: 15/QĐ-UBND"),
        )
        .field(Field::day("ngay-giay", "Ngày của văn bản cho phép").owed())
        .button("Cho phép bàn giao"))
}

async fn ask_hand_over(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    let permission = permission(&work, &id).await?;
    hand_over_form(&work, &permission).filled(&Sent::default())
}

async fn hand_over(
    work: AtWork,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let permission = permission(&work, &id).await?;
    let it = HandOver {
        permission: id,
        minutes: sent.text("bien-ban"),
    };
    match work.office.hand_over_token(&work.acting, &it).await {
        // Whoever was the keeper may have nothing to do here any more.
        Ok(_) if !can(&work.acting, Action::PermitTokenHandOver) => {
            Ok(Redirect::to("/chung-thu").into_response())
        }
        Ok(_) => Ok(Redirect::to(&format!("{PATH}?xong=ban-giao")).into_response()),
        Err(error) => hand_over_form(&work, &permission).refused(&sent, shared::faults(error)?),
    }
}

async fn permission(work: &AtWork, id: &str) -> Result<Permission, Error> {
    shared::may(work, Action::HandOverToken)?;
    let permissions = work.office.token_permissions(&work.acting).await?;
    let mut found = permissions.into_iter().filter(|it| it.id == id);
    found.next().ok_or(Error::NotFound)
}

fn hand_over_form(work: &AtWork, permission: &Permission) -> FormPage {
    let frame = shared::frame(work, "Bàn giao thiết bị");
    FormPage::new(frame, format!("{PATH}/ban-giao/{}", permission.id), PATH)
        .note(format!(
            "Người nhận: {}. Theo {}. Từ lúc bàn giao, chỉ người nhận đóng dấu được; người đang giữ thôi giữ. Không lấy lại được, muốn đổi thì bàn giao lần nữa.",
            permission.keeper_name,
            paper(&permission.basis_number, &permission.basis_date)
        ))
        .field(
            Field::area("bien-ban", "Biên bản bàn giao")
                .owed()
                .hint("Bàn giao những gì, tình trạng thiết bị, ai chứng kiến."),
        )
        .button("Bàn giao thiết bị")
}
