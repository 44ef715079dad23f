//! Refuses what another site's page started in our user's browser (CSRF, and reading by a side way).
//!
//! Three walls: cookies are `SameSite=Lax`; the browser's own word, `Sec-Fetch-Site`; and for
//! browsers that do not say it, `Origin` against `Host`. A request that changes something and
//! carries neither comes from no browser with a form, and its cookies are not believed either.
//! Of what only reads, another site's page may do one thing: lead the whole tab here, as a link does.
//! Pages at another port of the same host count as another site, though cookies go with them.

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
    let headers = request.headers();
    let passes = match reads {
        true => !borrowed(headers),
        false => ours(headers),
    };
    match passes {
        true => next.run(request).await,
        false => {
            let origin = text(request.headers(), ORIGIN.as_str()).unwrap_or("-");
            let origin = origin.to_owned();
            Error::CrossSite { origin }.into_response()
        }
    }
}

/// Whether another site's page asks for it to be used there: as a frame, an image, a script.
fn borrowed(headers: &HeaderMap) -> bool {
    let foreign = matches!(
        text(headers, "sec-fetch-site"),
        Some("cross-site" | "same-site")
    );
    let leads_here = text(headers, "sec-fetch-mode") == Some("navigate")
        && text(headers, "sec-fetch-dest") == Some("document");
    foreign && !leads_here
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

    fn map(headers: &[(&'static str, &str)]) -> HeaderMap {
        (headers.iter())
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    fn judged(headers: &[(&'static str, &str)]) -> bool {
        ours(&map(headers))
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
    fn another_site_may_lead_here_and_nothing_else() {
        let site = ("sec-fetch-site", "same-site");
        let read = |mode, dest| {
            borrowed(&map(&[
                site,
                ("sec-fetch-mode", mode),
                ("sec-fetch-dest", dest),
            ]))
        };
        assert!(!read("navigate", "document"));
        assert!(read("navigate", "iframe"));
        assert!(read("no-cors", "image"));
        assert!(read("cors", "empty"));
        assert!(!borrowed(&map(&[("sec-fetch-site", "same-origin")])));
        assert!(!borrowed(&map(&[("sec-fetch-site", "none")])));
        assert!(!borrowed(&map(&[])), "programs and old browsers");
    }

    #[test]
    fn who_says_nothing_is_refused() {
        assert!(!judged(&[("host", "office.example")]));
    }
}
