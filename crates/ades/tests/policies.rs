//! Policies as data: those that come with the program can be read, and mistakes refuse to load.
#![allow(clippy::unwrap_used, reason = "tests")]

use ades::validate::{End, Policy, PolicyError};
use pki::signature::VerifiedWith;
use pki::{Curve, DigestAlgorithm, KeyKind, SignatureAlgorithm};
use time::macros::utc_datetime;

const STRICT: &str = include_str!("../../../profiles/validation/strict.toml");

#[test]
fn all_that_come_with_the_program_can_be_read() {
    let names: Vec<_> = Policy::names().collect();
    assert_eq!(names, ["strict", "eu"]);
    for name in names {
        assert!(!Policy::named(name).unwrap().version.is_empty());
    }
    assert_eq!(Policy::default(), Policy::named("strict").unwrap());
    assert_eq!(Policy::default().name, "congvu-strict");
}

fn refused(from: &str, to: &str) -> PolicyError {
    assert!(STRICT.contains(from), "{from}");
    Policy::parse(&STRICT.replacen(from, to, 1)).unwrap_err()
}

#[test]
fn mistakes_refuse_to_load() {
    for (from, to, code) in [
        (
            "[revocation]",
            "[revocation]\nsurprise = 1",
            "policy-malformed",
        ),
        ("version =", "colour =", "policy-malformed"),
        ("schema = 1", "schema = 2", "policy-schema"),
        ("sha-384 =", "sha-385 =", "policy-algorithm"),
        ("\"rsa-pss\"", "\"rsa-oaep\"", "policy-algorithm"),
        ("\"P-521\"", "\"P-512\"", "policy-algorithm"),
        ("2012-08-01", "2012-13-01", "policy-date"),
        ("2.5.29.37.0", "2.5.29.37.zero", "policy-identifier"),
        ("nonRepudiation", "nonrepudiation", "policy-malformed"),
        ("\"after-signing\"", "\"soon\"", "policy-malformed"),
    ] {
        assert_eq!(refused(from, to).code(), code, "{from} -> {to}");
    }
    assert_eq!(Policy::named("none").unwrap_err().code(), "policy-unknown");
}

#[test]
fn ends_are_those_of_the_suite() {
    let (strict, eu) = (Policy::default(), Policy::named("eu").unwrap());
    let rsa = |bits, digest| VerifiedWith {
        algorithm: SignatureAlgorithm::RsaPkcs1(digest),
        key: KeyKind::Rsa { bits },
    };
    let ec = |curve| VerifiedWith {
        algorithm: SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
        key: KeyKind::Ec { curve },
    };
    let year_2019 = End::At(utc_datetime!(2019-10-01 0:00));
    let year_2029 = End::At(utc_datetime!(2029-01-01 0:00));
    let year_2012 = End::At(utc_datetime!(2012-08-01 0:00));
    let sha256 = DigestAlgorithm::Sha256;
    for (with, in_strict, in_eu) in [
        (rsa(1024, sha256), End::Never, year_2019),
        (rsa(2047, sha256), End::Never, year_2029),
        (rsa(2048, sha256), year_2029, year_2029),
        (rsa(4096, sha256), year_2029, year_2029),
        (rsa(512, sha256), End::Never, End::Never),
        (rsa(2048, DigestAlgorithm::Sha1), year_2012, year_2012),
        (ec(Curve::P256), End::None, End::None),
    ] {
        assert_eq!(strict.algorithms.end_of(with), in_strict, "{with:?}");
        assert_eq!(eu.algorithms.end_of(with), in_eu, "{with:?}");
    }
    // Later than the suite itself: a forecast, which does not bind. SHA-1 is over.
    assert_eq!(strict.algorithms.binding(year_2029), End::None);
    assert_eq!(strict.algorithms.binding(year_2012), year_2012);
    assert!(year_2029.allows(utc_datetime!(2029-01-01 0:00)));
    assert!(!year_2029.allows(utc_datetime!(2029-01-01 0:00:01)));
}
