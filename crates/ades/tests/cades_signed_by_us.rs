//! Detached CAdES signatures of every kind of key are accepted by OpenSSL.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use ades::cms::SignedData;
use ades::{Signer, cades};
use keys::PrivateKey as _;
use support::{Authority, FileKey, KEYS, run};

fn sign(key: &mut FileKey, algorithm: pki::SignatureAlgorithm, content: &[u8]) -> Vec<u8> {
    let signer = Signer::new(&key.certificate, &key.chain, algorithm).unwrap();
    let prepared = cades::prepare(signer, &content.to_vec(), key.now()).unwrap();
    let value = key.sign(algorithm, prepared.bytes()).unwrap();
    prepared.with_signature(value).unwrap().to_der().unwrap()
}

fn openssl_verify(authority: &Authority, der: &[u8], content: &[u8]) {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("signature"), der).unwrap();
    std::fs::write(path("content"), content).unwrap();
    let root = authority.path("root.pem");
    let arguments = [
        "cms", "-verify", "-cades", "-inform", "DER", "-binary", "-purpose", "any",
    ];
    let (signature, content) = (path("signature"), path("content"));
    let files = [
        "-in",
        &signature,
        "-content",
        &content,
        "-CAfile",
        root.to_str().unwrap(),
    ];
    run("openssl", arguments.iter().chain(&files));
}

#[test]
fn openssl_accepts_every_algorithm() {
    let authority = Authority::new();
    let content = b"Qu\xe1\xba\xa3ng Ninh".as_slice();
    for (number, kind) in KEYS.iter().enumerate() {
        let mut key = authority.signer(&format!("signer{number}"), kind);
        for algorithm in key.algorithms.clone() {
            let der = sign(&mut key, algorithm, content);
            openssl_verify(&authority, &der, content);
        }
    }
}

#[test]
fn what_we_write_we_read() {
    let authority = Authority::new();
    let mut key = authority.signer("signer", "rsa:2048");
    let algorithm = key.algorithms[1];
    let der = sign(&mut key, algorithm, b"content");
    let signed = SignedData::parse(&[der.as_slice(), &[0; 100]].concat()).unwrap();
    assert_eq!(signed.length, der.len());
    assert_eq!(signed.content, None);
    assert_eq!(signed.certificates.len(), 2);

    let signer = signed.signer().unwrap();
    let attributes = signer.attributes().unwrap();
    let digest = algorithm.digest().digest(b"content");
    assert_eq!(attributes.message_digest, Some(digest));
    assert_eq!(attributes.signing_time, Some(key.now()));
    assert!(attributes.signing_certificate_v1.is_none());
    let references = attributes.signing_certificate_v2.unwrap();
    assert_eq!(references.len(), 1);
    assert!(references[0].matches(&key.certificate));
    assert!(!references[0].matches(&key.chain[0]));
    assert_eq!(
        references[0].issuer.as_deref(),
        Some(key.certificate().issuer().der())
    );
}

#[test]
fn a_value_by_another_key_is_refused_at_once() {
    let authority = Authority::new();
    let key = authority.signer("signer", "rsa:2048");
    let mut other = authority.signer("other", "rsa:2048");
    let algorithm = key.algorithms[0];
    let signer = Signer::new(&key.certificate, &key.chain, algorithm).unwrap();
    let prepared = cades::prepare(signer, &b"content".to_vec(), key.now()).unwrap();
    let value = other.sign(algorithm, prepared.bytes()).unwrap();
    let error = prepared.with_signature(value).unwrap_err();
    assert_eq!(error.code(), "sign-value-wrong");
}
