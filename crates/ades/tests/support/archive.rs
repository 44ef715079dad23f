//! An archive that keeps a signed file up over the decades, with the authorities of its time.

use ades::pades::extend::{Goal, Question, Step, imprint_digest, plan};
use ades::pades::{Level, SigningRequest, TimestampOptions, embed, sign_with, timestamp_with};
use ades::timestamp::{SourceFailure, TimestampSource};
use ades::validate::{
    AfterUpdate, DocumentFacts, Evidence, Indication, Policy, SignatureKind, SignatureVerdict,
    SubIndication, Verdict, decide, facts,
};
use ades::{KnownRevocation, Requirement, Signer};
use e2e::judges::pyhanko::{self, AdesQuestion};
use e2e::judges::{pdfsig, qpdf};
use pki::ocsp::Request;
use pki::trust::{Anchor, AnchorKind, Anchors};
use pki::{Crl, DigestAlgorithm};
use testpki::{Authority, Ca, Config, KeyAlgorithm, Kind, Profile, Subject, Terms, Validity};
use time::format_description::well_known::Rfc3339;
use time::{Date, UtcDateTime};

use super::{TestKey, open, random, sample, update, whole};

pub const P256: KeyAlgorithm = KeyAlgorithm::P256;
pub const P521: KeyAlgorithm = KeyAlgorithm::P521;

const TERMS: Terms = Terms {
    root: 40 * 365,
    issuing: 12 * 365,
    services: 6 * 365,
    remembers_expired: false,
};

pub struct Archive {
    /// The file as it is now.
    pub file: Vec<u8>,
    policy: Policy,
    /// One after the other; the last one gives time stamps.
    authorities: Vec<Authority>,
}

/// Time stamps of an authority at a moment.
struct Stamps<'a>(&'a Authority, UtcDateTime);

impl TimestampSource for Stamps<'_> {
    fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>, SourceFailure> {
        Ok(self.0.handle_tsp(request, self.1).unwrap())
    }
}

fn config(key: KeyAlgorithm) -> Config {
    Config {
        base_url: "http://127.0.0.1:1".to_owned(),
        key,
    }
}

impl Archive {
    /// A file signed at level B-T under a new authority, and a policy in which SHA-256 ends.
    pub fn signed(at: UtcDateTime, sha_256_ends: Date) -> Self {
        let mut policy = Policy::default();
        policy.algorithms.ends_after_update = AfterUpdate::Fail;
        policy
            .algorithms
            .set_digest_end(DigestAlgorithm::Sha256, sha_256_ends);
        let mut authority = Authority::with_terms(config(P256), TERMS, at).unwrap();
        let profile = Profile {
            subject: Subject {
                common_name: "Nguyễn Văn Lâu Bền (for testing)".to_owned(),
                organization: "Sở Thử Nghiệm (for testing)".to_owned(),
                ..Subject::default()
            },
            kind: Kind::Person,
            key: P256,
            issuer: Ca::Government,
            validity: Validity::Days(3 * 365),
        };
        let key = TestKey::new(authority.issue(&profile, at).unwrap());
        let signer = Signer::new(&key.certificate, &key.chain, key.algorithms[0]).unwrap();
        let signer = signer.check(at, &KnownRevocation::Unknown, Requirement::default());
        let request = SigningRequest::new(signer.unwrap(), Level::BT, at);
        let original = sample("cong-van.pdf");
        let signed = sign_with(
            &key,
            Some(&mut Stamps(&authority, at)),
            &update(&original),
            &request,
            &mut random,
            None,
        );
        Self {
            file: whole(signed.unwrap().appended()),
            policy,
            authorities: vec![authority],
        }
    }

    /// The authority of the present.
    pub fn authority(&mut self) -> &mut Authority {
        self.authorities.last_mut().unwrap()
    }

    /// Another authority takes over, with its own root.
    pub fn succeed(&mut self, key: KeyAlgorithm, at: UtcDateTime) {
        let next = self.authority().successor(config(key), TERMS, at).unwrap();
        self.authorities.push(next);
    }

