//! What is asked for rightly is signed: by tokens and files, in batches, for two servers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use agent_protocol::message::Possession;
use agent_protocol::{Envelope, POSSESSION_LABEL, possession_message};
use common::desk::{AN, BINH, CUC};
use common::{Agent, FIVE_MINUTES, Files, Server, item, now, verifies};
use pki::Certificate;

#[test]
fn a_batch_on_a_token_has_a_value_for_every_document() {
    let files = Files::new();
    let agent = Agent::start(&files);
    let server = Server::new("xa");
    let paired = server.pair(&agent);
    let key = server.key(&agent, &paired, AN);
    let items: Vec<_> = ["a", "b", "c"].iter().map(|id| item(id, &key)).collect();
    let signed = server.sign(&agent, &paired, &key, items.clone());
    for (item, value) in items.iter().zip(signed) {
        assert!(verifies(&key, item, &value.unwrap()), "{}", item.id);
    }
}

#[test]
fn a_key_in_a_file_signs_and_its_certificate_is_remembered() {
    let files = Files::new();
    let server = Server::new("xa");
    let (paired, key) = {
        let agent = Agent::start(&files);
        let paired = server.pair(&agent);
        let key = server.key(&agent, &paired, CUC);
        (paired, key)
    };
    // Started again: pairing and certificate are known, the password is not.
    let agent = Agent::start(&files);
    let item = item("a", &key);
    let signed = server.sign(&agent, &paired, &key, vec![item.clone()]);
    assert!(verifies(&key, &item, signed[0].as_ref().unwrap()));
    let kept = std::fs::read_to_string(files.path("data/files.json")).unwrap();
    assert!(!kept.contains(common::PIN), "the password was kept: {kept}");
}

#[test]
fn every_certificate_is_listed_with_its_issuers_and_not_those() {
    let files = Files::new();
    let agent = Agent::start(&files);
    let server = Server::new("xa");
    let paired = server.pair(&agent);
    let asked = server.ask_keys(&paired, "k");
    let answer: Envelope = server.page(&agent).post("/keys", &asked).read();
    let keys = server.side.keys(&paired, &asked, &answer).unwrap();
    let mut subjects: Vec<_> = keys.iter().map(|key| key.subject.as_str()).collect();
    subjects.sort_unstable();
    assert_eq!(subjects, [CUC, AN, BINH]);
    for key in &keys {
        assert_eq!(key.chain.len(), 2, "{}", key.subject);
        let certificate = Certificate::from_der(&key.certificate.0).unwrap();
        assert_eq!(certificate.sha256_fingerprint(), key.fingerprint.0);
        assert_eq!(certificate.serial_hex(), key.serial);
    }
}

#[test]
fn two_servers_are_paired_and_neither_speaks_for_the_other() {
    let files = Files::new();
    let agent = Agent::start(&files);
    let (one, other) = (Server::new("xa"), Server::new("huyen"));
    let (paired, other_paired) = (one.pair(&agent), other.pair(&agent));
    for (server, paired) in [(&one, &paired), (&other, &other_paired)] {
        let key = server.key(&agent, paired, AN);
        let item = item(&server.side.id, &key);
        let signed = server.sign(&agent, paired, &key, vec![item.clone()]);
        assert!(verifies(&key, &item, signed[0].as_ref().unwrap()));
    }
    // One server's request, carried by a page of the other.
    let asked = one.ask_keys(&paired, "k");
    let refused = other.page(&agent).post("/keys", &asked);
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (403, "agent-proof-wrong")
    );
    // One server's request under the name of the other's pairing.
    let mut renamed = asked;
    renamed.pairing.clone_from(&other_paired.pairing);
    assert_eq!(
        other.page(&agent).post("/keys", &renamed).code(),
        "agent-proof-wrong"
    );
    // The other's key, for the pairing of the one.
    let mut stolen = other_paired.clone();
    stolen.pairing.clone_from(&paired.pairing);
    let head = other.side.head(&stolen, "k2", now(), FIVE_MINUTES).unwrap();
    let forged = other
        .side
        .ask(&stolen, &agent_protocol::message::KeysRequest { head });
    let refused = other.page(&agent).post("/keys", &forged.unwrap());
    assert_eq!(refused.code(), "agent-other-pairing");
}

#[test]
fn a_challenge_proves_the_key_and_is_no_signature_of_a_document() {
    let files = Files::new();
    let agent = Agent::start(&files);
    let server = Server::new("xa");
    let paired = server.pair(&agent);
    let key = server.key(&agent, &paired, BINH);
    let asked = server.ask_challenge(&paired, "c", &key);
    let answer: Envelope = server.page(&agent).post("/challenge", &asked).read();
    let outcome = server.side.possession(&paired, &asked, &answer).unwrap();
    let Possession::Proven {
        certificate,
        algorithms,
        ..
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(certificate, key.certificate);
    assert!(!algorithms.is_empty());
    let message = possession_message(&asked);
    assert!(message.starts_with(POSSESSION_LABEL.as_bytes()));
    assert!(pki::signed_data::Attributes::from_to_be_signed(&message).is_err());
}

#[test]
fn an_agent_forgets_a_pairing_while_it_runs() {
    let files = Files::new();
    let agent = Agent::start(&files);
    let server = Server::new("xa");
    server.pair(&agent);
    assert_eq!(server.page(&agent).get("/status").status, 200);
    let origin = &server.side.origin;
    common::run(files.command().args(["pair", "--forget", origin]));
    assert_eq!(
        server.page(&agent).get("/status").code(),
        "agent-not-paired"
    );
}

#[test]
fn unattended_is_said_everywhere_and_refused_by_real_servers() {
    let files = Files::new();
    let agent = Agent::start(&files);
    let mut server = Server::new("xa");
    let paired = server.pair(&agent);
    assert!(paired.unattended);
    let status = server.page(&agent).get("/status").json();
    assert_eq!(status["unattended"], true);
    assert_eq!(status["pairing"], paired.pairing.as_str());
    let asked = server.ask_keys(&paired, "k");
    let answer: Envelope = server.page(&agent).post("/keys", &asked).read();
    server.side.accept_unattended = false;
    let refused = server.side.keys(&paired, &asked, &answer).unwrap_err();
    assert_eq!(refused.code(), "agent-unattended");
}
