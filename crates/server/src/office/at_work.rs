//! Who asks, as the office knows it: an extractor for every page of the office.

use std::sync::Arc;

use access::Action;
use access::rules::roles_for;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use office::{Acting, Office};

use crate::error::Error;
use crate::session::Person;

/// A person who has signed in, acting in one appointment, with the office asked.
#[derive(Clone, Debug)]
pub struct AtWork {
    /// The office.
    pub office: Office,
    /// The person for the frame of the page.
    pub person: Person,
    /// The person for the office.
    pub acting: Arc<Acting>,
}

impl AtWork {
    /// Whether the role acted in does this to something: a page offers it then, and whether it may be
    /// done to this very thing is decided when it is.
    pub(super) fn role_does(&self, action: Action) -> bool {
        roles_for(action).contains(&self.acting.actor().role())
    }
}

impl<S: Sync> FromRequestParts<S> for AtWork {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let person = Person::from_request_parts(parts, state).await?;
        let office = parts.extensions.get::<Office>().cloned();
        let office = office.ok_or_else(|| Error::Unexpected {
            cause: "a page of the office without an office".to_owned(),
        })?;
        let acting = person.acting.clone().ok_or(Error::PasswordChangeNeeded)?;
        Ok(Self {
            office,
            person,
            acting,
        })
    }
}
