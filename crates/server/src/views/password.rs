//! Changing one's password; the only page open to a person who must.

use askama::Template;
use axum::extract::{Form, State as Shared};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::accounts::{PasswordChange, PasswordState};
use crate::error::{Error, RefusalKind};
use crate::form::Faults;
use crate::operation::OperationId;
use crate::problem::problem;
use crate::session::{Person, Token};
use crate::state::State;
use crate::views::show;

/// The page.
#[derive(Debug, Template)]
#[template(path = "password.html")]
pub struct PasswordPage {
    /// The account, for the browser's own store of passwords.
    pub account: String,
    /// Whether nothing else is open to the person.
    pub must_change: bool,
    /// What was wrong.
    pub faults: Faults,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Sent {
    #[serde(default, rename = "hien-tai")]
    current: String,
    #[serde(default)]
    moi: String,
    #[serde(default, rename = "nhac-lai")]
    again: String,
}

/// Shows the page.
///
/// # Errors
///
/// When it cannot be rendered.
pub async fn get(person: Person) -> Result<Html<String>, Error> {
    show(&page(&person, Faults::default()))
}

/// Changes the password. Whether the new one is good enough is the office's word; a refusal of kind
/// [`RefusalKind::Invalid`] is shown at the field of the new one, one of kind
/// [`RefusalKind::Denied`] at that of the current one.
///
/// # Errors
///
/// The office's.
pub async fn post(
    Shared(state): Shared<State>,
    person: Person,
    token: Token,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    let mut faults = Faults::default();
    if sent.current.is_empty() {
        faults.add("hien-tai", "Nhập mật khẩu hiện tại.");
    }
    if sent.moi.is_empty() {
        faults.add("moi", "Nhập mật khẩu mới.");
    } else if sent.moi != sent.again {
        faults.add("nhac-lai", "Hai lần nhập mật khẩu mới không giống nhau.");
    }
    if faults.is_empty() {
        let change = PasswordChange {
            current: sent.current,
            new: sent.moi,
        };
        let done = state
            .accounts()
            .change_password(&token.0, &change, state.now());
        match done.await {
            Ok(()) => return Ok(Redirect::to("/tai-khoan?xong=mat-khau").into_response()),
            Err(error) => faults = of_refusal(error)?,
        }
    }
    let page = page(&person, faults);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&page)?).into_response())
}

fn of_refusal(error: Error) -> Result<Faults, Error> {
    let field = match &error {
        Error::Refused(refusal) if refusal.kind == RefusalKind::Invalid => "moi",
        Error::Refused(refusal) if refusal.kind == RefusalKind::Denied => "hien-tai",
        _ => return Err(error),
    };
    let said = problem(&error, &OperationId::default());
    let hint = said.hint.map(|hint| format!(" {hint}")).unwrap_or_default();
    Ok(Faults::one(field, said.text + &hint))
}

fn page(person: &Person, faults: Faults) -> PasswordPage {
    PasswordPage {
        account: person.login.clone(),
        must_change: person.password == PasswordState::MustChange,
        faults,
    }
}

impl std::fmt::Debug for Sent {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Sent")
    }
}
