//! Any bytes as certificates and as a name, and a path to the root of the fixture.

use pki::path::{Inputs, build_and_check};
use pki::trust::{Anchor, AnchorKind, Anchors};
use pki::{Certificate, Name};

use crate::fixture::{Fixture, NOW};

pub(crate) fn run(data: &[u8]) {
    if let Ok(name) = Name::from_der(data) {
        assert!(name.matches(&name), "a name that is not itself");
        let _ = name.to_string();
    }
    let Ok(certificates) = Certificate::load_all(data) else {
        return;
    };
    let first = certificates.first().expect("no certificate is an error");
    assert_eq!(&Certificate::from_der(first.der()), &Ok(first.clone()));
    let pem = Certificate::from_pem(first.to_pem().as_bytes());
    assert_eq!(&pem, &Ok(first.clone()), "PEM changes it");
    let _ = (
        first.to_string(),
        first.email(),
        first.crl_urls(),
        first.ocsp_urls(),
        first.serial_hex(),
        first.public_key(),
    );
    let fixture = Fixture::shared();
    let root = Certificate::from_der(&fixture.root).unwrap();
    let issuer = Certificate::from_der(&fixture.issuer).unwrap();
    let mut candidates = certificates.clone();
    candidates.push(issuer);
    let anchors: Anchors = [Anchor::new(root, AnchorKind::Government)]
        .into_iter()
        .collect();
    for certificate in &certificates {
        let path = build_and_check(certificate, &candidates, &anchors, &Inputs::default(), NOW);
        let known = [&fixture.root, &fixture.issuer, &fixture.signer];
        assert!(
            path.is_err() || known.iter().any(|der| *der == certificate.der()),
            "a path for a certificate that the authority never issued"
        );
    }
}

pub(crate) fn seeds(fixture: &Fixture) -> Vec<Vec<u8>> {
    [&fixture.root, &fixture.issuer, &fixture.signer]
        .into_iter()
        .cloned()
        .collect()
}
