//! Every sub-indication of EN 319 102-1 that a signature can end with, each on a file that was
//! really signed. What cannot be signed into a PDF is edited into the facts of a real one.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use ades::validate::{
    Changes, DocumentFacts, Element, Indication, Integrity, Policy, Process, SignaturePolicyFacts,
    SubIndication, TimeSource, TimestampFacts, ValueCheck, cms_facts,
};
use ades::{KnownRevocation, Requirement, Signer};
use keys::PrivateKey as _;
use pki::Certificate;
use pki::revocation::Reason;
use pki::trust::{Anchor, AnchorKind, Anchors};
use support::trust::codes;
use support::world::{DAY, HOUR, START, World, demand, read};
use support::{random, update, whole};
use testpki::{Ca, KeyAlgorithm, Kind, Validity};
use time::Duration;

const STRICT: &str = include_str!("../../../profiles/validation/strict.toml");
const YEAR: Duration = Duration::days(365);

/// A signed file with and without a time stamp, and the world it was signed in.
fn signed(is_stamped: bool) -> (World, DocumentFacts) {
    let mut world = World::new();
    let key = world.person();
    let bytes = world.sign(&key, START + HOUR, is_stamped.then_some(START + HOUR));
    (world, read(&bytes))
}

/// The certificate of the first signer.
fn signer(facts: &DocumentFacts) -> Certificate {
    Certificate::from_der(&facts.signatures[0].cms.as_ref().unwrap().signer).unwrap()
}

/// Turns the time stamps over the signature into time stamps over the content.
fn as_content_stamps(facts: &mut DocumentFacts) {
    let cms = facts.signatures[0].cms.as_mut().unwrap();
    cms.content_timestamps = std::mem::take(&mut cms.timestamps);
}

/// A time stamp of this moment, with everything about it right.
fn stamp(world: &mut World, at: time::UtcDateTime) -> TimestampFacts {
    let key = world.issue(Kind::Person, KeyAlgorithm::P256, Validity::Current, at);
    let facts = read(&world.sign(&key, at, Some(at)));
    facts.signatures[0].cms.as_ref().unwrap().timestamps[0].clone()
}

fn replaced(from: &str, to: &str) -> Policy {
    assert!(STRICT.contains(from), "{from}");
    Policy::parse(&STRICT.replacen(from, to, 1)).unwrap()
}

#[test]
fn total_passed() {
    let (world, facts) = signed(true);
    let verdict = world.verdict(&facts, START + DAY);
    let signature = demand(&verdict, None);
    assert_eq!(signature.indication, Indication::TotalPassed);
    assert_eq!(signature.process, Process::LongTerm);
    assert_eq!(signature.best_signature_time, Some(START + HOUR));
    assert_eq!(signature.time_source, Some(TimeSource::SignatureTimestamp));
    assert_eq!(signature.level.as_deref(), Some("B-T"));
    assert_eq!(signature.chain.len(), 3);
    assert_eq!(signature.revocation.len(), 2);
    assert_eq!(verdict.policy.name, "congvu-strict");

    let (world, facts) = signed(false);
    let verdict = world.verdict(&facts, START + DAY);
    let signature = demand(&verdict, None);
    assert_eq!(signature.process, Process::Basic);
    assert_eq!(signature.time_source, Some(TimeSource::Claimed));
    assert_eq!(signature.best_signature_time, Some(START + DAY));
    assert_eq!(signature.level.as_deref(), Some("B-B"));
}

#[test]
fn format_failure() {
    let mut world = World::new();
    let key = world.person();
    let bytes = world.sign(&key, START + HOUR, None);
    let mut update = update(&bytes);
    let view = update.document().latest();
    let page = view.pages().unwrap()[0].id;
    let mut dictionary = view.get(page).unwrap().as_dictionary().unwrap().clone();
    dictionary.set("Rotate", 90);
    update.set(page, dictionary);
    let changed = whole(&update.finish(&random()).unwrap());
    let verdict = world.verdict(&read(&changed), START + DAY);
    let signature = demand(&verdict, SubIndication::FormatFailure);
    assert_eq!(signature.indication, Indication::TotalFailed);
    assert_eq!(signature.integrity, Integrity::Intact);
    assert_eq!(signature.changes_after, Some(Changes::NotPermitted));
}

