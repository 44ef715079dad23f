//! Long-term material: what the file itself can prove, what document time stamps preserve, and what
//! is lost when they are not renewed (EN 319 102-1, 5.5 and 5.6).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use ades::validate::{
    Conclusion, Evidence, Indication, Policy, Process, SignatureKind, SubIndication, TimeSource,
    Verdict,
};
use pki::revocation::Reason;
use support::trust::codes;
use support::world::{DAY, HOUR, START, World, demand, read};
use testpki::{Ca, KeyAlgorithm};
use time::{Duration, UtcDateTime};

const YEAR: Duration = Duration::days(365);

/// The verdict on what is in the file alone.
fn offline(world: &World, bytes: &[u8], at: UtcDateTime) -> Verdict {
    world.verdict_with(&read(bytes), &Evidence::default(), &Policy::default(), at)
}

/// Signed and time-stamped after an hour, with evidence of the second hour.
fn with_evidence(world: &mut World, start: UtcDateTime) -> Vec<u8> {
    let key = world.person_at(start);
    let bytes = world.sign(&key, start + HOUR, Some(start + HOUR));
    world.embed(&bytes, start + 2 * HOUR)
}

/// The same with a document time stamp of the third hour.
fn archived(world: &mut World, start: UtcDateTime) -> Vec<u8> {
    let bytes = with_evidence(world, start);
    world.stamp(&bytes, start + 3 * HOUR)
}

#[test]
fn evidence_inside_is_enough_long_after_it_was_due_for_renewal() {
    let mut world = World::new();
    let bytes = with_evidence(&mut world, START);
    for at in [START + DAY, START + YEAR] {
        let verdict = offline(&world, &bytes, at);
        let signature = demand(&verdict, None);
        assert_eq!(signature.level.as_deref(), Some("B-LT"));
        assert_eq!(signature.process, Process::LongTerm);
        assert_eq!(signature.best_signature_time, Some(START + HOUR));
    }
    // What the file does not have is not part of its level.
    let key = world.person();
    let bytes = world.sign(&key, START + HOUR, Some(START + HOUR));
    let verdict = world.verdict(&read(&bytes), START + DAY);
    assert_eq!(demand(&verdict, None).level.as_deref(), Some("B-T"));
}

#[test]
fn evidence_older_than_the_signature_is_not_enough() {
    let mut world = World::new();
    let key = world.person();
    let bytes = world.sign(&key, START + HOUR, Some(START + HOUR));
    let bytes = world.embed(&bytes, START);
    let verdict = offline(&world, &bytes, START + 2 * HOUR);
    let signature = demand(&verdict, SubIndication::TryLater);
    assert_eq!(signature.level.as_deref(), Some("B-T"));
    assert_eq!(signature.retry_at, Some(START + DAY));
}

#[test]
fn a_document_time_stamp_over_the_evidence_makes_it_archival() {
    let mut world = World::new();
    let bytes = archived(&mut world, START);
    let verdict = offline(&world, &bytes, START + YEAR);
    let signature = demand(&verdict, None);
    assert_eq!(signature.level.as_deref(), Some("B-LTA"));
    assert_eq!(signature.process, Process::Archival);
    assert_eq!(signature.best_signature_time, Some(START + HOUR));
    let stamps = signature.timestamps.iter();
    let concluded: Vec<_> = stamps.map(|stamp| stamp.indication).collect();
    assert_eq!(concluded, [Conclusion::Passed, Conclusion::Passed]);
    let stamp = &verdict.signatures[1];
    assert_eq!(stamp.kind, SignatureKind::DocumentTimestamp);
    assert_eq!(stamp.indication, Indication::TotalPassed);
    assert_eq!(stamp.signing_time, Some(START + 3 * HOUR));
    assert_eq!(verdict.indication, Some(Indication::TotalPassed));
}

#[test]
fn a_document_time_stamp_proves_the_time_of_a_signature_without_one() {
    let mut world = World::new();
    let key = world.person();
    let bytes = world.sign(&key, START + HOUR, None);
    let bytes = world.stamp(&bytes, START + 2 * HOUR);
    let verdict = world.verdict(&read(&bytes), START + DAY);
    let signature = demand(&verdict, None);
    assert_eq!(signature.time_source, Some(TimeSource::DocumentTimestamp));
    assert_eq!(signature.signing_time, Some(START + 2 * HOUR));
    assert_eq!(signature.level.as_deref(), Some("B-T"));
}

