//! Đơn vị: the tree of units; adding, renaming, moving, ending.

use access::Action;
use axum::Router;
use axum::extract::{Form, Path, Query};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use office::people::{NewUnit, Unit};

use super::form_page::{Field, FormPage, Sent};
use super::pages::Confirm;
use super::shared::{self, Done};
use super::sheet::{Cell, Sheet, Table};
use super::tree;
use crate::error::Error;
use crate::office::{AtWork, said};
use crate::state::State;
use crate::views::show;

const PATH: &str = "/quan-tri/don-vi";

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/quan-tri/don-vi", get(list))
        .route("/quan-tri/don-vi/moi", get(new).post(add))
        .route("/quan-tri/don-vi/{id}", get(change).post(save))
        .route("/quan-tri/don-vi/{id}/ket-thuc", get(ask_end).post(end))
}

async fn list(work: AtWork, Query(done): Query<Done>) -> Result<Html<String>, Error> {
    shared::may(&work, Action::ManageUnits)?;
    let units = work.office.units(&work.acting).await?;
    let posts = work.office.directory(&work.acting).await?;
    let mut table = Table::new(
        &["Tên đơn vị", "Mã", "Số người", ""],
        "Chưa có đơn vị nào. Thêm từng đơn vị, hoặc nhập từ tệp bảng tính.",
    );
    for it in tree::tree(&units) {
        let unit = it.unit;
        let people = posts
            .iter()
            .filter(|post| post.unit_id.as_deref() == Some(&unit.id));
        table.row(vec![
            Cell::text(&unit.name).depth(it.depth),
            Cell::text(&unit.code),
            Cell::text(people.count().to_string()),
            Cell::default()
                .act(
                    true,
                    "Đổi tên, chuyển",
                    &unit.name,
                    format!("{PATH}/{}", unit.id),
                )
                .act(
                    true,
                    "Kết thúc",
                    &unit.name,
                    format!("{PATH}/{}/ket-thuc", unit.id),
                ),
        ]);
    }
    let mut sheet = Sheet::new(shared::frame(&work, "Đơn vị"))
        .back(shared::PATH)
        .saved(done.said())
        .act(true, "Nhập từ tệp .xlsx", "/quan-tri/nhap-nguoi-dung")
        .act(true, "Thêm đơn vị", format!("{PATH}/moi"))
        .table(table);
    if units.iter().any(|it| it.valid_until.is_some()) {
        sheet = sheet.table(ended(&units));
    }
    show(&sheet)
}

fn ended(units: &[Unit]) -> Table {
    let mut table = Table::new(&["Tên đơn vị", "Mã", "Thời gian"], "").title("Đơn vị đã kết thúc");
    for unit in units.iter().filter(|it| it.valid_until.is_some()) {
        table.row(vec![
            Cell::text(&unit.name),
            Cell::text(&unit.code),
            Cell::text(shared::period(unit.valid_from, unit.valid_until)),
        ]);
    }
    table
}

async fn new(work: AtWork) -> Result<Html<String>, Error> {
    shared::may(&work, Action::ManageUnits)?;
    form(&work, None).await?.filled(&Sent::default())
}

async fn add(work: AtWork, Form(sent): Form<Sent>) -> Result<Response, Error> {
    match work.office.add_unit(&work.acting, &entered(&sent)).await {
        Ok(_) => Ok(Redirect::to(&format!("{PATH}?xong=them")).into_response()),
        Err(error) => {
            let faults = shared::faults(error)?;
            form(&work, None).await?.refused(&sent, faults)
        }
    }
}

async fn change(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    let unit = unit(&work, &id).await?;
    let sent = Sent::default()
        .with("ten", &unit.name)
        .with(
            "don-vi-cap-tren",
            unit.parent_id.clone().unwrap_or_default(),
        )
        .with("phien-ban", unit.version.to_string());
    form(&work, Some(&unit)).await?.filled(&sent)
}

async fn save(
    work: AtWork,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let unit = unit(&work, &id).await?;
    let new = NewUnit {
        code: unit.code.clone(),
        ..entered(&sent)
    };
    let changed = work
        .office
        .change_unit(&work.acting, &id, &new, sent.version());
    match changed.await {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}?xong=luu")).into_response()),
        Err(error) => {
            let faults = shared::faults(error)?;
            form(&work, Some(&unit)).await?.refused(&sent, faults)
        }
    }
}

fn entered(sent: &Sent) -> NewUnit {
    NewUnit {
        code: sent.text("ma"),
        name: sent.text("ten"),
        parent: sent.some("don-vi-cap-tren"),
    }
}

/// The form of a new unit, or of one that is there: its code stays, as it stands in notations.
async fn form(work: &AtWork, unit: Option<&Unit>) -> Result<FormPage, Error> {
    let units = work.office.units(&work.acting).await?;
    let name = Field::line("ten", "Tên đơn vị").owed();
    let above = |units| {
        Field::choice(
            "don-vi-cap-tren",
            "Thuộc đơn vị",
            "Trực thuộc cơ quan",
            units,
        )
    };
    Ok(match unit {
        None => FormPage::new(
            shared::frame(work, "Thêm đơn vị"),
            format!("{PATH}/moi"),
            PATH,
        )
        .field(
            Field::line("ma", "Mã đơn vị")
                .owed()
                .hint("Viết tắt như trong ký hiệu văn bản, ví dụ: VP. Không đổi được về sau."),
        )
        .field(name)
        .field(above(tree::choices(&units)))
        .button("Thêm đơn vị"),
        Some(unit) => {
            let title = "Đổi tên, chuyển đơn vị";
            FormPage::new(
                shared::frame(work, title),
                format!("{PATH}/{}", unit.id),
                PATH,
            )
            .note(format!("Mã đơn vị: {}.", unit.code))
            .field(Field::hidden("phien-ban"))
            .field(name)
            .field(above(
                tree::choices(&units)
                    .into_iter()
                    .filter(|(id, _)| *id != unit.id)
                    .collect::<Vec<_>>(),
            ))
        }
    })
}

async fn ask_end(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    let unit = unit(&work, &id).await?;
    show(&Confirm {
        frame: shared::frame(&work, "Kết thúc đơn vị"),
        subject: format!("{} ({})", unit.name, unit.code),
        effects: vec![
            "Không giao vị trí công tác hay soạn văn bản ở đơn vị này được nữa; không mở lại được."
                .to_owned(),
            "Văn bản của đơn vị vẫn giữ nguyên.".to_owned(),
            "Chỉ kết thúc được khi không còn ai công tác và không còn đơn vị trực thuộc."
                .to_owned(),
        ],
        action: format!("{PATH}/{id}/ket-thuc"),
        version: unit.version,
        button: "Kết thúc đơn vị",
        back: PATH.to_owned(),
    })
}

async fn end(
    work: AtWork,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Redirect, Error> {
    work.office
        .end_unit(&work.acting, &id, sent.version())
        .await?;
    Ok(Redirect::to(&format!("{PATH}?xong=ket-thuc")))
}

async fn unit(work: &AtWork, id: &str) -> Result<Unit, Error> {
    shared::may(work, Action::ManageUnits)?;
    let units = work.office.units(&work.acting).await?;
    let there = |it: &Unit| {
        it.id == id
            && it
                .valid_until
                .is_none_or(|at| said::instant(at) > work.office.now())
    };
    units.into_iter().find(there).ok_or(Error::NotFound)
}
