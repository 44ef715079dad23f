//! The page's script in a real browser, under the strict policy, with the real agent.
//!
//! A small server here serves `web/src/agent.js`, a script that uses it, and the addresses that the
//! office will have; the browser reports what it saw to `/report`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agent_protocol::message::{Key, Outcome, Possession};
use agent_protocol::{Envelope, PairedAgent};
use common::desk::AN;
use common::{Agent, Files, PIN, Server, item, now, verifies};
use serde_json::{Value, json};

const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self' http://127.0.0.1:*";

/// A port where nobody listens.
const NOBODY: u16 = 9;

#[test]
fn a_page_pairs_lists_proves_and_signs() {
    let files = Files::new();
    let agent = Agent::start(&files);
    let office = Office::start();
    let seen = office.visit("whole", agent.port);
    assert_eq!(seen["before"]["code"], "agent-not-paired", "{seen}");
    let message = seen["before"]["message"].as_str().unwrap();
    assert!(message.contains("chưa ghép nối"), "{message}");
    assert_eq!(seen["code"], office.state.lock().unwrap().code, "{seen}");
    assert_eq!(seen["status"]["unattended"], true, "{seen}");
    assert_eq!(seen["keys"]["count"], 3, "{seen}");
    assert_eq!(seen["challenge"]["status"], "proven", "{seen}");
    assert_eq!(seen["sign"]["signed"], json!([true, true]), "{seen}");
    assert_eq!(seen["shown"], "Xong.", "{seen}");
    assert_eq!(seen["violations"], json!([]), "{seen}");
}

#[test]
fn a_page_says_what_is_wrong_and_what_to_do() {
    let office = Office::start();
    let seen = office.visit("status", NOBODY);
    assert_eq!(seen["error"]["code"], "agent-not-running", "{seen}");
    let shown = seen["shown"].as_str().unwrap();
    assert!(shown.contains("Mở chương trình ký số"), "{seen}");

    let files = Files::new();
    let server = Server::at("xa", &office.origin);
    {
        let agent = Agent::start(&files);
        let paired = server.pair(&agent);
        let key = server.key(&agent, &paired, AN);
        office.adopt(server, paired, key);
    }
    files.answers(true, false, PIN);
    let refused = office.visit("sign", Agent::start(&files).port);
    assert_eq!(
        refused["sign"]["codes"],
        json!(["agent-declined", "agent-declined"])
    );
    files.answers(true, true, "00000000");
    let wrong = office.visit("sign", Agent::start(&files).port);
    assert_eq!(
        wrong["sign"]["codes"],
        json!(["pin-wrong", "pin-wrong"]),
        "{wrong}"
    );
}

/// The server, its page, and a browser.
struct Office {
    origin: String,
    state: Arc<Mutex<State>>,
    reports: Receiver<Value>,
}

/// What the server remembers between requests.
#[derive(Default)]
struct State {
    server: Option<Server>,
    kept: BTreeMap<&'static str, Value>,
    paired: Option<PairedAgent>,
    key: Option<Key>,
    code: String,
    requests: u32,
}

impl Office {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State {
            server: Some(Server::at("xa", &origin)),
            ..State::default()
        }));
        let (sender, reports) = channel();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (shared, sender) = (Arc::clone(&shared), sender.clone());
                std::thread::spawn(move || serve(stream.unwrap(), &shared, &sender));
            }
        });
        Self {
            origin,
            state,
            reports,
        }
    }

    /// Takes over a pairing made without the page.
    fn adopt(&self, server: Server, paired: PairedAgent, key: Key) {
        let mut state = self.state.lock().unwrap();
        state.server = Some(server);
        state.paired = Some(paired);
        state.key = Some(key);
    }

    /// Opens the page in a browser, and gives what it reported.
    fn visit(&self, what: &str, port: u16) -> Value {
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Command::new("chromium");
        browser
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!("{}/?what={what}&port={port}", self.origin))
            .env("HOME", profile.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let _browser = Closed(browser.spawn().expect("chromium is installed"));
        let report = self.reports.recv_timeout(Duration::from_secs(120));
        report.expect("the page reports")
    }
}

/// A browser that is closed at the end.
struct Closed(Child);

