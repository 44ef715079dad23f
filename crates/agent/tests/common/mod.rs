//! The real agent, real tokens, and a server and a browser as far as the agent can see them.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::disallowed_methods,
    reason = "tests; not every test file uses every helper"
)]

pub(crate) mod desk;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use agent_protocol::message::{ChallengeRequest, Key, KeysRequest, SignItem, SignRequest};
use agent_protocol::{Base64, ChannelKey, Digest, Envelope, PairedAgent, ServerSide};
use pki::{Certificate, DigestAlgorithm, SignatureAlgorithm, encode, ess, oid};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::UtcDateTime;

pub(crate) use desk::Files;
#[allow(unused_imports, reason = "not every test file uses it")]
pub(crate) use desk::PIN;

/// The time now.
pub(crate) fn now() -> UtcDateTime {
    UtcDateTime::now()
}

/// A running agent; stopped when dropped.
pub(crate) struct Agent {
    child: Child,
    pub(crate) port: u16,
}

impl Agent {
    /// Starts the program unattended, with the tokens of `files`.
    pub(crate) fn start(files: &Files) -> Self {
        Self::start_with(files, &[])
    }

    pub(crate) fn start_with(files: &Files, more: &[&str]) -> Self {
        let mut child = files
            .command()
            .args(["--listen", "127.0.0.1:0", "--unattended"])
            .arg(files.path("answers.toml"))
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.as_mut().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().unwrap();
        Self {
            port: port
                .parse()
                .unwrap_or_else(|_| panic!("no port in {line:?}")),
            child,
        }
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer over HTTP.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn read<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The code of a refusal.
    pub(crate) fn code(&self) -> String {
        assert_ne!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        let error = &self.json()["error"];
        assert!(!error["message"].as_str().unwrap().is_empty());
        error["code"].as_str().unwrap().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// Sends a request as it is given.
pub(crate) fn send(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    // An agent that refuses by the head alone may be gone before the body is written.
    let _ = stream
        .write_all(format!("{head}\r\n").as_bytes())
        .and_then(|()| stream.write_all(body));
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received);
    let end = received
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap_or_else(|| panic!("no answer to {method} {path}"));
    let head = String::from_utf8(received[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer {
        status,
        body: received[end + 4..].to_vec(),
        head,
    }
}

/// A page of an origin, in a browser.
pub(crate) struct Page<'a> {
    pub(crate) agent: &'a Agent,
    pub(crate) origin: &'a str,
}

impl Page<'_> {
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, b"")
    }

    pub(crate) fn post<T: Serialize>(&self, path: &str, message: &T) -> Answer {
        self.send("POST", path, &serde_json::to_vec(message).unwrap())
    }

    pub(crate) fn send(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        let host = format!("127.0.0.1:{}", self.agent.port);
        let headers = [
            ("host", host.as_str()),
            ("origin", self.origin),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "cors"),
            ("sec-fetch-dest", "empty"),
            ("content-type", "application/json"),
        ];
        send(self.agent.port, method, path, &headers, body)
    }
}

/// A server, and its page at the desk.
pub(crate) struct Server {
    pub(crate) side: ServerSide,
}

impl Server {
    pub(crate) fn new(id: &str) -> Self {
        Self::at(id, &format!("https://{id}.example.gov.vn"))
    }

    /// With pages of this origin.
    pub(crate) fn at(id: &str, origin: &str) -> Self {
        Self {
            side: ServerSide {
                id: id.to_owned(),
                name: "UBND xã Tân Phú".to_owned(),
                origin: origin.to_owned(),
                key: ChannelKey::generate().unwrap(),
                accept_unattended: true,
            },
        }
    }

    pub(crate) fn page<'a>(&'a self, agent: &'a Agent) -> Page<'a> {
        Page {
            agent,
            origin: &self.side.origin,
        }
    }

    /// Pairs, the page carrying the messages.
    pub(crate) fn pair(&self, agent: &Agent) -> PairedAgent {
        let page = self.page(agent);
        let offered = self.side.offer("offer-1", now()).unwrap();
        let acceptance = page.post("/pair", &offered.offer).read();
        let revealed = self.side.reveal(&offered, acceptance, now()).unwrap();
        let confirmation: Envelope = page.post("/pair/confirm", &revealed.reveal).read();
        self.side.confirm(&revealed, &confirmation).unwrap()
    }

    pub(crate) fn ask_keys(&self, paired: &PairedAgent, request: &str) -> Envelope {
        let head = self.side.head(paired, request, now(), FIVE_MINUTES);
        let head = head.unwrap();
        self.side.ask(paired, &KeysRequest { head }).unwrap()
    }

