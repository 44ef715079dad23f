//! Ủy quyền (Nghị định 30/2020, Đ13): recorded with their paper, and ended.

use std::collections::HashMap;

use access::{Action, Delegation, PaperBasis, Scope, SigningForm};
use axum::Router;
use axum::extract::{Form, Path, Query};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use office::people::{NewDelegation, Post};
use report::catalogue::{Catalogue, Lang};

use super::accounts::is_there;
use super::act_words::upper_first;
use super::form_page::{Field, FormPage, Sent};
use super::pages::Confirm;
use super::shared::{self, Days, Done, post_label, posts};
use super::sheet::{Cell, Sheet, Table};
use super::tree;
use crate::error::Error;
use crate::form::Faults;
use crate::office::AtWork;
use crate::state::State;
use crate::views::show;
use crate::words::{self, StepTone};

const PATH: &str = "/quan-tri/uy-quyen";

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/quan-tri/uy-quyen", get(list))
        .route("/quan-tri/uy-quyen/moi", get(new).post(delegate))
        .route("/quan-tri/uy-quyen/{id}/ket-thuc", get(ask_end).post(end))
}

async fn list(work: AtWork, Query(done): Query<Done>) -> Result<Html<String>, Error> {
    let delegations = work.office.delegations(&work.acting).await?;
    let names = labels(&posts(&work).await?);
    let units = work.office.units(&work.acting).await?;
    let now = work.office.now();
    let mut table = Table::new(
        &[
            "Hình thức",
            "Người giao và người nhận",
            "Được làm",
            "Căn cứ, thời hạn",
            "Trạng thái",
        ],
        "Chưa ghi nhận ủy quyền nào.",
    );
    for it in delegations.iter().rev() {
        let scope = match &it.scope {
            Scope::Agency => "toàn cơ quan".to_owned(),
            Scope::Unit(id) => units
                .iter()
                .find(|one| one.id == *id)
                .map(|one| one.name.clone())
                .unwrap_or_default(),
        };
        let is_over = it.period.until.is_some_and(|until| until <= now);
        let mark = match (is_over, it.period.holds(now)) {
            (true, _) => Cell::mark(StepTone::Back, "Đã hết"),
            (false, true) => Cell::mark(StepTone::Done, "Đang có hiệu lực"),
            (false, false) => Cell::mark(StepTone::Open, "Chưa đến ngày"),
        };
        table.row(vec![
            Cell::text(form_words(it.form)),
            Cell::text(name(&names, &it.giver))
                .small(format!("giao cho {}", name(&names, &it.receiver))),
            Cell::text(actions(it)).small(format!("phạm vi: {scope}")),
            Cell::text(paper(&it.basis)).small(period(it)),
            mark.act(
                !is_over,
                "Kết thúc",
                form_words(it.form),
                format!("{PATH}/{}/ket-thuc", it.id),
            ),
        ]);
    }
    let sheet = Sheet::new(shared::frame(&work, "Ủy quyền"))
        .back(shared::PATH)
        .saved(done.said())
        .act(true, "Ghi nhận ủy quyền", format!("{PATH}/moi"))
        .table(table);
    show(&sheet)
}

fn labels(posts: &[Post]) -> HashMap<String, String> {
    posts
        .iter()
        .map(|it| (it.id.clone(), post_label(it)))
        .collect()
}

fn name(names: &HashMap<String, String>, id: &str) -> String {
    names.get(id).cloned().unwrap_or_default()
}

/// A form of signing in words.
pub(super) fn form_words(form: SigningForm) -> &'static str {
    match form {
        SigningForm::ForHead => "KT. (ký thay)",
        SigningForm::ByOrder => "TL. (thừa lệnh)",
        SigningForm::ByAuthorisation => "TUQ. (thừa ủy quyền)",
        SigningForm::OnBehalf => "TM. (thay mặt)",
    }
}

/// An act in words.
fn action_words(action: Action) -> String {
    Catalogue::shared().label(&format!("term-action-{}", action.code()), Lang::Vi)
}

/// The acts of a delegation in words.
pub(super) fn actions(it: &Delegation) -> String {
    let words: Vec<_> = it
        .actions
        .iter()
        .map(|action| action_words(*action))
        .collect();
    words.join(", ")
}

fn paper(basis: &PaperBasis) -> String {
    format!("{} ngày {}", basis.number, words::date(basis.date))
}

fn period(it: &Delegation) -> String {
    let from = words::moment(it.period.from);
    match it.period.until {
        Some(until) => format!("từ {from} đến {}", words::moment(until)),
        None => format!("từ {from}"),
    }
}

async fn new(work: AtWork) -> Result<Html<String>, Error> {
    shared::may(&work, Action::ManageDelegations)?;
    let sent = Sent::default()
        .with("viec", Action::ReadDocument.code())
        .with("viec", Action::Sign.code());
    form(&work).await?.filled(&sent)
}

async fn delegate(work: AtWork, Form(sent): Form<Sent>) -> Result<Response, Error> {
    shared::may(&work, Action::ManageDelegations)?;
    let faults = match entered(&work, &sent) {
        Ok(new) => match work.office.delegate(&work.acting, &new).await {
            Ok(_) => return Ok(Redirect::to(&format!("{PATH}?xong=uy-quyen")).into_response()),
            Err(error) => shared::faults(error)?,
        },
        Err(faults) => faults,
    };
    form(&work).await?.refused(&sent, faults)
}

