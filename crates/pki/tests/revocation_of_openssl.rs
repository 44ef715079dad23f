//! Lists and OCSP answers made by OpenSSL: read, verified, and refused where they say nothing.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use pki::ocsp::{Request, Response};
use pki::revocation::{Material, Reason, RevocationError, Statement, Status, statements};
use pki::{Certificate, Crl};
use support::Workshop;
use time::{Duration, UtcDateTime};

const CONFIG: &str = "\
[req]\ndistinguished_name=dn\n[dn]\n\
[root]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n\
subjectKeyIdentifier=hash\n\
[nocrl]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n\
[responder]\nextendedKeyUsage=OCSPSigning\nnoCheck=yes\n\
[server]\nextendedKeyUsage=serverAuth\n\
[ca]\ndefault_ca=a\n[a]\nnew_certs_dir=.\ndatabase=index.txt\nserial=serial\ncrlnumber=number\n\
private_key=key.pem\ncertificate=ca.pem\ndefault_md=sha256\ndefault_days=30\npolicy=p\n\
crl_extensions=list\nunique_subject=no\nrand_serial=yes\n\
[p]\ncommonName=supplied\n\
[list]\nauthorityKeyIdentifier=keyid\n\
[users]\nissuingDistributionPoint=critical,@onlyusers\n[onlyusers]\nonlyuser=TRUE\n\
[authorities]\nissuingDistributionPoint=critical,@onlycas\n[onlycas]\nonlyCA=TRUE\n\
[some]\nissuingDistributionPoint=critical,@reasons\n[reasons]\nonlysomereasons=keyCompromise\n\
[indirect]\nissuingDistributionPoint=critical,@ind\n[ind]\nindirectCRL=TRUE\n\
[strange]\n1.2.3.4=critical,ASN1:NULL\n\
[delta]\n2.5.29.27=critical,ASN1:INTEGER:1\n";

/// When the workshop's authority acts. OpenSSL's clock is the machine's, so tests take their
/// moment from what it wrote.
struct Office {
    workshop: Workshop,
    authority: Certificate,
}

impl Office {
    fn new() -> Self {
        let workshop = Workshop::new();
        workshop.write("ca.cnf", CONFIG);
        workshop.write("index.txt", "");
        workshop.write("number", "0A\n");
        workshop.openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem \
             -out ca.pem -days 60 -config ca.cnf -extensions root -subj '/CN=Authority for testing'",
        );
        let authority = Certificate::from_pem(&workshop.read("ca.pem")).unwrap();
        Self {
            workshop,
            authority,
        }
    }

    fn issue(&self, name: &str, options: &str) -> Certificate {
        self.workshop.openssl(&format!(
            "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {name}.key \
             -out {name}.csr -config ca.cnf -subj '/CN={name}'"
        ));
        self.workshop.openssl(&format!(
            "ca -batch -config ca.cnf -notext -in {name}.csr -out {name}.pem {options}"
        ));
        Certificate::from_pem(&self.workshop.read(&format!("{name}.pem"))).unwrap()
    }

    fn list(&self, options: &str) -> Crl {
        self.workshop.openssl(&format!(
            "ca -config ca.cnf -gencrl -crldays 7 -out list.pem {options}"
        ));
        Crl::load(&self.workshop.read("list.pem")).unwrap()
    }

    fn answer(&self, request: &Request, options: &str) -> Response {
        self.workshop
            .write("request.der", request.to_der().unwrap());
        self.workshop.openssl(&format!(
            "ocsp -index index.txt -CA ca.pem -reqin request.der -respout answer.der {options}"
        ));
        Response::from_der(&self.workshop.read("answer.der")).unwrap()
    }
}

/// What the one list or answer in `material` says.
fn only(
    material: &Material,
    certificate: &Certificate,
    issuer: &Certificate,
    at: UtcDateTime,
) -> Result<Statement, RevocationError> {
    let (mut said, mut refused) = statements(certificate, issuer, material, &[], at);
    assert_eq!(said.len() + refused.len(), 1);
    match said.pop() {
        Some(statement) => Ok(statement),
        None => Err(refused.pop().unwrap().1),
    }
}

