//! A person at a terminal: reads what is asked, agrees or not, and types a PIN nobody sees.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use agent_protocol::{Envelope, PairedAgent};
use common::desk::AN;
use common::{Files, PIN, Server, item, now, send, verifies};

/// The agent on a terminal whose person does what `script` says.
struct Desk {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    shown: String,
    port: u16,
}

impl Desk {
    fn start(files: &Files, script: &str) -> Self {
        let agent = files.command();
        let words: Vec<_> = std::iter::once(agent.get_program())
            .chain(agent.get_args())
            .map(|word| format!("{{{}}}", word.to_str().unwrap()))
            .collect();
        let script = format!(
            "set timeout 60\nspawn {} --listen 127.0.0.1:0\n{script}\nexpect eof\n",
            words.join(" ")
        );
        let mut command = Command::new("expect");
        command.args(["-c", &script]);
        for (name, value) in agent.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .expect("expect is installed");
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut shown = String::new();
        let port = loop {
            let mut line = String::new();
            assert_ne!(out.read_line(&mut line).unwrap(), 0, "ended: {shown}");
            shown.push_str(&line);
            if let Some((_, port)) = line.trim().rsplit_once("http://127.0.0.1:") {
                break port.parse().unwrap();
            }
        };
        Self {
            child,
            out,
            shown,
            port,
        }
    }

    fn post(&self, server: &Server, path: &str, message: &impl serde::Serialize) -> common::Answer {
        let host = format!("127.0.0.1:{}", self.port);
        let headers = [
            ("host", host.as_str()),
            ("origin", &server.side.origin),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "cors"),
            ("sec-fetch-dest", "empty"),
            ("content-type", "application/json"),
        ];
        let body = serde_json::to_vec(message).unwrap();
        send(self.port, "POST", path, &headers, &body)
    }

    /// Pairs; gives the code that the page shows, too.
    fn pair(&self, server: &Server) -> (PairedAgent, String) {
        let offered = server.side.offer("o1", now()).unwrap();
        let acceptance = self.post(server, "/pair", &offered.offer).read();
        let revealed = server.side.reveal(&offered, acceptance, now()).unwrap();
        let confirmation: Envelope = self.post(server, "/pair/confirm", &revealed.reveal).read();
        let paired = server.side.confirm(&revealed, &confirmation).unwrap();
        (paired, revealed.code)
    }

    /// Ends the agent, and gives everything the terminal showed.
    fn end(mut self) -> String {
        let mut rest = Vec::new();
        self.out.read_to_end(&mut rest).unwrap();
        self.child.wait().unwrap();
        self.shown + &String::from_utf8_lossy(&rest)
    }
}

#[test]
fn the_person_reads_agrees_and_types_a_pin_that_is_not_shown() {
    let files = Files::new();
    files.configure("confirm = \"terminal\"");
    // Without the file, whose password would be asked for.
    let config = std::fs::read_to_string(files.path("config.toml")).unwrap();
    let config = config.split("[[file]]").next().unwrap().to_owned();
    std::fs::write(files.path("config.toml"), config).unwrap();
    let script = format!(
        "expect {{Gõ}}\nsend \"co\\r\"\n\
         expect {{Gõ}}\nsend \"co\\r\"\n\
         expect {{Mã PIN: }}\nsend \"{PIN}\\r\"\n\
         expect {{Gõ}}\nsend \"khong\\r\"\n\
         expect {{từ chối}}\nsleep 1\nsend \"\\003\""
    );
    let desk = Desk::start(&files, &script);
    let mut server = Server::new("xa");
    server.side.accept_unattended = false;
    let (paired, code) = desk.pair(&server);
    assert!(!paired.unattended);
    let asked = server.ask_keys(&paired, "k");
    let answer: Envelope = desk.post(&server, "/keys", &asked).read();
    let keys = server.side.keys(&paired, &asked, &answer).unwrap();
    let key = keys.into_iter().find(|key| key.subject == AN).unwrap();
    let mut outcomes = Vec::new();
    for id in ["a", "b"] {
        let mut item = item(id, &key);
        item.title = format!("Về việc \u{1b}[2Jtrồng cây {id}");
        let asked = server.ask_sign(&paired, id, &key, vec![item.clone()]);
        let answer: Envelope = desk.post(&server, "/sign", &asked).read();
        let outcome = server
            .side
            .signed(&paired, &asked, &answer)
            .unwrap()
            .remove(0)
            .outcome;
        outcomes.push((item, outcome));
    }
    let shown = desk.end();
    let (item, first) = &outcomes[0];
    let agent_protocol::message::Outcome::Signed { value } = first else {
        panic!("{first:?}\n{shown}");
    };
    assert!(verifies(&key, item, &value.0));
    assert!(
        format!("{:?}", outcomes[1].1).contains("agent-declined"),
        "{shown}"
    );
    assert!(shown.contains(&code), "no code {code} in {shown}");
    for words in [
        "Ký ban hành",
        "15/QĐ-UBND",
        "3 trang",
        AN,
        &item.digest[..8],
    ] {
        assert!(shown.contains(words), "no {words} in {shown}");
    }
    assert!(
        !shown.contains('\u{1b}'),
        "a title acted on the terminal: {shown:?}"
    );
    assert!(!shown.contains(PIN), "the PIN was shown: {shown}");
}

