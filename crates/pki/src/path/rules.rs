//! The rules of RFC 5280, 6.1 for a chain whose signatures hold, without the times.

use const_oid::ObjectIdentifier;

use super::{Chain, Fault, Inputs, PathError};
use crate::extension::KeyUsage;
use crate::{Certificate, oid};

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

pub(super) fn check(chain: &Chain, inputs: &Inputs) -> Result<(), PathError> {
    if *inputs != Inputs::default() {
        return Err(PathError::new(
            &chain.anchor.certificate,
            Fault::NoValidPolicy,
        ));
    }
    // Non-self-issued authorities between the certificate in question and the leaf.
    let mut below = 0u32;
    for (position, certificate) in chain.certificates.iter().enumerate() {
        check_common(certificate)?;
        if position == 0 {
            continue;
        }
        check_issuer(certificate)?;
        check_path_length(certificate, below)?;
        if !certificate.is_self_issued() {
            below += 1;
        }
    }
    check_path_length(&chain.anchor.certificate, below)
}

fn check_common(certificate: &Certificate) -> Result<(), PathError> {
    let fault = |fault| Err(PathError::new(certificate, fault));
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
