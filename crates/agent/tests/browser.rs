//! What other pages, other names and other programs send is refused by the head of the request.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use common::{Agent, Answer, Files, Page, Server, now, send};

/// A desk paired with one server.
struct Bench {
    agent: Agent,
    server: Server,
    _files: Files,
}

impl Bench {
    fn new() -> Self {
        let files = Files::new();
        let agent = Agent::start(&files);
        let server = Server::new("xa");
        server.pair(&agent);
        Self {
            agent,
            server,
            _files: files,
        }
    }

    /// A good request but for one header; `None` leaves it out.
    fn with(&self, method: &str, path: &str, name: &str, value: Option<&str>) -> Answer {
        let host = format!("127.0.0.1:{}", self.agent.port);
        let mut headers = vec![
            ("host", host.as_str()),
            ("origin", self.server.side.origin.as_str()),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "cors"),
            ("sec-fetch-dest", "empty"),
            ("content-type", "application/json"),
        ];
        headers.retain(|(known, _)| *known != name);
        headers.extend(value.map(|value| (name, value)));
        let body: &[u8] = if method == "POST" { b"{}" } else { b"" };
        send(self.agent.port, method, path, &headers, body)
    }
}

/// A refusal that no page may read.
fn unread(answer: &Answer, code: &str) {
    assert_eq!(answer.code(), code);
    assert_eq!(answer.status, 403);
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[test]
fn a_rebound_name_is_refused() {
    let bench = Bench::new();
    for host in [
        Some("evil.example"),
        Some(&*format!("evil.example:{}", bench.agent.port)),
        Some("127.0.0.1"),
        Some("127.0.0.1:1"),
        None,
    ] {
        let answer = bench.with("GET", "/status", "host", host);
        if host.is_none() {
            assert!(matches!(answer.status, 400 | 403), "{answer:?}");
        } else {
            unread(&answer, "agent-host");
        }
    }
    let local = format!("localhost:{}", bench.agent.port);
    assert_eq!(
        bench.with("GET", "/status", "host", Some(&local)).status,
        200
    );
}

#[test]
fn another_origin_is_refused_everywhere_but_in_pairing() {
    let bench = Bench::new();
    for path in ["/status", "/keys", "/sign", "/challenge", "/cancel"] {
        let method = if path == "/status" { "GET" } else { "POST" };
        for origin in [
            "https://evil.example",
            "https://xa.example.gov.vn.evil.example",
            "http://xa.example.gov.vn",
            "https://xa.example.gov.vn:444",
        ] {
            unread(
                &bench.with(method, path, "origin", Some(origin)),
                "agent-not-paired",
            );
            let preflight = bench.with("OPTIONS", path, "origin", Some(origin));
            unread(&preflight, "agent-not-paired");
        }
        unread(&bench.with(method, path, "origin", None), "agent-origin");
        unread(
            &bench.with(method, path, "origin", Some("null")),
            "agent-origin",
        );
    }
    unread(
        &bench.with("POST", "/pair", "origin", Some("http://insecure.example")),
        "agent-origin",
    );
}

#[test]
fn what_no_script_of_a_page_sends_is_refused() {
    let bench = Bench::new();
    for (name, value) in [
        ("sec-fetch-site", Some("none")),
        ("sec-fetch-site", Some("same-origin")),
        ("sec-fetch-site", None),
        ("sec-fetch-mode", Some("no-cors")),
        ("sec-fetch-mode", Some("navigate")),
        ("sec-fetch-mode", None),
        ("sec-fetch-dest", Some("document")),
        ("sec-fetch-dest", Some("iframe")),
        ("sec-fetch-dest", None),
    ] {
        let answer = bench.with("GET", "/status", name, value);
        assert_eq!(answer.code(), "agent-not-from-page", "{name} {value:?}");
    }
    for kind in [
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        None,
    ] {
        let answer = bench.with("POST", "/sign", "content-type", kind);
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (415, "agent-media-type")
        );
    }
    assert_eq!(bench.with("POST", "/status", "x", None).status, 404);
    assert_eq!(bench.with("GET", "/sign", "x", None).status, 404);
    assert_eq!(bench.with("GET", "/", "x", None).status, 404);
}