    /// The certificate of this subject, as the agent lists it.
    pub(crate) fn key(&self, agent: &Agent, paired: &PairedAgent, subject: &str) -> Key {
        let asked = self.ask_keys(paired, &Digest::of(subject.as_bytes()).to_string());
        let answer: Envelope = self.page(agent).post("/keys", &asked).read();
        let keys = self.side.keys(paired, &asked, &answer).unwrap();
        let mut found = keys.into_iter().filter(|key| key.subject == subject);
        found.next().unwrap_or_else(|| panic!("no {subject}"))
    }

    pub(crate) fn ask_sign(
        &self,
        paired: &PairedAgent,
        request: &str,
        key: &Key,
        items: Vec<SignItem>,
    ) -> Envelope {
        let head = self.side.head(paired, request, now(), FIVE_MINUTES);
        let request = SignRequest {
            head: head.unwrap(),
            certificate: key.fingerprint,
            items,
        };
        self.side.ask(paired, &request).unwrap()
    }

    /// Has items signed; for each `signed` with its value or the code of a refusal.
    pub(crate) fn sign(
        &self,
        agent: &Agent,
        paired: &PairedAgent,
        key: &Key,
        items: Vec<SignItem>,
    ) -> Vec<Result<Vec<u8>, String>> {
        let request = format!("sign-{}", items[0].id);
        let asked = self.ask_sign(paired, &request, key, items);
        let answer: Envelope = self.page(agent).post("/sign", &asked).read();
        let items = self.side.signed(paired, &asked, &answer).unwrap();
        items
            .into_iter()
            .map(|item| match item.outcome {
                agent_protocol::message::Outcome::Signed { value } => Ok(value.0),
                agent_protocol::message::Outcome::Refused { error } => Err(error.code),
            })
            .collect()
    }

    pub(crate) fn ask_challenge(&self, paired: &PairedAgent, request: &str, key: &Key) -> Envelope {
        let head = self.side.head(paired, request, now(), FIVE_MINUTES);
        let request = ChallengeRequest {
            head: head.unwrap(),
            certificate: key.fingerprint,
            account: "Nguyễn Văn An – Văn phòng".to_owned(),
            usage: "Ký văn bản".to_owned(),
        };
        self.side.ask(paired, &request).unwrap()
    }
}

/// How long requests of tests are good.
pub(crate) const FIVE_MINUTES: time::Duration = time::Duration::minutes(5);

/// RSA as the tests' keys are.
pub(crate) const RSA: SignatureAlgorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);

/// A document to sign with this key.
pub(crate) fn item(id: &str, key: &Key) -> SignItem {
    let digest = Digest::of(id.as_bytes());
    SignItem {
        id: id.to_owned(),
        title: format!("Về việc trồng cây mùa xuân ({id})"),
        number: Some("15/QĐ-UBND".to_owned()),
        action: "Ký ban hành".to_owned(),
        pages: 3,
        digest: digest.to_string(),
        to_be_signed: Base64(attributes(&digest.0, &key.certificate.0, &[])),
        algorithm: RSA,
    }
}

/// Signed attributes as a document's signature has them, and `more`.
pub(crate) fn attributes(digest: &[u8], certificate: &[u8], more: &[Vec<u8>]) -> Vec<u8> {
    let certificate = Certificate::from_der(certificate).unwrap();
    let signer = ess::signing_certificate_v2(&certificate, DigestAlgorithm::Sha256).unwrap();
    let mut all = vec![
        attribute(oid::CONTENT_TYPE, &encode::oid(oid::DATA)),
        attribute(oid::MESSAGE_DIGEST, &encode::octet_string(digest)),
        attribute(oid::SIGNING_CERTIFICATE_V2, &signer),
    ];
    all.extend_from_slice(more);
    encode::set_of(&all)
}

pub(crate) fn attribute(oid: const_oid::ObjectIdentifier, value: &[u8]) -> Vec<u8> {
    encode::sequence(&[encode::oid(oid), encode::set_of(&[value])])
}

/// Whether `value` is the signature of `key` over the item.
pub(crate) fn verifies(key: &Key, item: &SignItem, value: &[u8]) -> bool {
    let certificate = Certificate::from_der(&key.certificate.0).unwrap();
    let public = certificate.public_key();
    pki::signature::verify_with(public, item.algorithm, &item.to_be_signed.0, value).is_ok()
}

/// Runs a tool to its end.
pub(crate) fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
}

/// Writes a file.
pub(crate) fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
}
