//! Keys on SoftHSM tokens sign what OpenSSL verifies; everything else is an error that says why.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

#[path = "support/softhsm.rs"]
#[allow(dead_code, reason = "shared by several test programs")]
mod softhsm;
#[allow(dead_code, reason = "shared by several test programs")]
mod support;

use keys::PrivateKey as _;
use keys::pkcs11::LoginOptions;
use pki::{DigestAlgorithm, SignatureAlgorithm};
use softhsm::{PIN, SoftHsm};
use support::openssl_options;

const MESSAGE: &[u8] = "Quyết định số 521/QĐ-UBND".as_bytes();

#[test]
fn every_kind_of_key_signs_what_openssl_verifies() {
    for (kind, first) in [
        (
            "rsa:2048",
            SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        ),
        (
            "rsa:3072",
            SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        ),
        ("P-256", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
        ("P-384", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)),
        ("P-521", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512)),
    ] {
        let store = SoftHsm::with_key("Văn thư", "person", kind);
        store.bench.der("ca");
        store.put("Văn thư", "ca.der", "root", "09", &["--type", "cert"]);
        let token = store.connect("pkcs11:token=Văn thư", PIN).unwrap();
        assert_eq!(token.certificate(), store.bench.der("person"), "{kind}");
        assert_eq!(token.chain(), [store.bench.der("ca")], "{kind}");
        assert_eq!(token.algorithms().first(), Some(&first), "{kind}");
        for algorithm in token.algorithms().to_vec() {
            let value = token
                .sign(algorithm, MESSAGE)
                .unwrap_or_else(|error| panic!("{kind} {algorithm:?}: {error}"));
            let options = openssl_options(algorithm);
            assert!(
                store.bench.verifies("person", MESSAGE, &value, &options),
                "{kind} {algorithm:?}"
            );
        }
    }
}

#[test]
fn a_batch_logs_in_once_and_nothing_is_written() {
    let store = SoftHsm::with_key("Leader", "leader", "rsa:2048");
    let objects = || {
        let mut files = store.contents();
        // SoftHSM keeps its flag "a wrong PIN was given" here and writes it with every login.
        files.retain(|path, _| !path.ends_with("token.object"));
        files
    };
    let before = objects();
    let token = store
        .shim_connect(&[], Some(PIN), &LoginOptions::default())
        .unwrap();
    let algorithm = token.algorithms()[0];
    for number in 0..50_u8 {
        token.sign(algorithm, &[number]).unwrap();
    }
    drop(token);
    assert_eq!(objects(), before);
    // 4 is CKF_SERIAL_SESSION without CKF_RW_SESSION (2).
    assert_eq!(
        (store.calls("C_OpenSession 4"), store.calls("C_OpenSession")),
        (1, 1)
    );
    assert_eq!((store.calls("C_Login 1"), store.calls("C_Login")), (1, 1));
    assert_eq!(store.calls("C_SignInit"), 50);
    assert_eq!(store.calls("C_Finalize"), 1);
    for writing in [
        "InitToken",
        "InitPIN",
        "SetPIN",
        "CreateObject",
        "CopyObject",
        "DestroyObject",
    ] {
        assert_eq!(store.calls(&format!("C_{writing}")), 0, "{writing}");
    }
    assert_eq!(store.calls("C_SetAttributeValue"), 0);
}

#[test]
fn an_always_authenticate_key_gets_its_pin_before_every_signature() {
    let store = SoftHsm::new();
    store.token("Leader");
    store.person("Leader", "leader", "rsa:2048", "01", "--always-auth");
    let token = store
        .shim_connect(&[], Some(PIN), &LoginOptions::default())
        .unwrap();
    assert!(token.always_authenticates());
    for algorithm in token.algorithms().to_vec() {
        let value = token.sign(algorithm, MESSAGE).unwrap();
        assert!(
            store
                .bench
                .verifies("leader", MESSAGE, &value, &openssl_options(algorithm))
        );
    }
    // 2 is CKU_CONTEXT_SPECIFIC.
    assert_eq!((store.calls("C_Login 1"), store.calls("C_Login 2")), (1, 6));
}

#[test]
fn an_always_authenticate_key_that_cannot_be_served_is_refused_at_once() {
    // SoftHSM has no ECDSA mechanism that digests, so the PIN could not be given in between.
    let store = SoftHsm::new();
    store.token("Leader");
    store.person("Leader", "leader", "P-256", "01", "--always-auth");
    let error = store.connect("pkcs11:", PIN).unwrap_err();
    assert_eq!(error.code(), "key-no-mechanism");
}
