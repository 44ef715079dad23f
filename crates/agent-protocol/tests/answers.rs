//! A server believes an answer only from the agent it was paired with, to the request it made.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use agent_protocol::message::{
    AnswerHead, Ask as _, ChallengeAnswer, ChallengeRequest, ItemAnswer, KeysAnswer, KeysRequest,
    Outcome, Possession, Refusal, SignAnswer, SignItem, SignRequest,
};
use agent_protocol::{
    Base64, ChannelKey, Digest, Envelope, Error, PairedAgent, ServerSide, possession_message,
};
use pki::{DigestAlgorithm, SignatureAlgorithm};
use testpki::{Authority, Ca, Config, Key, KeyAlgorithm, Kind, Profile, Subject, Validity};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

const NOW: UtcDateTime = utc_datetime!(2026-11-21 01:00);
const MINUTES: Duration = Duration::minutes(5);

struct Pair {
    server: ServerSide,
    agent: ChannelKey,
    paired: PairedAgent,
}

impl Pair {
    fn new() -> Self {
        let agent = ChannelKey::generate().unwrap();
        Self {
            server: ServerSide {
                id: "xa-tan-phu".to_owned(),
                name: "UBND xã Tân Phú".to_owned(),
                origin: "https://congvu.example.gov.vn".to_owned(),
                key: ChannelKey::generate().unwrap(),
                accept_unattended: false,
            },
            paired: PairedAgent {
                pairing: "p1".to_owned(),
                key: agent.public(),
                version: "1.0".to_owned(),
                unattended: false,
            },
            agent,
        }
    }

    fn ask_keys(&self, request: &str) -> Envelope {
        let head = self.server.head(&self.paired, request, NOW, MINUTES);
        let request = KeysRequest {
            head: head.unwrap(),
        };
        self.server.ask(&self.paired, &request).unwrap()
    }

    fn answer_keys(&self, asked: &Envelope, request: &str, unattended: bool) -> Envelope {
        let answer = KeysAnswer {
            head: head(asked, request, unattended),
            keys: Vec::new(),
            troubles: Vec::new(),
        };
        self.agent
            .seal(KeysRequest::ANSWERS, "p1", &answer)
            .unwrap()
    }
}

fn head(asked: &Envelope, request: &str, unattended: bool) -> AnswerHead {
    AnswerHead {
        request: request.to_owned(),
        request_digest: asked.digest(),
        version: "1.0".to_owned(),
        unattended,
        at: 0,
    }
}

