//! What the engine does in memory, from the bytes of a file to the bytes or the verdict.

use std::sync::Arc;

use ades::pades::{FieldTarget, Level, SigningRequest, sign_with};
use ades::validate::{Evidence, Indication, Policy, decide, facts};
use ades::{KnownRevocation, Requirement, Signer};
use keys::PrivateKey;
use pdf::{Document, OpenOptions, ReadAt as _, Update};
use pki::trust::Anchors;
use time::UtcDateTime;

use crate::cpu::medians;
use crate::desk::Desk;
use crate::document::Documents;
use crate::floor::Floor;
use crate::peer::Peer;
use crate::table::{Row, Table, Target};

/// Signs at B-B and puts the whole new file into `signed`, whose memory is used again as a server
/// would. The signer's certificates are read once, as the key is opened once.
pub(crate) fn sign(
    key: &dyn PrivateKey,
    signer: &Signer,
    now: UtcDateTime,
    bytes: &Arc<Vec<u8>>,
    signed: &mut Vec<u8>,
) {
    let document = Document::open(Arc::clone(bytes) as _, &OpenOptions::default()).unwrap();
    let signer = signer.clone();
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
    let key = desk.key();
    let signer = Signer::of_key(&key).unwrap();
    (0..times).fold(bytes.to_vec(), |bytes, _| {
        let mut signed = Vec::new();
        sign(&key, &signer, desk.now, &Arc::new(bytes), &mut signed);
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

/// CPU time in microseconds, ours and that of the floor beside it.
pub(crate) struct Times {
    sign_small: (f64, f64),
    sign_large: (f64, f64),
    validate_small: (f64, f64),
    validate_large: (f64, f64),
    /// Of 24 signatures and of one.
    validate_many: (f64, f64),
}

/// Does one thing many times, for a profiler to look at.
pub(crate) fn repeat(desk: &Desk, documents: &Documents, what: &str, count: usize) {
    let key = desk.key();
    let signer = Signer::of_key(&key).unwrap();
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
            "sign" => sign(&key, &signer, desk.now, &plain, &mut output),
            _ => judge.validate(&signed, signatures),
        }
    }
}

pub(crate) fn measure(desk: &Desk, documents: &Documents, floor: &mut Floor) -> Times {
    let key = desk.key();
    let signer = Signer::of_key(&key).unwrap();
    let judge = Judge::new(desk);
    let (small, large) = (&documents.small, &documents.large);
    let shared = |bytes: &[u8]| Arc::new(bytes.to_vec());
    let mut signing = |bytes: &[u8], rounds, hashed: &[u8]| {
        let (bytes, mut output) = (shared(bytes), Vec::new());
        let floor = || {
            Floor::sha256(hashed);
            floor.sign();
        };
        medians(
            rounds,
            || sign(&key, &signer, desk.now, &bytes, &mut output),
            floor,
        )
    };
    let sign_small = signing(&small.plain, 300, &[]);
    let sign_large = signing(&large.plain, 60, &large.plain);
    let validating = |bytes: &[u8], rounds| {
        let bytes = shared(bytes);
        let floor = || {
            Floor::sha256(&bytes);
            floor.verify(3);
        };
        medians(rounds, || judge.validate(&bytes, 3), floor)
    };
    let (once, many) = (shared(&documents.once), shared(&documents.many));
    Times {
        sign_small,
        sign_large,
        validate_small: validating(&small.signed, 300),
        validate_large: validating(&large.signed, 60),
        validate_many: medians(
            100,
            || judge.validate(&many, 24),
            || judge.validate(&once, 1),
        ),
    }
}

pub(crate) fn rows(ours: &Times, theirs: &Peer, table: &mut Table) {
    table.section("In memory, warm");
    let mut least = |what: &str, theirs: f64, ours: f64, times: f64| {
        let row = Row::new(what, ours, ("pyHanko", theirs), Target::Faster(times));
        table.add(&row);
    };
    let sign_small = "sign 100 KB, PKCS#12, B-B";
    let sign_large = "sign 10 MB, PKCS#12, B-B";
    let validate_large = "validate 3 signatures, 10 MB";
    let validate_many = "validate 24 signatures, 100 KB";
    least(sign_small, theirs.sign_small, ours.sign_small.0, 40.0);
    least(sign_large, theirs.sign_large, ours.sign_large.0, 1.0);
    let validate_small = "validate 3 signatures, 100 KB";
    least(
        validate_small,
        theirs.validate_small,
        ours.validate_small.0,
        30.0,
    );
    least(
        validate_large,
        theirs.validate_large,
        ours.validate_large.0,
        15.0,
    );
    least(
        validate_many,
        theirs.validate_many,
        ours.validate_many.0,
        1.0,
    );
    let mut most = |what: &str, (ours, floor): (f64, f64), name, times| {
        table.add(&Row::new(what, ours, (name, floor), Target::AtMost(times)));
    };
    most(sign_small, ours.sign_small, "RSA-2048 signature", 2.0);
    most(sign_large, ours.sign_large, "SHA-256 + RSA-2048", 1.5);
    most(
        validate_large,
        ours.validate_large,
        "SHA-256 + public key",
        1.5,
    );
    most(validate_many, ours.validate_many, "1 signature", 10.0);
}
