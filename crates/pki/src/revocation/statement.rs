//! What revocation data say of one certificate, with everything a verdict needs to weigh it.

use serde::{Deserialize, Serialize};
use time::{Duration, UtcDateTime};

use super::{RevocationError, Status, answers, lists};
use crate::signature::VerifiedWith;
use crate::{Certificate, Crl, ocsp};

/// How far the clock of whoever made revocation data may be ahead of ours. For callers without a
/// rule of their own.
pub const CLOCK_TOLERANCE: Duration = Duration::minutes(5);

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
/// speak for the issuer and was valid when it signed, the certificate is covered.
///
/// Not judged: whether it is fresh enough, whether a revocation lies before or after the moment of
/// signing, and the signer's own path and revocation.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What is said.
    pub status: Status,
    /// When this was known to be right; of lists of some reasons together the earliest, of a base
    /// with its delta that of the delta.
    pub this_update: UtcDateTime,
    /// When newer information is due at the latest, chosen like `this_update`.
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

impl Statement {
    /// Whether it speaks for this moment by its own dates: newer information is not due before. An
    /// answer without `nextUpdate` says that newer information is always available (RFC 6960, 2.4)
    /// and speaks for its own moment only.
    #[must_use]
    pub fn is_current(&self, at: UtcDateTime) -> bool {
        let end = match (self.next_update, self.kind) {
            (Some(next), _) => Some(next),
            (None, Kind::Answer) => self.this_update.checked_add(CLOCK_TOLERANCE),
            (None, Kind::List) => None,
        };
        end.is_some_and(|end| at <= end)
    }
}

/// Of which certificate statements are looked for, and with what.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) issuer: &'a Certificate,
    pub(super) candidates: &'a [Certificate],
    pub(super) at: UtcDateTime,
}

impl Question<'_> {
    /// Data from the future do not count, nor what was known before there was the certificate.
    pub(super) fn check_time(&self, issued: UtcDateTime) -> Result<(), RevocationError> {
        if issued > self.at {
            return Err(RevocationError::FromTheFuture {
                this_update: issued,
                at: self.at,
            });
        }
        if issued < self.certificate.not_before() {
            return Err(RevocationError::BeforeCertificate {
                this_update: issued,
                not_before: self.certificate.not_before(),
            });
        }
        Ok(())
    }
}

/// All that `material` says of `certificate`, which `issuer` issued, and why the rest of it does
/// not count (RFC 5280, 6.3.3; RFC 6960, 3.2).
///
/// Signers of lists and responders are looked for among `candidates`, responders also inside their
/// answers. What was issued after `at` does not count; see [`CLOCK_TOLERANCE`].
#[must_use]
pub fn statements(
    certificate: &Certificate,
    issuer: &Certificate,
    material: &Material,
    candidates: &[Certificate],
    at: UtcDateTime,
) -> (Vec<Statement>, Vec<(Kind, RevocationError)>) {
    let question = Question {
        certificate,
        issuer,
        candidates,
        at,
    };
    let mut refused = Vec::new();
    let (mut said, errors) = lists::statements(question, &material.lists);
    refused.extend(errors.into_iter().map(|error| (Kind::List, error)));
    for answer in &material.answers {
        match answers::statement(question, answer) {
            Ok(statement) => said.push(statement),
            Err(error) => refused.push((Kind::Answer, error)),
        }
    }
    (said, refused)
}
