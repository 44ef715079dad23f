//! What revocation data say of one certificate, with everything a verdict needs to weigh it.

use serde::{Deserialize, Serialize};
use sha2::Digest as _;
use time::UtcDateTime;

use super::{RevocationError, Status};
use crate::signature::VerifiedWith;
use crate::{Certificate, Crl, ocsp};

/// Lists and answers at hand, unverified.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// Revocation lists: complete ones, deltas, indirect ones.
    pub lists: Vec<Crl>,
    /// OCSP answers.
    pub answers: Vec<ocsp::Response>,
}

/// Where a statement comes from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Revocation lists.
    List,
    /// An OCSP answer.
    Answer,
}

/// One list or answer of which a statement was made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Source {
    /// SHA-256 of the complete DER: `CertificateList` or `OCSPResponse`.
    pub sha256: [u8; 32],
    /// Algorithm and key of its signature.
    pub verified: VerifiedWith,
}

/// What acceptable revocation data say of one certificate: the signature holds, the signer may
/// speak for the issuer, the certificate is covered.
///
/// Not judged: whether it is fresh enough, whether a revocation lies before or after the moment of
/// signing, and the signer's own path and revocation.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What is said.
    pub status: Status,
    /// When this was known to be right; of several lists together the earliest.
    pub this_update: UtcDateTime,
    /// When newer information is due at the latest; of several lists together the earliest.
    pub next_update: Option<UtcDateTime>,
    /// When it was signed. Lists do not say so: their `this_update`.
    pub produced_at: UtcDateTime,
    /// List or answer.
    pub kind: Kind,
    /// What it was made of: one answer, a list, a base with its delta, lists of some reasons.
    pub sources: Vec<Source>,
    /// The certificate whose key signed: the issuer itself, another issuer of lists, a responder.
    pub signer: Certificate,
    /// Whether the issuer's own key signed. Otherwise the signer needs a path to the same anchor
    /// and, unless [`Self::no_check`], its own revocation settled.
    pub signer_is_issuer: bool,
    /// The responder's certificate has id-pkix-ocsp-nocheck: its revocation is not to be checked.
    pub no_check: bool,
    /// Since when the source keeps the status of expired certificates (`archiveCutoff`,
    /// `expiredCertsOnCRL`): "good" counts also for certificates that expired after it.
    pub reaches_back_to: Option<UtcDateTime>,
    /// Whether the answer repeats the certificate's digest (`certHash`), which proves that the
    /// responder knows the certificate, whatever its age.
    pub cert_hash_matches: bool,
}

/// All that `material` says of `certificate`, which `issuer` issued, and why the rest of it does
/// not count. Signers of lists and responders are looked for among `candidates`. What was issued
/// after `at` does not count.
#[must_use]
pub fn statements(
    certificate: &Certificate,
    issuer: &Certificate,
    material: &Material,
    _candidates: &[Certificate],
    at: UtcDateTime,
) -> (Vec<Statement>, Vec<(Kind, RevocationError)>) {
    let mut said = Vec::new();
    let mut refused = Vec::new();
    for list in &material.lists {
        match of_list(list, certificate, issuer, at) {
            Ok(statement) => said.push(statement),
            Err(error) => refused.push((Kind::List, error)),
        }
    }
    for answer in &material.answers {
        match of_answer(answer, certificate, issuer, at) {
            Ok(statement) => said.push(statement),
            Err(error) => refused.push((Kind::Answer, error)),
        }
    }
    (said, refused)
}

fn of_list(
    list: &Crl,
    certificate: &Certificate,
    issuer: &Certificate,
    at: UtcDateTime,
) -> Result<Statement, RevocationError> {
    let status = list.check(certificate, issuer, at)?;
    let verified = list
        .verify_signed_by(issuer.public_key())
        .map_err(RevocationError::Signature)?;
    Ok(Statement {
        status,
        this_update: list.this_update(),
        next_update: list.next_update(),
        produced_at: list.this_update(),
        kind: Kind::List,
        sources: vec![Source {
            sha256: sha2::Sha256::digest(list.der()).into(),
            verified,
        }],
        signer: issuer.clone(),
        signer_is_issuer: true,
        no_check: false,
        reaches_back_to: None,
        cert_hash_matches: false,
    })
}

fn of_answer(
    response: &ocsp::Response,
    certificate: &Certificate,
    issuer: &Certificate,
    at: UtcDateTime,
) -> Result<Statement, RevocationError> {
    let answer = response.check(certificate, issuer, at, None)?;
    Ok(Statement {
        status: answer.status,
        this_update: answer.this_update,
        next_update: answer.next_update,
        produced_at: answer.produced_at,
        kind: Kind::Answer,
        sources: vec![Source {
            sha256: sha2::Sha256::digest(response.der()).into(),
            verified: answer.verified,
        }],
        signer_is_issuer: answer.signer == *issuer,
        no_check: answer.signer_needs_no_check && answer.signer != *issuer,
        signer: answer.signer,
        reaches_back_to: answer.archive_cutoff,
        cert_hash_matches: false,
    })
}
