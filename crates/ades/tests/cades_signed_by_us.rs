//! Detached CAdES signatures of every kind of key are accepted by OpenSSL, with time stamps by pyHanko too.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use ades::cades;
use ades::cms::SignedAttributes;
use e2e::tool::{self, Tool};
use keys::PrivateKey as _;
use pki::signed_data::SignedData;
use support::{Desk, NOW, Stamps, TestKey, person};
use testpki::KeyAlgorithm;

fn sign(key: &TestKey, algorithm: pki::SignatureAlgorithm, content: &[u8]) -> Vec<u8> {
    let signer = key.signer_with(algorithm);
    let prepared = cades::prepare(&signer, &content.to_vec(), *NOW).unwrap();
    let value = key.sign(algorithm, prepared.bytes()).unwrap();
    prepared.with_signature(value).unwrap().to_der().unwrap()
}

fn openssl_accepts(desk: &Desk, der: &[u8], content: &[u8]) {
    let answer = Tool::new("openssl")
        .args(["cms", "-verify", "-cades", "-inform", "DER", "-binary"])
        .args(["-purpose", "any", "-in"])
        .arg(desk.put("signature", der))
        .arg("-content")
        .arg(desk.put("content", content))
        .arg("-CAfile")
        .arg(desk.root())
        .run()
        .success();
    assert!(
        answer.stderr.contains("CAdES Verification successful"),
        "{answer:?}"
    );
}

#[test]
fn openssl_accepts_every_algorithm() {
    let desk = Desk::new();
    let content = "Quảng Ninh".as_bytes();
    for kind in KeyAlgorithm::ALL {
        let key = person(kind);
        for algorithm in key.algorithms.clone() {
            let der = sign(&key, algorithm, content);
            openssl_accepts(&desk, &der, content);
        }
    }
}

fn pyhanko(desk: &Desk, der: &[u8], content: &[u8]) -> tool::Answer {
    let signature = desk.put("signature", der);
    let content = desk.put("content", content);
    let script = tool::script("detached.py").arg(desk.root());
    script.arg(signature).arg(content).run()
}

#[test]
fn openssl_and_pyhanko_accept_a_time_stamped_one() {
    use ades::timestamp::TimestampSource as _;
    let desk = Desk::new();
    let key = person(KeyAlgorithm::P256);
    let algorithm = key.algorithms[0];
    let prepared = cades::prepare(&key.signer(), &b"content".to_vec(), *NOW).unwrap();
    let value = key.sign(algorithm, prepared.bytes()).unwrap();
    let mut signed = prepared.with_signature(value).unwrap();
    let pending = signed.request_timestamp(&[7; 16]).unwrap();
    let response = Stamps.ask(pending.request()).unwrap();
    signed.add_timestamp(&pending, &response).unwrap();
    let der = signed.to_der().unwrap();
    openssl_accepts(&desk, &der, b"content");
    let said = pyhanko(&desk, &der, b"content").success().stdout;
    assert!(
        said.contains("INTACT:TRUSTED,TIMESTAMP_TOKEN<INTACT:TRUSTED>"),
        "{said}"
    );
    assert_eq!(pyhanko(&desk, &der, b"Content").code, Some(1));
}

#[test]
fn what_we_write_we_read() {
    let key = person(KeyAlgorithm::Rsa2048);
    let algorithm = key.algorithms[1];
    let der = sign(&key, algorithm, b"content");
    let signed = SignedData::from_der(&der).unwrap();
    assert_eq!(signed.content, None);
    assert_eq!(signed.certificates.len(), 3);

    let found = signed.signers[0].signed_attributes.as_ref().unwrap();
    let (attributes, errors) = SignedAttributes::read(found);
    assert_eq!(errors, []);
    let digest = algorithm.digest().digest(b"content");
    assert_eq!(attributes.message_digest, Some(digest));
    assert_eq!(attributes.signing_time, Some(*NOW));
    assert!(attributes.others.is_empty());
    let binding = attributes.signing_certificate.unwrap();
    assert!(binding.version_2);
    let certificate = pki::Certificate::from_der(&key.certificate).unwrap();
    assert!(binding.ids[0].hash_matches(&certificate));
    assert!(binding.ids[0].issuer_serial_matches(&certificate));
}

#[test]
fn a_value_by_another_key_is_refused_at_once() {
    let key = person(KeyAlgorithm::Rsa2048);
    let other = person(KeyAlgorithm::Rsa2048);
    let prepared = cades::prepare(&key.signer(), &b"content".to_vec(), *NOW).unwrap();
    let value = other.sign(key.algorithms[0], prepared.bytes()).unwrap();
    let error = prepared.with_signature(value).unwrap_err();
    assert_eq!(error.code(), "sign-value-wrong");
}
