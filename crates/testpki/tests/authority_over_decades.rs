//! Renewed services, a successor, and memory of the expired, judged by OpenSSL.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

#[path = "../../pki/tests/support/mod.rs"]
mod support;

use pki::tsp::{Request, Response};
use pki::{Crl, DigestAlgorithm};
use support::Workshop;
use testpki::{Authority, Ca, Config, KeyAlgorithm, Terms};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

const AT: UtcDateTime = utc_datetime!(2026-11-21 08:00);
const TERMS: Terms = Terms {
    root: 30 * 365,
    issuing: 10 * 365,
    services: 3 * 365,
    remembers_expired: true,
};

fn config(key: KeyAlgorithm) -> Config {
    Config {
        base_url: "http://127.0.0.1:8090".to_owned(),
        key,
    }
}

fn years(count: i64) -> UtcDateTime {
    AT + Duration::days(365 * count)
}

fn stamp(authority: &Authority, at: UtcDateTime) -> pki::tsp::Token {
    let digest = DigestAlgorithm::Sha512;
    let request = Request::new(digest, digest.digest(b"paper"), &[7; 16]);
    let answer = authority.handle_tsp(&request.to_der().unwrap(), at);
    let response = Response::from_der(&answer.unwrap()).unwrap();
    response.accept(&request, &[]).unwrap()
}

#[test]
fn services_are_renewed_under_the_same_authority() {
    let mut authority = Authority::with_terms(config(KeyAlgorithm::P256), TERMS, AT).unwrap();
    let first = authority.time_stamp_certificate().unwrap().clone();
    let token = stamp(&authority, years(2));
    assert!(token.certificates().contains(&first));

    authority
        .renew_time_stamping(KeyAlgorithm::P521, years(3))
        .unwrap();
    let second = authority.time_stamp_certificate().unwrap().clone();
    assert_ne!(first.public_key(), second.public_key());
    assert!(stamp(&authority, years(4)).certificates().contains(&second));

    let workshop = Workshop::new();
    workshop.write("tsa.pem", second.to_pem());
    for (ca, file) in [(Ca::Root, "root.pem"), (Ca::Government, "ca.pem")] {
        workshop.write(file, authority.certificate(ca).unwrap().to_pem());
    }
    let verify = format!(
        "verify -purpose timestampsign -CAfile root.pem -untrusted ca.pem -attime {}",
        years(4).unix_timestamp()
    );
    assert!(
        workshop
            .openssl(&format!("{verify} tsa.pem"))
            .contains("OK")
    );
}

#[test]
fn a_successor_has_other_names_and_keys_and_the_old_one_goes_on() {
    let old = Authority::with_terms(config(KeyAlgorithm::P256), TERMS, AT).unwrap();
    let new = old.successor(config(KeyAlgorithm::P521), TERMS, years(9));
    let new = new.unwrap();
    for ca in Ca::ALL {
        let (before, after) = (old.certificate(ca).unwrap(), new.certificate(ca).unwrap());
        assert!(!before.subject().matches(after.subject()));
        assert_ne!(before.public_key(), after.public_key());
        assert!(before.not_after() < after.not_after());
    }
    assert!(Crl::from_der(&old.crl(Ca::Government, years(9)).unwrap()).is_ok());
    let stored = Authority::from_bytes(&new.to_bytes().unwrap()).unwrap();
    assert_eq!(
        stored.certificate(Ca::Root).unwrap().to_string(),
        new.certificate(Ca::Root).unwrap().to_string()
    );
}

#[test]
fn lists_and_answers_say_that_they_remember_the_expired() {
    let authority = Authority::with_terms(config(KeyAlgorithm::P256), TERMS, AT).unwrap();
    let workshop = Workshop::new();
    workshop.write("list.der", authority.crl(Ca::Government, years(1)).unwrap());
    let text = workshop.openssl("crl -inform DER -in list.der -noout -text");
    assert!(text.contains("2.5.29.60"), "{text}");

    let tsa = authority.time_stamp_certificate().unwrap();
    workshop.write("tsa.pem", tsa.to_pem());
    let ca = authority.certificate(Ca::Government).unwrap();
    workshop.write("ca.pem", ca.to_pem());
    workshop.openssl("ocsp -no_nonce -issuer ca.pem -cert tsa.pem -reqout request.der");
    let answer = authority.handle_ocsp(&workshop.read("request.der"), years(1));
    workshop.write("answer.der", answer.unwrap());
    let text = workshop.openssl("ocsp -respin answer.der -noverify -resp_text");
    assert!(
        text.contains("OCSP Archive Cutoff") && text.contains("Nov 21 08:00:00 2026"),
        "{text}"
    );
}
