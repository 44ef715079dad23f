//! Who may speak at all: checks on the request's head, before a byte of its message is read.
//!
//! A browser sends here whatever any page on the web tells it to, so the head decides: `Host` tells
//! rebound names, `Origin` which page it is, `Sec-Fetch-*` that a script sent it. None of these can
//! be set by a script. They say nothing about other programs of the user, which the signatures in
//! the messages are for.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, AsHeaderName, CACHE_CONTROL, CONTENT_TYPE, HOST, ORIGIN, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, Uri};

use crate::Error;

/// A preflight asks with the first, and is answered with the second (Private Network Access).
const ASKS_PRIVATE: &str = "access-control-request-private-network";
const ALLOWS_PRIVATE: &str = "access-control-allow-private-network";

/// For how long a browser may remember the answer to a preflight, seconds.
const REMEMBER: &str = "60";

/// The request must be for us by an address, not by a name that somebody made point here.
pub(super) fn check_host(headers: &HeaderMap, uri: &Uri, port: u16) -> Result<(), Error> {
    let host = single(headers, HOST).unwrap_or_default();
    let ours = |host: &str| {
        ["127.0.0.1", "localhost", "[::1]"]
            .iter()
            .any(|name| host == format!("{name}:{port}"))
    };
    let named_otherwise = uri
        .authority()
        .is_some_and(|authority| !ours(authority.as_str()));
    if ours(host) && !named_otherwise {
        return Ok(());
    }
    Err(Error::Host {
        host: host.to_owned(),
    })
}

/// The origin of the page.
pub(super) fn origin(headers: &HeaderMap) -> Result<String, Error> {
    match single(headers, ORIGIN) {
        Some(origin) if origin != "null" => Ok(origin.to_owned()),
        other => Err(Error::Origin {
            origin: other.unwrap_or_default().to_owned(),
        }),
    }
}

/// Whether pages of this origin may ask to be paired: those of https, so that nobody on the network
/// wrote them, and those of this machine.
pub(crate) fn origin_may_pair(origin: &str) -> bool {
    let Ok(uri) = origin.parse::<Uri>() else {
        return false;
    };
    let parts = (uri.scheme_str(), uri.authority());
    let (Some(scheme), Some(authority)) = parts else {
        return false;
    };
    // Written as a browser writes an origin, and no other way.
    if format!("{scheme}://{authority}") != origin || authority.as_str().contains('@') {
        return false;
    }
    let here = matches!(authority.host(), "127.0.0.1" | "localhost" | "[::1]");
    scheme == "https" || (scheme == "http" && here)
}

/// A script of a page sent this with `fetch`, from another origin than ours.
pub(super) fn check_fetch(headers: &HeaderMap) -> Result<(), Error> {
    let is = |name: &'static str, allowed: &[&str]| {
        let value = single(headers, name);
        value.is_some_and(|value| allowed.contains(&value))
    };
    if is("sec-fetch-site", &["same-site", "cross-site"])
        && is("sec-fetch-mode", &["cors"])
        && is("sec-fetch-dest", &["empty"])
    {
        Ok(())
    } else {
        Err(Error::NotFromPage)
    }
}

/// A message that a form cannot send: the browser asks before (preflight).
pub(super) fn check_media_type(headers: &HeaderMap) -> Result<(), Error> {
    let value = single(headers, CONTENT_TYPE).unwrap_or_default();
    let kind = value.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Error::MediaType)
    }
}

/// Lets pages of `origin` read the answer.
pub(super) fn allow_reading(headers: &mut HeaderMap, origin: &str) {
    if let Ok(origin) = HeaderValue::from_str(origin) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
}

/// Lets pages of `origin` send what the preflight asked about.
pub(super) fn allow_sending(headers: &mut HeaderMap, asked: &HeaderMap, method: &Method) {
    if let Ok(method) = HeaderValue::from_str(method.as_str()) {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, method);
    }
    let fixed = |value| HeaderValue::from_static(value);
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, fixed("content-type"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, fixed(REMEMBER));
    if single(asked, ASKS_PRIVATE) == Some("true") {
        headers.insert(ALLOWS_PRIVATE, fixed("true"));
    }
}

/// What every answer says, refusals too.
pub(super) fn always(headers: &mut HeaderMap) {
    headers.insert(VARY, HeaderValue::from_static("origin"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

/// The value of a header that is there exactly once.
fn single(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_secure_and_local_origins_may_pair() {
        for good in [
            "https://congvu.example.gov.vn",
            "https://congvu.example.gov.vn:8443",
            "http://127.0.0.1:8080",
            "http://localhost:8080",
        ] {
            assert!(origin_may_pair(good), "{good}");
        }
        for bad in [
            "http://congvu.example.gov.vn",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "https://congvu.example.gov.vn/",
            "https://a@congvu.example.gov.vn",
            "HTTPS://congvu.example.gov.vn",
            "file://",
            "null",
            "",
        ] {
            assert!(!origin_may_pair(bad), "{bad}");
        }
    }

    #[test]
    fn a_rebound_name_is_not_us() {
        let check = |hosts: &[&str], uri: &str| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(HOST, HeaderValue::from_str(host).unwrap());
            }
            check_host(&headers, &uri.parse().unwrap(), 18430).is_ok()
        };
        assert!(check(&["127.0.0.1:18430"], "/status"));
        assert!(check(&["localhost:18430"], "/status"));
        assert!(!check(&["evil.example:18430"], "/status"));
        assert!(!check(&["127.0.0.1"], "/status"));
        assert!(!check(&["127.0.0.1:80"], "/status"));
        assert!(!check(&[], "/status"));
        assert!(!check(&["127.0.0.1:18430", "evil.example"], "/status"));
        assert!(!check(&["127.0.0.1:18430"], "http://evil.example/status"));
    }
}
