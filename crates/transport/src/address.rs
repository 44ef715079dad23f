//! Addresses on the network: which URLs are understood, and which hosts stand for others.

use std::fmt;
use std::str::FromStr;

use ureq::http::Uri;
use ureq::http::uri::{Authority, Scheme};

use crate::error::Error;

/// An absolute http or https URL without credentials.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Address(Uri);

impl Address {
    /// Reads an address as certificates carry it: spaces and letters beyond ASCII, which some
    /// authorities write as they are, are escaped.
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        let bad = || Error::BadUrl {
            url: url.to_owned(),
        };
        if let Some(scheme) = scheme(url)
            && scheme != "http"
            && scheme != "https"
        {
            return Err(Error::Scheme {
                url: url.to_owned(),
                scheme,
            });
        }
        if url.chars().any(char::is_control) {
            return Err(bad());
        }
        let uri: Uri = escaped(url.trim()).parse().map_err(|_| bad())?;
        let authority = uri.authority().ok_or_else(bad)?;
        if authority.as_str().contains('@') {
            return Err(Error::Credentials {
                host: authority.host().to_owned(),
            });
        }
        if uri.scheme().is_none() || !is_plain(authority) {
            return Err(bad());
        }
        Ok(Self(uri))
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.0
    }

    /// The host, and the port if there is one.
    pub(crate) fn host(&self) -> String {
        self.0
            .authority()
            .map_or_else(String::new, Authority::to_string)
    }

    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == Some(&Scheme::HTTPS)
    }

    fn port(&self) -> Option<u16> {
        let default = if self.is_https() { 443 } else { 80 };
        Some(self.0.authority()?.port_u16().unwrap_or(default))
    }

    /// Where a redirect from here leads (RFC 3986, 5.2, without folding of dot segments).
    pub(crate) fn join(&self, location: &str) -> Result<Self, Error> {
        if scheme(location).is_some() {
            return Self::parse(location);
        }
        let scheme = self.0.scheme_str().unwrap_or_default();
        let authority = self.0.authority().map_or("", Authority::as_str);
        let path = self.0.path();
        let whole = if location.starts_with("//") {
            format!("{scheme}:{location}")
        } else if location.starts_with('/') {
            format!("{scheme}://{authority}{location}")
        } else if location.starts_with('?') {
            format!("{scheme}://{authority}{path}{location}")
        } else {
            let folder = path.rfind('/').and_then(|end| path.get(..=end));
            format!("{scheme}://{authority}{}{location}", folder.unwrap_or("/"))
        };
        Self::parse(&whole)
    }

    /// The address that `table` gives for this one, if it names the host.
    pub(crate) fn remapped(&self, table: &[Remap]) -> Self {
        let port = self.port();
        let fits = |remap: &&Remap| self.0.host().is_some_and(|host| remap.applies(host, port));
        let Some(remap) = table.iter().find(fits) else {
            return self.clone();
        };
        let mut parts = self.0.clone().into_parts();
        parts.authority = Some(remap.to.clone());
        Uri::from_parts(parts).map_or_else(|_| self.clone(), Self)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A host that stands for another one: old certificates name hosts that are gone, or that only
/// their authority can reach.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Remap {
    from: Authority,
    to: Authority,
}

impl Remap {
    /// Whether the configuration sends requests to this host and port.
    pub(crate) fn leads_to(&self, host: &str, port: u16) -> bool {
        self.to.host().eq_ignore_ascii_case(host) && self.to.port_u16() == Some(port)
    }

    /// Without a port, `from` stands for every port of its host.
    fn applies(&self, host: &str, port: Option<u16>) -> bool {
        self.from.host().eq_ignore_ascii_case(host)
            && self.from.port_u16().is_none_or(|from| Some(from) == port)
    }
}