#[test]
fn hash_failure() {
    let mut world = World::new();
    let key = world.person();
    let mut bytes = world.sign(&key, START + HOUR, None);
    let at = bytes
        .windows(5)
        .position(|found| found == b"595.3")
        .unwrap();
    bytes[at] = b'4';
    let verdict = world.verdict(&read(&bytes), START + DAY);
    assert_eq!(verdict.indication, Some(Indication::TotalFailed));
    let signature = demand(&verdict, SubIndication::HashFailure);
    assert_eq!(signature.integrity, Integrity::Broken);
    // Nobody is trusted, and still it is told.
    let nobody = World::new().verdict(&read(&bytes), START + DAY);
    demand(&nobody, SubIndication::HashFailure);
}

#[test]
fn sig_crypto_failure() {
    let mut world = World::new();
    let key = world.person();
    let mut bytes = world.sign(&key, START + HOUR, None);
    // The value is the last thing in the structure, which zeros follow.
    let end = bytes
        .windows(64)
        .rposition(|found| found == [b'0'; 64])
        .unwrap();
    let last = bytes[..end].iter().rposition(|byte| *byte != b'0').unwrap();
    bytes[last] = if bytes[last] == b'1' { b'2' } else { b'1' };
    let verdict = world.verdict(&read(&bytes), START + DAY);
    let signature = demand(&verdict, SubIndication::SigCryptoFailure);
    assert_eq!(signature.integrity, Integrity::Broken);
}

#[test]
fn revoked() {
    let mut world = World::new();
    let key = world.person();
    let bytes = world.sign(&key, START + DAY, Some(START + DAY));
    let mut facts = read(&bytes);
    as_content_stamps(&mut facts);
    let leaf = signer(&facts);
    world
        .authority
        .revoke(&leaf, Reason::KeyCompromise, START + HOUR)
        .unwrap();
    let verdict = world.verdict(&facts, START + 2 * DAY);
    let signature = demand(&verdict, SubIndication::Revoked);
    assert_eq!(signature.indication, Indication::TotalFailed);
}

#[test]
fn revoked_no_poe() {
    let (mut world, facts) = signed(false);
    let leaf = signer(&facts);
    world
        .authority
        .revoke(&leaf, Reason::KeyCompromise, START + 2 * HOUR)
        .unwrap();
    let verdict = world.verdict(&facts, START + DAY);
    let signature = demand(&verdict, SubIndication::RevokedNoPoe);
    assert_eq!(signature.elements.certificate_validity, Element::Failed);
    assert_eq!(signature.revocation[0].since, Some(START + 2 * HOUR));
    assert_eq!(
        signature.revocation[0].reason.as_deref(),
        Some("keyCompromise")
    );
}

#[test]
fn revoked_after_a_proven_time_passes() {
    let (mut world, facts) = signed(true);
    let leaf = signer(&facts);
    world
        .authority
        .revoke(&leaf, Reason::KeyCompromise, START + 2 * HOUR)
        .unwrap();
    let verdict = world.verdict(&facts, START + DAY);
    let signature = demand(&verdict, None);
    assert!(codes(signature).contains(&"verdict-revoked"));
    assert_eq!(signature.elements.certificate_validity, Element::Passed);
    // In the very second of the signature it was too late.
    world
        .authority
        .revoke(&leaf, Reason::KeyCompromise, START + HOUR)
        .unwrap();
    demand(
        &world.verdict(&facts, START + DAY),
        SubIndication::RevokedNoPoe,
    );
}