impl Drop for Closed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>, reports: &Sender<Value>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 {
            return;
        }
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let path = first.split(' ').nth(1).unwrap().to_owned();
    let (kind, body) = match path.split('?').next().unwrap() {
        "/" => (
            "text/html; charset=utf-8",
            include_str!("page/page.html").to_owned(),
        ),
        "/agent.js" => (
            "text/javascript",
            include_str!("../../../web/src/agent.js").to_owned(),
        ),
        "/page.js" => ("text/javascript", include_str!("page/page.js").to_owned()),
        "/report" => {
            let _ = reports.send(serde_json::from_slice(&body).unwrap());
            ("application/json", "{}".to_owned())
        }
        act if first.starts_with("POST") => {
            let said = serde_json::from_slice(&body).unwrap();
            let answer = state
                .lock()
                .unwrap()
                .act(act.trim_start_matches('/'), &said);
            ("application/json", answer.to_string())
        }
        _ => ("text/plain", String::new()),
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-security-policy: {POLICY}\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body.as_bytes());
}

impl State {
    /// What the office does at one of its addresses.
    fn act(&mut self, act: &str, said: &Value) -> Value {
        let server = self.server.take().unwrap();
        self.requests += 1;
        let fresh = format!("r{}", self.requests);
        let answer = self.answer(&server, act, said, &fresh);
        self.server = Some(server);
        answer
    }

    fn answer(&mut self, server: &Server, act: &str, said: &Value, fresh: &str) -> Value {
        let side = &server.side;
        let read = |value: &Value| serde_json::from_value(value.clone()).unwrap();
        match act {
            "pair-offer" => {
                let offered = side.offer(fresh, now()).unwrap();
                self.kept.insert("offered", json!(offered));
                json!(offered.offer)
            }
            "pair-reveal" => {
                let offered = serde_json::from_value(self.kept["offered"].clone()).unwrap();
                let acceptance = serde_json::from_value(said["acceptance"].clone()).unwrap();
                let revealed = side.reveal(&offered, acceptance, now()).unwrap();
                self.kept.insert("revealed", json!(revealed));
                self.code.clone_from(&revealed.code);
                json!({"reveal": revealed.reveal, "code": revealed.code})
            }
            "pair-confirm" => {
                let revealed = serde_json::from_value(self.kept["revealed"].clone()).unwrap();
                let paired = side.confirm(&revealed, &read(&said["confirmation"]));
                self.paired = Some(paired.unwrap());
                json!({})
            }
            _ => self.carried(server, act, said, fresh),
        }
    }

    /// The acts in which the agent answers a request.
    fn carried(&mut self, server: &Server, act: &str, said: &Value, fresh: &str) -> Value {
        let side = &server.side;
        let paired = self.paired.clone().unwrap();
        let key = self.key.clone();
        let asked: Option<Envelope> = self
            .kept
            .get("asked")
            .map(|asked| serde_json::from_value(asked.clone()).unwrap());
        let answer = || serde_json::from_value::<Envelope>(said["answer"].clone()).unwrap();
        let asks = match act {
            "keys-ask" => server.ask_keys(&paired, fresh),
            "challenge-ask" => server.ask_challenge(&paired, fresh, &key.unwrap()),
            "sign-ask" => {
                let key = key.unwrap();
                let ids = said["requests"].as_array().unwrap().iter();
                let ids = ids.map(|id| format!("{}-{fresh}", id.as_str().unwrap()));
                let items = ids.map(|id| item(&id, &key)).collect();
                server.ask_sign(&paired, fresh, &key, items)
            }
            "keys-answer" => {
                let keys = side.keys(&paired, &asked.unwrap(), &answer()).unwrap();
                let count = keys.len();
                self.key = keys.into_iter().find(|key| key.subject == AN);
                return json!({"count": count});
            }
            "challenge-answer" => {
                let possession = side
                    .possession(&paired, &asked.unwrap(), &answer())
                    .unwrap();
                let proven = matches!(possession, Possession::Proven { .. });
                return json!({"status": if proven { "proven" } else { "refused" }});
            }
            "sign-answer" => {
                return signed(server, &paired, &key.unwrap(), &asked.unwrap(), &answer());
            }
            _ => panic!("no such address: {act}"),
        };
        self.kept.insert("asked", json!(asks));
        json!(asks)
    }
}

fn signed(
    server: &Server,
    paired: &PairedAgent,
    key: &Key,
    asked: &Envelope,
    answer: &Envelope,
) -> Value {
    let items = server.side.signed(paired, asked, answer).unwrap();
    let (mut good, mut codes) = (Vec::new(), Vec::new());
    for answered in items {
        match answered.outcome {
            Outcome::Signed { value } => {
                good.push(verifies(key, &item(&answered.id, key), &value.0));
            }
            Outcome::Refused { error } => codes.push(error.code),
        }
    }
    json!({"signed": good, "codes": codes})
}
