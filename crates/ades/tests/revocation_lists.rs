//! What revocation lists say of a certificate: good, revoked, suspended, or nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use ades::{KnownRevocation, known_revocation};
use pki::Certificate;
use pki::crl::Crl;
use pki::revocation::{Material, Reason};
use support::{AUTHORITY, NOW, issue};
use testpki::{Ca, KeyAlgorithm, Kind, Validity};
use time::{Duration, UtcDateTime};

fn certificate() -> Certificate {
    let key = issue(Kind::Person, KeyAlgorithm::P256, Validity::Current);
    Certificate::from_der(&key.certificate).unwrap()
}

fn list(ca: Ca, at: UtcDateTime) -> Crl {
    Crl::from_der(&AUTHORITY.lock().unwrap().crl(ca, at).unwrap()).unwrap()
}

fn revoke(certificate: &Certificate, reason: Reason, at: UtcDateTime) {
    let mut authority = AUTHORITY.lock().unwrap();
    authority.revoke(certificate, reason, at).unwrap();
}

fn known(certificate: &Certificate, lists: &[Crl], at: UtcDateTime) -> KnownRevocation {
    let authority = AUTHORITY.lock().unwrap();
    let issuer = authority.certificate(Ca::Government).unwrap().clone();
    drop(authority);
    let material = Material {
        lists: lists.to_vec(),
        ..Material::default()
    };
    known_revocation(certificate, &issuer, &material, at)
}

#[test]
fn a_current_list_without_the_certificate_says_good() {
    let certificate = certificate();
    let lists = [list(Ca::Government, *NOW)];
    let good = KnownRevocation::Good { at: *NOW };
    assert_eq!(known(&certificate, &lists, *NOW), good);
}

#[test]
fn no_list_an_old_one_and_one_of_another_issuer_say_nothing() {
    let certificate = certificate();
    assert_eq!(known(&certificate, &[], *NOW), KnownRevocation::Unknown);
    let old = [list(Ca::Government, *NOW)];
    let later = *NOW + Duration::days(2);
    assert_eq!(known(&certificate, &old, later), KnownRevocation::Unknown);
    let other = [list(Ca::Root, *NOW)];
    assert_eq!(known(&certificate, &other, *NOW), KnownRevocation::Unknown);
    let future = [list(Ca::Government, later)];
    assert_eq!(known(&certificate, &future, *NOW), KnownRevocation::Unknown);
}

#[test]
fn a_revocation_stands_even_in_a_list_that_is_no_longer_current() {
    let certificate = certificate();
    let since = *NOW - Duration::HOUR;
    revoke(&certificate, Reason::KeyCompromise, since);
    let lists = [list(Ca::Government, *NOW)];
    let revoked = KnownRevocation::Revoked {
        since,
        reason: Some("keyCompromise".to_owned()),
    };
    assert_eq!(known(&certificate, &lists, *NOW), revoked);
    let later = *NOW + Duration::days(30);
    assert_eq!(known(&certificate, &lists, later), revoked);
}

#[test]
fn of_a_suspension_the_newest_list_decides() {
    let certificate = certificate();
    let before = list(Ca::Government, *NOW - Duration::hours(2));
    let since = *NOW - Duration::HOUR;
    revoke(&certificate, Reason::CertificateHold, since);
    let after = list(Ca::Government, *NOW);
    let suspended = KnownRevocation::Suspended { since };
    let lists = [after, before];
    assert_eq!(known(&certificate, &lists, *NOW), suspended);
}
