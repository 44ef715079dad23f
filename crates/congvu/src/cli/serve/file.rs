//! The configuration file: where to listen, `[office]` and `[server]`.
//!
//! What is wrong is said with its line, in the words of whoever has to mend it.

use std::net::SocketAddr;
use std::path::Path;

use axum::http::Uri;
use report::Problem;
use serde::Deserialize;
use server::config::Front;

use super::{Error, problem, writable};

/// What the file says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct File {
    /// Where the server listens.
    pub(in crate::cli) listen: SocketAddr,
    /// The office.
    pub(in crate::cli) office: office::Config,
    /// The web server.
    #[serde(default)]
    pub(in crate::cli) server: server::Config,
}

impl File {
    /// Reads the file.
    pub(in crate::cli) fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|cause| Error::FileUnreadable {
            path: path.display().to_string(),
            cause,
        })?;
        Self::parse(&text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, Error> {
        toml::from_str(text).map_err(|error| fault(text, path, &error))
    }

    /// What can be known to be wrong without opening anything but the data folder, which is made.
    pub(in crate::cli) fn check(&self, path: &Path) -> Result<(), Problem> {
        self.check_settings(path)?;
        writable(&self.office.data)?;
        writable(&self.server.uploads)?;
        Ok(())
    }

    /// What the settings alone tell.
    pub(in crate::cli) fn check_settings(&self, path: &Path) -> Result<(), Problem> {
        let address = &self.office.address;
        if !is_origin(address) {
            return Err(Error::Address {
                path: path.display().to_string(),
                address: address.clone(),
            }
            .into());
        }
        if self.server.front == Front::Loopback && !self.listen.ip().is_loopback() {
            let listen = self.listen;
            return Err(Error::OpenToAll { listen }.into());
        }
        self.office.place().map_err(|error| problem(&error))?;
        self.office.blobs().map_err(|error| problem(&error))?;
        self.office.check().map_err(|error| problem(&error))
    }
}

/// Scheme and host as a browser writes an origin: nothing behind it.
fn is_origin(address: &str) -> bool {
    let Ok(uri) = address.parse::<Uri>() else {
        return false;
    };
    match (uri.scheme_str(), uri.authority()) {
        (Some(scheme @ ("http" | "https")), Some(host)) => format!("{scheme}://{host}") == address,
        _ => false,
    }
}

fn fault(text: &str, path: &Path, error: &toml::de::Error) -> Error {
    let path = path.display().to_string();
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let said = error.message();
    if let Some(rest) = said.strip_prefix("missing field `") {
        let name = rest.trim_end_matches('`').to_owned();
        return Error::Missing { path, line, name };
    }
    let unknown = (said.strip_prefix("unknown field `"))
        .and_then(|rest| rest.split_once("`, expected "))
        .map(|(name, known)| (name, known.trim_start_matches("one of ")));
    match unknown {
        Some((name, known)) => Error::Unknown {
            path,
            line,
            name: name.to_owned(),
            known: known.replace('`', ""),
        },
        None => Error::Malformed {
            path,
            line,
            reason: said.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "listen = \"127.0.0.1:8080\"\n\n[office]\ndata = \"/tmp/congvu\"\n\
        address = \"https://congvu.example.gov.vn\"\nname = \"UBND\"\n";

    fn parse(text: &str) -> Result<File, Error> {
        File::parse(text, Path::new("congvu.toml"))
    }

    #[test]
    fn a_short_file_is_enough() {
        let file = parse(GOOD).unwrap();
        assert_eq!(file.server.front, Front::Proxy);
        assert_eq!(file.server.drain_seconds, 20);
    }

    #[test]
    fn what_is_missing_or_unknown_is_named_with_its_line() {
        let without = GOOD.replace("name = \"UBND\"\n", "");
        match parse(&without) {
            Err(Error::Missing { line: 3, name, .. }) => assert_eq!(name, "name"),
            other => panic!("{other:?}"),
        }
        match parse(&format!("{GOOD}adress = \"x\"\n")) {
            Err(Error::Unknown {
                line: 7,
                name,
                known,
                ..
            }) => {
                assert_eq!(name, "adress");
                assert!(known.contains("time_stamps, "), "{known}");
            }
            other => panic!("{other:?}"),
        }
        match parse(&GOOD.replace("\"UBND\"", "UBND")) {
            Err(Error::Malformed { line: 6, .. }) => {}
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_origin_ends_with_its_host() {
        for good in ["https://a.example", "http://127.0.0.1:8080"] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "https://a.example/",
            "a.example",
            "ftp://a.example",
            "https://a.example/x",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }
}
