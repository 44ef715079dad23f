//! Any bytes as a time-stamp request, an answer and a token.

use pki::tsp::{Request, Response, Token};

use crate::fixture::{Fixture, STAMPED};

pub(crate) fn run(data: &[u8]) {
    if let Ok(request) = Request::from_der(data) {
        let written = request.to_der().map(|der| Request::from_der(&der));
        assert_eq!(written, Ok(Ok(request)), "a request changes when written");
    }
    if let Ok(token) = Token::from_der(data) {
        check(&token);
    }
    let Ok(response) = Response::from_der(data) else {
        return;
    };
    let fixture = Fixture::shared();
    let request = Request::from_der(&fixture.stamp_request).unwrap();
    if let Ok(token) = response.accept(&request, &[]) {
        check(&token);
    }
}

/// A token over what was stamped is the one that was given, if its signer is the authority's.
fn check(token: &Token) {
    let Ok(authority) = token.verify_signature(&[]) else {
        return;
    };
    let known = original();
    let signer = known.verify_signature(&[]).expect("the fixture's token");
    if token.check_imprint(STAMPED).is_ok() && authority.certificate == signer.certificate {
        assert_eq!(token.gen_time(), known.gen_time());
        assert_eq!(token.info().serial, known.info().serial);
        assert_eq!(token.info().policy, known.info().policy);
    }
}

fn original() -> Token {
    let response = Response::from_der(&Fixture::shared().stamp_answer).unwrap();
    Token::from_der(&response.token.unwrap()).unwrap()
}

pub(crate) fn seeds(fixture: &Fixture) -> Vec<Vec<u8>> {
    let response = Response::from_der(&fixture.stamp_answer).unwrap();
    vec![
        fixture.stamp_request.clone(),
        fixture.stamp_answer.clone(),
        response.token.unwrap(),
    ]
}