#[test]
fn a_time_stamp_in_a_later_signature_proves_nothing_for_an_earlier_one() {
    let mut world = World::new();
    let (one, two) = (world.person(), world.person());
    let bytes = world.sign(&one, START + HOUR, None);
    let bytes = world.sign_on(&two, &bytes, START + 2 * HOUR, Some(START + 2 * HOUR));
    let verdict = world.verdict(&read(&bytes), START + DAY);
    let [first, second] = verdict.signatures.as_slice() else {
        panic!("two signatures")
    };
    assert_eq!(first.time_source, Some(TimeSource::Claimed));
    assert_eq!(first.best_signature_time, Some(START + DAY));
    assert_eq!(second.time_source, Some(TimeSource::SignatureTimestamp));
}

#[test]
fn renewed_before_its_authority_ends_it_outlives_signer_and_authority() {
    let mut world = World::new();
    let once = archived(&mut world, START);
    // Signer and time-stamp authority end after five years. A year before, all is renewed.
    let renewal = START + 4 * YEAR;
    let authority = &mut world.authority;
    authority
        .renew_time_stamping(KeyAlgorithm::P384, renewal)
        .unwrap();
    let twice = world.embed(&once, renewal);
    let twice = world.stamp(&twice, renewal + HOUR);
    let twice = world.embed(&twice, renewal + 2 * HOUR);
    let later = START + 6 * YEAR;
    let verdict = offline(&world, &twice, later);
    let signature = demand(&verdict, None);
    assert_eq!(verdict.indication, Some(Indication::TotalPassed));
    assert_eq!(signature.process, Process::Archival);
    assert_eq!(signature.level.as_deref(), Some("B-LTA"));
    assert_eq!(signature.best_signature_time, Some(START + HOUR));
    assert!(codes(signature).contains(&"path-expired"));

    // Renewed too late, when the old authority had ended, nothing is proven any more.
    let mut world = World::new();
    let once = archived(&mut world, START);
    let late = START + 5 * YEAR + DAY;
    let authority = &mut world.authority;
    authority
        .renew_time_stamping(KeyAlgorithm::P384, late)
        .unwrap();
    let twice = world.embed(&once, late);
    let twice = world.stamp(&twice, late + HOUR);
    let verdict = offline(&world, &twice, later);
    assert_ne!(verdict.indication, Some(Indication::TotalPassed));
    let signature = &verdict.signatures[0];
    assert_eq!(signature.indication, Indication::Indeterminate);
}

#[test]
fn no_poe() {
    let mut world = World::new();
    let bytes = archived(&mut world, START);
    let verdict = offline(&world, &bytes, START + 6 * YEAR);
    // Nothing proves when the signature was made, so the status of now stands.
    let signature = &verdict.signatures[0];
    assert_eq!(signature.indication, Indication::Indeterminate);
    assert_ne!(signature.sub_indication, None);
    assert!(codes(signature).contains(&"path-expired"));
    assert_eq!(signature.time_source, Some(TimeSource::Claimed));
}

#[test]
fn an_authority_revoked_later_takes_its_time_stamps_with_it() {
    let mut world = World::new();
    let once = archived(&mut world, START);
    let since = START + YEAR;
    let ca = world.authority.certificate(Ca::Government).unwrap().clone();
    let authority = &mut world.authority;
    authority.revoke(&ca, Reason::CaCompromise, since).unwrap();
    // All time stamps rest on the same authority: nothing is left to prove anything with.
    let verdict = world.verdict(&read(&once), since + DAY);
    let signature = demand(&verdict, SubIndication::RevokedCaNoPoe);
    assert_eq!(signature.time_source, Some(TimeSource::Claimed));
    let gone = Some(SubIndication::RevokedCaNoPoe);
    let last = signature.timestamps.last().unwrap();
    assert_eq!(last.sub_indication, gone);
}
