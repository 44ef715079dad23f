//! Appointing somebody, and ending an appointment.

use access::Action;
use axum::Router;
use axum::extract::{Form, Path};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use office::people::{NewAppointment, Person};

use super::accounts::page;
use super::form_page::{Field, FormPage, Sent};
use super::pages::Confirm;
use super::shared::{self, Days};
use super::tree;
use crate::error::Error;
use crate::form::Faults;
use crate::office::{AtWork, said};
use crate::state::State;
use crate::views::show;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/quan-tri/tai-khoan/{id}/vi-tri", get(new).post(appoint))
        .route(
            "/quan-tri/tai-khoan/{id}/vi-tri/{appointment}/ket-thuc",
            get(ask_end).post(end),
        )
}

async fn new(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    shared::may(&work, Action::ManageAppointments)?;
    let person = work.office.account(&work.acting, &id).await?;
    form(&work, &person).await?.filled(&Sent::default())
}

async fn appoint(
    work: AtWork,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    shared::may(&work, Action::ManageAppointments)?;
    let person = work.office.account(&work.acting, &id).await?;
    let mut faults = Faults::default();
    let (from, until) = (sent.text("tu-ngay"), sent.text("den-ngay"));
    let days = Days::entered(&from, &until, work.office.now(), &mut faults);
    let role = sent.raw("vai-tro").parse();
    let Ok(role) = role else {
        faults.add("vai-tro", "Chọn vai trò.");
        return form(&work, &person).await?.refused(&sent, faults);
    };
    if faults.is_empty() {
        let new = NewAppointment {
            account: id.clone(),
            unit: sent.some("don-vi"),
            title: sent.text("chuc-vu"),
            role,
            from: days.from,
            until: days.until,
        };
        match work.office.appoint(&work.acting, &new).await {
            Ok(_) => return Ok(done(&id, "giao").into_response()),
            Err(error) => faults = account_at_title(shared::faults(error)?),
        }
    }
    form(&work, &person).await?.refused(&sent, faults)
}

/// The account has no field here: what is wrong with it is said at the first.
fn account_at_title(mut faults: Faults) -> Faults {
    for fault in faults.0.iter_mut().filter(|it| it.field == "tai-khoan") {
        "chuc-vu".clone_into(&mut fault.field);
    }
    faults
}

async fn form(work: &AtWork, person: &Person) -> Result<FormPage, Error> {
    let units = work.office.units(&work.acting).await?;
    let here = page(&person.account);
    Ok(FormPage::new(
        shared::frame(work, "Giao vị trí công tác"),
        format!("{here}/vi-tri"),
        here,
    )
    .note(format!(
        "Người được giao: {} ({}).",
        person.full_name, person.login
    ))
    .fields(post_fields(tree::choices(&units)))
    .field(Field::day("tu-ngay", "Từ ngày").hint("Để trống: từ bây giờ."))
    .field(Field::day("den-ngay", "Đến hết ngày").hint("Để trống: chưa định ngày kết thúc."))
    .button("Giao vị trí công tác"))
}

/// Title, role and unit.
pub(super) fn post_fields(units: Vec<(String, String)>) -> [Field; 3] {
    [
        Field::line("chuc-vu", "Chức vụ")
            .owed()
            .hint("Như ghi dưới chữ ký. Ví dụ: Chánh Văn phòng"),
        Field::choice(
            "vai-tro",
            "Vai trò trong hệ thống",
            "Chọn vai trò",
            shared::roles(),
        )
        .owed()
        .hint(
            "Vai trò quyết định người này được làm gì. Quản trị không xem được nội dung văn bản.",
        ),
        Field::choice("don-vi", "Đơn vị", "Không thuộc đơn vị", units)
            .hint("Trưởng đơn vị và người soạn thảo phải thuộc một đơn vị."),
    ]
}

async fn ask_end(
    work: AtWork,
    Path((id, appointment)): Path<(String, String)>,
) -> Result<Html<String>, Error> {
    shared::may(&work, Action::ManageAppointments)?;
    let person = work.office.account(&work.acting, &id).await?;
    let post = person.posts.iter().find(|it| it.id == appointment);
    let post = post.ok_or(Error::NotFound)?;
    show(&Confirm {
        frame: shared::frame(&work, "Kết thúc vị trí công tác"),
        subject: format!("{} ({})", shared::post_label(post), said::role(&post.role)),
        effects: vec![
            "Người này thôi làm việc ở vị trí này ngay; các ủy quyền từ vị trí này hết hiệu lực."
                .to_owned(),
            "Không mở lại được; cần thì giao vị trí mới.".to_owned(),
            "Thay đổi này chờ lãnh đạo xác nhận.".to_owned(),
        ],
        action: format!("{}/vi-tri/{appointment}/ket-thuc", page(&id)),
        version: post.version,
        button: "Kết thúc vị trí công tác",
        back: page(&id),
    })
}

async fn end(
    work: AtWork,
    Path((id, appointment)): Path<(String, String)>,
) -> Result<Redirect, Error> {
    work.office
        .end_appointment(&work.acting, &appointment)
        .await?;
    Ok(done(&id, "ket-thuc"))
}

fn done(id: &str, what: &str) -> Redirect {
    Redirect::to(&format!("{}?xong={what}", page(id)))
}
