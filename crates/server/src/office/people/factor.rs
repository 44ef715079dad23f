//! Xác thực hai lớp: set with the codes of an application on the telephone, and removed.

use askama::Template;
use axum::Router;
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use office::people::Visit;

use super::form_page::{Field, FormPage, Sent};
use super::qr::QrView;
use super::shared::{self, Done};
use crate::error::Error;
use crate::form::Faults;
use crate::frame::Frame;
use crate::office::AtWork;
use crate::session::Token;
use crate::state::State;
use crate::views::show;

const PATH: &str = "/tai-khoan/xac-thuc";

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/tai-khoan/xac-thuc", get(page).post(begin))
        .route("/tai-khoan/xac-thuc/ma", post(confirm))
        .route("/tai-khoan/xac-thuc/tat", post(remove))
}

/// The page with the secret, and the field for its first code.
#[derive(Debug, Template)]
#[template(path = "people/factor.html")]
struct Secret {
    frame: Frame,
    secret: String,
    groups: String,
    address: String,
    /// The address to be read by a telephone.
    code: Option<QrView>,
    faults: Faults,
}

async fn page(work: AtWork, token: Token, Query(done): Query<Done>) -> Result<Html<String>, Error> {
    let visit = shared::visit(&work, &token).await?;
    form(&work, &visit)
        .saved(done.said())
        .filled(&Sent::default())
}

/// The form that begins it, or takes it away: either asks for the password.
fn form(work: &AtWork, visit: &Visit) -> FormPage {
    let frame = Frame::new("Xác thực hai lớp", None, &work.person);
    let password = Field::password("mat-khau", "Mật khẩu hiện tại", "current-password").owed();
    match visit.second_factor {
        true => FormPage::new(frame, format!("{PATH}/tat"), "/tai-khoan")
            .note("Xác thực hai lớp đang bật: mỗi lần đăng nhập, hệ thống hỏi mã của ứng dụng trên điện thoại.")
            .note("Đổi điện thoại thì tắt rồi bật lại. Mất điện thoại thì đề nghị người quản trị cấp lại mật khẩu.")
            .field(password)
            .button("Tắt xác thực hai lớp"),
        false => FormPage::new(frame, PATH, "/tai-khoan")
            .note("Ngoài mật khẩu, mỗi lần đăng nhập cần thêm mã sáu chữ số của một ứng dụng xác thực trên điện thoại (TOTP). Ai biết mật khẩu của bạn cũng chưa vào được.")
            .field(password)
            .button("Tiếp tục"),
    }
}

async fn begin(work: AtWork, token: Token, Form(sent): Form<Sent>) -> Result<Response, Error> {
    let visit = shared::visit(&work, &token).await?;
    match work
        .office
        .begin_second_factor(&visit, sent.raw("mat-khau"))
        .await
    {
        Ok(factor) => {
            let page = secret(&work, factor.secret, factor.address, Faults::default());
            Ok(show(&page)?.into_response())
        }
        Err(error) => form(&work, &visit).refused(&sent, shared::faults(error)?),
    }
}

fn secret(work: &AtWork, secret: String, address: String, faults: Faults) -> Secret {
    let letters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|it| it.iter().collect()).collect();
    Secret {
        frame: Frame::new("Xác thực hai lớp", None, &work.person),
        groups: groups.join(" "),
        code: QrView::of(&address),
        secret,
        address,
        faults,
    }
}

async fn confirm(work: AtWork, token: Token, Form(sent): Form<Sent>) -> Result<Response, Error> {
    let visit = shared::visit(&work, &token).await?;
    match work
        .office
        .confirm_second_factor(&visit, sent.raw("ma"))
        .await
    {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}?xong=bat")).into_response()),
        Err(error) => {
            let faults = shared::faults(error)?;
            let page = secret(&work, sent.text("khoa"), sent.text("dia-chi"), faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response())
        }
    }
}

async fn remove(work: AtWork, token: Token, Form(sent): Form<Sent>) -> Result<Response, Error> {
    let visit = shared::visit(&work, &token).await?;
    match work
        .office
        .remove_second_factor(&visit, sent.raw("mat-khau"))
        .await
    {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}?xong=tat")).into_response()),
        Err(error) => form(&work, &visit).refused(&sent, shared::faults(error)?),
    }
}
