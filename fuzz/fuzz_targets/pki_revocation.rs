//! Reads any bytes as a revocation list, and as an OCSP request and answer.
//!
//! `cargo +nightly fuzz run pki_revocation` from the folder above. Every find becomes a named test
//! in `crates/pki/tests/mutations.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pki::Crl;
use pki::ocsp::{Request, Response};

fuzz_target!(|data: &[u8]| {
    if let Ok(list) = Crl::load(data) {
        let _ = (list.number(), list.is_delta(), list.authority_key_id());
        for entry in list.entries() {
            assert!(list.entry(&entry.serial).is_some());
        }
    }
    if let Ok(request) = Request::from_der(data) {
        let written = request.to_der().map(|der| Request::from_der(&der));
        assert_eq!(written, Ok(Ok(request)));
    }
    let _ = Response::from_basic_der(data);
    if let Ok(response) = Response::from_der(data) {
        for certificate in response.basic().into_iter().flat_map(|b| &b.certificates) {
            let at = certificate.not_before();
            let _ = response.check(certificate, certificate, at, None);
        }
    }
});
