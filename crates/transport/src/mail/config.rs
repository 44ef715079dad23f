//! Which server takes the mail, and how it is spoken to.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use serde::Deserialize;

use super::Error;

/// A server that takes mail.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Its name or address.
    pub host: String,
    /// Its port; that of the kind of connection unless told.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the connection is secured.
    #[serde(default)]
    pub security: Security,
    /// Whom mail comes from: an address, with a name before it or not.
    pub from: String,
    /// The name to sign in with, where the server asks for one.
    #[serde(default)]
    pub user: Option<String>,
    /// The file that holds the password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// Certificates (PEM) of authorities that the server's certificate may come from, where the
    /// system does not know them.
    #[serde(default)]
    pub authorities: Option<PathBuf>,
    /// Seconds that each answer of the server is waited for.
    #[serde(default = "timeout")]
    pub timeout: u64,
    /// Bytes of the largest message that is handed over, as it goes over the line.
    #[serde(default = "largest")]
    pub largest: u64,
}

/// How the connection to the server is secured.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Security {
    /// TLS from the first byte (RFC 8314).
    #[default]
    Tls,
    /// TLS after STARTTLS; a server without it is not used.
    Starttls,
    /// None: for a server on this machine only.
    None,
    /// None, to another machine. Everybody on the way can read along.
    InsecureElsewhere,
}

fn timeout() -> u64 {
    60
}

/// Servers of offices take 25 MB of content as a rule, which base64 makes a third larger.
fn largest() -> u64 {
    34 << 20
}

impl Config {
    /// Whether it can be used, as far as can be known without speaking to the server.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), Error> {
        self.sender()?;
        if self.security == Security::None && !self.is_loopback() {
            return Err(Error::NotEncrypted {
                host: self.host.clone(),
            });
        }
        if self.user.is_some() != self.password_file.is_some() {
            return Err(Error::HalfSignIn);
        }
        self.password()?;
        self.tls()?;
        Ok(())
    }

    /// Whom mail comes from.
    pub(super) fn sender(&self) -> Result<Mailbox, Error> {
        let read = self.from.parse();
        read.map_err(|_| Error::Address {
            address: self.from.clone(),
        })
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            Security::Tls => 465,
            Security::Starttls => 587,
            Security::None | Security::InsecureElsewhere => 25,
        })
    }

    /// Server and port as people write them.
    #[must_use]
    pub fn server(&self) -> String {
        format!("{}:{}", self.host, self.port())
    }

    pub(super) fn patience(&self) -> Duration {
        Duration::from_secs(self.timeout.max(1))
    }

    /// Name and password; none where the server asks for none.
    pub(super) fn password(&self) -> Result<Option<(String, String)>, Error> {
        let (Some(user), Some(path)) = (&self.user, &self.password_file) else {
            return Ok(None);
        };
        let text = read(path)?;
        let password = String::from_utf8_lossy(&text);
        let password = password.trim_end_matches(['\r', '\n']).to_owned();
        Ok(Some((user.clone(), password)))
    }

    /// What the server's certificate has to be; none without TLS.
    pub(super) fn tls(&self) -> Result<Option<TlsParameters>, Error> {
        if matches!(self.security, Security::None | Security::InsecureElsewhere) {
            return Ok(None);
        }
        let mut parameters = TlsParameters::builder(self.host.clone());
        if let Some(path) = &self.authorities {
            let certificate = Certificate::from_pem(&read(path)?);
            let certificate = certificate.map_err(|cause| Error::Authorities {
                path: path.clone(),
                cause: cause.to_string(),
            })?;
            parameters = parameters.add_root_certificate(certificate);
        }
        let built = parameters.build_rustls();
        built.map(Some).map_err(|error| Error::Tls {
            server: self.server(),
            cause: super::error::words(&error),
        })
    }

    fn is_loopback(&self) -> bool {
        let address = self.host.parse::<IpAddr>();
        address.map_or(self.host == "localhost", |it| it.is_loopback())
    }
}

/// Whether mail can be addressed to this.
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|cause| Error::FileUnreadable {
        path: path.to_owned(),
        cause: cause.to_string(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn told(text: &str) -> Config {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_connection_that_others_can_read_has_to_be_asked_for() {
        let open = "host = \"mail.example\"\nfrom = \"a@b.example\"\nsecurity = \"none\"";
        let refused = told(open).check().unwrap_err();
        assert_eq!(refused.code(), "mail-not-encrypted");
        let asked = open.replace("\"none\"", "\"insecure-elsewhere\"");
        told(&asked).check().unwrap();
        let here = open.replace("mail.example", "127.0.0.1");
        told(&here).check().unwrap();
        assert_eq!(told(&here).port(), 25);
        assert_eq!(told("host = \"m\"\nfrom = \"a@b.example\"").port(), 465);
    }

    #[test]
    fn what_cannot_work_is_told_before_mail_is_sent() {
        let code = |text: &str| told(text).check().unwrap_err().code();
        let base = "host = \"127.0.0.1\"\nsecurity = \"none\"\n";
        assert_eq!(code(&format!("{base}from = \"văn thư\"")), "mail-address");
        let half = format!("{base}from = \"a@b.example\"\nuser = \"a\"");
        assert_eq!(code(&half), "mail-half-sign-in");
        let gone = format!("{half}\npassword_file = \"/nowhere/at/all\"");
        assert_eq!(code(&gone), "mail-file-unreadable");
    }

    #[test]
    fn addresses_are_told_from_other_texts() {
        assert!(is_address("vanthu@an-thu.example"));
        for text in [
            "",
            "an-thu.example",
            "a@",
            "a b@c.example",
            "a@b.example, c@d",
        ] {
            assert!(!is_address(text), "{text}");
        }
    }
}
