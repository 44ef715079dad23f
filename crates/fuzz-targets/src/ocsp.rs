//! Any bytes as an OCSP request, an answer, and the inner part of one.

use pki::Certificate;
use pki::ocsp::{Request, Response};
use pki::revocation::{Material, statements};

use crate::fixture::{Fixture, NOW};

pub(crate) fn run(data: &[u8]) {
    if let Ok(request) = Request::from_der(data) {
        let written = request.to_der().map(|der| Request::from_der(&der));
        assert_eq!(written, Ok(Ok(request)), "a request changes when written");
    }
    let _ = Response::from_basic_der(data);
    let Ok(response) = Response::from_der(data) else {
        return;
    };
    let fixture = Fixture::shared();
    let signer = Certificate::from_der(&fixture.signer).unwrap();
    let issuer = Certificate::from_der(&fixture.issuer).unwrap();
    let says = |response| {
        let material = Material {
            lists: Vec::new(),
            answers: vec![response],
        };
        let (mut said, _) = statements(&signer, &issuer, &material, &[], NOW);
        said.pop()
    };
    let Some(answer) = says(response) else {
        return;
    };
    // What is outside the signature may be rewritten; what was said may not.
    let original = Response::from_der(&fixture.ocsp_answer).unwrap();
    let said = says(original).expect("the fixture's answer counts");
    assert_eq!(answer.status, said.status);
    assert_eq!(answer.this_update, said.this_update);
    assert_eq!(answer.next_update, said.next_update);
    assert_eq!(answer.produced_at, said.produced_at);
    assert_eq!(answer.signer, said.signer);
}

pub(crate) fn seeds(fixture: &Fixture) -> Vec<Vec<u8>> {
    vec![fixture.ocsp_request.clone(), fixture.ocsp_answer.clone()]
}
