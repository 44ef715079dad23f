//! Any bytes as a revocation list.

use pki::revocation::{Material, statements};
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
    let _ = (list.number(), list.base_number(), list.authority_key_id());
    let own = list
        .entries()
        .take_while(|entry| entry.certificate_issuer.is_empty());
    for entry in own {
        let found = list.entry(list.issuer(), &entry.serial);
        assert!(found.is_some(), "an entry not found");
    }
    let fixture = Fixture::shared();
    let signer = Certificate::from_der(&fixture.signer).unwrap();
    let issuer = Certificate::from_der(&fixture.issuer).unwrap();
    let der = list.der().to_vec();
    let material = Material {
        lists: vec![list],
        answers: Vec::new(),
    };
    let candidates = [signer.clone(), issuer.clone()];
    let (said, _) = statements(&signer, &issuer, &material, &candidates, NOW);
    if !said.is_empty() {
        let known = fixture.lists.contains(&der);
        assert!(known, "a list counts that the authority never made");
    }
}

pub(crate) fn seeds(fixture: &Fixture) -> Vec<Vec<u8>> {
    fixture.lists.clone()
}
