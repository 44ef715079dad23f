//! The clerk registers what arrived under the next arrival number, or refuses it with a reason that
//! reaches the sender.

use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use office::exchange::IncomingRow;
use serde::Deserialize;

use super::page;
use crate::error::Error;
use crate::form::{Faults, tidy};
use crate::frame::{Frame, Section};
use crate::office::AtWork;
use crate::views::reason::ReasonPage;
use crate::views::show;

/// Registers it.
pub(super) async fn accept(work: AtWork, Path(id): Path<String>) -> Result<Redirect, Error> {
    work.office.accept(&work.acting, &id).await?;
    Ok(Redirect::to(&format!("{}?the=thong-tin", page(&id))))
}

/// Reasons that clerks give most; each is a whole sentence for the sender.
const USED: [&str; 5] = [
    "Gửi không đúng nơi nhận.",
    "Chữ ký số không hợp lệ.",
    "Tệp không mở được hoặc thiếu trang.",
    "Thiếu tài liệu kèm theo.",
    "Trùng văn bản đã nhận.",
];

/// What the form of a refusal sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    #[serde(rename = "ly-do")]
    reason: String,
    #[serde(rename = "ly-do-da-dung")]
    used: String,
}

/// Asks for the reason.
pub(super) async fn ask(work: AtWork, Path(id): Path<String>) -> Result<Html<String>, Error> {
    show(&form(&work, &id, String::new(), Faults::default()).await?)
}

/// Refuses it.
pub(super) async fn refuse(
    work: AtWork,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let written = tidy(&sent.reason);
    let reason = match written.is_empty() {
        true => tidy(&sent.used),
        false => written,
    };
    if reason.is_empty() {
        let faults = Faults::one("ly-do", "Chọn hoặc ghi lý do; bên gửi cần biết.");
        let page = form(&work, &id, reason, faults).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response());
    }
    work.office.refuse(&work.acting, &id, &reason).await?;
    Ok(Redirect::to(&format!("{}?the=thong-tin", page(&id))).into_response())
}

/// How a sender learns of a refusal whom the system does not reach.
pub(super) fn told_by_hand(row: &IncomingRow) -> String {
    let way = match row.channel.as_str() {
        "paper" => "trả lại bản giấy kèm phiếu ghi lý do, hoặc gọi điện",
        "mail" => "trả lời thư điện tử đã nhận",
        _ => "gọi điện hoặc gửi thư điện tử",
    };
    format!(
        "Hệ thống không gửi lý do cho {}; văn thư tự báo: {way}.",
        row.from_name
    )
}

async fn form(
    work: &AtWork,
    id: &str,
    reason: String,
    faults: Faults,
) -> Result<ReasonPage, Error> {
    let row = work.office.incoming(&work.acting, id).await?.row;
    Ok(ReasonPage {
        frame: Frame::new("Từ chối tiếp nhận", Some(Section::Incoming), &work.person),
        heading: "Từ chối tiếp nhận".to_owned(),
        subject: row.subject.clone(),
        effect: match row.consignment_id {
            Some(_) => format!(
                "Văn bản không được đăng ký; lý do được gửi cho {}.",
                row.from_name
            ),
            None => format!("Văn bản không được đăng ký. {}", told_by_hand(&row)),
        },
        action: format!("{}/tu-choi", page(id)),
        version: u64::try_from(row.version).unwrap_or_default(),
        used: USED.map(ToOwned::to_owned).to_vec(),
        reason,
        button: "Từ chối tiếp nhận".to_owned(),
        back: page(id),
        faults,
    })
}
