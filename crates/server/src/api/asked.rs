//! What a request says, or where it cannot be read.

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::form::tidy;
use crate::state::State;
use crate::upload::Received;

/// The parameters of the address.
pub(super) struct Asked<T>(pub(super) T);

/// The body, JSON.
pub(super) struct Sent<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<State> for Asked<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Error> {
        match Query::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(rejection) => Err(Error::Malformed {
                cause: rejection.body_text(),
            }),
        }
    }
}

impl<T: DeserializeOwned> FromRequest<State> for Sent<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &State) -> Result<Self, Error> {
        match Json::from_request(request, state).await {
            Ok(Json(sent)) => Ok(Self(sent)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                let limit = state.config().limits.form_bytes;
                Err(Error::TooLarge {
                    limit: u64::try_from(limit).unwrap_or(u64::MAX),
                })
            }
            Err(rejection) => Err(Error::Malformed {
                cause: rejection.body_text(),
            }),
        }
    }
}

/// The part `name` of a form, JSON: as a field, or as a file, as some clients send it.
pub(super) async fn part<T: DeserializeOwned>(
    received: &Received,
    name: &str,
    most: usize,
) -> Result<T, Error> {
    let malformed = |cause: String| Error::Malformed { cause };
    let file = received.files.iter().find(|it| it.field == name);
    let text = match file {
        Some(file) if file.size > u64::try_from(most).unwrap_or(u64::MAX) => {
            return Err(Error::TooLarge {
                limit: u64::try_from(most).unwrap_or(u64::MAX),
            });
        }
        Some(file) => tidy(
            &tokio::fs::read_to_string(&file.path)
                .await
                .map_err(|_| malformed(format!("the part {name} is not UTF-8")))?,
        ),
        None => received.field(name).to_owned(),
    };
    if text.is_empty() {
        return Err(malformed(format!("the part {name} is missing")));
    }
    serde_json::from_str(&text).map_err(|error| malformed(format!("the part {name}: {error}")))
}
