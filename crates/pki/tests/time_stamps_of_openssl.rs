//! An authority run with `openssl ts` answers our requests; each broken answer is told apart.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use pki::signed_data::{SignedData, SignerError};
use pki::tsp::{Request, Response, Status, Token, TokenError};
use pki::{Certificate, DigestAlgorithm, Error, oid};
use support::Workshop;

const MESSAGE: &[u8] = "Quyết định (for testing)".as_bytes();
const NONCE: [u8; 16] = [0x9C, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

const CONFIG: &str = "\
[req]\ndistinguished_name=dn\n[dn]\n\
[good]\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n\
[tsa]\ndefault_tsa=t\n[t]\nserial=serial\ncrypto_device=builtin\ndefault_policy=1.2.3.4.1\n\
other_policies=1.2.3.4.5\ndigests=sha1,sha256,sha384,sha512\naccuracy=secs:1,millisecs:500,microsecs:100\n\
ordering=yes\ntsa_name=yes\ness_cert_id_chain=no\ness_cert_id_alg=sha256\nsigner_digest=sha256\n";

fn authority() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("serial", "01\n");
    workshop.write("ts.cnf", CONFIG);
    workshop.openssl(
        "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30 \
         -config ts.cnf -extensions good -subj '/C=VN/CN=TSA for testing'",
    );
    workshop
}

fn answer(workshop: &Workshop, request: &Request, options: &str) -> Response {
    workshop.write("request.tsq", request.to_der().unwrap());
    workshop.openssl(&format!(
        "ts -reply -config ts.cnf -queryfile request.tsq -signer cert.pem -inkey key.pem \
         -out answer.tsr {options}"
    ));
    Response::from_der(&workshop.read("answer.tsr")).unwrap()
}

fn request() -> Request {
    let digest = DigestAlgorithm::Sha256;
    Request::new(digest, digest.digest(MESSAGE), &NONCE)
}

#[test]
fn a_good_answer_is_accepted() {
    let workshop = authority();
    for digest in [
        DigestAlgorithm::Sha256,
        DigestAlgorithm::Sha384,
        DigestAlgorithm::Sha512,
    ] {
        let request = Request::new(digest, digest.digest(MESSAGE), &NONCE);
        let token = answer(&workshop, &request, "")
            .accept(&request, &[])
            .unwrap();
        token.check_imprint(MESSAGE).unwrap();
        assert_eq!(
            token.check_imprint(b"something else"),
            Err(TokenError::ImprintDiffers)
        );
        let info = token.info();
        assert!(info.ordering);
        assert_eq!(info.policy.to_string(), "1.2.3.4.1");
        assert_eq!(
            info.accuracy.unwrap().duration().whole_microseconds(),
            1_500_100
        );
        assert!(info.authority.is_some());
        let authority = token.verify_signature(&[]).unwrap();
        assert_eq!(
            authority.certificate,
            Certificate::from_pem(&workshop.read("cert.pem")).unwrap()
        );
        assert_eq!(
            Token::from_der(token.der()).unwrap().gen_time(),
            token.gen_time()
        );
    }
}

#[test]
fn openssl_reads_our_request() {
    let workshop = Workshop::new();
    let mut request = request();
    request.policy = Some(oid::SHA_256);
    workshop.write("request.tsq", request.to_der().unwrap());
    let text = workshop.openssl("ts -query -in request.tsq -text");
    assert!(text.contains("Hash Algorithm: sha256"), "{text}");
    assert!(
        text.contains("Nonce: 0x9C0102030405060708090A0B0C0D0E0F"),
        "{text}"
    );
    assert!(text.contains("Certificate required: yes"), "{text}");
    assert!(text.contains("Policy OID: sha256"), "{text}");
    assert_eq!(
        Request::from_der(&request.to_der().unwrap()).unwrap(),
        request
    );
}

#[test]
fn a_request_of_openssl_is_read() {
    let workshop = Workshop::new();
    workshop.write("data", MESSAGE);
    workshop.openssl("ts -query -data data -sha512 -cert -out request.tsq");
    let request = Request::from_der(&workshop.read("request.tsq")).unwrap();
    assert_eq!(request.imprint.digest().unwrap(), DigestAlgorithm::Sha512);
    assert_eq!(
        request.imprint.value,
        DigestAlgorithm::Sha512.digest(MESSAGE)
    );
    assert!(request.certificate_wanted && request.nonce.is_some());
    assert_eq!(request.to_der().unwrap(), workshop.read("request.tsq"));
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let workshop = authority();
    let asked = request();
    let response = answer(&workshop, &asked, "");

    let mut other = asked.clone();
    other.nonce = Some(vec![1, 2, 3]);
    assert_eq!(
        response.accept(&other, &[]).unwrap_err(),
        TokenError::NonceDiffers
    );

    let mut other = asked.clone();
    other.imprint.value = DigestAlgorithm::Sha256.digest(b"another message");
    assert_eq!(
        response.accept(&other, &[]).unwrap_err(),
        TokenError::ImprintDiffers
    );

    let mut other = asked.clone();
    other.policy = Some(oid::SHA_256);
    assert!(matches!(
        response.accept(&other, &[]).unwrap_err(),
        TokenError::PolicyDiffers { .. }
    ));

    let mut without_nonce = asked.clone();
    without_nonce.nonce = None;
    let response = answer(&workshop, &without_nonce, "");
    assert_eq!(
        response.accept(&asked, &[]).unwrap_err(),
        TokenError::NonceDiffers
    );
}

