//! What must not be signed is refused before the key is touched, each with its reason and values.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use ades::kind::Condition;
use ades::pades::{DocMdp, FieldLock, FieldTarget, Level, SigningRequest};
use ades::{
    Error, KindRule, KnownRevocation, Refusal, Requirement, Signer, SubjectKind, subject_kind,
};
use pdf::Rect;
use pki::Certificate;
use support::{NOW, TestKey, Untouchable, issue, person, sample, sign, try_sign};
use testpki::{KeyAlgorithm, Kind, Validity};
use time::Duration;

fn check(key: &TestKey, revocation: &KnownRevocation, requirement: Requirement<'_>) -> Refusal {
    let signer = Signer::new(&key.certificate, &key.chain, key.algorithms[0]).unwrap();
    match signer.check(*NOW, revocation, requirement).unwrap_err() {
        Error::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

fn simply(key: &TestKey) -> Refusal {
    check(key, &KnownRevocation::Unknown, Requirement::default())
}

/// How the test authority marks its kinds.
fn rules() -> Vec<KindRule> {
    let rule = |kind, last: u8| KindRule {
        kind,
        conditions: vec![Condition::Policy {
            policy: format!("1.3.6.1.4.1.32473.1.{last}"),
        }],
    };
    vec![
        rule(SubjectKind::Person, 1),
        rule(SubjectKind::Organization, 2),
        rule(SubjectKind::Device, 3),
    ]
}

#[test]
fn expired_and_not_yet_valid_say_when() {
    let expired = simply(&issue(Kind::Person, KeyAlgorithm::P256, Validity::Expired));
    assert_eq!(expired.code(), "signer-expired");
    assert_eq!(expired.values()[0].0, "not_after");
    let early = simply(&issue(Kind::Person, KeyAlgorithm::P256, Validity::NotYet));
    assert_eq!(early.code(), "signer-not-yet-valid");
    assert_eq!(early.values()[0].0, "not_before");
}

#[test]
fn revoked_and_suspended_are_told_apart() {
    let key = person(KeyAlgorithm::P256);
    let since = *NOW - Duration::days(3);
    let revoked = KnownRevocation::Revoked {
        since,
        reason: Some("keyCompromise".to_owned()),
    };
    let refusal = check(&key, &revoked, Requirement::default());
    assert_eq!(refusal.code(), "signer-revoked");
    assert_eq!(refusal.values()[1].1, "keyCompromise");
    let suspended = KnownRevocation::Suspended { since };
    let refusal = check(&key, &suspended, Requirement::default());
    assert_eq!(refusal.code(), "signer-suspended");
}

#[test]
fn the_wrong_kinds_of_certificate() {
    let current = Validity::Current;
    let server = simply(&issue(Kind::TlsServer, KeyAlgorithm::P256, current));
    assert_eq!(server.code(), "signer-purpose");
    let stamping = simply(&issue(Kind::TimeStamping, KeyAlgorithm::P256, current));
    assert_eq!(stamping.code(), "signer-purpose");

    let mut key = person(KeyAlgorithm::P256);
    key.certificate = key.chain[0].clone();
    assert_eq!(simply(&key).code(), "signer-is-ca");
}

#[test]
fn persons_and_organisations_are_told_by_rules() {
    let rules = rules();
    let current = Validity::Current;
    let person = issue(Kind::Person, KeyAlgorithm::P256, current);
    let organization = issue(Kind::Organization, KeyAlgorithm::P256, current);
    let requirement = Requirement {
        kinds: &[SubjectKind::Organization],
        rules: &rules,
    };
    let refusal = check(&person, &KnownRevocation::Unknown, requirement);
    assert_eq!(refusal.code(), "signer-wrong-kind");
    assert_eq!(refusal.values()[0].1, "person");
    Signer::new(&organization.certificate, &[], organization.algorithms[0])
        .unwrap()
        .check(*NOW, &KnownRevocation::Unknown, requirement)
        .unwrap();

    let certificate = Certificate::from_der(&person.certificate).unwrap();
    let by_name = [KindRule {
        kind: SubjectKind::Person,
        conditions: vec![
            Condition::Prefix {
                attribute: "2.5.4.3".to_owned(),
                value: "NGUYỄN".to_owned(),
            },
            Condition::Absent {
                attribute: "2.5.4.97".to_owned(),
            },
        ],
    }];
    assert_eq!(
        subject_kind(&certificate, &by_name),
        Some(SubjectKind::Person)
    );
    assert_eq!(subject_kind(&certificate, &[]), None);
}

/// Signs with a key that panics when touched; gives the code of the refusal.
fn refused(bytes: &[u8], request: &SigningRequest, key: TestKey) -> &'static str {
    try_sign(&Untouchable(key), bytes, request)
        .unwrap_err()
        .code()
}

fn visible(name: &str) -> FieldTarget {
    FieldTarget::New {
        name: Some(name.to_owned()),
        page: 0,
        rect: Some(Rect::between(50.0, 50.0, 150.0, 90.0)),
    }
}

fn fresh(change: impl FnOnce(&mut SigningRequest)) -> (TestKey, SigningRequest) {
    let key = person(KeyAlgorithm::P256);
    let mut request = key.request(Level::BB);
    change(&mut request);
    (key, request)
}

#[test]
fn fields_that_cannot_be() {
    let original = sample("cong-van.pdf");
    let (key, request) = fresh(|request| {
        request.field = FieldTarget::New {
            name: None,
            page: 99,
            rect: None,
        };
    });
    assert_eq!(refused(&original, &request, key), "sign-page-missing");
    let (key, request) = fresh(|request| request.field = visible("a.b"));
    assert_eq!(refused(&original, &request, key), "sign-field-name");
    let (key, request) = fresh(|request| request.field = FieldTarget::Existing("x".to_owned()));
    assert_eq!(refused(&original, &request, key), "sign-field-missing");

    let (key, request) = fresh(|request| request.field = visible("one"));
    let signed = sign(&key, &original, &request);
    let (key, request) = fresh(|request| request.field = visible("one"));
    assert_eq!(refused(&signed, &request, key), "sign-field-exists");
    let (key, request) = fresh(|request| request.field = FieldTarget::Existing("one".to_owned()));
    assert_eq!(refused(&signed, &request, key), "sign-field-signed");
}

#[test]
fn what_a_certification_forbids() {
    let original = sample("cong-van.pdf");
    let (key, request) = fresh(|request| request.certify = Some(DocMdp::NoChanges));
    let closed = sign(&key, &original, &request);
    let (key, request) = fresh(|_| ());
    assert_eq!(refused(&closed, &request, key), "sign-no-changes-allowed");

    let (key, request) = fresh(|request| request.certify = Some(DocMdp::FillForms));
    let certified = sign(&key, &original, &request);
    let (key, request) = fresh(|request| request.certify = Some(DocMdp::FillForms));
    assert_eq!(
        refused(&certified, &request, key),
        "sign-certify-after-signature"
    );
    let (key, request) = fresh(|request| request.field = visible("two"));
    assert_eq!(
        refused(&certified, &request, key),
        "sign-certified-new-field"
    );
    let (key, request) = fresh(|_| ());
    sign(&key, &certified, &request);
}

#[test]
fn changes_that_would_break_an_earlier_signature() {
    let (key, request) = fresh(|_| ());
    let signed = sign(&key, &sample("cong-van.pdf"), &request);
    let mut update = support::update(&signed);
    let view = update.document().latest();
    let page = view.pages().unwrap()[0].clone();
    let mut dictionary = page.dictionary.clone();
    dictionary.set("Rotate", 90);
    update.set(page.id, dictionary);
    let (key, request) = fresh(|_| ());
    let error = ades::pades::sign_with(
        &Untouchable(key),
        None,
        &update,
        &request,
        &mut support::random,
        None,
    );
    let error = error.unwrap_err();
    assert_eq!(error.code(), "sign-breaks-earlier");
    assert_eq!(error.values()[0].1, "change-page-changed");
}

#[test]
fn the_key_must_be_the_prepared_one_and_b_t_needs_a_source() {
    let original = sample("cong-van.pdf");
    let (_, request) = fresh(|request| request.lock = Some(FieldLock::All));
    let other = person(KeyAlgorithm::P256);
    assert_eq!(refused(&original, &request, other), "sign-other-key");

    let key = person(KeyAlgorithm::P256);
    let request = key.request(Level::BT);
    let error = ades::pades::sign_with(
        &Untouchable(key),
        None,
        &support::update(&original),
        &request,
        &mut support::random,
        None,
    );
    assert_eq!(error.unwrap_err().code(), "sign-timestamp-missing");
}
