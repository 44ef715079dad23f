//! Who asks: a program with a key, acting for a person in one appointment.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use office::people::Bearer;
use office::{Acting, Office};

use crate::error::Error;

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

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let said = parts.headers.get(AUTHORIZATION);
        let key = said.and_then(|it| it.to_str().ok()).and_then(key);
        let key = key.ok_or(Error::TokenNeeded)?;
        let office = parts.extensions.get::<Office>().cloned();
        let office = office.ok_or_else(|| Error::Unexpected {
            cause: "the API without an office".to_owned(),
        })?;
        let bearer = office.bearer(key).await?.ok_or(Error::TokenNeeded)?;
        Ok(Self { office, bearer })
    }
}

/// The key in the header; the name of the scheme is written in any letters (RFC 9110).
fn key(header: &str) -> Option<&str> {
    let (scheme, key) = header.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer")).then(|| key.trim())
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn only_a_bearer_has_a_key() {
        assert_eq!(key("Bearer abc"), Some("abc"));
        assert_eq!(key("bearer  abc"), Some("abc"));
        assert_eq!(key("Basic abc"), None);
        assert_eq!(key("abc"), None);
    }
}
