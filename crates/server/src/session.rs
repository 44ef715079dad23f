//! Who is asking: the session cookie, looked up at the office once per request.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State as Shared};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::accounts::{PasswordState, SignedIn};
use crate::config::Front;
use crate::error::Error;
use crate::state::State;

/// The person of this request; asking for it in a handler makes the page one for the signed-in.
#[derive(Clone, Debug)]
pub struct Person(Arc<SignedIn>);

/// The token of this request's session.
#[derive(Clone)]
pub struct Token(pub String);

/// Pages that a person whose password must be changed may still use.
pub(crate) const WITHOUT_OWN_PASSWORD: [&str; 2] = ["/doi-mat-khau", "/dang-xuat"];

impl std::ops::Deref for Person {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for Person {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let person = parts.extensions.get::<Self>().cloned();
        let person = person.ok_or(Error::SignInNeeded)?;
        let may_stay = WITHOUT_OWN_PASSWORD.contains(&parts.uri.path());
        if person.password == PasswordState::MustChange && !may_stay {
            return Err(Error::PasswordChangeNeeded);
        }
        Ok(person)
    }
}

impl<S: Sync> FromRequestParts<S> for Token {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let token = parts.extensions.get::<Self>().cloned();
        token.ok_or(Error::SignInNeeded)
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Token")
    }
}

/// Looks the cookie up and leaves [`Person`] and [`Token`] for the handlers.
pub async fn layer(Shared(state): Shared<State>, mut request: Request, next: Next) -> Response {
    let Some(token) = token_of(request.headers(), state.config().front) else {
        return next.run(request).await;
    };
    match state.accounts().session(&token, state.now()).await {
        Ok(Some(person)) => {
            let extensions = request.extensions_mut();
            extensions.insert(Person(Arc::new(person)));
            extensions.insert(Token(token));
        }
        Ok(None) => {}
        Err(error) => return error.into_response(),
    }
    next.run(request).await
}

/// Sets the cookie of a new session.
pub(crate) fn open(headers: &mut HeaderMap, token: &str, front: Front) {
    set(headers, front, token, "");
}

/// Takes the cookie back.
pub(crate) fn close(headers: &mut HeaderMap, front: Front) {
    set(headers, front, "", "; Max-Age=0");
}

fn set(headers: &mut HeaderMap, front: Front, token: &str, end: &str) {
    let name = cookie_name(front);
    let secure = match front {
        Front::Proxy => "; Secure",
        Front::Loopback => "",
    };
    let text = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{end}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        headers.append(SET_COOKIE, value);
    }
}

/// With the prefix a browser takes the cookie from this very host only, and over TLS only.
fn cookie_name(front: Front) -> &'static str {
    match front {
        Front::Proxy => "__Host-congvu",
        Front::Loopback => "congvu",
    }
}

fn token_of(headers: &HeaderMap, front: Front) -> Option<String> {
    let name = cookie_name(front);
    (headers.get_all(COOKIE).iter())
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_kept_from_scripts_and_other_sites() {
        let mut headers = HeaderMap::new();
        open(&mut headers, "abc", Front::Proxy);
        let cookie = headers.get(SET_COOKIE).unwrap().to_str().unwrap();
        assert_eq!(
            cookie,
            "__Host-congvu=abc; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "a=b; congvu=xyz; c=d".parse().unwrap());
        assert_eq!(token_of(&headers, Front::Loopback).as_deref(), Some("xyz"));
        assert_eq!(token_of(&headers, Front::Proxy), None);
    }
}