fn item(id: &str) -> SignItem {
    SignItem {
        id: id.to_owned(),
        title: "Về việc trồng cây".to_owned(),
        number: None,
        action: "Ký ban hành".to_owned(),
        pages: 2,
        digest: "00".repeat(32),
        to_be_signed: Base64(vec![0x31, 0]),
        algorithm: SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    result.unwrap_err().code()
}

#[test]
fn only_the_paired_agents_answer_to_this_request_counts() {
    let pair = Pair::new();
    let asked = pair.ask_keys("r1");
    let answer = pair.answer_keys(&asked, "r1", false);
    let open = |pair: &Pair, asked: &Envelope, answer: &Envelope| {
        pair.server.keys(&pair.paired, asked, answer)
    };
    assert!(open(&pair, &asked, &answer).unwrap().is_empty());
    let stranger = Pair::new();
    let forged = stranger.answer_keys(&asked, "r1", false);
    assert_eq!(code(open(&pair, &asked, &forged)), "agent-proof-wrong");
    let another = pair.ask_keys("r1");
    assert_eq!(code(open(&pair, &another, &answer)), "agent-other-request");
    let renamed = pair.answer_keys(&asked, "r2", false);
    assert_eq!(code(open(&pair, &asked, &renamed)), "agent-other-request");
    let unattended = pair.answer_keys(&asked, "r1", true);
    assert_eq!(code(open(&pair, &asked, &unattended)), "agent-unattended");
    let mut moved = answer;
    moved.pairing = "p2".to_owned();
    assert_eq!(code(open(&pair, &asked, &moved)), "agent-other-pairing");
    let forged_question = stranger.ask_keys("r1");
    let to_it = pair.answer_keys(&forged_question, "r1", false);
    assert_eq!(
        code(open(&pair, &forged_question, &to_it)),
        "agent-proof-wrong"
    );
}

#[test]
fn every_document_has_one_outcome_in_its_place() {
    let pair = Pair::new();
    let request = |items: Vec<SignItem>| {
        let head = pair.server.head(&pair.paired, "r1", NOW, MINUTES).unwrap();
        let request = SignRequest {
            head,
            certificate: Digest::of(b"certificate"),
            items,
        };
        pair.server.ask(&pair.paired, &request)
    };
    let asked = request(vec![item("a"), item("b")]).unwrap();
    let answer = |ids: &[&str]| {
        let refused = Outcome::Refused {
            error: Refusal {
                code: "agent-declined".to_owned(),
                message: "bạn đã từ chối".to_owned(),
                hint: None,
            },
        };
        let items = ids.iter().map(|id| ItemAnswer {
            id: (*id).to_owned(),
            outcome: refused.clone(),
        });
        let answer = SignAnswer {
            head: head(&asked, "r1", false),
            items: items.collect(),
        };
        let sealed = pair.agent.seal(SignRequest::ANSWERS, "p1", &answer);
        pair.server.signed(&pair.paired, &asked, &sealed.unwrap())
    };
    assert_eq!(answer(&["a", "b"]).unwrap().len(), 2);
    for wrong in [&["a"][..], &["b", "a"], &["a", "b", "c"], &["a", "a"]] {
        assert_eq!(code(answer(wrong)), "agent-items-differ");
    }
    assert_eq!(code(request(vec![])), "agent-field");
    assert_eq!(code(request(vec![item("a"), item("a")])), "agent-field");
    let mut untitled = item("a");
    untitled.title = " ".to_owned();
    assert_eq!(code(request(vec![untitled])), "agent-field");
}

#[test]
fn a_key_is_proven_by_its_own_value_over_this_challenge_only() {
    let pair = Pair::new();
    let (certificate, key) = person("Nguyễn Văn An");
    let (_, stranger) = person("Trần Thị Bình");
    let ask = |request: &str| {
        let head = pair
            .server
            .head(&pair.paired, request, NOW, MINUTES)
            .unwrap();
        let request = ChallengeRequest {
            head,
            certificate: Digest::of(&certificate),
            account: "Nguyễn Văn An".to_owned(),
            usage: "Ký văn bản".to_owned(),
        };
        pair.server.ask(&pair.paired, &request).unwrap()
    };
    let (asked, other) = (ask("r1"), ask("r2"));
    let prove = |message: &[u8], key: &Key, certificate: &[u8]| {
        let answer = ChallengeAnswer {
            head: head(&asked, "r1", false),
            outcome: Possession::Proven {
                certificate: Base64::from(certificate),
                chain: Vec::new(),
                algorithms: vec![SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)],
                value: Base64(key.sign(message).unwrap()),
            },
        };
        let sealed = pair.agent.seal(ChallengeRequest::ANSWERS, "p1", &answer);
        pair.server
            .possession(&pair.paired, &asked, &sealed.unwrap())
    };
    let message = possession_message(&asked);
    assert!(prove(&message, &key, &certificate).is_ok());
    assert_eq!(
        code(prove(&message, &stranger, &certificate)),
        "agent-value-wrong"
    );
    let elsewhere = possession_message(&other);
    assert_eq!(
        code(prove(&elsewhere, &key, &certificate)),
        "agent-value-wrong"
    );
    let (another, its_key) = person("Lê Văn Cường");
    assert_eq!(
        code(prove(&message, &its_key, &another)),
        "agent-other-certificate"
    );
}

/// A certificate on P-256 and its key.
fn person(name: &str) -> (Vec<u8>, Key) {
    let config = Config {
        base_url: "http://127.0.0.1:8090".to_owned(),
        key: KeyAlgorithm::P256,
    };
    let mut authority = Authority::new(config, NOW).unwrap();
    let profile = Profile {
        subject: Subject {
            common_name: name.to_owned(),
            organization: "UBND xã Tân Phú (for testing)".to_owned(),
            ..Subject::default()
        },
        kind: Kind::Person,
        key: KeyAlgorithm::P256,
        issuer: Ca::Government,
        validity: Validity::Current,
    };
    let issued = authority.issue(&profile, NOW).unwrap();
    (issued.certificate.der().to_vec(), issued.key)
}
