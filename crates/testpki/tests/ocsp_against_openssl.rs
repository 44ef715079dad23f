//! The OCSP responder, judged by `openssl ocsp` and by our own check.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

#[path = "../../pki/tests/support/mod.rs"]
mod support;

use pki::Certificate;
use pki::ocsp::{Request, Response};
use pki::revocation::{Material, Reason, RevocationError, Statement, Status, statements};
use support::Workshop;
use testpki::{
    Authority, Ca, Config, Issued, KeyAlgorithm, Kind, OcspFault, Profile, Subject, Validity,
};
use time::UtcDateTime;
use time::macros::utc_datetime;

const AT: UtcDateTime = utc_datetime!(2026-11-21 08:00);
const NONCE: &[u8] = &[5; 32];

fn authority(key: KeyAlgorithm) -> Authority {
    let config = Config {
        base_url: "http://127.0.0.1:8090".to_owned(),
        key,
    };
    Authority::new(config, AT).unwrap()
}

fn issue(authority: &mut Authority, revoked: Option<Reason>) -> Issued {
    let profile = Profile {
        subject: Subject {
            common_name: "Nguyễn Thị Thử".to_owned(),
            organization: "Sở Thử nghiệm (for testing)".to_owned(),
            ..Subject::default()
        },
        kind: Kind::Person,
        key: KeyAlgorithm::P256,
        issuer: Ca::Government,
        validity: Validity::Current,
    };
    let issued = authority.issue(&profile, AT).unwrap();
    if let Some(reason) = revoked {
        authority.revoke(&issued.certificate, reason, AT).unwrap();
    }
    issued
}

fn ask_openssl(
    workshop: &Workshop,
    authority: &Authority,
    issued: &Issued,
) -> Result<String, String> {
    workshop.write("leaf.pem", issued.certificate.to_pem());
    workshop.write("issuer.pem", issued.chain[0].to_pem());
    workshop.write("root.pem", issued.chain[1].to_pem());
    workshop.openssl("ocsp -sha256 -issuer issuer.pem -cert leaf.pem -reqout request.der");
    let answer = authority
        .handle_ocsp(&workshop.read("request.der"), AT)
        .unwrap();
    workshop.write("answer.der", answer);
    // OpenSSL compares the times of the answer with the machine's clock; the validity period lets
    // it pass in any year.
    let text = workshop.try_openssl(&format!(
        "ocsp -validity_period 900000000 -no_nonce -reqin request.der -respin answer.der -sha256 -issuer issuer.pem -cert leaf.pem \
         -CAfile root.pem -verify_other issuer.pem -attime {}",
        AT.unix_timestamp()
    ))?;
    assert!(text.contains("Response verify OK"), "{text}");
    Ok(text)
}

#[test]
fn openssl_reads_good_revoked_and_suspended() {
    for key in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P384] {
        let mut authority = authority(key);
        let workshop = Workshop::new();
        for (reason, expected) in [
            (None, "leaf.pem: good"),
            (Some(Reason::KeyCompromise), "Reason: keyCompromise"),
            (Some(Reason::CertificateHold), "Reason: certificateHold"),
        ] {
            let issued = issue(&mut authority, reason);
            let text = ask_openssl(&workshop, &authority, &issued).unwrap();
            assert!(text.contains(expected), "{text}");
        }
    }
}

fn says(
    response: Response,
    certificate: &Certificate,
    issuer: &Certificate,
    at: UtcDateTime,
) -> Result<Statement, RevocationError> {
    let material = Material {
        lists: Vec::new(),
        answers: vec![response],
    };
    let (said, refused) = statements(certificate, issuer, &material, &[], at);
    said.into_iter().next().ok_or_else(|| refused[0].1.clone())
}

fn ask(authority: &Authority, certificate: &Certificate, issuer: &Certificate) -> Response {
    let request = Request::new(certificate, issuer, Some(NONCE));
    let answer = authority
        .handle_ocsp(&request.to_der().unwrap(), AT)
        .unwrap();
    Response::from_der(&answer).unwrap()
}

#[test]
fn we_read_good_revoked_and_unknown() {
    let mut authority = authority(KeyAlgorithm::P256);
    let good = issue(&mut authority, None);
    let revoked = issue(&mut authority, Some(Reason::Superseded));
    let issuer = &good.chain[0];
    let response = ask(&authority, &good.certificate, issuer);
    assert_eq!(response.check_nonce(NONCE), Ok(true));
    let answer = says(response, &good.certificate, issuer, AT).unwrap();
    assert_eq!(answer.status, Status::Good);
    assert!(answer.no_check && !answer.signer_is_issuer && answer.is_current(AT));

    let response = ask(&authority, &revoked.certificate, issuer);
    let answer = says(response, &revoked.certificate, issuer, AT).unwrap();
    let expected = Status::Revoked {
        at: AT,
        reason: Reason::Superseded,
    };
    assert_eq!(answer.status, expected);

    // The root itself is asked about its issuing authorities.
    let root = authority.certificate(Ca::Root).unwrap();
    let answer = says(ask(&authority, issuer, root), issuer, root, AT).unwrap();
    assert_eq!(answer.status, Status::Good);

    let restored = Authority::from_bytes(&authority.to_bytes().unwrap()).unwrap();
    let unknown = issue(&mut authority, None);
    let response = ask(&restored, &unknown.certificate, issuer);
    let answer = says(response, &unknown.certificate, issuer, AT).unwrap();
    assert_eq!(answer.status, Status::Unknown);
}

#[test]
fn each_fault_is_told_apart() {
    let mut authority = authority(KeyAlgorithm::P256);
    let issued = issue(&mut authority, None);
    let issuer = &issued.chain[0];
    let request = Request::new(&issued.certificate, issuer, Some(NONCE))
        .to_der()
        .unwrap();
    for (fault, code) in [
        (OcspFault::WrongNonce, "revocation-nonce"),
        (OcspFault::WrongResponder, "revocation-not-authorized"),
        (OcspFault::WrongSignature, "revocation-signature"),
        (OcspFault::TryLater, "revocation-refused"),
    ] {
        let answer = authority.handle_ocsp_wrongly(&request, AT, fault).unwrap();
        let response = Response::from_der(&answer).unwrap();
        let error = response
            .check_nonce(NONCE)
            .and_then(|_| says(response.clone(), &issued.certificate, issuer, AT))
            .unwrap_err();
        assert_eq!(error.code(), code, "{fault:?}: {error}");
    }
    let answer = authority.handle_ocsp(b"nonsense", AT).unwrap();
    assert_eq!(
        Response::from_der(&answer).unwrap().status(),
        pki::ocsp::ResponseStatus::MalformedRequest
    );
}

#[test]
fn an_answer_about_somebody_else_says_nothing() {
    let mut authority = authority(KeyAlgorithm::P256);
    let first = issue(&mut authority, None);
    let second = issue(&mut authority, None);
    let issuer = &first.chain[0];
    let response = ask(&authority, &first.certificate, issuer);
    let error = says(response.clone(), &second.certificate, issuer, AT).unwrap_err();
    assert_eq!(error.code(), "revocation-not-about");
    let earlier = AT - time::Duration::HOUR;
    let error = says(response, &first.certificate, issuer, earlier).unwrap_err();
    assert_eq!(error.code(), "revocation-from-the-future");
}