#[test]
fn a_preflight_of_the_paired_page_is_answered_with_private_network_access() {
    let bench = Bench::new();
    let name = "access-control-request-private-network";
    let answer = bench.with("OPTIONS", "/sign", name, Some("true"));
    assert_eq!(answer.status, 204);
    let header = |name| answer.header(name).unwrap();
    assert_eq!(
        header("access-control-allow-origin"),
        bench.server.side.origin
    );
    assert_eq!(header("access-control-allow-methods"), "POST");
    assert_eq!(header("access-control-allow-headers"), "content-type");
    assert_eq!(header("access-control-allow-private-network"), "true");
    assert!(header("vary").contains("origin"));
    let plain = bench.with("OPTIONS", "/sign", name, None);
    assert_eq!(plain.header("access-control-allow-private-network"), None);
    assert_eq!(plain.header("access-control-allow-credentials"), None);
}

#[test]
fn messages_too_large_and_too_many_are_refused() {
    let bench = Bench::new();
    let page = bench.server.page(&bench.agent);
    let large = page.send("POST", "/sign", &vec![b' '; 3 * 1024 * 1024]);
    assert_eq!(
        (large.status, large.code().as_str()),
        (413, "agent-too-large")
    );
    let broken = page.send("POST", "/sign", b"{\"pairing\":");
    assert_eq!(
        (broken.status, broken.code().as_str()),
        (400, "agent-message-malformed")
    );
    let last = (0..130)
        .map(|_| page.get("/status"))
        .find(|it| it.status != 200);
    let last = last.expect("130 requests in a moment");
    assert_eq!((last.status, last.code().as_str()), (429, "agent-too-many"));
}

#[test]
fn an_offer_from_another_page_and_a_number_not_promised_are_refused() {
    let files = Files::new();
    let agent = Agent::start(&files);
    let (server, evil) = (Server::new("xa"), "https://evil.example");
    let evil = Page {
        agent: &agent,
        origin: evil,
    };
    let page = server.page(&agent);
    let offered = server.side.offer("o1", now()).unwrap();
    // Somebody else's page repeats our server's offer.
    assert_eq!(evil.post("/pair", &offered.offer).code(), "agent-origin");
    let acceptance = page.post("/pair", &offered.offer).read();
    let revealed = server.side.reveal(&offered, acceptance, now()).unwrap();
    // Another page, then another number: each ends the waiting offer, at the latest.
    assert_eq!(
        evil.post("/pair/confirm", &revealed.reveal).code(),
        "agent-offer-unknown"
    );
    let mut forged = revealed.reveal.clone();
    forged.nonce = agent_protocol::Nonce::fresh().unwrap();
    assert_eq!(
        page.post("/pair/confirm", &forged).code(),
        "agent-pairing-forged"
    );
    assert_eq!(
        page.post("/pair/confirm", &revealed.reveal).code(),
        "agent-offer-unknown"
    );
    assert_eq!(page.get("/status").code(), "agent-not-paired");
}

#[test]
fn after_the_person_refused_the_page_is_not_heard_for_a_while() {
    let files = Files::new();
    files.answers(false, true, common::PIN);
    let agent = Agent::start(&files);
    let server = Server::new("xa");
    let page = server.page(&agent);
    let offered = server.side.offer("o1", now()).unwrap();
    let acceptance = page.post("/pair", &offered.offer).read();
    let revealed = server.side.reveal(&offered, acceptance, now()).unwrap();
    assert_eq!(
        page.post("/pair/confirm", &revealed.reveal).code(),
        "agent-declined"
    );
    let again = server.side.offer("o2", now()).unwrap();
    let refused = page.post("/pair", &again.offer);
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (429, "agent-too-many")
    );
}

#[test]
fn only_this_machine_is_listened_to() {
    let files = Files::new();
    let mut command = files.command();
    command
        .args(["--listen", "0.0.0.0:0", "--unattended"])
        .arg(files.path("answers.toml"))
        .stderr(std::process::Stdio::piped());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("không chỉ ở trên máy này"), "{said}");
    assert!(said.contains("CẢNH BÁO"), "{said}");
}
