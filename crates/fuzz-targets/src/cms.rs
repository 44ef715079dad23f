//! Any bytes as BER, as signed data, and as a signature of its own over known content.

use ades::validate::cms_facts;
use pki::signed_data::SignedData;
use pki::{ber, ess};

use crate::fixture::{CONTENT, Fixture};
use crate::verdict;

pub(crate) fn run(data: &[u8]) {
    if let Ok(normalized) = ber::normalize(data) {
        assert!(normalized.length <= data.len());
        let again = ber::normalize(&normalized.der).map(|again| (again.der, again.changed));
        assert_eq!(again, Ok((normalized.der, false)), "not normal yet");
    }
    if let Ok(message) = SignedData::from_der(data) {
        for signer in &message.signers {
            let _ = signer.signed_attributes.as_ref().map(ess::certificate_ids);
        }
    }
    let facts = cms_facts(data, Some(&CONTENT.to_vec())).expect("memory can be read");
    let verdict = verdict::of(&facts);
    if verdict::passes(&verdict) {
        let signature = facts
            .signatures
            .first()
            .and_then(|found| found.cms.as_ref());
        let signature = signature.expect("what passes was read");
        assert_eq!(signature.signer, Fixture::shared().signer, "another signer");
        assert_eq!(signature.digest_matches, Some(true));
    }
    let other = cms_facts(data, Some(&b"something else".to_vec())).expect("memory can be read");
    assert!(
        !verdict::passes(&verdict::of(&other)),
        "passes for content that was never signed"
    );
}

pub(crate) fn seeds(fixture: &Fixture) -> Vec<Vec<u8>> {
    fixture.signatures.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_pass_so_that_the_demands_are_made() {
        for signature in &Fixture::shared().signatures {
            let facts = cms_facts(signature, Some(&CONTENT.to_vec())).unwrap();
            let verdict = verdict::of(&facts);
            assert!(verdict::passes(&verdict), "{verdict:?}");
        }
    }
}
