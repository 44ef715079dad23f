//! Answers in JSON with an entity tag, so that who asks again for the same is told so (RFC 9110, 13).

use axum::Json;
use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::error::Error;

/// The value, or that it is still the one that was asked for before.
pub(super) fn tagged(asked: &HeaderMap, value: &impl Serialize) -> Result<Response, Error> {
    let unexpected = |error: serde_json::Error| Error::Unexpected {
        cause: error.to_string(),
    };
    let bytes = serde_json::to_vec(value).map_err(unexpected)?;
    let tag = digest(&bytes);
    let unchanged = unchanged(asked, &tag);
    Ok(unchanged.unwrap_or_else(|| with_tag(&tag, Json(value).into_response())))
}

/// A tag made of the bytes.
fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|it| format!("{it:02x}")).collect()
}

/// That the asker has what is under the tag, where it says so.
pub(super) fn unchanged(asked: &HeaderMap, tag: &str) -> Option<Response> {
    let weak = weak(tag);
    let same = |it: &HeaderValue| it.to_str().is_ok_and(|it| has(it, &weak));
    (asked.get_all(IF_NONE_MATCH).iter().any(same))
        .then(|| with_tag(tag, StatusCode::NOT_MODIFIED.into_response()))
}

/// Weak, since compression may change the bytes on the way.
fn weak(tag: &str) -> String {
    format!("W/\"{tag}\"")
}

/// The response under a tag.
pub(super) fn with_tag(tag: &str, mut response: Response) -> Response {
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&weak(tag)) {
        headers.insert(ETAG, tag);
    }
    // The program may keep it, and asks each time whether it still may use it.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

/// Whether a list of tags has this one, by weak comparison.
fn has(list: &str, tag: &str) -> bool {
    let opaque = |it: &str| it.trim().trim_start_matches("W/").to_owned();
    list.split(',')
        .any(|it| it.trim() == "*" || opaque(it) == opaque(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_it_is_told_so() {
        let value = serde_json::json!({ "a": 1 });
        let first = tagged(&HeaderMap::new(), &value).unwrap();
        assert_eq!(first.status(), StatusCode::OK);
        let mut asked = HeaderMap::new();
        asked.insert(IF_NONE_MATCH, first.headers()[ETAG].clone());
        let again = tagged(&asked, &value).unwrap();
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(again.headers()[ETAG], first.headers()[ETAG]);
        let other = tagged(&asked, &serde_json::json!({ "a": 2 })).unwrap();
        assert_eq!(other.status(), StatusCode::OK);
    }
}
