//! A new request about an account: a form for each kind. Anybody may ask.

use access::Action;
use axum::Router;
use axum::extract::{Form, Path};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use office::people::{Details, RequestKind, Wanted};

use super::accounts::{detail_fields, details, login_field};
use super::appointments::post_fields;
use super::form_page::{Field, FormPage, Sent};
use super::requests::{PATH, kind};
use super::shared;
use super::tree;
use crate::error::Error;
use crate::office::AtWork;
use crate::state::State;

pub(super) fn routes() -> Router<State> {
    Router::new().route("/quan-tri/de-nghi/moi/{kind}", get(new).post(ask))
}

async fn new(work: AtWork, Path(code): Path<String>) -> Result<Html<String>, Error> {
    shared::may(&work, Action::RequestAccount)?;
    form(&work, kind_of(&code)?).await?.filled(&Sent::default())
}

async fn ask(
    work: AtWork,
    Path(code): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let kind = kind_of(&code)?;
    let wanted = wanted(kind, &sent);
    let reason = sent.text("ly-do");
    match work
        .office
        .request_account(&work.acting, &wanted, &reason)
        .await
    {
        Ok(_) => Ok(Redirect::to(&format!("{PATH}?xong=gui")).into_response()),
        Err(error) => {
            let faults = shared::faults(error)?;
            form(&work, kind).await?.refused(&sent, faults)
        }
    }
}

fn kind_of(code: &str) -> Result<RequestKind, Error> {
    let kinds = [
        RequestKind::New,
        RequestKind::Reset,
        RequestKind::Change,
        RequestKind::Remove,
    ];
    let found = kinds.into_iter().find(|it| it.code() == code);
    found.ok_or(Error::NotFound)
}

fn wanted(kind: RequestKind, sent: &Sent) -> Wanted {
    let is_new = kind == RequestKind::New;
    Wanted {
        kind,
        account: sent.some("tai-khoan").filter(|_| !is_new),
        login: sent.text("ten-dang-nhap"),
        details: match kind {
            RequestKind::New | RequestKind::Change => details(sent),
            RequestKind::Reset | RequestKind::Remove => Details::default(),
        },
        unit: sent.some("don-vi"),
        title: sent.text("chuc-vu"),
        role: sent.raw("vai-tro").parse().ok(),
    }
}

async fn form(work: &AtWork, wanted: RequestKind) -> Result<FormPage, Error> {
    let action = format!("{PATH}/moi/{}", wanted.code());
    let title = format!("Đề nghị: {}", kind(wanted).to_lowercase());
    let page = FormPage::new(shared::frame(work, title), action, PATH)
        .note("Người đứng đầu duyệt đề nghị; sau đó người quản trị thực hiện.")
        .button("Gửi đề nghị");
    let page = match wanted {
        RequestKind::New => {
            let units = work.office.units(&work.acting).await?;
            page.field(login_field())
                .fields(detail_fields())
                .fields(post_fields(tree::choices(&units)))
        }
        RequestKind::Reset | RequestKind::Remove => page.field(account(work).await?),
        RequestKind::Change => page.field(account(work).await?).fields(detail_fields()),
    };
    Ok(page.field(Field::area("ly-do", "Lý do").owed()))
}

/// Whose account: everybody of the directory, each once.
async fn account(work: &AtWork) -> Result<Field, Error> {
    let posts = work.office.directory(&work.acting).await?;
    let mut choices: Vec<(String, String)> = Vec::new();
    for post in posts {
        if !choices
            .iter()
            .any(|(account, _)| *account == post.account_id)
        {
            let label = format!("{}, {}", post.full_name, post.title);
            choices.push((post.account_id, label));
        }
    }
    Ok(Field::choice("tai-khoan", "Tài khoản của", "Chọn người", choices).owed())
}
