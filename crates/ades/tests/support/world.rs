//! An authority of a test's own, in which time passes as the test wants.

use ades::pades::{
    Level, SigningRequest, TimestampOptions, ValidationData, embed, sign_with, timestamp_with,
};
use ades::timestamp::{SourceFailure, TimestampSource};
use ades::validate::{
    DocumentFacts, Evidence, Policy, SignatureVerdict, SubIndication, Verdict, decide, facts,
};
use ades::{KnownRevocation, Requirement, Signer};
use pki::Certificate;
use pki::crl::Crl;
use pki::ocsp::{self, Request};
use pki::revocation::Material;
use pki::trust::{Anchor, AnchorKind, Anchors};
use testpki::{Authority, Ca, Config, KeyAlgorithm, Kind, Profile, Subject, Validity};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

use super::{TestKey, open, random, sample, update, whole};

/// When the authority of every world was set up.
pub const START: UtcDateTime = utc_datetime!(2026-03-02 8:00);

pub const HOUR: Duration = Duration::HOUR;
pub const DAY: Duration = Duration::DAY;

/// An authority with nobody else's history.
pub struct World {
    pub authority: Authority,
}

/// Time stamps of a world, at one moment.
struct Stamps<'a>(&'a Authority, UtcDateTime);

impl TimestampSource for Stamps<'_> {
    fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>, SourceFailure> {
        Ok(self.0.handle_tsp(request, self.1).unwrap())
    }
}

impl World {
    pub fn new() -> Self {
        Self::founded(START)
    }

    /// A world that began at another time.
    pub fn founded(at: UtcDateTime) -> Self {
        let config = Config {
            base_url: "http://127.0.0.1:1".to_owned(),
            key: KeyAlgorithm::P256,
        };
        Self {
            authority: Authority::new(config, at).unwrap(),
        }
    }

    /// A key with a certificate issued at `at`.
    pub fn issue(
        &mut self,
        kind: Kind,
        key: KeyAlgorithm,
        validity: Validity,
        at: UtcDateTime,
    ) -> TestKey {
        let profile = Profile {
            subject: Subject {
                common_name: format!("Trần Thị Mẫu {validity:?} (for testing)"),
                organization: "Sở Thử Nghiệm (for testing)".to_owned(),
                ..Subject::default()
            },
            kind,
            key,
            issuer: Ca::Government,
            validity,
        };
        TestKey::new(self.authority.issue(&profile, at).unwrap())
    }

    /// A person with a certificate of five years, issued at the start.
    pub fn person(&mut self) -> TestKey {
        self.person_at(START)
    }

    /// The same, issued at another time.
    pub fn person_at(&mut self, at: UtcDateTime) -> TestKey {
        self.issue(Kind::Person, KeyAlgorithm::P256, Validity::Current, at)
    }

    /// Signs a sample at `at`, time-stamped at `stamped` if that is asked for.
    pub fn sign(&self, key: &TestKey, at: UtcDateTime, stamped: Option<UtcDateTime>) -> Vec<u8> {
        self.sign_on(key, &sample("cong-van.pdf"), at, stamped)
    }

    /// Signs `bytes`.
    pub fn sign_on(
        &self,
        key: &TestKey,
        bytes: &[u8],
        at: UtcDateTime,
        stamped: Option<UtcDateTime>,
    ) -> Vec<u8> {
        let signer = Signer::new(&key.certificate, &key.chain, key.algorithms[0])
            .unwrap()
            .check(at, &KnownRevocation::Unknown, Requirement::default())
            .unwrap();
        let level = match stamped {
            Some(_) => Level::BT,
            None => Level::BB,
        };
        let request = SigningRequest::new(signer, level, at);
        let mut stamps = stamped.map(|stamped| Stamps(&self.authority, stamped));
        let stamps: Option<&mut dyn TimestampSource> = match &mut stamps {
            Some(stamps) => Some(stamps),
            None => None,
        };
        let update = update(bytes);
        let finished = sign_with(key, stamps, &update, &request, &mut random, None).unwrap();
        whole(finished.appended())
    }

    /// Embeds certificates of the authorities and their revocation lists of `at`.
    pub fn embed(&self, bytes: &[u8], at: UtcDateTime) -> Vec<u8> {
        let certificate = |ca| self.authority.certificate(ca).unwrap().der().to_vec();
        let data = ValidationData {
            certificates: Ca::ALL.map(certificate).to_vec(),
            lists: Ca::ALL
                .map(|ca| self.authority.crl(ca, at).unwrap())
                .to_vec(),
            answers: Vec::new(),
        };
        let appended = embed(&open(bytes), &data, &random(), None).unwrap();
        whole(&appended.unwrap())
    }

    /// Adds a document time stamp.
    pub fn stamp(&self, bytes: &[u8], at: UtcDateTime) -> Vec<u8> {
        let mut stamps = Stamps(&self.authority, at);
        let options = TimestampOptions::default();
        let stamped = timestamp_with(&mut stamps, &update(bytes), options, &mut random, None);
        whole(stamped.unwrap().appended())
    }

    pub fn anchors(&self) -> Anchors {
        let root = self.authority.certificate(Ca::Root).unwrap().clone();
        [Anchor::new(root, AnchorKind::Government)]
            .into_iter()
            .collect()
    }

    /// The revocation lists of all authorities, issued at `at`.
    pub fn lists(&self, at: UtcDateTime) -> Evidence {
        let lists = Ca::ALL.map(|ca| self.authority.crl(ca, at).unwrap());
        Evidence {
            material: Material {
                lists: lists
                    .iter()
                    .map(|list| Crl::from_der(list).unwrap())
                    .collect(),
                ..Material::default()
            },
            ..Evidence::default()
        }
    }

    /// The answer of the responder about a certificate of the government's authority at `at`.
    pub fn answer(&self, certificate: &[u8], at: UtcDateTime) -> ocsp::Response {
        let certificate = Certificate::from_der(certificate).unwrap();
        let issuer = self.authority.certificate(Ca::Government).unwrap();
        let request = Request::new(&certificate, issuer, None);
        let answer = self.authority.handle_ocsp(&request.to_der().unwrap(), at);
        ocsp::Response::from_der(&answer.unwrap()).unwrap()
    }

    /// The verdict at `at` with the revocation lists of that moment.
    pub fn verdict(&self, facts: &DocumentFacts, at: UtcDateTime) -> Verdict {
        self.verdict_with(facts, &self.lists(at), &Policy::default(), at)
    }

    pub fn verdict_with(
        &self,
        facts: &DocumentFacts,
        evidence: &Evidence,
        policy: &Policy,
        at: UtcDateTime,
    ) -> Verdict {
        decide(facts, &self.anchors(), evidence, policy, at)
    }
}

/// The facts of a file.
pub fn read(bytes: &[u8]) -> DocumentFacts {
    facts(&open(bytes)).unwrap()
}

/// The first signature's verdict, whose cause must be this one.
pub fn demand(verdict: &Verdict, cause: impl Into<Option<SubIndication>>) -> &SignatureVerdict {
    let signature = verdict.signatures.first().unwrap();
    assert_eq!(
        signature.sub_indication,
        cause.into(),
        "{:#?}",
        signature.reasons
    );
    signature
}
