//! Any bytes as a revocation list.

use pki::{Certificate, Crl};

use crate::fixture::{Fixture, NOW};

pub(crate) fn run(data: &[u8]) {
    let Ok(list) = Crl::load(data) else {
        return;
    };
    assert_eq!(
        Crl::from_der(list.der()).map(|again| again.der().to_vec()),
        Ok(list.der().to_vec())
    );
    let _ = (list.number(), list.is_delta(), list.authority_key_id());
    for entry in list.entries() {
        assert!(list.entry(&entry.serial).is_some(), "an entry not found");
    }
    let fixture = Fixture::shared();
    let signer = Certificate::from_der(&fixture.signer).unwrap();
    let issuer = Certificate::from_der(&fixture.issuer).unwrap();
    if list.check(&signer, &issuer, NOW).is_ok() {
        let known = fixture.lists.iter().any(|known| known == list.der());
        assert!(known, "a list counts that the authority never made");
    }
}

pub(crate) fn seeds(fixture: &Fixture) -> Vec<Vec<u8>> {
    fixture.lists.clone()
}