    /// Does what is due until nothing is, and says what that was.
    pub fn extend(&mut self, at: UtcDateTime) -> Vec<&'static str> {
        let mut done = Vec::new();
        loop {
            let step = self.next(at, at);
            let stamp = matches!(step, Step::AddTimestamp | Step::AddArchiveTimestamp);
            if stamp {
                let options = TimestampOptions {
                    digest: imprint_digest(&self.policy, at),
                    ..TimestampOptions::default()
                };
                let mut stamps = Stamps(self.authorities.last().unwrap(), at);
                let stamped =
                    timestamp_with(&mut stamps, &update(&self.file), options, &mut random, None);
                self.file = whole(stamped.unwrap().appended());
            }
            done.push(match &step {
                Step::AddTimestamp | Step::AddArchiveTimestamp => "time stamp",
                Step::AddEvidence(data) => {
                    let stored = embed(&open(&self.file), data, &random(), None).unwrap();
                    self.file = whole(&stored.unwrap());
                    "evidence"
                }
                Step::NotYet { .. } => "not yet",
                Step::Unfit { .. } => {
                    panic!("{step:?} at {at}: {:#?}", self.verdict(&self.file, at))
                }
                Step::Unsigned => panic!("unsigned"),
                Step::Done { .. } => "done",
            });
            assert!(done.len() < 9, "no end: {done:?}");
            if matches!(step, Step::NotYet { .. } | Step::Done { .. }) {
                return done;
            }
        }
    }

    /// What is due at `at`, with evidence that was published at another time.
    pub fn next(&self, at: UtcDateTime, published: UtcDateTime) -> Step {
        let (facts, anchors) = (self.facts(), self.anchors(at));
        let evidence = self.evidence(published);
        let verdict = decide(&facts, &anchors, &evidence, &self.policy, at);
        plan(&Question {
            facts: &facts,
            verdict: &verdict,
            anchors: &anchors,
            evidence: &evidence,
            policy: &self.policy,
            goal: Goal::Lta,
            renew_now: false,
            at,
        })
    }

    /// The file is valid at `at`, and in order for pdfsig and qpdf.
    pub fn holds(&self, at: UtcDateTime) {
        let verdict = self.verdict(&self.file, at);
        let signature = signature(&verdict);
        assert_eq!(
            signature.indication,
            Indication::TotalPassed,
            "{at}: {signature:#?}"
        );
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file.pdf");
        std::fs::write(&file, &self.file).unwrap();
        assert_eq!(qpdf::complaints(&file, None), Vec::<String>::new());
        // pdfsig does not look into time stamps.
        assert!(pdfsig::signatures(&file, None)[0].is_valid());
    }

    /// `file`, which was not kept up, is not valid at `at`, and this is why.
    pub fn falls(&self, file: &[u8], at: UtcDateTime, why: SubIndication) {
        let verdict = self.verdict(file, at);
        let signature = signature(&verdict);
        assert_eq!(
            signature.indication,
            Indication::Indeterminate,
            "{at}: {signature:#?}"
        );
        assert_eq!(signature.sub_indication, Some(why), "{at}: {signature:#?}");
    }

    /// pyHanko finds the file valid at `at` too.
    pub fn holds_for_pyhanko(&self, at: UtcDateTime) {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let (list, answer) = self.status_of_stamps(at);
        let anchors = self.anchors(at);
        let roots = anchors.iter().zip(0..);
        let roots =
            roots.map(|(root, number)| put(&format!("{number}.der"), root.certificate.der()));
        let theirs = pyhanko::ades(&AdesQuestion {
            file: put("file.pdf", &self.file),
            roots: roots.collect(),
            lists: vec![put("list.crl", &list)],
            answers: vec![put("answer.ocsp", &answer)],
            time: at.format(&Rfc3339).unwrap(),
            process: "archival",
        });
        assert_eq!(theirs.status, "PASSED", "{at}: {theirs:?}");
    }

    /// The status of the authority that stamped last, and no more: pyHanko takes a later list for
    /// word on an expired certificate, and then finds that it has expired.
    fn status_of_stamps(&self, at: UtcDateTime) -> (Vec<u8>, Vec<u8>) {
        let authority = self.authorities.last().unwrap();
        let stamping = authority.time_stamp_certificate().unwrap();
        let issuer = authority.certificate(Ca::Government).unwrap();
        let request = Request::new(stamping, issuer, None).to_der().unwrap();
        let answer = authority.handle_ocsp(&request, at).unwrap();
        (authority.crl(Ca::Root, at).unwrap(), answer)
    }

    pub fn facts(&self) -> DocumentFacts {
        facts(&open(&self.file)).unwrap()
    }

    fn verdict(&self, file: &[u8], at: UtcDateTime) -> Verdict {
        let facts = facts(&open(file)).unwrap();
        decide(
            &facts,
            &self.anchors(at),
            &self.evidence(at),
            &self.policy,
            at,
        )
    }

    /// The roots of all authorities that there are by then.
    fn anchors(&self, at: UtcDateTime) -> Anchors {
        let roots = self
            .authorities
            .iter()
            .map(|found| found.certificate(Ca::Root).unwrap());
        let roots = roots.filter(|root| root.not_before() <= at);
        roots
            .map(|root| Anchor::new(root.clone(), AnchorKind::Government))
            .collect()
    }

    /// What the services of the time publish: lists of all authorities that have not ended.
    fn evidence(&self, at: UtcDateTime) -> Evidence {
        let mut evidence = Evidence::default();
        for authority in &self.authorities {
            for ca in [Ca::Root, Ca::Government] {
                let certificate = authority.certificate(ca).unwrap();
                if certificate.not_before() <= at && at <= certificate.not_after() {
                    let list = authority.crl(ca, at).unwrap();
                    evidence.material.lists.push(Crl::from_der(&list).unwrap());
                }
            }
        }
        evidence
    }
}

/// The verdict on the signature proper.
fn signature(verdict: &Verdict) -> &SignatureVerdict {
    let signatures = &mut verdict.signatures.iter();
    signatures
        .find(|found| found.kind == SignatureKind::Signature)
        .unwrap()
}
