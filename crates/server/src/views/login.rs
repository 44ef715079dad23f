//! Signing in and out.

use askama::Template;
use axum::extract::{Form, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, http::header::USER_AGENT};
use report::catalogue::{Catalogue, Lang};
use serde::Deserialize;

use crate::accounts::{Attempt, Entry};
use crate::address::ClientAddress;
use crate::error::Error;
use crate::form::{Faults, tidy};
use crate::percent::encoded;
use crate::problem::sentence_case;
use crate::session::{self, Token};
use crate::state::State;
use crate::views::show;

const PATH: &str = "/dang-nhap";

/// The page.
#[derive(Debug, Default, Template)]
#[template(path = "login.html")]
pub struct LoginPage {
    /// The name entered so far.
    pub name: String,
    /// Where to go afterwards.
    pub back: String,
    /// Whether the second factor is asked for.
    pub code_wanted: bool,
    /// What was wrong.
    pub faults: Faults,
}

/// Where one came from.
#[derive(Debug, Deserialize)]
pub struct Back {
    #[serde(default)]
    ve: String,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    ten: String,
    #[serde(default, rename = "mat-khau")]
    password: String,
    ma: Option<String>,
    #[serde(default)]
    ve: String,
}

/// The address of the page, which leads back to `back`.
#[must_use]
pub fn address(back: Option<&str>) -> String {
    match back.filter(|back| *back != "/" && is_ours(back)) {
        None => PATH.to_owned(),
        Some(back) => format!("{PATH}?ve={}", encoded(back, b"/")),
    }
}

/// Shows the page; where nobody was ever entered, leads to the first run (`office::setup`).
///
/// # Errors
///
/// The office's.
pub async fn get(
    Shared(state): Shared<State>,
    Query(back): Query<Back>,
) -> Result<Response, Error> {
    if state.accounts().is_new().await? {
        return Ok(Redirect::to("/cai-dat").into_response());
    }
    let page = LoginPage {
        back: back.ve,
        ..LoginPage::default()
    };
    Ok(show(&page)?.into_response())
}

/// Signs in.
///
/// # Errors
///
/// [`Error::TooManyRequests`] from an address that tries too often; else the office's.
pub async fn post(
    Shared(state): Shared<State>,
    Extension(address): Extension<ClientAddress>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Result<Response, Error> {
    (state.rates().logins).take(address.0, tokio::time::Instant::now())?;
    let mut page = LoginPage {
        name: tidy(&sent.ten),
        back: sent.ve,
        code_wanted: sent.ma.is_some(),
        faults: Faults::default(),
    };
    if page.name.is_empty() {
        page.faults.add("ten", "Nhập tên đăng nhập.");
    }
    if sent.password.is_empty() {
        page.faults.add("mat-khau", "Nhập mật khẩu.");
    }
    if !page.faults.is_empty() {
        return again(&page);
    }
    let attempt = Attempt {
        name: page.name.clone(),
        password: sent.password,
        code: sent.ma.map(|code| tidy(&code)),
        address: address.0,
        browser: browser(&headers),
    };
    match state.accounts().sign_in(&attempt, state.now()).await? {
        Entry::Open { token } => {
            let goal = if is_ours(&page.back) { &page.back } else { "/" };
            let mut response = Redirect::to(goal).into_response();
            session::open(response.headers_mut(), &token, state.config().front);
            Ok(response)
        }
        Entry::CodeWanted => {
            page.code_wanted = true;
            Ok(show(&page)?.into_response())
        }
        Entry::Refused { code, values } => {
            let said = Catalogue::shared().sentence(code, Lang::Vi, &values);
            let field = if page.code_wanted { "ma" } else { "ten" };
            let text = sentence_case(&said.text);
            let hint = said.hint.map(|hint| sentence_case(&hint));
            let whole = hint.map_or(text.clone(), |hint| format!("{text} {hint}"));
            page.faults.add(field, whole);
            again(&page)
        }
    }
}

/// Signs out.
///
/// # Errors
///
/// The office's.
pub async fn leave(Shared(state): Shared<State>, token: Token) -> Result<Response, Error> {
    state.accounts().sign_out(&token.0, state.now()).await?;
    let mut response = Redirect::to(PATH).into_response();
    session::close(response.headers_mut(), state.config().front);
    Ok(response)
}

fn again(page: &LoginPage) -> Result<Response, Error> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show(page)?).into_response())
}

/// A path of this server; anything else would lead a person who has just signed in elsewhere.
fn is_ours(back: &str) -> bool {
    back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains(['\\', '\n', '\r', '\t'])
        && back.is_ascii()
}

/// What the browser calls itself, in short.
fn browser(headers: &HeaderMap) -> String {
    let whole = (headers.get(USER_AGENT))
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let name = [
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
    ];
    let name = (name.iter().find(|(mark, _)| whole.contains(mark))).map_or(
        if whole.contains("Safari/") {
            "Safari"
        } else {
            "Trình duyệt khác"
        },
        |one| one.1,
    );
    let system = ["Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux"];
    let system = system.into_iter().find(|one| whole.contains(one));
    match system {
        Some(system) => format!("{name} trên {}", system.replace("Mac OS X", "macOS")),
        None => name.to_owned(),
    }
}

impl std::fmt::Debug for Sent {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Sent")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_this_server() {
        assert!(is_ours("/van-ban-di?buoc=ky"));
        for away in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/a\tb",
        ] {
            assert!(!is_ours(away), "{away}");
        }
        assert_eq!(
            address(Some("/van-ban-di?buoc=ky&n=1")),
            "/dang-nhap?ve=/van-ban-di%3Fbuoc%3Dky%26n%3D1"
        );
        assert_eq!(address(Some("//evil.example")), "/dang-nhap");
    }

    #[test]
    fn a_browser_is_told_by_name() {
        let mut headers = HeaderMap::new();
        assert_eq!(browser(&headers), "Trình duyệt khác");
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
        headers.insert(USER_AGENT, agent.parse().unwrap());
        assert_eq!(browser(&headers), "Edge trên Windows");
    }
}
