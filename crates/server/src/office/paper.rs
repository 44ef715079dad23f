//! Bản giấy phải gửi: what the clerk prints, seals and sends beside electronic documents, on the
//! screen, on A4 and as a workbook.

use askama::Template;
use axum::Router;
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use office::exchange::{PaperLine, PaperSent};
use serde::Deserialize;

use super::{AtWork, outgoing, said};
use crate::error::Error;
use crate::form::{Faults, tidy};
use crate::frame::{Frame, Section};
use crate::state::State;
use crate::views::list::ViewLink;
use crate::views::show;
use crate::words::{self, Due, UrgencyMark};

/// Where the list lies.
pub(super) const PATH: &str = "/ban-giay";

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/ban-giay", get(list))
        .route("/ban-giay/xlsx", get(workbook))
        .route("/ban-giay/da-in", post(printed))
        .route("/ban-giay/da-gui", post(sent))
}

/// The list.
#[derive(Debug, Template)]
#[template(path = "paper.html")]
struct PaperPage {
    frame: Frame,
    heading: &'static str,
    agency: String,
    today: String,
    /// Whether what is done with is shown.
    done: bool,
    views: Vec<ViewLink>,
    faults: Faults,
    sent: PaperSent,
    chosen: Vec<String>,
    lines: Vec<LineView>,
}

#[derive(Debug)]
struct LineView {
    id: String,
    href: String,
    print: String,
    urgency: UrgencyMark,
    number: String,
    date: String,
    subject: String,
    what: &'static str,
    party: String,
    address: String,
    copies: i64,
    due: Option<Due>,
    state: String,
}

/// Which list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    xem: String,
}

async fn list(work: AtWork, Query(asked): Query<Asked>) -> Result<Html<String>, Error> {
    let done = asked.xem == "da-gui";
    let sent = PaperSent {
        on: words::day_of(work.office.now()).to_string(),
        way: "post".to_owned(),
        item: String::new(),
    };
    show(&page(&work, done, sent, Vec::new(), Faults::default()).await?)
}

async fn page(
    work: &AtWork,
    done: bool,
    sent: PaperSent,
    chosen: Vec<String>,
    faults: Faults,
) -> Result<PaperPage, Error> {
    let lines = match done {
        true => work.office.paper_sent(&work.acting).await?,
        false => work.office.paper_to_send(&work.acting).await?,
    };
    let heading = match done {
        true => "Bản giấy đã gửi",
        false => "Bản giấy phải gửi",
    };
    let view = |label: &str, href: &str, of: bool| ViewLink {
        label: label.to_owned(),
        href: href.to_owned(),
        here: of == done,
    };
    let now = work.office.now();
    Ok(PaperPage {
        frame: Frame::new(heading, Some(Section::Outgoing), &work.person),
        heading,
        agency: work.person.appointment.agency_name.clone(),
        today: said::day(&words::day_of(now).to_string()),
        done,
        views: vec![
            view("Phải gửi", PATH, false),
            view("Đã gửi, đã lưu", "/ban-giay?xem=da-gui", true),
        ],
        faults,
        sent,
        chosen,
        lines: lines.into_iter().map(|line| row(line, now)).collect(),
    })
}

fn row(line: PaperLine, now: time::UtcDateTime) -> LineView {
    let here = outgoing::page(&line.document_id);
    let due = (line.done_at.is_none()).then(|| words::due(said::instant(line.due_at), now));
    LineView {
        print: format!("{here}/tep/main/{}", line.current_version),
        href: here,
        urgency: said::urgency(line.urgency),
        number: line.number_text.clone().unwrap_or_default(),
        date: line
            .issue_date
            .as_deref()
            .map(said::day)
            .unwrap_or_default(),
        what: what(&line.kind),
        party: party(&line),
        state: state(&line),
        due,
        subject: line.subject,
        address: line.address,
        copies: line.copies,
        id: line.id,
    }
}

