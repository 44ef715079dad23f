//! From a certificate to an anchor, and what goes wrong on the way (EN 319 102-1, 5.2.6).

use pki::Certificate;
use pki::path::{self, Fault, Inputs, Path, PathError};
use pki::trust::Anchors;
use time::UtcDateTime;

use super::evidence::Evidence;
use super::policy::Policy;
use super::verdict::{Reason, SubIndication, Weight};
use crate::encoding::to_rfc3339;
use crate::signer_check::KnownRevocation;

/// Why a certificate is not accepted: the cause by the standard, and the reason for people.
pub(super) struct Objection {
    pub(super) cause: SubIndication,
    pub(super) reason: Reason,
}

/// Everything a path is judged with.
#[derive(Clone, Copy)]
pub(super) struct Trusting<'a> {
    pub(super) anchors: &'a Anchors,
    pub(super) evidence: &'a Evidence,
    pub(super) policy: &'a Policy,
    /// The time of validation.
    pub(super) at: UtcDateTime,
}

/// The outcome for one certificate.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) path: Option<Path>,
    pub(super) objections: Vec<Objection>,
    pub(super) notes: Vec<Reason>,
}

impl Trusting<'_> {
    /// Judges `leaf`, of which a signature is proven to have existed at `proven` (the time of
    /// validation, if nothing better is known).
    pub(super) fn judge(
        self,
        leaf: &Certificate,
        inside: &[Certificate],
        proven: UtcDateTime,
    ) -> Judged {
        let mut judged = Judged::default();
        let mut candidates = inside.to_vec();
        candidates.extend_from_slice(&self.evidence.certificates);
        let found =
            path::build_and_check(leaf, &candidates, self.anchors, &Inputs::default(), self.at);
        let found = match found {
            // An expired certificate counts if the signature is older (EN 319 102-1, 5.5.4 step 4).
            Err(error) if is_over(leaf, &error) && proven < self.at => {
                path::build_and_check(leaf, &candidates, self.anchors, &Inputs::default(), proven)
                    .map_err(|_| error)
            }
            other => other,
        };
        if proven < leaf.not_before() {
            let reason = reason("verdict-before-validity", Weight::Failure, leaf)
                .value("time", to_rfc3339(proven))
                .value("from", to_rfc3339(leaf.not_before()));
            judged.object(SubIndication::NotYetValid, reason);
        }
        match found {
            Ok(path) => {
                self.revocation(leaf, &path, proven, &mut judged);
                judged.path = Some(path);
            }
            Err(error) => self.no_path(leaf, &error, &mut judged),
        }
        judged
    }

    fn no_path(self, leaf: &Certificate, error: &PathError, judged: &mut Judged) {
        let cause = match &*error.fault {
            Fault::IssuerNotFound { .. } | Fault::NotAnAnchor => {
                SubIndication::NoCertificateChainFound
            }
            Fault::AnchorNotTrusted { .. } => SubIndication::NoCertificateChainFoundNoPoe,
            Fault::Expired { .. } | Fault::NotYetValid { .. } if concerns(leaf, error) => {
                match self.evidence.of(leaf, None, self.at) {
                    KnownRevocation::Good { .. } => SubIndication::OutOfBoundsNotRevoked,
                    _ => SubIndication::OutOfBoundsNoPoe,
                }
            }
            _ => SubIndication::CertificateChainGeneralFailure,
        };
        let mut reason = Reason::new(error.code(), Weight::Doubt);
        for (name, value) in error.values() {
            reason = reason.value(name, value);
        }
        reason.place = Some(error.subject.clone());
        judged.object(cause, reason);
        if self.anchors.is_empty() {
            judged
                .notes
                .push(Reason::new("verdict-no-anchors", Weight::Note));
        }
    }

    /// Every certificate below the anchor must not be revoked.
    fn revocation(self, leaf: &Certificate, path: &Path, proven: UtcDateTime, judged: &mut Judged) {
        for (position, certificate) in path.certificates().iter().enumerate() {
            if *certificate == path.anchor().certificate {
                continue;
            }
            let is_leaf = certificate == leaf;
            let issuer = path.issuer_of(position);
            match self.evidence.of(certificate, issuer, self.at) {
                KnownRevocation::Good { .. } => {}
                KnownRevocation::Unknown => unknown(certificate, judged),
                KnownRevocation::Revoked { since, reason: why } => {
                    let reason = reason("verdict-revoked", Weight::Doubt, certificate)
                        .value("since", to_rfc3339(since))
                        .value("reason", why.unwrap_or_default());
                    // Signed before, as is proven: the revocation came too late to matter.
                    match (is_leaf, proven < since) {
                        (true, true) => judged.notes.push(reason.note()),
                        (true, false) => judged.object(SubIndication::RevokedNoPoe, reason),
                        (false, _) => judged.object(SubIndication::RevokedCaNoPoe, reason),
                    }
                }
                KnownRevocation::Suspended { since } => {
                    let reason = reason("verdict-suspended", Weight::Doubt, certificate)
                        .value("since", to_rfc3339(since));
                    match is_leaf && proven < since {
                        true => judged.notes.push(reason.note()),
                        false => judged.object(SubIndication::TryLater, reason),
                    }
                }
            }
        }
    }
}

fn unknown(certificate: &Certificate, judged: &mut Judged) {
    let reason = reason("verdict-revocation-unknown", Weight::Doubt, certificate);
    judged.object(SubIndication::CertificateChainGeneralFailure, reason);
}

impl Judged {
    fn object(&mut self, cause: SubIndication, reason: Reason) {
        self.objections.push(Objection { cause, reason });
    }
}

impl Reason {
    /// A reason without values.
    pub(super) fn new(code: &str, weight: Weight) -> Self {
        Self {
            code: code.to_owned(),
            weight,
            values: Vec::new(),
            place: None,
        }
    }

    /// The same reason with one more value.
    pub(super) fn value(mut self, name: &str, value: String) -> Self {
        self.values.push((name.to_owned(), value));
        self
    }

    /// The same reason, only worth knowing.
    pub(super) fn note(mut self) -> Self {
        self.weight = Weight::Note;
        self
    }
}

fn reason(code: &str, weight: Weight, certificate: &Certificate) -> Reason {
    let mut reason = Reason::new(code, weight).value("subject", certificate.subject().to_string());
    reason.place = Some(certificate.subject().to_string());
    reason
}

/// Whether the path fails only because a certificate's time is over.
fn is_over(leaf: &Certificate, error: &PathError) -> bool {
    matches!(*error.fault, Fault::Expired { .. }) && concerns(leaf, error)
}

fn concerns(leaf: &Certificate, error: &PathError) -> bool {
    error.serial == leaf.serial_hex() && error.subject == leaf.to_string()
}