#[test]
fn a_question_ends_when_the_page_cancels_or_goes_away() {
    let files = Files::new();
    files.configure("confirm = \"terminal\"");
    let script = "expect {Gõ}\nexpect {Đã hủy}\nexpect {Gõ}\nexpect {Đã hủy}\nsend \"\\003\"";
    let desk = Desk::start(&files, script);
    let server = Server::new("xa");
    for offer in ["o1", "o2"] {
        let offered = server.side.offer(offer, now()).unwrap();
        let acceptance = desk.post(&server, "/pair", &offered.offer).read();
        let revealed = server.side.reveal(&offered, acceptance, now()).unwrap();
        let body = serde_json::to_vec(&revealed.reveal).unwrap();
        // The page is closed while the person reads.
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", desk.port)).unwrap();
        let head = format!(
            "POST /pair/confirm HTTP/1.1\r\nhost: 127.0.0.1:{}\r\norigin: {}\r\n\
             sec-fetch-site: cross-site\r\nsec-fetch-mode: cors\r\nsec-fetch-dest: empty\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            desk.port,
            server.side.origin,
            body.len()
        );
        std::io::Write::write_all(&mut stream, &[head.as_bytes(), &body].concat()).unwrap();
        std::thread::sleep(std::time::Duration::from_secs(2));
        drop(stream);
        std::thread::sleep(std::time::Duration::from_secs(2));
    }
    let shown = desk.end();
    assert_eq!(shown.matches("Đã hủy").count(), 2, "{shown}");
    assert!(
        !files.path("data/pairings.json").exists(),
        "paired without a person"
    );
}

#[test]
fn one_question_at_a_time_and_a_page_can_take_its_own_back() {
    let files = Files::new();
    files.configure("confirm = \"terminal\"");
    let script = "expect {Gõ}\nsend \"co\\r\"\n\
                  expect {Mật khẩu: }\nsend \"12345678\\r\"\n\
                  expect {Gõ}\nexpect {Đã hủy}\n\
                  expect {Gõ}\nsend \"khong\\r\"\nexpect {từ chối}\nsleep 1\nsend \"\\003\"";
    let desk = Desk::start(&files, script);
    let mut server = Server::new("xa");
    server.side.accept_unattended = false;
    let (paired, _) = desk.pair(&server);
    let asked = server.ask_keys(&paired, "k");
    let answer: Envelope = desk.post(&server, "/keys", &asked).read();
    let keys = server.side.keys(&paired, &asked, &answer).unwrap();
    let key = keys.into_iter().find(|key| key.subject == AN).unwrap();
    let ask = |id: &str| server.ask_sign(&paired, id, &key, vec![item(id, &key)]);
    let code = |asked: &Envelope, answer: &common::Answer| {
        let outcomes = server.side.signed(&paired, asked, &answer.read()).unwrap();
        match &outcomes[0].outcome {
            agent_protocol::message::Outcome::Refused { error } => error.code.clone(),
            other @ agent_protocol::message::Outcome::Signed { .. } => panic!("{other:?}"),
        }
    };
    let (first, second) = (ask("first"), ask("second"));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| desk.post(&server, "/sign", &first));
        std::thread::sleep(std::time::Duration::from_secs(2));
        assert_eq!(desk.post(&server, "/sign", &second).code(), "agent-busy");
        let cancel = |request: &str| {
            let said = serde_json::json!({ "request": request });
            desk.post(&server, "/cancel", &said).json()["cancelled"].clone()
        };
        assert_eq!(cancel("second"), false);
        assert_eq!(cancel("first"), true);
        assert_eq!(code(&first, &waiting.join().unwrap()), "agent-cancelled");
    });
    // The one that came while the person was busy was not used up.
    let answer = desk.post(&server, "/sign", &second);
    assert_eq!(code(&second, &answer), "agent-declined");
    let shown = desk.end();
    assert!(!shown.contains(PIN), "the password was shown: {shown}");
}
