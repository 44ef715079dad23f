//! What the engine does in memory, from the bytes of a file to the bytes or the verdict.

use std::sync::Arc;

use ades::pades::{FieldTarget, Level, SigningRequest, sign_with};
use ades::validate::{Evidence, Indication, Policy, decide, facts};
use ades::{KnownRevocation, Requirement, Signer};
use keys::PrivateKey;
use pdf::{Document, OpenOptions, ReadAt as _, Update};
use pki::trust::Anchors;
use time::UtcDateTime;

use crate::cpu::median;
use crate::desk::Desk;
use crate::document::Documents;
use crate::floor::Floor;
use crate::peer::Peer;
use crate::table::{Row, Table, Target};

/// Signs at B-B and puts the whole new file into `signed`, whose memory is used again as a server
/// would.
pub(crate) fn sign(
    key: &mut dyn PrivateKey,
    now: UtcDateTime,
    bytes: &Arc<Vec<u8>>,
    signed: &mut Vec<u8>,
) {
    let document = Document::open(Arc::clone(bytes) as _, &OpenOptions::default()).unwrap();
    let signer = Signer::of_key(key).unwrap();
    let signer = signer.check(now, &KnownRevocation::Unknown, Requirement::default());
    let mut request = SigningRequest::new(signer.unwrap(), Level::BB, now);
    request.field = FieldTarget::New {
        name: None,
        page: 0,
        rect: None,
    };
    let update = Update::new(document).unwrap();
    let mut random = || [7; 32];
    let finished = sign_with(key, None, &update, &request, &mut random, None).unwrap();
    let file = finished.appended();
    signed.resize(usize::try_from(file.len()).unwrap(), 0);
    file.read_exact_at(0, signed).unwrap();
}

/// Signs one after the other.
pub(crate) fn sign_times(desk: &Desk, bytes: &[u8], times: usize) -> Vec<u8> {
    let mut key = desk.key();
    (0..times).fold(bytes.to_vec(), |bytes, _| {
        let mut signed = Vec::new();
        sign(&mut key, desk.now, &Arc::new(bytes), &mut signed);
        signed
    })
}

/// Judges a file of so many signatures; all must pass.
struct Judge {
    anchors: Anchors,
    evidence: Evidence,
    policy: Policy,
    now: UtcDateTime,
}

impl Judge {
    fn new(desk: &Desk) -> Self {
        Self {
            anchors: desk.anchors(),
            evidence: desk.evidence(),
            policy: Policy::default(),
            now: desk.now,
        }
    }

    fn validate(&self, bytes: &Arc<Vec<u8>>, signatures: usize) {
        let document = Document::open(Arc::clone(bytes) as _, &OpenOptions::default()).unwrap();
        let facts = facts(&document).unwrap();
        let verdict = decide(
            &facts,
            &self.anchors,
            &self.evidence,
            &self.policy,
            self.now,
        );
        assert_eq!(
            verdict.indication,
            Some(Indication::TotalPassed),
            "{verdict:?}"
        );
        assert_eq!(verdict.signatures.len(), signatures);
    }
}

/// CPU time in microseconds.
pub(crate) struct Times {
    sign_small: f64,
    sign_large: f64,
    validate_small: f64,
    validate_large: f64,
    validate_once: f64,
    validate_many: f64,
}

/// Does one thing many times, for a profiler to look at.
pub(crate) fn repeat(desk: &Desk, documents: &Documents, what: &str, count: usize) {
    let mut key = desk.key();
    let judge = Judge::new(desk);
    let (action, size) = what.split_once('-').expect("sign-small, validate-large…");
    let (plain, signed, signatures) = match size {
        "small" => (&documents.small.plain, &documents.small.signed, 3),
        "large" => (&documents.large.plain, &documents.large.signed, 3),
        _ => (&documents.once, &documents.many, 24),
    };
    let (plain, signed) = (Arc::new(plain.clone()), Arc::new(signed.clone()));
    let mut output = Vec::new();
    for _ in 0..count {
        match action {
            "sign" => sign(&mut key, desk.now, &plain, &mut output),
            _ => judge.validate(&signed, signatures),
        }
    }
}

pub(crate) fn measure(desk: &Desk, documents: &Documents) -> Times {
    let mut key = desk.key();
    let judge = Judge::new(desk);
    let mut signing = |bytes: &[u8], rounds| {
        let bytes = Arc::new(bytes.to_vec());
        let mut output = Vec::new();
        median(rounds, || sign(&mut key, desk.now, &bytes, &mut output))
    };
    let validating = |bytes: &[u8], signatures, rounds| {
        let bytes = Arc::new(bytes.to_vec());
        median(rounds, || judge.validate(&bytes, signatures))
    };
    Times {
        sign_small: signing(&documents.small.plain, 200),
        sign_large: signing(&documents.large.plain, 50),
        validate_small: validating(&documents.small.signed, 3, 200),
        validate_large: validating(&documents.large.signed, 3, 50),
        validate_once: validating(&documents.once, 1, 200),
        validate_many: validating(&documents.many, 24, 50),
    }
}

pub(crate) fn rows(ours: &Times, theirs: &Peer, floor: &Floor, table: &mut Table) {
    let least = |what: &str, theirs_us: f64, ours_us: f64, times: f64| {
        Row::new(what, ours_us, ("pyHanko", theirs_us), Target::Faster(times))
    };
    let most = |what: &str, ours_us: f64, (name, floor_us): (&'static str, f64), times: f64| {
        Row::new(what, ours_us, (name, floor_us), Target::AtMost(times))
    };
    let pass = floor.sha256_large();
    table.section("In memory, warm");
    table.add(&least(
        "sign 100 KB, PKCS#12, B-B",
        theirs.sign_small,
        ours.sign_small,
        40.0,
    ));
    table.add(&most(
        "sign 100 KB, PKCS#12, B-B",
        ours.sign_small,
        ("RSA-2048 signature", floor.rsa_sign),
        2.0,
    ));
    table.add(&least(
        "sign 10 MB, PKCS#12, B-B",
        theirs.sign_large,
        ours.sign_large,
        1.0,
    ));
    let sign = pass + floor.rsa_sign;
    table.add(&most(
        "sign 10 MB, PKCS#12, B-B",
        ours.sign_large,
        ("SHA-256 + RSA-2048", sign),
        1.5,
    ));
    table.add(&least(
        "validate 3 signatures, 100 KB",
        theirs.validate_small,
        ours.validate_small,
        30.0,
    ));
    table.add(&least(
        "validate 3 signatures, 10 MB",
        theirs.validate_large,
        ours.validate_large,
        15.0,
    ));
    let verify = pass + floor.public_key(3);
    table.add(&most(
        "validate 3 signatures, 10 MB",
        ours.validate_large,
        ("SHA-256 + public-key", verify),
        1.5,
    ));
    table.add(&most(
        "validate 24 signatures, 100 KB",
        ours.validate_many,
        ("1 signature", ours.validate_once),
        10.0,
    ));
    table.add(&least(
        "validate 24 signatures, 100 KB",
        theirs.validate_many,
        ours.validate_many,
        1.0,
    ));
}