fn in_list(
    list: &Crl,
    certificate: &Certificate,
    issuer: &Certificate,
    at: UtcDateTime,
) -> Result<Status, RevocationError> {
    let material = Material {
        lists: vec![list.clone()],
        answers: Vec::new(),
    };
    Ok(only(&material, certificate, issuer, at)?.status)
}

fn in_answer(
    answer: &Response,
    certificate: &Certificate,
    issuer: &Certificate,
    at: UtcDateTime,
) -> Result<Statement, RevocationError> {
    let material = Material {
        lists: Vec::new(),
        answers: vec![answer.clone()],
    };
    only(&material, certificate, issuer, at)
}

/// After everything OpenSSL writes in this run, before everything it writes expires.
fn soon(from: UtcDateTime) -> UtcDateTime {
    from + Duration::HOUR
}

#[test]
fn a_list_tells_good_from_revoked() {
    let office = Office::new();
    let good = office.issue("good", "");
    let bad = office.issue("bad", "");
    let held = office.issue("held", "");
    office
        .workshop
        .openssl("ca -config ca.cnf -revoke bad.pem -crl_compromise 20260102030405Z");
    office
        .workshop
        .openssl("ca -config ca.cnf -revoke held.pem -crl_hold holdInstructionReject");
    let list = office.list("");
    let at = soon(list.this_update());
    assert!(list.this_update() <= at);
    assert_eq!(list.number(), Some(&[0x0A][..]));
    assert_eq!(list.entries().count(), 2);
    assert_eq!(list.authority_key_id(), office.authority.subject_key_id());

    assert_eq!(
        in_list(&list, &good, &office.authority, at).unwrap(),
        Status::Good
    );
    let Status::Revoked { reason, .. } = in_list(&list, &bad, &office.authority, at).unwrap()
    else {
        panic!("revoked");
    };
    assert_eq!(reason, Reason::KeyCompromise);
    let Status::Revoked { reason, .. } = in_list(&list, &held, &office.authority, at).unwrap()
    else {
        panic!("suspended");
    };
    assert_eq!(reason, Reason::CertificateHold);
    let der = Crl::from_der(list.der()).unwrap();
    assert_eq!(der, list);
    assert_eq!(Crl::load(list.der()).unwrap(), list);
}

#[test]
fn lists_of_limited_scope_say_nothing_about_others() {
    let office = Office::new();
    let good = office.issue("good", "");
    let at = |list: &Crl| soon(list.this_update());

    let list = office.list("-crlexts users");
    assert_eq!(
        in_list(&list, &good, &office.authority, at(&list)).unwrap(),
        Status::Good
    );
    let error = in_list(&list, &office.authority, &office.authority, at(&list)).unwrap_err();
    assert_eq!(error.code(), "revocation-out-of-scope");

    // That a list may be about others as well does not matter for the issuer's own certificates.
    let list = office.list("-crlexts indirect");
    assert_eq!(
        in_list(&list, &good, &office.authority, at(&list)).unwrap(),
        Status::Good
    );

    let list = office.list("-crlexts authorities");
    assert_eq!(
        in_list(&list, &office.authority, &office.authority, at(&list)).unwrap(),
        Status::Good
    );
    for (section, code) in [
        ("authorities", "revocation-out-of-scope"),
        ("some", "revocation-out-of-scope"),
        ("delta", "revocation-out-of-scope"),
        ("strange", "revocation-critical-extension"),
    ] {
        let list = office.list(&format!("-crlexts {section}"));
        let error = in_list(&list, &good, &office.authority, at(&list)).unwrap_err();
        assert_eq!(error.code(), code, "{section}");
    }
}

#[test]
fn a_list_must_be_by_the_issuer_and_hold() {
    let other = Office::new();
    let office = Office::new();
    let good = office.issue("good", "");
    let list = office.list("");
    let at = soon(list.this_update());
    let error = in_list(
        &list,
        &good,
        &office.authority,
        list.this_update() - Duration::HOUR,
    )
    .unwrap_err();
    assert_eq!(error.code(), "revocation-from-the-future");

    let error = in_list(&list, &good, &other.authority, at).unwrap_err();
    assert_eq!(error.code(), "revocation-signature");
    let error = in_list(&list, &good, &good, at).unwrap_err();
    assert_eq!(error.code(), "revocation-no-signer");

    office.workshop.openssl(
        "req -x509 -key key.pem -out weak.pem -days 60 -config ca.cnf -extensions nocrl \
         -subj '/CN=Authority for testing'",
    );
    let weak = Certificate::from_pem(&office.workshop.read("weak.pem")).unwrap();
    let error = in_list(&list, &good, &weak, at).unwrap_err();
    assert_eq!(error.code(), "revocation-not-authorized");
}