#[test]
fn revoked_ca_no_poe() {
    let (mut world, facts) = signed(true);
    let ca = world.authority.certificate(Ca::Government).unwrap().clone();
    world
        .authority
        .revoke(&ca, Reason::CaCompromise, START + 2 * HOUR)
        .unwrap();
    // Its own time-stamp service is gone with it, so nothing proves the time.
    let verdict = world.verdict(&facts, START + DAY);
    let signature = demand(&verdict, SubIndication::RevokedCaNoPoe);
    assert_eq!(
        signature.timestamps[0].sub_indication,
        Some(SubIndication::RevokedCaNoPoe)
    );
    assert!(codes(signature).contains(&"verdict-timestamp-not-counted"));
}

#[test]
fn expired() {
    let mut world = World::new();
    let valid_then = START - 60 * DAY;
    let key = world.issue(Kind::Person, KeyAlgorithm::P256, Validity::Expired, START);
    let bytes = world.sign(&key, valid_then, None);
    let mut facts = read(&bytes);
    let late = stamp(&mut world, START + HOUR);
    facts.signatures[0].cms.as_mut().unwrap().content_timestamps = vec![late];
    let verdict = world.verdict(&facts, START + DAY);
    let signature = demand(&verdict, SubIndication::Expired);
    assert_eq!(signature.indication, Indication::TotalFailed);
}

#[test]
fn not_yet_valid() {
    let mut world = World::new();
    let key = world.issue(Kind::Person, KeyAlgorithm::P256, Validity::NotYet, START);
    let bytes = world.sign(&key, START + 40 * DAY, Some(START + HOUR));
    let verdict = world.verdict(&read(&bytes), START + 50 * DAY);
    let signature = demand(&verdict, SubIndication::NotYetValid);
    assert_eq!(signature.indication, Indication::TotalFailed);
}

#[test]
fn sig_constraints_failure() {
    let mut world = World::new();
    let key = world.person();
    let bytes = world.sign(&key, START + HOUR, Some(START + 3 * HOUR));
    let facts = read(&bytes);
    let at = START + DAY;
    for (hours, cause) in [(4, None), (1, Some(SubIndication::SigConstraintsFailure))] {
        let policy = replaced(
            "[time-stamps]",
            &format!("[time-stamps]\ndelay-hours = {hours}"),
        );
        demand(
            &world.verdict_with(&facts, &world.lists(at), &policy, at),
            cause,
        );
    }
}

#[test]
fn chain_constraints_failure() {
    let (world, facts) = signed(false);
    let at = START + DAY;
    let policy = replaced("\"1.3.6.1.5.5.7.3.4\",", "");
    let policy_text = STRICT.replacen("\"1.3.6.1.5.5.7.3.4\",", "", 1);
    // The certificates are for client authentication and e-mail: the one will do without the other.
    demand(
        &world.verdict_with(&facts, &world.lists(at), &policy, at),
        None,
    );
    let neither = policy_text.replacen("\"1.3.6.1.5.5.7.3.2\",", "", 1);
    let neither = Policy::parse(&neither).unwrap();
    let verdict = world.verdict_with(&facts, &world.lists(at), &neither, at);
    let signature = demand(&verdict, SubIndication::ChainConstraintsFailure);
    assert_eq!(signature.elements.certificate_kind, Element::Failed);
}

#[test]
fn certificate_chain_general_failure() {
    let (world, facts) = signed(true);
    let nothing = ades::validate::Evidence::default();
    for name in Policy::names() {
        let policy = Policy::named(name).unwrap();
        let verdict = world.verdict_with(&facts, &nothing, &policy, START + DAY);
        let signature = demand(&verdict, SubIndication::CertificateChainGeneralFailure);
        assert!(codes(signature).contains(&"verdict-revocation-unknown"));
    }
}

#[test]
fn crypto_constraints_failure() {
    let mut world = World::new();
    let key = world.issue(
        Kind::Person,
        KeyAlgorithm::Rsa2048,
        Validity::Current,
        START,
    );
    let mut facts = read(&world.sign(&key, START + HOUR, Some(START + HOUR)));
    let over = "scheme = \"rsa-pkcs1\"\nbits = 2048\nuntil = ";
    let policy = replaced(
        &format!("{over}\"2029-01-01\""),
        &format!("{over}\"2020-01-01\""),
    );
    let at = START + DAY;
    let lists = world.lists(at);
    // Proven to exist, but not before the end.
    let verdict = world.verdict_with(&facts, &lists, &policy, at);
    let signature = demand(&verdict, SubIndication::CryptoConstraintsFailureNoPoe);
    assert_eq!(signature.weak.len(), 1);
    // Proven not to have existed before the end.
    as_content_stamps(&mut facts);
    demand(
        &world.verdict_with(&facts, &lists, &policy, at),
        SubIndication::CryptoConstraintsFailure,
    );
}

