//! Reads any bytes as certificates and as names, and looks for a path.
//!
//! `cargo +nightly fuzz run pki_certificate` from the folder above. Every find becomes a named test
//! in `crates/pki/tests/mutations.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pki::path::build_and_check;
use pki::trust::{Anchor, AnchorKind, Anchors};
use pki::{Certificate, Name};

fuzz_target!(|data: &[u8]| {
    let _ = Name::from_der(data).map(|name| (name.to_string(), name.matches(&name)));
    let Ok(certificates) = Certificate::load_all(data) else {
        return;
    };
    let Some(first) = certificates.first() else {
        panic!("no certificate is an error");
    };
    assert_eq!(&Certificate::from_der(first.der()), &Ok(first.clone()));
    let _ = (
        first.to_string(),
        first.email(),
        first.crl_urls(),
        first.serial_hex(),
    );
    let anchors: Anchors = certificates
        .last()
        .map(|last| Anchor::new(last.clone(), AnchorKind::Unstated))
        .into_iter()
        .collect();
    let _ = build_and_check(first, &certificates, &anchors, first.not_before());
});
