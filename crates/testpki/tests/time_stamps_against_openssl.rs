//! The time-stamp authority, judged by `openssl ts` and by our own check.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "../../pki/tests/support/mod.rs"]
mod support;

use pki::tsp::{Request, Response};
use pki::{Certificate, DigestAlgorithm};
use support::Workshop;
use testpki::{Authority, Ca, Config, Fault, KeyAlgorithm};
use time::UtcDateTime;
use time::macros::utc_datetime;

const AT: UtcDateTime = utc_datetime!(2026-11-21 08:00);
const MESSAGE: &[u8] = b"a signature value (for testing)";

fn authority(key: KeyAlgorithm) -> Authority {
    let config = Config {
        base_url: "http://127.0.0.1:8090".to_owned(),
        key,
    };
    Authority::new(config, AT).unwrap()
}

fn request() -> Request {
    let digest = DigestAlgorithm::Sha256;
    Request::new(digest, digest.digest(MESSAGE), &[7; 16])
}

fn write_anchors(workshop: &Workshop, authority: &Authority) {
    let pem = |ca| authority.certificate(ca).unwrap().to_pem();
    workshop.write("root.pem", pem(Ca::Root));
    workshop.write("issuers.pem", pem(Ca::Government));
    workshop.write("data", MESSAGE);
}

#[test]
fn openssl_accepts_the_answers() {
    for key in [
        KeyAlgorithm::Rsa2048,
        KeyAlgorithm::P256,
        KeyAlgorithm::P384,
    ] {
        let authority = authority(key);
        let workshop = Workshop::new();
        write_anchors(&workshop, &authority);
        for options in ["-sha256 -cert", "-sha512 -cert", "-sha384 -no_nonce"] {
            workshop.openssl(&format!("ts -query -data data {options} -out request.tsq"));
            let answer = authority
                .handle_tsp(&workshop.read("request.tsq"), AT)
                .unwrap();
            workshop.write("answer.tsr", answer);
            let tsa = authority.time_stamp_certificate().unwrap().to_pem();
            workshop.write(
                "untrusted.pem",
                tsa + &String::from_utf8(workshop.read("issuers.pem")).unwrap(),
            );
            let text = workshop.openssl(&format!(
                "ts -verify -queryfile request.tsq -in answer.tsr -CAfile root.pem \
                 -untrusted untrusted.pem -attime {}",
                AT.unix_timestamp()
            ));
            assert!(text.contains("Verification: OK"), "{text}");
            let text = workshop.openssl("ts -reply -in answer.tsr -text");
            assert!(text.contains("Nov 21 08:00:00 2026 GMT"), "{text}");
        }
    }
}

#[test]
fn we_accept_the_answers() {
    for key in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P521] {
        let authority = authority(key);
        let request = request();
        let answer = authority
            .handle_tsp(&request.to_der().unwrap(), AT)
            .unwrap();
        let token = Response::from_der(&answer)
            .unwrap()
            .accept(&request, &[])
            .unwrap();
        assert_eq!(token.gen_time(), AT);
        token.check_imprint(MESSAGE).unwrap();
        let expected: &Certificate = authority.time_stamp_certificate().unwrap();
        assert_eq!(&token.verify_signature(&[]).unwrap().certificate, expected);
    }
}

#[test]
fn each_fault_is_told_apart() {
    let authority = authority(KeyAlgorithm::P256);
    let request = request();
    for (fault, code) in [
        (Fault::WrongNonce, "tsp-nonce"),
        (Fault::NoNonce, "tsp-nonce"),
        (Fault::WrongImprint, "tsp-imprint"),
        (Fault::ExpiredCertificate, "tsp-certificate-not-valid"),
        (Fault::LooseCertificate, "tsp-not-for-time-stamping"),
        (Fault::NoCertificate, "tsp-no-certificate"),
        (Fault::WrongSignature, "tsp-signature"),
        (Fault::Rejection, "tsp-refused"),
    ] {
        let answer = authority
            .handle_tsp_wrongly(&request.to_der().unwrap(), AT, fault)
            .unwrap();
        let response = Response::from_der(&answer).unwrap();
        let error = response.accept(&request, &[]).unwrap_err();
        assert_eq!(error.code(), code, "{fault:?}: {error}");
    }
    let garbage = authority
        .handle_tsp_wrongly(&request.to_der().unwrap(), AT, Fault::Garbage)
        .unwrap();
    assert!(Response::from_der(&garbage).is_err());
}

#[test]
fn openssl_refuses_the_faults_it_looks_at() {
    let authority = authority(KeyAlgorithm::P256);
    let workshop = Workshop::new();
    write_anchors(&workshop, &authority);
    workshop.openssl("ts -query -data data -sha256 -cert -out request.tsq");
    for fault in [
        Fault::WrongNonce,
        Fault::NoNonce,
        Fault::WrongImprint,
        Fault::ExpiredCertificate,
        Fault::LooseCertificate,
        Fault::WrongSignature,
        Fault::Rejection,
        Fault::Garbage,
    ] {
        let request = workshop.read("request.tsq");
        let answer = authority.handle_tsp_wrongly(&request, AT, fault).unwrap();
        workshop.write("answer.tsr", answer);
        let result = workshop.try_openssl(&format!(
            "ts -verify -queryfile request.tsq -in answer.tsr -CAfile root.pem \
             -untrusted issuers.pem -attime {}",
            AT.unix_timestamp()
        ));
        assert!(result.is_err(), "{fault:?}");
    }
}

#[test]
fn a_request_that_cannot_be_served_is_refused_politely() {
    let authority = authority(KeyAlgorithm::P256);
    let mut wrong_length = request();
    wrong_length.imprint.value.pop();
    let mut other_policy = request();
    other_policy.policy = Some(pki::oid::SHA_256);
    for (bytes, failure) in [
        (b"nonsense".to_vec(), pki::tsp::Failure::BadDataFormat),
        (
            wrong_length.to_der().unwrap(),
            pki::tsp::Failure::BadAlgorithm,
        ),
        (
            other_policy.to_der().unwrap(),
            pki::tsp::Failure::UnacceptedPolicy,
        ),
    ] {
        let answer = authority.handle_tsp(&bytes, AT).unwrap();
        let response = Response::from_der(&answer).unwrap();
        assert_eq!(response.failure, Some(failure));
        assert!(response.token.is_none());
    }
}