#[test]
fn crypto_constraints_failure_no_poe() {
    let mut world = World::new();
    let key = world.issue(
        Kind::Person,
        KeyAlgorithm::Rsa2048,
        Validity::Current,
        START,
    );
    let facts = read(&world.sign(&key, START + HOUR, Some(START + HOUR)));
    let unstamped = read(&world.sign(&key, START + HOUR, None));
    let over = "scheme = \"rsa-pkcs1\"\nbits = 2048\nuntil = ";
    let text = STRICT.replacen(
        &format!("{over}\"2029-01-01\""),
        &format!("{over}\"2026-06-01\""),
        1,
    );
    let text = text.replacen(
        "ends-after-update = \"warn\"",
        "ends-after-update = \"fail\"",
        1,
    );
    let policy = Policy::parse(&text).unwrap();
    let at = START + YEAR;
    let lists = world.lists(at);
    let verdict = world.verdict_with(&unstamped, &lists, &policy, at);
    demand(&verdict, SubIndication::CryptoConstraintsFailureNoPoe);
    // Stamped before the end it is good for ever, and the weakness is listed all the same.
    let verdict = world.verdict_with(&facts, &lists, &policy, at);
    assert_eq!(demand(&verdict, None).weak.len(), 1);
    // A forecast binds nobody.
    let text = text.replacen(
        "ends-after-update = \"fail\"",
        "ends-after-update = \"warn\"",
        1,
    );
    let policy = Policy::parse(&text).unwrap();
    let verdict = world.verdict_with(&unstamped, &lists, &policy, at);
    assert!(codes(demand(&verdict, None)).contains(&"verdict-algorithm-forecast"));
}

#[test]
fn policy_processing_error() {
    let (world, mut facts) = signed(false);
    facts.signatures[0].cms.as_mut().unwrap().policy = Some(SignaturePolicyFacts {
        policy: Some("1.3.6.1.4.1.32473.9".to_owned()),
        stored_matches: Some(false),
        ..SignaturePolicyFacts::default()
    });
    for name in Policy::names() {
        let (policy, at) = (Policy::named(name).unwrap(), START + DAY);
        let verdict = world.verdict_with(&facts, &world.lists(at), &policy, at);
        demand(&verdict, SubIndication::PolicyProcessingError);
    }
}

#[test]
fn signature_policy_not_available() {
    let (world, mut facts) = signed(false);
    facts.signatures[0].cms.as_mut().unwrap().policy = Some(SignaturePolicyFacts {
        policy: Some("1.3.6.1.4.1.32473.9".to_owned()),
        ..SignaturePolicyFacts::default()
    });
    let at = START + DAY;
    demand(
        &world.verdict(&facts, at),
        SubIndication::SignaturePolicyNotAvailable,
    );
    let accepting = replaced(
        "signature-policies = []",
        "signature-policies = [\"1.3.6.1.4.1.32473.9\"]",
    );
    demand(
        &world.verdict_with(&facts, &world.lists(at), &accepting, at),
        None,
    );
}

#[test]
fn timestamp_order_failure() {
    let (mut world, mut facts) = signed(true);
    let late = stamp(&mut world, START + 5 * HOUR);
    facts.signatures[0].cms.as_mut().unwrap().content_timestamps = vec![late];
    let verdict = world.verdict(&facts, START + DAY);
    demand(&verdict, SubIndication::TimestampOrderFailure);
}

