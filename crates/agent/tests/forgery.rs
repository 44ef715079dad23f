//! What a server did not ask for, or may not ask for, is not signed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use agent_protocol::message::{Key, SignItem};
use agent_protocol::{Base64, ChannelKey, Envelope, PairedAgent};
use common::desk::{AN, BINH};
use common::{Agent, FIVE_MINUTES, Files, RSA, Server, attribute, attributes, item, now, verifies};
use pki::{DigestAlgorithm, SignatureAlgorithm, encode, oid};

struct Bench {
    agent: Agent,
    server: Server,
    paired: PairedAgent,
    key: Key,
    files: Files,
}

impl Bench {
    fn new() -> Self {
        let files = Files::new();
        let agent = Agent::start(&files);
        let server = Server::new("xa");
        let paired = server.pair(&agent);
        let key = server.key(&agent, &paired, AN);
        Self {
            agent,
            server,
            paired,
            key,
            files,
        }
    }

    /// What becomes of one item.
    fn outcome(&self, item: SignItem) -> Result<Vec<u8>, String> {
        let mut outcomes = self
            .server
            .sign(&self.agent, &self.paired, &self.key, vec![item]);
        outcomes.remove(0)
    }

    fn refused(&self, asked: &Envelope) -> String {
        self.server.page(&self.agent).post("/sign", asked).code()
    }

    fn ask(&self, request: &str) -> Envelope {
        let items = vec![item(request, &self.key)];
        (self.server).ask_sign(&self.paired, request, &self.key, items)
    }
}

#[test]
fn a_request_without_the_servers_signature_is_refused() {
    let bench = Bench::new();
    let asked = bench.ask("r1");
    let mut unsigned = asked.clone();
    unsigned.proof = Base64(Vec::new());
    assert_eq!(bench.refused(&unsigned), "agent-proof-wrong");
    // The script of the page changes what is signed.
    let mut changed = asked.clone();
    let text = String::from_utf8(changed.body.0).unwrap();
    changed.body = Base64(text.replace("mùa xuân", "mùa hè").into_bytes());
    assert_eq!(bench.refused(&changed), "agent-proof-wrong");
    // The script signs with a key of its own.
    let mut forger = Server::new("xa");
    forger.side.key = ChannelKey::generate().unwrap();
    let items = vec![item("r2", &bench.key)];
    let forged = forger.ask_sign(&bench.paired, "r2", &bench.key, items);
    assert_eq!(bench.refused(&forged), "agent-proof-wrong");
    // A challenge of the server, given for a signing request, and the other way round.
    let challenge = bench.server.ask_challenge(&bench.paired, "c1", &bench.key);
    assert_eq!(bench.refused(&challenge), "agent-proof-wrong");
    let page = bench.server.page(&bench.agent);
    assert_eq!(page.post("/challenge", &asked).code(), "agent-proof-wrong");
    // None of this used the request up.
    assert_eq!(page.post("/sign", &asked).status, 200);
}

#[test]
fn a_request_is_good_once_also_after_a_restart_and_so_is_a_document() {
    let bench = Bench::new();
    let asked = bench.ask("r1");
    let page = bench.server.page(&bench.agent);
    assert_eq!(page.post("/sign", &asked).status, 200);
    assert_eq!(bench.refused(&asked), "agent-replayed");
    // Another request for the same document.
    let items = vec![item("new", &bench.key), item("r1", &bench.key)];
    let again = (bench.server).ask_sign(&bench.paired, "r2", &bench.key, items);
    assert_eq!(bench.refused(&again), "agent-replayed");
    let Bench {
        agent,
        server,
        files,
        ..
    } = bench;
    drop(agent);
    let agent = Agent::start(&files);
    let refused = server.page(&agent).post("/sign", &asked);
    assert_eq!(refused.code(), "agent-replayed");
}

#[test]
fn a_request_that_expired_or_lasts_too_long_is_refused() {
    let bench = Bench::new();
    let at = |moment, lifetime: time::Duration| {
        let head = bench
            .server
            .side
            .head(&bench.paired, "r1", moment, lifetime);
        let mut request = agent_protocol::message::SignRequest {
            head: head.unwrap(),
            certificate: bench.key.fingerprint,
            items: vec![item("r1", &bench.key)],
        };
        request.head.expires_at =
            request.head.issued_at + i64::try_from(lifetime.whole_milliseconds()).unwrap();
        bench.refused(&bench.server.side.ask(&bench.paired, &request).unwrap())
    };
    let minute = time::Duration::MINUTE;
    assert_eq!(at(now() - minute * 10, FIVE_MINUTES), "agent-expired");
    assert_eq!(at(now(), time::Duration::DAY), "agent-validity");
    assert_eq!(at(now() + minute * 10, FIVE_MINUTES), "agent-validity");
}

