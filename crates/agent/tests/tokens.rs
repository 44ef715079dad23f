//! Keys that fail: a wrong PIN, a token pulled out, no module; and a key that stays open.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use agent_protocol::Envelope;
use agent_protocol::message::{Ask as _, KeysAnswer};
use common::desk::{AN, CUC, module};
use common::{Agent, Files, Server, item, verifies};

#[test]
fn a_wrong_pin_is_tried_once_and_told() {
    let files = Files::new();
    let server = Server::new("xa");
    let (paired, an, cuc) = {
        let agent = Agent::start(&files);
        let paired = server.pair(&agent);
        let an = server.key(&agent, &paired, AN);
        let cuc = server.key(&agent, &paired, CUC);
        (paired, an, cuc)
    };
    files.answers(true, true, "00000000");
    let shim = Shim::new(&files, None);
    let agent = Agent::start(&files);
    for (key, wrong) in [(&an, "pin-wrong"), (&cuc, "pkcs12-wrong-password")] {
        let batch = |number: u32| {
            let ids = ["a", "b"].map(|id| format!("{}-{number}-{id}", key.serial));
            let items = ids.iter().map(|id| item(id, key)).collect();
            server.sign(&agent, &paired, key, items)
        };
        let wrong = Err(wrong.to_owned());
        assert_eq!(batch(1), [wrong.clone(), wrong], "{}", key.subject);
        let known = Err("agent-pin-known-wrong".to_owned());
        assert_eq!(batch(2), [known.clone(), known], "{}", key.subject);
    }
    assert_eq!(shim.count("C_Login"), 1, "the wrong PIN was tried again");
}

#[test]
fn a_batch_has_one_login_and_a_token_pulled_out_stops_the_rest() {
    let files = Files::new();
    let shim = Shim::new(&files, Some("C_SignInit:2:0x32"));
    let agent = Agent::start(&files);
    let server = Server::new("xa");
    let paired = server.pair(&agent);
    let key = server.key(&agent, &paired, AN);
    let items: Vec<_> = ["a", "b", "c", "d"]
        .iter()
        .map(|id| item(id, &key))
        .collect();
    let outcomes = server.sign(&agent, &paired, &key, items.clone());
    assert!(verifies(&key, &items[0], outcomes[0].as_ref().unwrap()));
    let rest: Vec<_> = outcomes[1..]
        .iter()
        .map(|it| it.clone().unwrap_err())
        .collect();
    assert_eq!(
        rest,
        ["pkcs11-token-removed", "agent-not-done", "agent-not-done"]
    );
    assert_eq!(shim.count("C_Login"), 1);
    assert_eq!(
        shim.count("C_SignInit"),
        2,
        "the key was used after it was gone"
    );
}

#[test]
fn a_key_is_closed_after_use_unless_it_is_to_stay_open() {
    for (first, logins) in [("", 2), ("keep-key-open-minutes = 5", 1)] {
        let files = Files::new();
        files.configure(first);
        let shim = Shim::new(&files, None);
        let agent = Agent::start(&files);
        let server = Server::new("xa");
        let paired = server.pair(&agent);
        let key = server.key(&agent, &paired, AN);
        for id in ["a", "b"] {
            let item = item(id, &key);
            let signed = server.sign(&agent, &paired, &key, vec![item.clone()]);
            assert!(verifies(&key, &item, signed[0].as_ref().unwrap()));
        }
        assert_eq!(shim.count("C_Login"), logins, "{first}");
    }
}

#[test]
fn a_last_try_is_not_made_without_being_asked_for() {
    let files = Files::new();
    // CKF_USER_PIN_FINAL_TRY
    let shim = Shim::with(&files, &[("SHIM_FLAGS", "0x20000")]);
    let server = Server::new("xa");
    let (paired, key) = {
        let agent = Agent::start(&files);
        let paired = server.pair(&agent);
        let key = server.key(&agent, &paired, AN);
        let refused = server.sign(&agent, &paired, &key, vec![item("a", &key)]);
        assert_eq!(refused, [Err("pin-final-try".to_owned())]);
        assert_eq!(shim.count("C_Login"), 0);
        (paired, key)
    };
    let agent = Agent::start_with(&files, &["--use-final-try"]);
    let signed = server.sign(&agent, &paired, &key, vec![item("b", &key)]);
    assert!(signed[0].is_ok());
}

/// A module before the real one that counts calls and fails where it is told (`shim.c` of keys).
struct Shim {
    log: PathBuf,
}

impl Shim {
    fn new(files: &Files, fault: Option<&str>) -> Self {
        let fault = fault.map(|fault| ("SHIM_FAULT", fault));
        Self::with(files, fault.as_slice())
    }

    fn with(files: &Files, environment: &[(&str, &str)]) -> Self {
        let (shim, log) = (files.path("shim.so"), files.path("calls"));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../keys/tests/support/shim.c");
        let mut compile = Command::new("cc");
        common::run(
            compile
                .args(["-shared", "-fPIC", "-o"])
                .arg(&shim)
                .arg(source),
        );
        let config = fs::read_to_string(files.path("config.toml")).unwrap();
        let config = config.replace(module(), shim.to_str().unwrap());
        fs::write(files.path("config.toml"), config).unwrap();
        files.set("SHIM_MODULE", module());
        files.set("SHIM_LOG", log.to_str().unwrap());
        for (name, value) in environment {
            files.set(name, value);
        }
        Self { log }
    }

    /// How often a function was called.
    fn count(&self, function: &str) -> usize {
        let calls = fs::read_to_string(&self.log).unwrap_or_default();
        calls
            .lines()
            .filter(|line| line.split(' ').next() == Some(function))
            .count()
    }
}

#[test]
fn a_place_that_fails_is_told_and_hides_no_other() {
    let files = Files::new();
    let text = fs::read_to_string(files.path("config.toml")).unwrap()
        + "[[token]]\nmodule = \"/no/such/module.so\"\n[[file]]\npath = \"none.p12\"\n";
    fs::write(files.path("config.toml"), text).unwrap();
    let agent = Agent::start(&files);
    let server = Server::new("xa");
    let paired = server.pair(&agent);
    let asked = server.ask_keys(&paired, "k");
    let answer: Envelope = server.page(&agent).post("/keys", &asked).read();
    let answer: KeysAnswer = paired
        .key
        .open(agent_protocol::message::KeysRequest::ANSWERS, &answer)
        .unwrap();
    assert_eq!(answer.keys.len(), 3);
    let codes: Vec<_> = answer
        .troubles
        .iter()
        .map(|trouble| &*trouble.error.code)
        .collect();
    assert_eq!(codes, ["pkcs11-module-not-loadable", "agent-key-file"]);
    let hint = answer.troubles[0].error.hint.as_ref().unwrap();
    assert!(hint.contains("cấu hình của chương trình ký"), "{hint}");
}
