//! Chains from a certificate to a trust anchor, at a chosen time.
//!
//! This is the part of RFC 5280, 6.1 without policies and name constraints: names, signatures,
//! validity, basicConstraints, path length, keyCertSign, critical extensions. An extension that is
//! critical or restricts the path (name constraints, policy constraints) and is not processed makes
//! the path fail: for the initial inputs "any policy, no constraints" the answer is never more
//! generous than the full algorithm. Revocation is judged elsewhere, per certificate.

mod error;
mod search;

use const_oid::ObjectIdentifier;
use time::UtcDateTime;

pub use error::{Fault, PathError};

use crate::extension::KeyUsage;
use crate::trust::{Anchor, Anchors};
use crate::{Certificate, oid};

/// A checked chain from a certificate to an anchor. Made only by [`build_and_check`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Path {
    certificates: Vec<Certificate>,
    anchor: Anchor,
    at: UtcDateTime,
}

impl Path {
    /// The chain: the certificate in question, then its issuers, without the anchor.
    ///
    /// Of an anchor itself, the chain is the anchor's certificate alone.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The anchor in which it ends.
    #[must_use]
    pub fn anchor(&self) -> &Anchor {
        &self.anchor
    }

    /// The moment for which it was checked.
    #[must_use]
    pub fn checked_at(&self) -> UtcDateTime {
        self.at
    }

    /// The issuer of the certificate at this place of the chain.
    #[must_use]
    pub fn issuer_of(&self, position: usize) -> Option<&Certificate> {
        if position >= self.certificates.len() {
            return None;
        }
        Some(
            self.certificates
                .get(position + 1)
                .unwrap_or(&self.anchor.certificate),
        )
    }
}

/// Finds a chain from `leaf` over `candidates` to one of `anchors` that holds at the moment `at`.
///
/// All chains are tried within limits; if none holds, the error is that of the one that came
/// closest.
///
/// # Errors
/// [`PathError`], which names the certificate and what is wrong with it.
pub fn build_and_check(
    leaf: &Certificate,
    candidates: &[Certificate],
    anchors: &Anchors,
    at: UtcDateTime,
) -> Result<Path, PathError> {
    search::Search::new(candidates, anchors, at).run(leaf)
}

/// The first extension of `certificate` that must be processed and is not: a critical one, or one
/// that restricts paths even where an authority forgot to mark it critical.
#[must_use]
pub fn unprocessed(certificate: &Certificate) -> Option<ObjectIdentifier> {
    let restricts = |id| matches!(id, oid::NAME_CONSTRAINTS | oid::POLICY_CONSTRAINTS);
    certificate
        .extensions()
        .iter()
        .map(|extension| (extension.oid, extension.critical))
        .find(|(id, critical)| (*critical && !is_processed(*id)) || restricts(*id))
        .map(|(id, _)| id)
}

fn is_processed(extension: ObjectIdentifier) -> bool {
    matches!(
        extension,
        oid::KEY_USAGE
            | oid::BASIC_CONSTRAINTS
            | oid::SUBJECT_ALT_NAME
            | oid::EXTENDED_KEY_USAGE
            | oid::CERTIFICATE_POLICIES
            | oid::CRL_DISTRIBUTION_POINTS
            | oid::AUTHORITY_KEY_IDENTIFIER
            | oid::SUBJECT_KEY_IDENTIFIER
            | oid::AUTHORITY_INFO_ACCESS
            | oid::OCSP_NO_CHECK
    )
}

/// Checks a chain whose signatures are verified already, leaf first.
fn check(chain: &[Certificate], anchor: &Anchor, at: UtcDateTime) -> Result<(), PathError> {
    if !anchor.is_trusted_at(at) {
        return Err(PathError::new(
            &anchor.certificate,
            Fault::AnchorNotTrusted {
                from: anchor.trusted_from,
                until: anchor.trusted_until,
                at,
            },
        ));
    }
    // Non-self-issued authorities between the certificate in question and the leaf.
    let mut below = 0u32;
    for (position, certificate) in chain.iter().enumerate() {
        check_common(certificate, at)?;
        if position == 0 {
            continue;
        }
        check_issuer(certificate)?;
        check_path_length(certificate, below)?;
        if !certificate.is_self_issued() {
            below += 1;
        }
    }
    check_path_length(&anchor.certificate, below)
}

fn check_common(certificate: &Certificate, at: UtcDateTime) -> Result<(), PathError> {
    let fault = |fault| Err(PathError::new(certificate, fault));
    if at < certificate.not_before() {
        return fault(Fault::NotYetValid {
            from: certificate.not_before(),
            at,
        });
    }
    if at > certificate.not_after() {
        return fault(Fault::Expired {
            until: certificate.not_after(),
            at,
        });
    }
    if let Some(defect) = certificate.defects().first() {
        return fault(Fault::Defective(*defect));
    }
    match unprocessed(certificate) {
        Some(extension) => fault(Fault::UnprocessedExtension(extension)),
        None => Ok(()),
    }
}

fn check_issuer(certificate: &Certificate) -> Result<(), PathError> {
    let fault = |fault| Err(PathError::new(certificate, fault));
    if certificate.version() != 3 || !certificate.is_ca() {
        return fault(Fault::NotAnAuthority);
    }
    match certificate.key_usage() {
        Some(usage) if !usage.contains(KeyUsage::KEY_CERT_SIGN) => {
            fault(Fault::MayNotSignCertificates)
        }
        _ => Ok(()),
    }
}

fn check_path_length(certificate: &Certificate, below: u32) -> Result<(), PathError> {
    match certificate.path_length() {
        Some(limit) if below > limit => {
            Err(PathError::new(certificate, Fault::PathTooLong { limit }))
        }
        _ => Ok(()),
    }
}
