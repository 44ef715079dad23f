//! Security headers, written out. What a response says for itself stays as it is: the worker of
//! pdf.js and the files of documents have policies of their own.

use axum::extract::{Request, State as Shared};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::config::Front;
use crate::state::State;

/// The policy of our pages: own scripts only, no eval, no inline script. `connect-src` names the
/// desk agent, which listens on the person's own machine. pdf.js sets styles from its script, which
/// needs no exception; its pictures are blobs.
pub const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; worker-src 'self'; manifest-src 'self'; \
    connect-src 'self' http://127.0.0.1:*; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'; object-src 'none'";

/// The policy of the worker that decodes PDF files: it alone may compile WebAssembly.
pub const PDF_WORKER: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    connect-src 'self'; frame-ancestors 'none'";

/// The policy of a file that came from outside and is shown by the browser itself.
pub const FILE: &str = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; \
    frame-ancestors 'none'";

const PERMISSIONS: &str = "accelerometer=(), camera=(), clipboard-write=(self), \
    display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";

/// Adds what the response does not say for itself.
pub async fn layer(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    add(headers, CONTENT_SECURITY_POLICY, PAGE);
    add(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(headers, X_FRAME_OPTIONS, "DENY");
    add(headers, REFERRER_POLICY, "same-origin");
    add(
        headers,
        HeaderName::from_static("permissions-policy"),
        PERMISSIONS,
    );
    add(
        headers,
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    add(
        headers,
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    // What an office shows is nobody else's: not the proxy's, not the next user's of this browser.
    add(headers, CACHE_CONTROL, "no-store");
    if state.config().front == Front::Proxy {
        add(headers, STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}
