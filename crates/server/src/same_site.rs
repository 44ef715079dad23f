//! Refuses acts that another site's page started in our user's browser (CSRF).
//!
//! Three walls: cookies are `SameSite=Lax`; the browser's own word, `Sec-Fetch-Site`; and for
//! browsers that do not say it, `Origin` against `Host`. A request that changes something and
//! carries neither comes from no browser with a form, and its cookies are not believed either.

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::Error;

/// Lets pass what only reads, and what our own pages sent.
pub async fn layer(request: Request, next: Next) -> Response {
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    match reads || ours(request.headers()) {
        true => next.run(request).await,
        false => {
            let origin = text(request.headers(), ORIGIN.as_str()).unwrap_or("-");
            let origin = origin.to_owned();
            Error::CrossSite { origin }.into_response()
        }
    }
}

fn ours(headers: &HeaderMap) -> bool {
    if let Some(site) = text(headers, "sec-fetch-site") {
        return site == "same-origin";
    }
    let host = text(headers, HOST.as_str());
    let origin = text(headers, ORIGIN.as_str()).and_then(|origin| {
        (origin.strip_prefix("https://")).or_else(|| origin.strip_prefix("http://"))
    });
    origin.is_some() && origin == host
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(headers: &[(&'static str, &str)]) -> bool {
        let map = (headers.iter())
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        ours(&map)
    }

    #[test]
    fn the_word_of_the_browser_counts_first() {
        let host = ("host", "office.example");
        assert!(judged(&[host, ("sec-fetch-site", "same-origin")]));
        for site in ["cross-site", "same-site", "none"] {
            let origin = ("origin", "https://office.example");
            assert!(!judged(&[host, origin, ("sec-fetch-site", site)]), "{site}");
        }
    }

    #[test]
    fn an_old_browser_is_judged_by_its_origin() {
        let host = ("host", "office.example:8443");
        assert!(judged(&[host, ("origin", "https://office.example:8443")]));
        for origin in [
            "https://office.example",
            "https://evil.example",
            "null",
            "https://office.example:8443.evil.example",
        ] {
            assert!(!judged(&[host, ("origin", origin)]), "{origin}");
        }
    }

    #[test]
    fn who_says_nothing_is_refused() {
        assert!(!judged(&[("host", "office.example")]));
    }
}
