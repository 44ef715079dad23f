//! Sổ: the registers of a year on the screen, on A4 and as a workbook, and the numbers of a book.

use access::Action;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Multipart, Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use office::outgoing::NumberLine;
use serde::Deserialize;

use super::{AtWork, outgoing, said};
use crate::error::Error;
use crate::form::{Faults, tidy};
use crate::frame::{Frame, Section};
use crate::state::State;
use crate::upload;
use crate::views::list::ViewLink;
use crate::views::show;
use crate::words;

/// The book of outgoing documents.
pub(super) const OUTGOING: &str = "van-ban-di";
const INCOMING: &str = "van-ban-den";

pub(super) fn routes() -> Router<State> {
    let imports = Router::new()
        .route("/so/{code}/{year}/nhap", post(import))
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/so", get(this_year))
        .route("/so/{code}/{year}", get(register))
        .route("/so/{code}/{year}/xlsx", get(workbook))
        .route("/so/{code}/{year}/day-so", get(numbers))
        .route("/so/{code}/{year}/giu", post(reserve))
        .route("/so/{code}/{year}/huy", post(void))
        .route("/so/{code}/{year}/mo", post(opening))
        .route("/so/{code}/{year}/dong", post(close))
        .merge(imports)
}

/// The register as a table.
#[derive(Debug, Template)]
#[template(path = "register.html")]
struct RegisterPage {
    frame: Frame,
    heading: String,
    agency: String,
    views: Vec<ViewLink>,
    here: String,
    titles: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Whether the numbers of the book are kept here.
    has_numbers: bool,
}

/// The numbers of a book, with what can be done with them.
#[derive(Debug, Template)]
#[template(path = "numbers.html")]
struct NumbersPage {
    frame: Frame,
    heading: String,
    here: String,
    next: String,
    closed: bool,
    lines: Vec<LineView>,
    faults: Faults,
    said: Option<String>,
    may_keep: bool,
}

#[derive(Debug)]
struct LineView {
    number: String,
    state: &'static str,
    reason: String,
    by: String,
    at: String,
    href: Option<String>,
}

async fn this_year(work: AtWork) -> Redirect {
    let year = words::day_of(work.office.now()).year();
    Redirect::to(&format!("/so/{OUTGOING}/{year}"))
}

fn address(code: &str, year: i32) -> String {
    format!("/so/{code}/{year}")
}

/// Only the books that there are.
fn known(code: &str) -> Result<&'static str, Error> {
    match code {
        OUTGOING => Ok("Sổ đăng ký văn bản đi"),
        INCOMING => Ok("Sổ đăng ký văn bản đến"),
        _ => Err(Error::NotFound),
    }
}

async fn register(
    work: AtWork,
    Path((code, year)): Path<(String, i32)>,
) -> Result<Html<String>, Error> {
    let title = known(&code)?;
    let register = work.office.register(&work.acting, &code, year).await?;
    let this = words::day_of(work.office.now()).year();
    let view = |label: &str, to: &str, of: i32| ViewLink {
        label: label.to_owned(),
        href: address(to, of),
        here: to == code && of == year,
    };
    let rows = register.rows.into_iter().map(|row| {
        let mut cells = row.cells.to_vec();
        let marks = row
            .marks
            .iter()
            .map(|it| said::sentence(it.code(), &it.values()));
        if let Some(last) = cells.last_mut() {
            for mark in marks {
                if !last.is_empty() {
                    last.push_str("; ");
                }
                last.push_str(&mark);
            }
        }
        cells
    });
    show(&RegisterPage {
        frame: Frame::new(
            format!("{title} {year}"),
            Some(Section::Registers),
            &work.person,
        ),
        heading: format!("{title} năm {year}"),
        agency: work.person.appointment.agency_name.clone(),
        views: vec![
            view("Văn bản đi", OUTGOING, year),
            view("Văn bản đến", INCOMING, year),
            view(&format!("Năm {}", this - 1), &code, this - 1),
            view(&format!("Năm {this}"), &code, this),
        ],
        here: address(&code, year),
        titles: register.titles,
        rows: rows.collect(),
        has_numbers: code == OUTGOING,
    })
}

async fn workbook(
    work: AtWork,
    Path((code, year)): Path<(String, i32)>,
) -> Result<Response, Error> {
    let title = known(&code)?;
    let bytes = work
        .office
        .register_workbook(&work.acting, &code, year)
        .await?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(outgoing::answer(
        bytes,
        kind,
        &format!("{title} {year}.xlsx"),
        true,
    ))
}

async fn numbers(
    work: AtWork,
    Path((code, year)): Path<(String, i32)>,
) -> Result<Html<String>, Error> {
    show(&numbers_page(&work, &code, year, Faults::default(), None).await?)
}