#[test]
fn a_digest_swapped_for_another_is_refused_and_spoils_no_other_document() {
    let bench = Bench::new();
    let good = item("good", &bench.key);
    let mut swapped = item("swapped", &bench.key);
    swapped.to_be_signed = item("secret", &bench.key).to_be_signed;
    let mut short = item("short", &bench.key);
    short.digest.truncate(40);
    let items = vec![swapped, good.clone(), short];
    let outcomes = bench
        .server
        .sign(&bench.agent, &bench.paired, &bench.key, items);
    assert_eq!(outcomes[0], Err("agent-digest-differs".to_owned()));
    assert!(verifies(&bench.key, &good, outcomes[1].as_ref().unwrap()));
    assert_eq!(outcomes[2], Err("agent-digest-differs".to_owned()));
}

#[test]
fn arbitrary_bytes_are_not_signed() {
    let bench = Bench::new();
    let good = item("x", &bench.key);
    let attempts: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("text", "Tôi đồng ý chuyển tiền".as_bytes().to_vec()),
        ("a digest", vec![7; 32]),
        ("a certificate", bench.key.certificate.0.clone()),
        ("an empty set", vec![0x31, 0]),
        ("a trailing byte", [&good.to_be_signed.0[..], &[0]].concat()),
        ("a sequence", {
            let mut bytes = good.to_be_signed.0.clone();
            bytes[0] = 0x30;
            bytes
        }),
        ("no signer", {
            let content = attribute(oid::CONTENT_TYPE, &encode::oid(oid::DATA));
            let digest = DigestAlgorithm::Sha256.digest(b"no signer");
            let digest = attribute(oid::MESSAGE_DIGEST, &encode::octet_string(&digest));
            encode::set_of(&[content, digest])
        }),
        ("a digest twice", {
            let digest = DigestAlgorithm::Sha256.digest(b"another");
            let second = attribute(oid::MESSAGE_DIGEST, &encode::octet_string(&digest));
            let first = DigestAlgorithm::Sha256.digest(b"a digest twice");
            attributes(&first, &bench.key.certificate.0, &[second])
        }),
        ("another content type", {
            let digest = DigestAlgorithm::Sha256.digest(b"another content type");
            let content = attribute(oid::CONTENT_TYPE, &encode::oid(oid::SIGNED_DATA));
            let digest = attribute(oid::MESSAGE_DIGEST, &encode::octet_string(&digest));
            encode::set_of(&[content, digest])
        }),
    ];
    for (number, (name, bytes)) in attempts.into_iter().enumerate() {
        let mut item = item(&format!("i{number}"), &bench.key);
        item.digest = agent_protocol::Digest::of(name.as_bytes()).to_string();
        item.to_be_signed = Base64(bytes);
        let refused = bench.outcome(item).unwrap_err();
        assert_eq!(refused, "agent-not-attributes", "{name}");
    }
    let mut large = item("large", &bench.key);
    large.to_be_signed = Base64(vec![0x31; 20 * 1024]);
    assert_eq!(bench.outcome(large).unwrap_err(), "agent-too-large");
}

#[test]
fn no_weak_or_foreign_algorithm_is_used() {
    let bench = Bench::new();
    for (id, algorithm, code) in [
        (
            "a",
            SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1),
            "agent-algorithm",
        ),
        (
            "b",
            SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha224),
            "agent-algorithm",
        ),
        (
            "c",
            SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
            "key-unsupported-algorithm",
        ),
    ] {
        let mut item = item(id, &bench.key);
        item.algorithm = algorithm;
        assert_eq!(bench.outcome(item).unwrap_err(), code);
    }
    assert_eq!(item("d", &bench.key).algorithm, RSA);
    assert!(bench.outcome(item("d", &bench.key)).is_ok());
}

#[test]
fn a_colleagues_certificate_is_refused() {
    let bench = Bench::new();
    let colleague = bench.server.key(&bench.agent, &bench.paired, BINH);
    // Attributes that name the colleague, to be signed with our key.
    let refused = bench.outcome(item("a", &colleague)).unwrap_err();
    assert_eq!(refused, "agent-attributes-of-another");
    // A certificate that is nowhere here.
    let mut absent = bench.key.clone();
    absent.fingerprint = agent_protocol::Digest::of(b"absent");
    let items = vec![item("b", &bench.key)];
    let outcomes = bench
        .server
        .sign(&bench.agent, &bench.paired, &absent, items);
    assert_eq!(outcomes, [Err("agent-certificate-absent".to_owned())]);
}

#[test]
fn what_the_person_refuses_is_not_signed() {
    let bench = Bench::new();
    let Bench {
        agent,
        server,
        paired,
        key,
        files,
    } = bench;
    drop(agent);
    files.answers(true, false, common::PIN);
    let agent = Agent::start(&files);
    let items = vec![item("a", &key), item("b", &key)];
    let outcomes = server.sign(&agent, &paired, &key, items);
    let declined = Err("agent-declined".to_owned());
    assert_eq!(outcomes, [declined.clone(), declined]);
    let asked = server.ask_challenge(&paired, "c", &key);
    let answer: Envelope = server.page(&agent).post("/challenge", &asked).read();
    let outcome = server.side.possession(&paired, &asked, &answer).unwrap();
    assert!(
        format!("{outcome:?}").contains("agent-declined"),
        "{outcome:?}"
    );
}
