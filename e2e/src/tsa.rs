//! A time-stamp authority over HTTP that answers honestly or misbehaves (`python/tsa.py`).

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::certificates::certificates;
use crate::tool;

/// A running authority; it ends when dropped.
#[derive(Debug)]
pub struct Tsa {
    process: Child,
    port: u16,
}

/// How the authority answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Manner {
    /// As it should.
    Honest,
    /// After 30 seconds.
    Slow,
    /// With a token for another nonce.
    WrongNonce,
    /// With a token for other bytes.
    WrongImprint,
    /// With a token under an expired certificate.
    Expired,
    /// With a well-formed refusal.
    Rejected,
    /// With a web page.
    Html,
    /// With status 500.
    Error,
    /// Not at all: the connection closes.
    HangUp,
}

impl Tsa {
    /// Starts an authority on a free port.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start() -> Self {
        let mut process = Command::new(tool::python().program())
            .arg(tool::crate_folder().join("python/tsa.py"))
            .arg(certificates().folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let mut line = String::new();
        let output = process.stdout.take().expect("stdout is piped");
        BufReader::new(output)
            .read_line(&mut line)
            .expect("tsa.py prints its port");
        Self {
            process,
            port: line.trim().parse().expect("a port"),
        }
    }

    /// The address at which it answers in the given manner.
    #[must_use]
    pub fn url(&self, manner: Manner) -> String {
        let path = match manner {
            Manner::Honest => "ok",
            Manner::Slow => "slow",
            Manner::WrongNonce => "wrong-nonce",
            Manner::WrongImprint => "wrong-imprint",
            Manner::Expired => "expired",
            Manner::Rejected => "rejected",
            Manner::Html => "html",
            Manner::Error => "error",
            Manner::HangUp => "hang-up",
        };
        format!("http://127.0.0.1:{}/{path}", self.port)
    }
}

impl Drop for Tsa {
    fn drop(&mut self) {
        // It may have ended already; either way it is gone afterwards.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