async fn numbers_page(
    work: &AtWork,
    code: &str,
    year: i32,
    faults: Faults,
    said: Option<String>,
) -> Result<NumbersPage, Error> {
    known(code)?;
    let lines = work.office.numbers(&work.acting, code, year).await?;
    let books = work.office.books(&work.acting).await?;
    let book = books
        .iter()
        .find(|it| it.code == code && it.year == i64::from(year));
    let people = work.office.directory(&work.acting).await?;
    let who = |account: &str| {
        let post = people.iter().find(|it| it.account_id == account);
        post.map_or_else(String::new, |it| it.full_name.clone())
    };
    let view = |line: NumberLine| LineView {
        state: match line.state.as_str() {
            "reserved" => "Đang giữ",
            "void" => "Đã hủy",
            "imported" => "Từ sổ cũ",
            _ => "Đã cấp",
        },
        href: line.document.map(|id| outgoing::page(&id)),
        by: who(&line.by),
        at: words::moment(line.at),
        number: line.number,
        reason: line.reason,
    };
    Ok(NumbersPage {
        frame: Frame::new("Dãy số", Some(Section::Registers), &work.person),
        heading: format!("Dãy số văn bản đi năm {year}"),
        here: address(code, year),
        next: book.map_or_else(|| "1".to_owned(), |it| it.next_number.to_string()),
        closed: book.is_some_and(|it| it.closed_at.is_some()),
        lines: lines.into_iter().rev().map(view).collect(),
        faults,
        said,
        may_keep: work.role_does(Action::ReserveNumber),
    })
}

/// Back to the numbers, or the page again with what was wrong.
async fn settled(
    work: &AtWork,
    code: &str,
    year: i32,
    field: &str,
    result: Result<String, office::Error>,
) -> Result<Response, Error> {
    match result {
        Ok(said) => {
            let page = numbers_page(work, code, year, Faults::default(), Some(said)).await?;
            Ok(show(&page)?.into_response())
        }
        Err(error @ (office::Error::Documents(_) | office::Error::Invalid(_))) => {
            let faults = Faults::one(field, said::refusal(&error));
            let page = numbers_page(work, code, year, faults, None).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// What the small forms send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    #[serde(rename = "so-luong")]
    count: String,
    so: String,
    #[serde(rename = "ly-do")]
    reason: String,
}

async fn reserve(
    work: AtWork,
    Path((code, year)): Path<(String, i32)>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let count = sent.count.trim().parse().unwrap_or(1);
    let reason = tidy(&sent.reason);
    let kept = work
        .office
        .reserve_numbers(&work.acting, &code, year, count, &reason);
    let kept = kept.await.map(|it| {
        let numbers: Vec<_> = it.numbers.iter().map(ToString::to_string).collect();
        format!("Đã giữ số {}.", numbers.join(", "))
    });
    settled(&work, &code, year, "giu-ly-do", kept).await
}

async fn void(
    work: AtWork,
    Path((code, year)): Path<(String, i32)>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let (number, reason) = (tidy(&sent.so), tidy(&sent.reason));
    let done = work
        .office
        .void_number(&work.acting, &code, year, &number, &reason)
        .await;
    let done = done.map(|()| format!("Đã hủy số {number}."));
    settled(&work, &code, year, "huy-ly-do", done).await
}

async fn opening(
    work: AtWork,
    Path((code, year)): Path<(String, i32)>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let Ok(number) = sent.so.trim().parse::<u32>() else {
        let faults = Faults::one("mo-so", "Nhập một số nguyên, ví dụ 521.");
        let page = numbers_page(&work, &code, year, faults, None).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response());
    };
    let done = work
        .office
        .open_book(&work.acting, &code, year, number)
        .await;
    let done = done.map(|()| format!("Sổ bắt đầu từ số {number}."));
    settled(&work, &code, year, "mo-so", done).await
}

async fn close(work: AtWork, Path((code, year)): Path<(String, i32)>) -> Result<Response, Error> {
    let done = work.office.close_book(&work.acting, &code, year).await;
    let done = done.map(|()| format!("Đã đóng sổ năm {year}."));
    settled(&work, &code, year, "dong-so", done).await
}

/// Takes an old register in: first only looked at, kept where the form says so.
async fn import(
    work: AtWork,
    Shared(state): Shared<State>,
    Path((code, year)): Path<(String, i32)>,
    form: Multipart,
) -> Result<Response, Error> {
    let received = upload::receive(form, state.config()).await?;
    let Some(file) = received.files.first() else {
        let faults = Faults::one("so-cu", "Chọn tệp .xlsx của sổ cũ.");
        let page = numbers_page(&work, &code, year, faults, None).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response());
    };
    let bytes = tokio::fs::read(&file.path).await?;
    let keep = received.field("nhap") == "co";
    let read = work
        .office
        .import_register(&work.acting, &code, year, bytes, keep)
        .await;
    let mut faults = Faults::default();
    let told = match read {
        Ok(read) => {
            for fault in &read.faults {
                faults.add("so-cu", said::sentence(&fault.code, &fault.values));
            }
            let what = if keep {
                "Đã nhập"
            } else {
                "Đọc được"
            };
            format!(
                "{what} {} dòng; {} dòng có lỗi.",
                read.taken,
                read.faults.len()
            )
        }
        Err(error @ (office::Error::Documents(_) | office::Error::Invalid(_))) => {
            faults.add("so-cu", said::refusal(&error));
            "Chưa nhập được sổ cũ.".to_owned()
        }
        Err(other) => return Err(other.into()),
    };
    let page = numbers_page(&work, &code, year, faults, Some(told)).await?;
    Ok(show(&page)?.into_response())
}