#[test]
fn a_refusal_says_why() {
    let workshop = authority();
    let mut request = request();
    request.policy = Some(oid::SHA_256);
    let response = answer(&workshop, &request, "");
    let error = response.accept(&request, &[]).unwrap_err();
    assert_eq!(error.code(), "tsp-refused");
    let TokenError::Refused {
        status,
        failure,
        text,
    } = error
    else {
        panic!("{error}");
    };
    assert_eq!(status, Status::Rejection);
    assert_eq!(failure, Some(pki::tsp::Failure::UnacceptedPolicy));
    assert!(text.contains("policy"), "{text}");
}

#[test]
fn a_token_without_its_certificate_needs_a_candidate() {
    let workshop = authority();
    let mut request = request();
    request.certificate_wanted = false;
    let response = answer(&workshop, &request, "");
    assert_eq!(
        response.accept(&request, &[]).unwrap_err(),
        TokenError::NoCertificate
    );
    let certificate = Certificate::from_pem(&workshop.read("cert.pem")).unwrap();
    let token = response
        .accept(&request, std::slice::from_ref(&certificate))
        .unwrap();
    request.certificate_wanted = true;
    let response = Response {
        token: Some(token.der().to_vec()),
        ..response
    };
    assert_eq!(
        response.accept(&request, &[certificate]).unwrap_err(),
        TokenError::CertificateNotIncluded
    );
}

#[test]
fn a_certificate_of_the_same_name_does_not_take_the_place_of_the_authority() {
    let workshop = authority();
    let mut request = request();
    request.certificate_wanted = false;
    let response = answer(&workshop, &request, "");
    let serial = Certificate::from_pem(&workshop.read("cert.pem"))
        .unwrap()
        .serial_hex();
    workshop.openssl(&format!(
        "req -x509 -key key.pem -out twin.pem -days 60 -config ts.cnf -extensions good \
         -set_serial 0x{serial} -subj '/C=VN/CN=TSA for testing'"
    ));
    let twin = Certificate::from_pem(&workshop.read("twin.pem")).unwrap();
    assert_eq!(
        response.accept(&request, &[twin]).unwrap_err(),
        TokenError::BoundToAnother
    );
}

#[test]
fn changed_content_is_told_from_a_wrong_value() {
    let workshop = authority();
    let request = request();
    let response = answer(&workshop, &request, "");
    let token = response.token.clone().unwrap();

    // The serial number of the stamp follows its imprint.
    let place = token
        .windows(32)
        .position(|w| w == request.imprint.value)
        .unwrap()
        + 32
        + 2;
    let mut changed = token.clone();
    changed[place] ^= 0x40;
    let changed = Token::from_der(&changed).unwrap();
    assert_eq!(
        changed.verify_signature(&[]).unwrap_err(),
        TokenError::Signature(SignerError::DigestDiffers)
    );

    let mut changed = token.clone();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    let changed = Token::from_der(&changed).unwrap();
    assert_eq!(
        changed.verify_signature(&[]).unwrap_err(),
        TokenError::Signature(SignerError::Signature(Error::BadSignature))
    );
}

#[test]
fn garbage_is_unreadable_and_never_a_panic() {
    let workshop = authority();
    let response = workshop_response(&workshop);
    for length in 0..response.len() {
        assert!(Response::from_der(&response[..length]).is_err());
    }
}

#[test]
fn an_answer_in_ber_is_read_and_its_signature_holds() {
    let workshop = authority();
    let request = request();
    let response = answer(&workshop, &request, "");
    let bytes = workshop.read("answer.tsr");
    let indefinite = [&[0x30, 0x80][..], &bytes[4..], &[0, 0]].concat();
    let read = Response::from_der(&indefinite).unwrap();
    assert_eq!(read.token, response.token);

    let token = response.token.unwrap();
    assert_eq!([token[0], token[1]], [0x30, 0x82]);
    let ber = [&[0x30, 0x80][..], &token[4..], &[0, 0]].concat();
    let token = Token::from_der(&ber).unwrap();
    assert_eq!(token.der(), ber);
    token.check(&request).unwrap();
    token.verify_signature(&[]).unwrap();
}

#[test]
fn a_message_streamed_by_openssl_is_read() {
    let workshop = authority();
    workshop.write("data", MESSAGE);
    workshop.openssl(
        "cms -sign -stream -indef -nodetach -binary -in data -signer cert.pem -inkey key.pem \
         -md sha256 -outform DER -out message.p7m",
    );
    let message = workshop.read("message.p7m");
    assert_eq!(message[1], 0x80);
    let data = SignedData::from_der(&message).unwrap();
    assert!(data.was_ber);
    assert_eq!(data.content.as_deref(), Some(MESSAGE));
    let digest = DigestAlgorithm::Sha256.digest(MESSAGE);
    data.signers[0]
        .verify(&data.certificates[0], oid::DATA, &digest)
        .unwrap();
    assert!(SignedData::from_der(&[&message[..], &[0]].concat()).is_err());
}

fn workshop_response(workshop: &Workshop) -> Vec<u8> {
    answer(workshop, &request(), "");
    workshop.read("answer.tsr")
}