#[test]
fn no_signing_certificate_found() {
    let (world, mut facts) = signed(false);
    let cms = facts.signatures[0].cms.as_mut().unwrap();
    cms.signer.clear();
    cms.certificates.clear();
    cms.value = ValueCheck::NotVerified {
        cause: "sig-certificate-missing".to_owned(),
    };
    let verdict = world.verdict(&facts, START + DAY);
    let signature = demand(&verdict, SubIndication::NoSigningCertificateFound);
    assert_eq!(signature.integrity, Integrity::Unknown);
    assert_eq!(signature.signer, None);
}

#[test]
fn no_certificate_chain_found() {
    let (_, facts) = signed(true);
    let other = World::new();
    let verdict = other.verdict(&facts, START + DAY);
    let signature = demand(&verdict, SubIndication::NoCertificateChainFound);
    assert_eq!(signature.integrity, Integrity::Intact);
    assert_eq!(signature.time_source, Some(TimeSource::Claimed));
}

#[test]
fn no_certificate_chain_found_no_poe() {
    let (world, facts) = signed(false);
    let mut anchor = Anchor::new(
        world.authority.certificate(Ca::Root).unwrap().clone(),
        AnchorKind::Government,
    );
    anchor.trusted_until = START + 2 * HOUR;
    let anchors: Anchors = [anchor].into_iter().collect();
    let at = START + DAY;
    let verdict =
        ades::validate::decide(&facts, &anchors, &world.lists(at), &Policy::default(), at);
    demand(&verdict, SubIndication::NoCertificateChainFoundNoPoe);
}

#[test]
fn out_of_bounds_not_revoked() {
    let (world, facts) = signed(false);
    let end = signer(&facts).not_after();
    let lists = world.lists(end - HOUR);
    let verdict = world.verdict_with(&facts, &lists, &Policy::default(), end + HOUR);
    demand(&verdict, SubIndication::OutOfBoundsNotRevoked);
}

#[test]
fn out_of_bounds_no_poe() {
    let (world, facts) = signed(false);
    let end = signer(&facts).not_after();
    // What was known years before the end says nothing of the end.
    let lists = world.lists(START + DAY);
    let verdict = world.verdict_with(&facts, &lists, &Policy::default(), end + DAY);
    let signature = demand(&verdict, SubIndication::TryLater);
    assert!(codes(signature).contains(&"path-expired"));
    let mut lists = world.lists(START + DAY);
    lists
        .material
        .lists
        .extend(world.lists(end + DAY).material.lists);
    let verdict = world.verdict_with(&facts, &lists, &Policy::default(), end + DAY);
    demand(&verdict, SubIndication::OutOfBoundsNoPoe);
}

#[test]
fn expired_since_but_signed_before_passes() {
    let mut world = World::new();
    // Of the two certificates the signer's ends first.
    let key = world.person();
    let bytes = world.sign(&key, START + HOUR, Some(START + HOUR));
    let facts = read(&bytes);
    let end = signer(&facts).not_after();
    let evidence = world.lists(START + 2 * HOUR);
    let policy = Policy::default();
    demand(
        &world.verdict_with(&facts, &evidence, &policy, end - HOUR),
        None,
    );
    // Both certificates are over: the time stamp proves nothing any more.
    let verdict = world.verdict_with(&facts, &evidence, &policy, end + HOUR);
    assert_ne!(verdict.indication, Some(Indication::TotalPassed));
}

#[test]
fn revocation_out_of_bounds_no_poe() {
    let mut world = World::new();
    let later = START + YEAR;
    let key = world.issue(Kind::Person, KeyAlgorithm::P256, Validity::Current, later);
    let facts = read(&world.sign(&key, later, None));
    let leaf = signer(&facts).der().to_vec();
    // The responder's certificate ends a year before the signer's.
    let ended = START + 5 * YEAR;
    let mut evidence = world.lists(ended - DAY);
    evidence
        .material
        .lists
        .retain(|list| !list.issuer().to_string().contains("Nha nuoc"));
    evidence
        .material
        .answers
        .push(world.answer(&leaf, ended - DAY));
    let policy = Policy::named("eu").unwrap();
    demand(
        &world.verdict_with(&facts, &evidence, &policy, ended - HOUR),
        None,
    );
    let verdict = world.verdict_with(&facts, &evidence, &policy, ended + DAY);
    demand(&verdict, SubIndication::RevocationOutOfBoundsNoPoe);
}

