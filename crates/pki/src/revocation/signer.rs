//! Who signed a list, and whether they may (RFC 5280, 6.3.3 (f) and (g)).

use super::RevocationError;
use super::statement::Question;
use crate::extension::KeyUsage;
use crate::signature::VerifiedWith;
use crate::{Certificate, Crl};

/// How many keys are tried for one list or answer: hostile candidates may all bear the name of the
/// issuer.
pub(super) const MAXIMUM_TRIES: usize = 8;

/// A certificate whose key signed a list.
pub(super) struct ListSigner {
    pub(super) certificate: Certificate,
    pub(super) verified: VerifiedWith,
}

/// The certificates whose key signed `list` and that may sign lists: the issuer's own, else all
/// candidates with its key, of which the caller finds one with a path. Authorities have several
/// keys under one name after a rollover, or when they sign certificates and lists with two keys.
pub(super) fn signers(
    question: Question<'_>,
    list: &Crl,
) -> Result<Vec<ListSigner>, RevocationError> {
    let mut failure = RevocationError::NoSigner;
    let mut found = Vec::new();
    let candidates = question.candidates.iter();
    let mut named: Vec<_> = std::iter::once(question.issuer)
        .chain(candidates.filter(|candidate| *candidate != question.issuer))
        .filter(|candidate| list.issuer().matches(candidate.subject()))
        .collect();
    named.sort_by_key(|candidate| other_key(candidate, list));
    for certificate in named.into_iter().take(MAXIMUM_TRIES) {
        match check(certificate, list) {
            Ok(verified) => found.push(ListSigner {
                certificate: certificate.clone(),
                verified,
            }),
            Err(error) => failure = worse(failure, error),
        }
        if found
            .first()
            .is_some_and(|first| first.certificate == *question.issuer)
        {
            break;
        }
    }
    if found.is_empty() {
        return Err(failure);
    }
    Ok(found)
}

/// Whether the key identifiers say that another key signed. Some authorities write them wrongly, so
/// this is a hint only.
fn other_key(certificate: &Certificate, list: &Crl) -> bool {
    let identifiers = (list.authority_key_id(), certificate.subject_key_id());
    matches!(identifiers, (Some(list), Some(own)) if list != own)
}

fn check(certificate: &Certificate, list: &Crl) -> Result<VerifiedWith, RevocationError> {
    let refused = |reason| {
        Err(RevocationError::NotAuthorized {
            signer: certificate.to_string(),
            reason,
        })
    };
    let usage = certificate.key_usage();
    if usage.is_some_and(|usage| !usage.contains(KeyUsage::CRL_SIGN)) {
        return refused("its key may not sign revocation lists");
    }
    if !(certificate.not_before()..=certificate.not_after()).contains(&list.this_update()) {
        return refused("its certificate was not valid when the list was made");
    }
    list.verify_signed_by(certificate.public_key())
        .map_err(RevocationError::Signature)
}

/// The error that says more: a missing right, else a wrong signature, else nobody at all.
pub(super) fn worse(known: RevocationError, new: RevocationError) -> RevocationError {
    let weight = |error: &RevocationError| match error {
        RevocationError::NoSigner => 0,
        RevocationError::Signature(_) => 1,
        _ => 2,
    };
    if weight(&new) > weight(&known) {
        new
    } else {
        known
    }
}