fn entered(work: &AtWork, sent: &Sent) -> Result<NewDelegation, Faults> {
    let mut faults = Faults::default();
    let form: Option<SigningForm> = sent.raw("hinh-thuc").parse().ok();
    if form.is_none() {
        faults.add("hinh-thuc", "Chọn hình thức.");
    }
    for (field, text) in [
        ("nguoi-giao", "Chọn người giao."),
        ("nguoi-nhan", "Chọn người nhận."),
    ] {
        if sent.text(field).is_empty() {
            faults.add(field, text);
        }
    }
    let actions: Vec<Action> = sent.all("viec").filter_map(|it| it.parse().ok()).collect();
    if actions.is_empty() {
        faults.add("viec", "Chọn ít nhất một việc.");
    }
    let days = Days::entered(
        &sent.text("tu-ngay"),
        &sent.text("den-ngay"),
        work.office.now(),
        &mut faults,
    );
    if sent.text("so-giay").is_empty() {
        faults.add("so-giay", "Nhập số, ký hiệu của văn bản làm căn cứ.");
    }
    let date = shared::day(&sent.text("ngay-giay"));
    if date.is_none() {
        faults.add("ngay-giay", "Nhập ngày của văn bản làm căn cứ.");
    }
    let (Some(form), Some(date), true) = (form, date, faults.is_empty()) else {
        return Err(faults);
    };
    Ok(NewDelegation {
        form,
        giver: sent.text("nguoi-giao"),
        receiver: sent.text("nguoi-nhan"),
        passes_on: sent.some("giao-lai"),
        actions,
        scope: sent.some("don-vi").map_or(Scope::Agency, Scope::Unit),
        from: days.from,
        until: days.until,
        basis: PaperBasis {
            number: sent.text("so-giay"),
            date,
        },
    })
}

async fn form(work: &AtWork) -> Result<FormPage, Error> {
    let posts = posts(work).await?;
    let now = work.office.now();
    let there = posts.iter().filter(|it| is_there(it.valid_until, now));
    let people: Vec<_> = there.map(|it| (it.id.clone(), post_label(it))).collect();
    let units = work.office.units(&work.acting).await?;
    let delegations = work.office.delegations(&work.acting).await?;
    let names = labels(&posts);
    let orders = delegations.iter().filter(|it| {
        it.form == SigningForm::ByOrder && it.passes_on.is_none() && it.period.holds(now)
    });
    let orders: Vec<_> = orders
        .map(|it| {
            (
                it.id.clone(),
                format!(
                    "TL. của {}, theo {}",
                    name(&names, &it.receiver),
                    paper(&it.basis)
                ),
            )
        })
        .collect();
    let forms = SigningForm::ALL
        .iter()
        .map(|it| (it.code().to_owned(), form_words(*it).to_owned()));
    let acts = Action::DELEGABLE
        .iter()
        .map(|it| (it.code().to_owned(), upper_first(&action_words(*it))));
    let mut page = FormPage::new(shared::frame(work, "Ghi nhận ủy quyền"), format!("{PATH}/moi"), PATH)
        .note("Ủy quyền có hiệu lực ngay trong thời hạn đã ghi và chờ lãnh đạo xác nhận. TUQ. phải có ngày kết thúc và không được ủy quyền lại.")
        .field(Field::choice("hinh-thuc", "Hình thức", "Chọn hình thức", forms).owed())
        .field(Field::choice("nguoi-giao", "Người giao", "Chọn người giao", people.clone()).owed())
        .field(Field::choice("nguoi-nhan", "Người nhận", "Chọn người nhận", people).owed());
    if !orders.is_empty() {
        page = page.field(
            Field::choice("giao-lai", "Giao lại ủy quyền", "Không giao lại", orders)
                .hint("Chỉ người ký TL. giao lại một lần cho cấp phó cùng đơn vị."),
        );
    }
    Ok(page
        .field(Field::checks("viec", "Được làm thay", acts).owed())
        .field(Field::choice(
            "don-vi",
            "Phạm vi",
            "Toàn cơ quan",
            tree::choices(&units),
        ))
        .field(Field::day("tu-ngay", "Từ ngày").hint("Để trống: từ bây giờ."))
        .field(Field::day("den-ngay", "Đến hết ngày").hint("Bắt buộc với TUQ."))
        .field(
            Field::line("so-giay", "Số, ký hiệu văn bản làm căn cứ")
                .owed()
                .hint("Ví dụ: 12/QĐ-UBND"),
        )
        .field(Field::day("ngay-giay", "Ngày của văn bản làm căn cứ").owed())
        .button("Ghi nhận ủy quyền"))
}

async fn ask_end(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    let delegations = work.office.delegations(&work.acting).await?;
    let it = delegations
        .iter()
        .find(|it| it.id == id)
        .ok_or(Error::NotFound)?;
    let names = labels(&posts(&work).await?);
    let (giver, receiver) = (name(&names, &it.giver), name(&names, &it.receiver));
    show(&Confirm {
        frame: shared::frame(&work, "Kết thúc ủy quyền"),
        subject: format!("{}: {giver} giao cho {receiver}", form_words(it.form)),
        effects: vec![
            "Người nhận thôi làm thay ngay; không mở lại được, cần thì ghi nhận ủy quyền mới."
                .to_owned(),
            "Những gì đã ký theo ủy quyền này vẫn giữ nguyên.".to_owned(),
            "Thay đổi này chờ lãnh đạo xác nhận.".to_owned(),
        ],
        action: format!("{PATH}/{id}/ket-thuc"),
        version: 0,
        button: "Kết thúc ủy quyền",
        back: PATH.to_owned(),
    })
}

async fn end(work: AtWork, Path(id): Path<String>) -> Result<Redirect, Error> {
    work.office.end_delegation(&work.acting, &id).await?;
    Ok(Redirect::to(&format!("{PATH}?xong=ket-thuc")))
}
