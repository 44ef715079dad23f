//! Thông tin cơ quan: what the agency is called, as it stands on paper.

use access::Action;
use axum::Router;
use axum::extract::{Form, Query};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use office::people::{Agency, NewAgency};

use super::form_page::{Field, FormPage, Sent};
use super::shared::{self, Done};
use crate::error::Error;
use crate::office::AtWork;
use crate::state::State;

const PATH: &str = "/quan-tri/co-quan";

pub(super) fn routes() -> Router<State> {
    Router::new().route("/quan-tri/co-quan", get(page).post(save))
}

async fn page(work: AtWork, Query(done): Query<Done>) -> Result<Html<String>, Error> {
    shared::may(&work, Action::ManageAgency)?;
    let agency = work.office.own_agency(&work.acting).await?;
    let sent = Sent::default()
        .with("ten", &agency.name)
        .with("ten-viet-tat", &agency.short_name)
        .with("co-quan-chu-quan", &agency.superior_name)
        .with("dia-danh", &agency.place)
        .with("thu-dien-tu", &agency.email)
        .with("phien-ban", agency.version.to_string());
    form(&work, &agency, done.said()).filled(&sent)
}

async fn save(work: AtWork, Form(sent): Form<Sent>) -> Result<Response, Error> {
    let agency = work.office.own_agency(&work.acting).await?;
    let new = NewAgency {
        parent: agency.parent_id.clone(),
        ..entered(&sent, &agency.code)
    };
    match work
        .office
        .change_agency(&work.acting, &new, sent.version())
        .await
    {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}?xong=luu")).into_response()),
        Err(error) => form(&work, &agency, None).refused(&sent, shared::faults(error)?),
    }
}

fn form(work: &AtWork, agency: &Agency, saved: Option<&'static str>) -> FormPage {
    FormPage::new(shared::frame(work, "Thông tin cơ quan"), PATH, shared::PATH)
        .saved(saved)
        .note(format!(
            "Mã định danh theo Quyết định 20/2020/QĐ-TTg: {}. Mã này không đổi được.",
            agency.code
        ))
        .field(Field::hidden("phien-ban"))
        .fields(fields())
}

/// What was entered about an agency.
pub(in crate::office) fn entered(sent: &Sent, code: &str) -> NewAgency {
    NewAgency {
        code: code.to_owned(),
        name: sent.text("ten"),
        short_name: sent.text("ten-viet-tat"),
        superior_name: sent.text("co-quan-chu-quan"),
        place: sent.text("dia-danh"),
        email: sent.text("thu-dien-tu"),
        parent: None,
    }
}

/// What an agency is called.
pub(in crate::office) fn fields() -> [Field; 5] {
    [
        Field::line("ten", "Tên cơ quan").owed(),
        Field::line("ten-viet-tat", "Tên viết tắt")
            .owed()
            .hint("Như trong ký hiệu văn bản, ví dụ: UBND"),
        Field::line("co-quan-chu-quan", "Cơ quan chủ quản trực tiếp")
            .hint("Dòng ghi phía trên tên cơ quan, nếu có."),
        Field::line("dia-danh", "Địa danh")
            .owed()
            .hint("Ghi trước ngày tháng của văn bản."),
        Field::mail("thu-dien-tu", "Thư điện tử của cơ quan"),
    ]
}