#[test]
fn answers_of_openssl_are_judged() {
    let office = Office::new();
    let good = office.issue("good", "");
    let bad = office.issue("bad", "");
    office
        .workshop
        .openssl("ca -config ca.cnf -revoke bad.pem -crl_reason superseded");
    office.issue("responder", "-extensions responder");
    office.issue("server", "-extensions server");
    let nonce = [9; 32];
    let own = "-rsigner ca.pem -rkey key.pem -ndays 1";
    let delegated = "-rsigner responder.pem -rkey responder.key -ndays 1";
    for (options, by_key) in [
        (own, ""),
        (delegated, ""),
        (own, "-resp_key_id"),
        (delegated, "-resp_key_id"),
    ] {
        let options = format!("{options} {by_key}");
        let request = Request::new(&good, &office.authority, Some(&nonce));
        let response = office.answer(&request, &options);
        let at = soon(response.basic().unwrap().produced_at);
        let answer = in_answer(&response, &good, &office.authority, at).unwrap();
        assert_eq!(answer.status, Status::Good);
        assert!(answer.is_current(at));
        assert_eq!(answer.signer_is_issuer, options.starts_with(own));
        assert_eq!(answer.no_check, !answer.signer_is_issuer);
        assert_eq!(response.check_nonce(&nonce), Ok(true));

        let request = Request::new(&bad, &office.authority, None);
        let response = office.answer(&request, &options);
        let answer = in_answer(&response, &bad, &office.authority, at).unwrap();
        let Status::Revoked { reason, .. } = answer.status else {
            panic!("revoked");
        };
        assert_eq!(reason, Reason::Superseded);
        assert_eq!(response.check_nonce(&nonce), Ok(false));
    }
    let request = Request::new(&good, &office.authority, Some(&nonce));
    let response = office.answer(&request, "-rsigner server.pem -rkey server.key -ndays 1");
    let at = soon(response.basic().unwrap().produced_at);
    let error = in_answer(&response, &good, &office.authority, at).unwrap_err();
    assert_eq!(error.code(), "revocation-not-authorized");
    let response = office.answer(&request, &format!("{delegated} -resp_no_certs"));
    let error = in_answer(&response, &good, &office.authority, at).unwrap_err();
    assert_eq!(error.code(), "revocation-no-signer");
    let response = office.answer(&request, own);
    let error = response.check_nonce(&[1]).unwrap_err();
    assert_eq!(error.code(), "revocation-nonce");
}

#[test]
fn openssl_reads_our_request() {
    let office = Office::new();
    let good = office.issue("good", "");
    let request = Request::new(&good, &office.authority, Some(&[0xAB; 32]));
    office
        .workshop
        .write("request.der", request.to_der().unwrap());
    let text = office.workshop.openssl("ocsp -reqin request.der -req_text");
    assert!(text.contains(&good.serial_hex()), "{text}");
    assert!(text.contains("OCSP Nonce"), "{text}");
    assert_eq!(
        Request::from_der(&request.to_der().unwrap()).unwrap(),
        request
    );
}

#[test]
fn truncated_evidence_is_an_error_at_every_length() {
    let office = Office::new();
    let good = office.issue("good", "");
    office
        .workshop
        .openssl("ca -config ca.cnf -revoke good.pem");
    let list = office.list("");
    let request = Request::new(&good, &office.authority, Some(&[1; 32]));
    let response = office.answer(&request, "-rsigner ca.pem -rkey key.pem -ndays 1");
    for length in 0..list.der().len() {
        assert!(Crl::from_der(&list.der()[..length]).is_err());
    }
    for length in 0..response.der().len() {
        assert!(Response::from_der(&response.der()[..length]).is_err());
    }
    assert!(Crl::load(b"-----BEGIN CERTIFICATE-----\n").is_err());
}
