//! Older forms of signatures in PDF, put together by hand around what OpenSSL signs.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use ades::validate::{Coverage, Indication, Integrity, SignatureVerdict, SubIndication};
use pki::DigestAlgorithm;
use support::raw::{OpenSsl, Raw, position};
use support::trust::{codes, verdict};
use support::{TestKey, person};
use testpki::KeyAlgorithm;

fn only(bytes: &[u8]) -> SignatureVerdict {
    let mut verdict = verdict(bytes);
    assert_eq!(verdict.signatures.len(), 1);
    verdict.signatures.remove(0)
}

/// Changes a byte of the page.
fn tampered(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = position(&bytes, b"[0 0 100 100]");
    bytes[at + 5] = b'2';
    bytes
}

fn certificates(key: &TestKey) -> String {
    let hex = |der: &[u8]| -> String { der.iter().map(|byte| format!("{byte:02x}")).collect() };
    let all = std::iter::once(&key.certificate).chain(&key.chain);
    let all: String = all.map(|der| format!("<{}>", hex(der))).collect();
    format!("/Cert[{all}]")
}

#[test]
fn detached_pkcs7_in_der_and_with_indefinite_lengths() {
    let key = person(KeyAlgorithm::Rsa2048);
    let openssl = OpenSsl::new(&key);
    for options in [&[][..], &["-keyid"], &["-noattr"], &["-cades"]] {
        let bytes = Raw::new("adbe.pkcs7.detached").signed(|signed| openssl.cms(signed, options));
        let good = only(&bytes);
        assert_eq!(good.indication, Indication::TotalPassed, "{good:?}");
        assert_eq!(good.covers, Some(Coverage::WholeFile));
        assert_eq!(good.format.as_deref(), Some("PKCS#7"));
        assert!(codes(&good).contains(&"sig-sub-filter-not-baseline"));
        assert_eq!(only(&tampered(&bytes)).integrity, Integrity::Broken);
    }
}

#[test]
fn content_enclosed_fails_the_form_and_integrity_is_told() {
    let key = person(KeyAlgorithm::P256);
    let openssl = OpenSsl::new(&key);
    for options in [&["-nodetach"][..], &["-nodetach", "-stream"]] {
        let bytes = Raw::new("adbe.pkcs7.detached").signed(|signed| openssl.cms(signed, options));
        let enclosed = only(&bytes);
        assert_eq!(enclosed.sub_indication, Some(SubIndication::FormatFailure));
        assert_eq!(enclosed.integrity, Integrity::Intact);
        assert!(codes(&enclosed).contains(&"sig-content-enclosed"));
        let is_ber = codes(&enclosed).contains(&"sig-cms-ber");
        assert_eq!(is_ber, options.contains(&"-stream"));
        assert_eq!(only(&tampered(&bytes)).integrity, Integrity::Broken);
    }
}

#[test]
fn the_sha_1_of_the_document_inside_the_message() {
    let key = person(KeyAlgorithm::Rsa2048);
    let openssl = OpenSsl::new(&key);
    let raw = Raw::new("adbe.pkcs7.sha1");
    let bytes =
        raw.signed(|signed| openssl.cms(&DigestAlgorithm::Sha1.digest(signed), &["-nodetach"]));
    let good = only(&bytes);
    assert_eq!(good.integrity, Integrity::Intact);
    // The message itself has SHA-256, but the document rests on SHA-1.
    let cause = SubIndication::CryptoConstraintsFailureNoPoe;
    assert_eq!(good.sub_indication, Some(cause));
    let changed = only(&tampered(&bytes));
    assert_eq!(changed.sub_indication, Some(SubIndication::HashFailure));
    assert_eq!(changed.integrity, Integrity::Broken);
}

#[test]
fn bare_values_in_octet_strings_and_by_themselves() {
    let key = person(KeyAlgorithm::Rsa2048);
    let openssl = OpenSsl::new(&key);
    for digest in ["-sha1", "-sha256", "-sha512"] {
        for wrapped in [true, false] {
            let mut raw = Raw::new("adbe.x509.rsa_sha1");
            raw.entries = certificates(&key);
            let bytes = raw.signed(|signed| {
                let value = openssl.bare(signed, digest);
                match wrapped {
                    true => pki::encode::octet_string(&value),
                    false => value,
                }
            });
            let good = only(&bytes);
            assert_eq!(good.integrity, Integrity::Intact, "{digest} {wrapped}");
            assert_eq!(good.format.as_deref(), Some("PKCS#1"));
            // SHA-1 is a matter of policy; the others pass.
            let cause = match digest {
                "-sha1" => Some(SubIndication::CryptoConstraintsFailureNoPoe),
                _ => None,
            };
            assert_eq!(good.sub_indication, cause, "{good:?}");
            let changed = only(&tampered(&bytes));
            assert_eq!(changed.integrity, Integrity::Broken);
            assert_eq!(changed.indication, Indication::TotalFailed);
        }
    }
}

#[test]
fn a_bare_value_without_its_certificate_says_nothing() {
    let key = person(KeyAlgorithm::Rsa2048);
    let openssl = OpenSsl::new(&key);
    let raw = Raw::new("adbe.x509.rsa_sha1");
    let unknown = only(&raw.signed(|signed| openssl.bare(signed, "-sha256")));
    assert_eq!(unknown.integrity, Integrity::Unknown);
    assert_ne!(unknown.indication, Indication::TotalPassed);
}

#[test]
fn several_signers_fail_the_form_and_the_worst_is_told() {
    let key = person(KeyAlgorithm::Rsa2048);
    let openssl = OpenSsl::new(&key);
    let second = OpenSsl::new(&person(KeyAlgorithm::P256));
    let twice = |signed: &[u8]| second.resigned(&openssl.cms(signed, &[]), signed);
    let bytes = Raw::new("adbe.pkcs7.detached").signed(twice);
    let several = only(&bytes);
    assert_eq!(several.sub_indication, Some(SubIndication::FormatFailure));
    assert_eq!(several.integrity, Integrity::Intact);
    assert!(codes(&several).contains(&"sig-signer-count"));
    assert_eq!(only(&tampered(&bytes)).integrity, Integrity::Broken);
    // One of them over other bytes: whichever it is, the worst is told.
    let mixed = |signed: &[u8]| second.resigned(&openssl.cms(b"another", &[]), signed);
    let mixed = only(&Raw::new("adbe.pkcs7.detached").signed(mixed));
    assert_eq!(mixed.integrity, Integrity::Broken);
}
