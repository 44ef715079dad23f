//! The operation id: one per request, in the log, on the page of an error and in the answer's
//! headers, so that a person can quote it and we can find it. Also the one line of log per request.

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

/// The header that carries the id.
pub const HEADER: &str = "x-operation-id";

/// Letters that nobody takes for one another when read out over the telephone.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The id of one request: three groups of four letters and digits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OperationId(String);

impl OperationId {
    /// A new id, from the random part of a UUID.
    #[must_use]
    pub fn new() -> Self {
        Self::of(Uuid::now_v7().as_u128())
    }

    fn of(mut bits: u128) -> Self {
        let mut text = String::with_capacity(14);
        for place in 0..12 {
            if place > 0 && place % 4 == 0 {
                text.push('-');
            }
            let letter = usize::try_from(bits % 32).unwrap_or_default();
            text.push(char::from(LETTERS.get(letter).copied().unwrap_or(b'0')));
            bits /= 32;
        }
        Self(text)
    }

    /// The id as people read it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for OperationId {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Display for OperationId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Gives the request its id, logs it once, counts and times it.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let id = OperationId::new();
    // The pattern, never the address itself: addresses carry search words and tokens.
    let path = (request.extensions().get::<MatchedPath>())
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().clone();
    let span = tracing::info_span!("request", operation = %id, %method, path);
    request.extensions_mut().insert(id.clone());

    let started = tokio::time::Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    crate::metrics::request(method.as_str(), &path, status, took);
    span.in_scope(|| tracing::info!(status, duration_ms = took.as_millis(), "answered"));

    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        (response.headers_mut()).insert(HeaderName::from_static(HEADER), value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::OperationId;

    #[test]
    fn an_id_has_three_groups_and_no_letter_to_confuse() {
        let id = OperationId::of(u128::MAX).to_string();
        assert_eq!(id, "ZZZZ-ZZZZ-ZZZZ");
        let one = OperationId::new();
        assert_ne!(one, OperationId::new());
        assert!(!one.as_str().contains(['I', 'L', 'O', 'U']));
    }
}
