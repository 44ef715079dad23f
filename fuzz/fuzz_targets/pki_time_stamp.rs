//! Reads any bytes as BER, signed data, and as a time-stamp request, answer and token.
//!
//! `cargo +nightly fuzz run pki_time_stamp` from the folder above. Every find becomes a named test
//! in `crates/pki/tests/mutations.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pki::signed_data::SignedData;
use pki::tsp::{Request, Response, Token};
use pki::{ber, ess};

fuzz_target!(|data: &[u8]| {
    if let Ok(normalized) = ber::normalize(data) {
        assert!(normalized.length <= data.len());
        let again = ber::normalize(&normalized.der).map(|again| (again.der, again.changed));
        assert_eq!(again, Ok((normalized.der, false)));
    }
    if let Ok(message) = SignedData::from_der(data) {
        for signer in &message.signers {
            let _ = signer.signed_attributes.as_ref().map(ess::certificate_ids);
            for certificate in &message.certificates {
                let _ = signer.verify(certificate, message.content_type, &[0; 32]);
            }
        }
    }
    if let Ok(token) = Token::from_der(data) {
        let _ = (token.verify_signature(&[]), token.check_imprint(b"message"));
    }
    if let Ok(request) = Request::from_der(data) {
        let written = request.to_der().map(|der| Request::from_der(&der));
        assert_eq!(written, Ok(Ok(request.clone())));
        let _ = Response::from_der(data).map(|response| response.accept(&request, &[]));
    }
    let _ = Response::from_der(data);
});
