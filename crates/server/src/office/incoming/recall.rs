//! What its sender withdraws: what the page says of that, how the clerk notes a withdrawal that came
//! by letter, and confirms that the copy is out of use.

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use office::exchange::{IncomingRow, RecallLetter, RecallRow};
use serde::Deserialize;

use super::facts::fact;
use super::page;
use crate::error::Error;
use crate::form::{Faults, tidy};
use crate::frame::{Frame, Section};
use crate::office::{AtWork, said};
use crate::views::list::Choice;
use crate::views::show;
use crate::views::tabs::{Fact, FactGroup};
use crate::words::{self, StepMark, StepTone};

/// The form of a withdrawal by letter.
#[derive(Debug, Template)]
#[template(path = "recall_form.html")]
struct RecallPage {
    frame: Frame,
    faults: Faults,
    id: String,
    subject: String,
    effect: String,
    letters: Vec<Choice>,
    told: RecallLetter,
    today: String,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    #[serde(rename = "van-ban-thu-hoi")]
    document: String,
    #[serde(rename = "can-cu")]
    letter: String,
    #[serde(rename = "ngay")]
    date: String,
    #[serde(rename = "ly-do")]
    reason: String,
}

/// Asks by which letter it was withdrawn.
pub(super) async fn ask(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    show(&form(&work, &id, RecallLetter::default(), Faults::default()).await?)
}

/// Notes it.
pub(super) async fn note(
    work: AtWork,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let told = RecallLetter {
        letter: tidy(&sent.letter),
        date: sent.date,
        document: sent.document,
        reason: tidy(&sent.reason),
    };
    let (office, acting) = (&work.office, &work.acting);
    match office.note_recall_by_letter(acting, &id, &told).await {
        Ok(()) => Ok(Redirect::to(&facts_of(&id)).into_response()),
        Err(error) => {
            let faults = said::faults(error, field_id)?;
            let page = form(&work, &id, told, faults).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response())
        }
    }
}

/// Confirms that a withdrawn document is out of use here.
pub(super) async fn confirm(work: AtWork, Path(id): Path<String>) -> Result<Redirect, Error> {
    work.office.confirm_recall(&work.acting, &id).await?;
    Ok(Redirect::to(&facts_of(&id)))
}

/// That its sender has withdrawn it, and what became of that.
pub(super) fn group(row: &IncomingRow, recall: &RecallRow) -> FactGroup {
    let confirmed = match (recall.confirmed_at, &recall.confirmed_by) {
        (Some(at), Some(_)) => format!("Đã xác nhận đã hủy, {}", said::moment(at)),
        (Some(_), None) => "Chưa đăng ký nên không phải hủy".to_owned(),
        (None, _) => {
            "Chưa xác nhận: ngừng sử dụng, hủy bản đã in rồi xác nhận cho nơi gửi".to_owned()
        }
    };
    let mut facts = match &recall.entered_by {
        None => vec![fact("Thu hồi lúc", said::moment(recall.at))],
        Some(_) => vec![
            Fact {
                href: recall.letter_id.as_deref().map(facts_of),
                ..fact("Căn cứ", basis(recall))
            },
            fact("Đánh dấu lúc", said::moment(recall.at)),
            fact(
                "Người đánh dấu",
                recall.full_name.clone().unwrap_or_default(),
            ),
        ],
    };
    facts.push(fact("Lý do", recall.reason.clone()));
    facts.push(fact("Tại đây", confirmed));
    if recall.consignment_id.is_empty() {
        facts.push(fact("Báo cho nơi gửi", told_by_hand(row)));
    }
    FactGroup {
        title: "Nơi gửi thu hồi văn bản này".to_owned(),
        facts,
        file: None,
    }
}

/// How a document stands that is withdrawn, while its copy here is still to be destroyed.
pub(super) fn step() -> StepMark {
    StepMark {
        label: "Nơi gửi thu hồi".to_owned(),
        tone: StepTone::Back,
    }
}

/// The letter with its day.
fn basis(recall: &RecallRow) -> String {
    match &recall.letter_date {
        Some(day) => format!("{} ngày {}", recall.basis, said::day(day)),
        None => recall.basis.clone(),
    }
}

/// How a sender learns that its letter was followed.
fn told_by_hand(row: &IncomingRow) -> String {
    format!(
        "Hệ thống không gửi xác nhận cho {}; văn thư tự báo đã hủy: soạn văn bản trả lời, trả lời thư, hoặc gọi điện.",
        row.from_name
    )
}

fn facts_of(id: &str) -> String {
    format!("{}?the=thong-tin", page(id))
}

/// The id on the page of a field of the office.
fn field_id(field: &str) -> String {
    match field {
        "document" => "van-ban-thu-hoi",
        "letter" => "can-cu",
        "date" => "ngay",
        "reason" => "ly-do",
        other => other,
    }
    .to_owned()
}

async fn form(
    work: &AtWork,
    id: &str,
    told: RecallLetter,
    faults: Faults,
) -> Result<RecallPage, Error> {
    let found = work.office.recallable(&work.acting, id).await?;
    let row = found.arrived.row;
    let letters = found.letters.into_iter().map(|it| Choice {
        label: letter_label(&it),
        chosen: it.id == told.document,
        value: it.id,
    });
    Ok(RecallPage {
        frame: Frame::new("Đánh dấu bị thu hồi", Some(Section::Incoming), &work.person),
        faults,
        id: row.id,
        subject: row.subject,
        effect: match row.status.as_str() {
            "arrived" => format!(
                "Dùng khi {} báo thu hồi bằng văn bản, thư. Văn bản chưa đăng ký nên được rút lại ngay, không đăng ký được nữa; không hoàn tác được.",
                row.from_name
            ),
            _ => format!(
                "Dùng khi {} báo thu hồi bằng văn bản, thư. Số đến giữ nguyên, sổ ghi “nơi gửi thu hồi”, văn thư và thủ trưởng được báo; hủy bản đã in rồi xác nhận đã hủy. Không hoàn tác được.",
                row.from_name
            ),
        },
        letters: letters.collect(),
        told,
        today: words::day_of(work.office.now()).to_string(),
    })
}

/// A document that may be the letter.
fn letter_label(row: &IncomingRow) -> String {
    let date = row.document_date.as_deref();
    let date = date.map_or_else(String::new, |it| format!(" ngày {}", said::day(it)));
    let arrival = row.arrival_number.map(|it| format!(" (số đến {it})"));
    let subject: String = row.subject.chars().take(80).collect();
    format!(
        "{}{date}: {subject}{}",
        row.number_text,
        arrival.unwrap_or_default()
    )
}
