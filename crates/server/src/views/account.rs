//! One's own account: who one is, the sessions that are open, the appointment in which one acts.

use askama::Template;
use axum::extract::{Form, Query, State as Shared};
use axum::response::{Html, Redirect};
use serde::Deserialize;

use crate::accounts::Session;
use crate::error::Error;
use crate::frame::Frame;
use crate::session::{Person, Token};
use crate::state::State;
use crate::views::show;
use crate::words;

/// The page.
#[derive(Debug, Template)]
#[template(path = "account.html")]
pub struct AccountPage {
    /// The frame.
    pub frame: Frame,
    /// What has just been done.
    pub saved: Option<&'static str>,
    /// The sessions.
    pub sessions: Vec<SessionView>,
}

/// One session.
#[derive(Clone, Debug)]
pub struct SessionView {
    /// Its id.
    pub id: String,
    /// The browser.
    pub browser: String,
    /// The address.
    pub address: String,
    /// When it was opened.
    pub since: String,
    /// When it was last used.
    pub used: String,
    /// Whether it is this one.
    pub here: bool,
}

impl From<Session> for SessionView {
    fn from(session: Session) -> Self {
        Self {
            id: session.id,
            browser: session.browser,
            address: session.address,
            since: words::moment(session.since),
            used: words::moment(session.used),
            here: session.here,
        }
    }
}

/// What was done before the page is shown.
#[derive(Debug, Deserialize)]
pub struct Done {
    #[serde(default)]
    xong: String,
}

/// Which session shall end; none for all others.
#[derive(Debug, Deserialize)]
pub struct End {
    session: Option<String>,
}

/// In which appointment to act.
#[derive(Debug, Deserialize)]
pub struct ActAs {
    appointment: String,
}

/// Shows the page.
///
/// # Errors
///
/// The office's.
pub async fn get(
    Shared(state): Shared<State>,
    person: Person,
    token: Token,
    Query(done): Query<Done>,
) -> Result<Html<String>, Error> {
    let sessions = state.accounts().sessions(&token.0, state.now()).await?;
    let saved = match done.xong.as_str() {
        "mat-khau" => Some("Đã đổi mật khẩu."),
        "phien" => Some("Đã kết thúc phiên đăng nhập."),
        _ => None,
    };
    show(&AccountPage {
        frame: Frame::new("Tài khoản", None, &person),
        saved,
        sessions: sessions.into_iter().map(SessionView::from).collect(),
    })
}

/// Ends a session, or all others.
///
/// # Errors
///
/// The office's.
pub async fn end(
    Shared(state): Shared<State>,
    token: Token,
    Form(end): Form<End>,
) -> Result<Redirect, Error> {
    let which = end.session.as_deref();
    (state.accounts().revoke(&token.0, which, state.now())).await?;
    Ok(Redirect::to("/tai-khoan?xong=phien"))
}

/// Acts in another appointment from now on. Leads home: what was on the screen may not be the new
/// role's to see.
///
/// # Errors
///
/// The office's.
pub async fn act_as(
    Shared(state): Shared<State>,
    token: Token,
    Form(wanted): Form<ActAs>,
) -> Result<Redirect, Error> {
    let accounts = state.accounts();
    (accounts.act_as(&token.0, &wanted.appointment, state.now())).await?;
    Ok(Redirect::to("/"))
}