fn what(kind: &str) -> &'static str {
    match kind {
        "kept" => "Bản lưu đóng dấu",
        "follows" => "Bản giấy gửi theo bản điện tử",
        _ => "Bản giấy",
    }
}

fn party(line: &PaperLine) -> String {
    match line.kind.as_str() {
        "kept" => "Lưu tại văn thư".to_owned(),
        _ => line.name.clone(),
    }
}

/// By which way something on paper went.
pub(super) fn way(code: &str) -> &'static str {
    match code {
        "hand" => "giao tận tay",
        "post" => "bưu điện",
        "courier" => "chuyển phát nhanh",
        _ => "",
    }
}

/// How far it has got: printed, sent when and by which way.
fn state(line: &PaperLine) -> String {
    match (&line.sent_on, line.printed_at) {
        (Some(on), _) => {
            let parts = [said::day(on), way(&line.way).to_owned(), line.item.clone()];
            let parts = parts.into_iter().filter(|it| !it.is_empty());
            format!("Đã gửi {}", parts.collect::<Vec<_>>().join(", "))
        }
        (None, Some(at)) if line.kind == "kept" => format!("Đã lưu {}", said::moment(at)),
        (None, Some(at)) => format!("Đã in {}", said::moment(at)),
        (None, None) => "Chưa in".to_owned(),
    }
}

async fn workbook(work: AtWork) -> Result<Response, Error> {
    let titles = [
        "Số, ký hiệu",
        "Ngày văn bản",
        "Trích yếu",
        "Độ khẩn",
        "Loại bản",
        "Gửi đến",
        "Địa chỉ",
        "Số bản",
        "Hạn gửi",
        "Tình trạng",
    ];
    let cells = |line: &PaperLine| {
        let urgency = said::urgency(line.urgency);
        vec![
            line.number_text.clone().unwrap_or_default(),
            line.issue_date
                .as_deref()
                .map(said::day)
                .unwrap_or_default(),
            line.subject.clone(),
            urgency.word().unwrap_or("Thường").to_owned(),
            what(&line.kind).to_owned(),
            party(line),
            line.address.clone(),
            line.copies.to_string(),
            said::moment(line.due_at),
            state(line),
        ]
    };
    let titles = titles.map(ToOwned::to_owned).to_vec();
    let name = "Bản giấy phải gửi";
    let bytes = work
        .office
        .paper_workbook(&work.acting, name, cells, titles)
        .await?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(outgoing::answer(bytes, kind, &format!("{name}.xlsx"), true))
}

/// What the form of the list sends.
fn read(pairs: Vec<(String, String)>) -> (Vec<String>, PaperSent) {
    let (mut ids, mut sent) = (Vec::new(), PaperSent::default());
    for (name, value) in pairs {
        match name.as_str() {
            "id" => ids.push(value),
            "ngay-gui" => sent.on = value,
            "cach-gui" => sent.way = value,
            "so-buu-gui" => sent.item = tidy(&value),
            _ => {}
        }
    }
    (ids, sent)
}

async fn printed(
    work: AtWork,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let (ids, sent) = read(pairs);
    let done = work.office.paper_printed(&work.acting, &ids).await;
    settled(&work, done, ids, sent).await
}

async fn sent(work: AtWork, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    let (ids, sent) = read(pairs);
    let done = work.office.paper_went(&work.acting, &ids, &sent).await;
    settled(&work, done, ids, sent).await
}

/// Back to the list, or the list again with what was wrong.
async fn settled(
    work: &AtWork,
    done: Result<(), office::Error>,
    ids: Vec<String>,
    sent: PaperSent,
) -> Result<Response, Error> {
    let Err(error) = done else {
        return Ok(Redirect::to(PATH).into_response());
    };
    let faults = said::faults(error, |field| {
        match field {
            "on" => "ngay-gui",
            "way" => "cach-gui",
            "item" => "so-buu-gui",
            _ => "ban-giay",
        }
        .to_owned()
    })?;
    let page = page(work, false, sent, ids, faults).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response())
}