#[test]
fn try_later() {
    let (mut world, facts) = signed(true);
    // Known before signing only: somebody may have asked for revocation in between.
    let before = world.lists(START);
    let verdict = world.verdict_with(&facts, &before, &Policy::default(), START + 2 * HOUR);
    let signature = demand(&verdict, SubIndication::TryLater);
    assert_eq!(signature.retry_at, Some(START + DAY));
    assert!(codes(signature).contains(&"verdict-revocation-stale"));
    assert_eq!(signature.elements.certificate_validity, Element::Unknown);
    // Where that is not asked for, it passes.
    let eu = Policy::named("eu").unwrap();
    demand(
        &world.verdict_with(&facts, &before, &eu, START + 2 * HOUR),
        None,
    );

    // Suspended since before signing, and released later.
    let leaf = signer(&facts);
    world
        .authority
        .revoke(&leaf, Reason::CertificateHold, START)
        .unwrap();
    let verdict = world.verdict(&facts, START + DAY);
    let signature = demand(&verdict, SubIndication::TryLater);
    assert!(codes(signature).contains(&"verdict-suspended"));
    assert_eq!(signature.elements.certificate_validity, Element::Failed);
}

/// Lists are issued at whole seconds and some authorities stamp finer: a list of the same second
/// is later, though its time is not.
#[test]
fn a_list_of_the_same_second_is_later() {
    let (world, mut facts) = signed(true);
    let stamps = &mut facts.signatures[0].cms.as_mut().unwrap().timestamps;
    stamps[0].time = Some(START + HOUR + Duration::milliseconds(850));
    let issued = |at| {
        let (lists, policy) = (world.lists(at), Policy::default());
        world.verdict_with(&facts, &lists, &policy, START + DAY)
    };
    demand(&issued(START + HOUR), None);
    let before = START + HOUR - Duration::SECOND;
    demand(&issued(before), SubIndication::TryLater);
}

#[test]
fn signed_data_not_found() {
    let mut world = World::new();
    let key = world.person();
    let (algorithm, content) = (key.algorithms[0], b"content".to_vec());
    let signer = Signer::new(&key.certificate, &key.chain, algorithm).unwrap();
    let known = KnownRevocation::Unknown;
    let signer = signer.check(START, &known, Requirement::default()).unwrap();
    let prepared = ades::cades::prepare(&signer, &content, START).unwrap();
    let value = key.sign(algorithm, prepared.bytes()).unwrap();
    let der = prepared.with_signature(value).unwrap().to_der().unwrap();
    let alone = cms_facts(&der, None).unwrap();
    let verdict = world.verdict(&alone, START + DAY);
    let signature = demand(&verdict, SubIndication::SignedDataNotFound);
    assert_eq!(signature.indication, Indication::Indeterminate);
    let whole = cms_facts(&der, Some(&content)).unwrap();
    demand(&world.verdict(&whole, START + DAY), None);
}

#[test]
fn suspended_after_a_proven_time_passes() {
    let (mut world, facts) = signed(true);
    let leaf = signer(&facts);
    world
        .authority
        .revoke(&leaf, Reason::CertificateHold, START + 2 * HOUR)
        .unwrap();
    let verdict = world.verdict(&facts, START + DAY);
    assert!(codes(demand(&verdict, None)).contains(&"verdict-suspended"));
}

#[test]
fn stored_facts_give_the_same_verdict() {
    let (world, facts) = signed(true);
    let text = serde_json::to_string(&facts).unwrap();
    let again: DocumentFacts = serde_json::from_str(&text).unwrap();
    let at = START + DAY;
    let (lists, policy) = (world.lists(at), Policy::default());
    let decided = |facts| world.verdict_with(facts, &lists, &policy, at);
    assert!(decided(&again) == decided(&facts));
}
