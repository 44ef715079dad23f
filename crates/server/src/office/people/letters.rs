//! Thư thông báo: whether one gets notices by mail at once, once a day, or not.

use axum::Router;
use axum::extract::{Form, Query};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;

use super::form_page::{Field, FormPage, Sent};
use super::shared::Done;
use crate::error::Error;
use crate::frame::Frame;
use crate::office::{AtWork, said};
use crate::state::State;

const PATH: &str = "/tai-khoan/thu";
const CHOICE: &str = "nhan-thu";

pub(super) fn routes() -> Router<State> {
    Router::new().route("/tai-khoan/thu", get(page).post(choose))
}

async fn page(work: AtWork, Query(done): Query<Done>) -> Result<Html<String>, Error> {
    let letters = work.office.letters(&work.acting).await?;
    let sent = Sent::default().with(CHOICE, letters.choice);
    form(&work, &letters.email).saved(done.said()).filled(&sent)
}

fn form(work: &AtWork, email: &str) -> FormPage {
    let form = FormPage::new(
        Frame::new("Thư thông báo", None, &work.person),
        PATH,
        "/tai-khoan",
    );
    let form = match email {
        "" => form.note(
            "Tài khoản chưa có địa chỉ thư điện tử. Đề nghị người quản trị của cơ quan bổ sung.",
        ),
        email => form.note(format!(
            "Thư gửi tới {email}. Đề nghị người quản trị của cơ quan nếu cần đổi địa chỉ."
        )),
    };
    let form = match work.office.config().mail {
        None => form.note("Hệ thống chưa được cấu hình máy chủ thư, nên hiện chưa gửi thư nào."),
        Some(_) => form,
    };
    let hour = work.office.config().digest_hour;
    let choices = [
        ("at-once", "Ngay khi có thông báo".to_owned()),
        (
            "digest",
            format!("Mỗi ngày một thư lúc {hour} giờ, gồm những thông báo chưa đọc"),
        ),
        ("none", "Không nhận thư".to_owned()),
    ];
    let choices = choices.map(|(value, label)| (value.to_owned(), label));
    form.note("Thư chỉ nêu số, trích yếu và đường dẫn; nội dung văn bản đọc trên hệ thống. Thông báo đã đọc trên trang thì không gửi thư.")
        .field(Field::choice(CHOICE, "Nhận thư", "Chọn cách nhận", choices).owed())
}

async fn choose(work: AtWork, Form(sent): Form<Sent>) -> Result<Response, Error> {
    let chosen = work
        .office
        .choose_letters(&work.acting, &sent.text(CHOICE))
        .await;
    match chosen {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}?xong=luu")).into_response()),
        Err(error) => {
            let letters = work.office.letters(&work.acting).await?;
            let faults = said::faults(error, |_| CHOICE.to_owned())?;
            form(&work, &letters.email).refused(&sent, faults)
        }
    }
}