/// `HOST[:PORT]=HOST[:PORT]`.
impl FromStr for Remap {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let side = |text: &str| Authority::from_str(text).ok().filter(is_plain);
        (text.split_once('='))
            .and_then(|(from, to)| {
                Some(Self {
                    from: side(from)?,
                    to: side(to)?,
                })
            })
            .ok_or_else(|| Error::BadUrl {
                url: text.to_owned(),
            })
    }
}

/// A host, perhaps with a port, and nothing else.
fn is_plain(authority: &Authority) -> bool {
    let host = authority.host();
    !host.is_empty()
        && (authority.as_str() == host || authority.port_u16().is_some())
        && !authority.as_str().contains('@')
}

/// The scheme of a URL in lower case (RFC 3986, 3.1).
fn scheme(url: &str) -> Option<String> {
    let (scheme, _) = url.trim().split_once(':')?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let starts = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (starts && scheme.chars().all(fits)).then(|| scheme.to_ascii_lowercase())
}

fn escaped(url: &str) -> String {
    let mut escaped = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_graphic() {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(url: &str) -> &'static str {
        Address::parse(url).unwrap_err().code()
    }

    #[test]
    fn only_http_and_https_are_understood() {
        assert_eq!(code("ldap://ldap.example.vn/cn=ca"), "transport-scheme");
        assert_eq!(code("LDAP:///cn=ca"), "transport-scheme");
        assert_eq!(code("file:///etc/passwd"), "transport-scheme");
        assert_eq!(code("javascript:alert(1)"), "transport-scheme");
        for url in [
            "",
            "http://",
            "http:///ca.crl",
            "/ca.crl",
            "ca.example.vn",
            "http:ca",
            "http://ca.vn:99999/",
        ] {
            assert_eq!(code(url), "transport-bad-url", "{url}");
        }
        assert_eq!(code("http://ca.vn/\r\nX: y"), "transport-bad-url");
    }

    #[test]
    fn credentials_are_refused_and_not_repeated() {
        let error = Address::parse("http://an:secret@ca.vn/").unwrap_err();
        assert_eq!(error.code(), "transport-credentials");
        assert!(!error.to_string().contains("secret"));
    }

    #[test]
    fn spaces_and_letters_are_escaped() {
        let address = Address::parse(" http://ca.vn/Cơ quan.crl").unwrap();
        assert_eq!(address.to_string(), "http://ca.vn/C%C6%A1%20quan.crl");
    }

    #[test]
    fn redirects_are_resolved_against_where_they_stand() {
        let here = Address::parse("https://ca.vn/crl/a.crl?x=1").unwrap();
        for (location, there) in [
            ("http://other.vn/b", "http://other.vn/b"),
            ("//other.vn/b", "https://other.vn/b"),
            ("/b", "https://ca.vn/b"),
            ("b", "https://ca.vn/crl/b"),
            ("?y=2", "https://ca.vn/crl/a.crl?y=2"),
        ] {
            assert_eq!(here.join(location).unwrap().to_string(), there);
        }
        assert_eq!(
            here.join("file:///etc").unwrap_err().code(),
            "transport-scheme"
        );
    }

    #[test]
    fn a_host_stands_for_another() {
        let table: Vec<Remap> = ["ocsp.ca.noi-bo=ocsp.ca.vn", "a.vn:8090=[::1]:9000"]
            .iter()
            .map(|text| text.parse().unwrap())
            .collect();
        for (from, to) in [
            ("http://OCSP.ca.noi-bo/x?y", "http://ocsp.ca.vn/x?y"),
            ("http://a.vn:8090/x", "http://[::1]:9000/x"),
            ("http://a.vn/x", "http://a.vn/x"),
        ] {
            let address = Address::parse(from).unwrap().remapped(&table);
            assert_eq!(address.to_string(), to);
        }
        assert!(table[1].leads_to("[::1]", 9000) && !table[1].leads_to("[::1]", 9001));
        for text in ["a.vn", "=b.vn", "a.vn=", "a@b=c", "a=b:99999", "a=b/c"] {
            assert!(text.parse::<Remap>().is_err(), "{text}");
        }
    }
}
