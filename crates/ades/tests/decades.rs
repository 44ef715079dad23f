//! A signature stays valid for three decades: while its signer's certificate, its authority, the
//! certificates of the time stamps and SHA-256 come to their ends, one after the other, it is kept
//! up by renewals; and it falls at the first one that is missed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use ades::pades::extend::Step;
use ades::validate::SubIndication;
use pki::DigestAlgorithm;
use support::archive::{Archive, P256, P521};
use time::macros::{date, utc_datetime};
use time::{Duration, UtcDateTime};

/// The document is signed and stamped, and two days later, when revocation data newer than the
/// signature exist, raised to B-LTA.
const SIGNED: UtcDateTime = utc_datetime!(2026-11-21 08:00);
const ARCHIVED: UtcDateTime = utc_datetime!(2026-11-23 08:00);
/// The signer's certificate ends in November 2029.
const SIGNER_OVER: UtcDateTime = utc_datetime!(2030-06-01 08:00);
/// The first time-stamp certificate ends in November 2032.
const STAMP_RENEWED: UtcDateTime = utc_datetime!(2032-09-01 08:00);
const STAMP_OVER: UtcDateTime = utc_datetime!(2033-06-01 08:00);
/// The authority that issued both ends in November 2038.
const AUTHORITY_RENEWED: UtcDateTime = utc_datetime!(2038-05-01 08:00);
const AUTHORITY_OVER: UtcDateTime = utc_datetime!(2039-06-01 08:00);
/// SHA-256 ends with the year 2042.
const SHA_256_RENEWED: UtcDateTime = utc_datetime!(2042-10-01 08:00);
const SHA_256_OVER: UtcDateTime = utc_datetime!(2043-03-01 08:00);
/// The time-stamp certificate with SHA-512 ends in March 2048.
const LAST_RENEWED: UtcDateTime = utc_datetime!(2047-12-01 08:00);
const LAST_OVER: UtcDateTime = utc_datetime!(2050-01-01 08:00);

/// The time is taken first, evidence is fetched later, and the clock of the authority may be ahead.
#[test]
fn evidence_of_the_next_moment_counts() {
    let archive = Archive::signed(SIGNED, date!(2043 - 01 - 01));
    let ahead = |by| archive.next(ARCHIVED, ARCHIVED + by);
    let step = ahead(Duration::seconds(20));
    assert!(matches!(step, Step::AddEvidence(_)), "{step:?}");
    let step = ahead(Duration::HOUR);
    assert!(matches!(step, Step::NotYet { .. }), "{step:?}");
}

#[test]
fn a_file_kept_up_stays_valid_and_falls_at_the_first_missed_renewal() {
    let mut archive = Archive::signed(SIGNED, date!(2043 - 01 - 01));
    // On the day itself no revocation data are newer than the signature.
    assert_eq!(archive.extend(SIGNED), ["not yet"]);
    assert_eq!(archive.extend(ARCHIVED), ["evidence", "time stamp", "done"]);
    assert_eq!(archive.extend(ARCHIVED), ["done"]);
    archive.holds(ARCHIVED);
    archive.holds(SIGNER_OVER);
    archive.holds_for_pyhanko(ARCHIVED);
    archive.holds_for_pyhanko(SIGNER_OVER);

    let missed = archive.file.clone();
    archive
        .authority()
        .renew_time_stamping(P256, STAMP_RENEWED)
        .unwrap();
    assert_eq!(
        archive.extend(STAMP_RENEWED),
        ["evidence", "time stamp", "done"]
    );
    archive.holds(STAMP_OVER);
    archive.falls(&missed, STAMP_OVER, SubIndication::OutOfBoundsNoPoe);

    let missed = archive.file.clone();
    archive.succeed(P256, AUTHORITY_RENEWED);
    assert_eq!(
        archive.extend(AUTHORITY_RENEWED),
        ["evidence", "time stamp", "done"]
    );
    archive.holds(AUTHORITY_OVER);
    archive.falls(&missed, AUTHORITY_OVER, SubIndication::OutOfBoundsNoPoe);

    let missed = archive.file.clone();
    archive.succeed(P521, utc_datetime!(2042-03-01 08:00));
    assert_eq!(
        archive.extend(SHA_256_RENEWED),
        ["evidence", "time stamp", "done"]
    );
    archive.holds(SHA_256_OVER);
    archive.falls(
        &missed,
        SHA_256_OVER,
        SubIndication::CryptoConstraintsFailureNoPoe,
    );

    let missed = archive.file.clone();
    archive
        .authority()
        .renew_time_stamping(P521, LAST_RENEWED)
        .unwrap();
    assert_eq!(
        archive.extend(LAST_RENEWED),
        ["evidence", "time stamp", "done"]
    );
    archive.holds(LAST_OVER);
    archive.falls(
        &missed,
        LAST_OVER,
        SubIndication::CryptoConstraintsFailureNoPoe,
    );

    let facts = archive.facts();
    let imprints = facts.signatures.iter();
    let imprints = imprints.filter_map(|found| found.document_timestamp.as_ref());
    let imprints: Vec<_> = imprints
        .filter_map(|stamp| stamp.imprint_algorithm)
        .collect();
    // SHA-512 is asked for ten years ahead of the end that the policy knows.
    assert_eq!(imprints[0], DigestAlgorithm::Sha256);
    assert!(
        imprints[2..]
            .iter()
            .all(|digest| *digest == DigestAlgorithm::Sha512)
    );
}
