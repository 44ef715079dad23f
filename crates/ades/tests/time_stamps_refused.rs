//! A time-stamp answer that is not right is refused by name, and nothing is released.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use ades::pades::{Level, sign_with};
use ades::timestamp::{SourceFailure, TimestampSource};
use support::{AUTHORITY, NOW, person, random, sample, update};
use testpki::{Fault, KeyAlgorithm};

/// An authority that answers wrongly.
struct Wrong(Fault);

impl TimestampSource for Wrong {
    fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>, SourceFailure> {
        let authority = AUTHORITY.lock().unwrap();
        Ok(authority.handle_tsp_wrongly(request, *NOW, self.0).unwrap())
    }
}

/// An authority that cannot be reached.
struct Down;

impl TimestampSource for Down {
    fn ask(&mut self, _: &[u8]) -> Result<Vec<u8>, SourceFailure> {
        Err(SourceFailure {
            code: "tsa-unreachable",
            message: "nobody answers".to_owned(),
            values: vec![("host", "tsa.example".to_owned())],
        })
    }
}

fn refused(source: &mut dyn TimestampSource) -> ades::Error {
    let key = person(KeyAlgorithm::P256);
    let request = key.request(Level::BT);
    let update = update(&sample("cong-van.pdf"));
    sign_with(&key, Some(source), &update, &request, &mut random, None).unwrap_err()
}

#[test]
fn each_fault_has_its_name() {
    for (fault, code) in [
        (Fault::WrongNonce, "tsp-nonce"),
        (Fault::NoNonce, "tsp-nonce"),
        (Fault::WrongImprint, "tsp-imprint"),
        (Fault::ExpiredCertificate, "tsp-certificate-not-valid"),
        (Fault::LooseCertificate, "tsp-not-for-time-stamping"),
        (Fault::NoCertificate, "tsp-no-certificate"),
        (Fault::WrongSignature, "tsp-signature"),
        (Fault::Rejection, "tsp-refused"),
        (Fault::Garbage, "pki-malformed"),
    ] {
        assert_eq!(refused(&mut Wrong(fault)).code(), code, "{fault:?}");
    }
}

#[test]
fn a_source_that_fails_keeps_its_own_code_and_values() {
    let error = refused(&mut Down);
    assert_eq!(error.code(), "tsa-unreachable");
    assert_eq!(error.values(), [("host", "tsa.example".to_owned())]);
}
