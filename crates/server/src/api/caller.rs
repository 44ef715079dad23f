//! Who asks: a program with a key, acting for a person in one appointment.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use office::people::Bearer;
use office::{Acting, Office};

use crate::error::Error;
use crate::state::State;

/// A program at work.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    /// The office that is asked.
    pub(super) office: Office,
    /// As whom, and how far its key reaches.
    pub(super) bearer: Bearer,
}

impl Caller {
    /// The person, as far as the key reaches.
    pub(super) fn acting(&self) -> &Acting {
        &self.bearer.acting
    }
}

impl FromRequestParts<State> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Error> {
        let key = key(&parts.headers).ok_or(Error::TokenNeeded)?;
        let office = parts.extensions.get::<Office>().cloned();
        let office = office.ok_or_else(|| Error::Unexpected {
            cause: "the API without an office".to_owned(),
        })?;
        let bearer = office.bearer(key).await?;
        state.rates().note(key, bearer.is_some());
        let bearer = bearer.ok_or(Error::TokenNeeded)?;
        Ok(Self { office, bearer })
    }
}

/// The key that a request carries.
pub(crate) fn key(headers: &HeaderMap) -> Option<&str> {
    let said = headers.get(AUTHORIZATION)?;
    bearer(said.to_str().ok()?)
}

/// The key in the header; the name of the scheme is written in any letters (RFC 9110).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, key) = header.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer")).then(|| key.trim())
}

#[cfg(test)]
mod tests {
    use super::bearer;

    #[test]
    fn only_a_bearer_has_a_key() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  abc"), Some("abc"));
        assert_eq!(bearer("Basic abc"), None);
        assert_eq!(bearer("abc"), None);
    }
}
