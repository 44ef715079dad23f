//! The rules of RFC 5280, 6.1 for a chain whose signatures hold, without the times.
//!
//! The anchor's certificate is taken at its word where it restricts what is below it (path length,
//! names, policies: RFC 5937), and it must be an authority's if anything is below it. Which
//! policies it was issued under does not matter.
//!
//! Extended key usage is no part of the algorithm: what a certificate is used for is the caller's
//! question, and an authority's purposes restrict the certificates below it only under that
//! question.

use const_oid::ObjectIdentifier;

use super::name_constraints::Subtrees;
use super::policy::Policies;
use super::{Chain, Fault, Inputs, PathError};
use crate::certificate::Defect;
use crate::extension::KeyUsage;
use crate::{Certificate, oid};

/// The first critical extension of `certificate` that is not processed.
#[must_use]
pub fn unprocessed(certificate: &Certificate) -> Option<ObjectIdentifier> {
    certificate
        .extensions()
        .iter()
        .filter(|extension| extension.critical)
        .map(|extension| extension.oid)
        .find(|id| !is_processed(*id))
}

fn is_processed(extension: ObjectIdentifier) -> bool {
    restricts(extension)
        || matches!(
            extension,
            oid::SUBJECT_ALT_NAME
                | oid::EXTENDED_KEY_USAGE
                | oid::CERTIFICATE_POLICIES
                | oid::POLICY_MAPPINGS
                | oid::CRL_DISTRIBUTION_POINTS
                | oid::AUTHORITY_KEY_IDENTIFIER
                | oid::SUBJECT_KEY_IDENTIFIER
                | oid::AUTHORITY_INFO_ACCESS
                | oid::OCSP_NO_CHECK
        )
}

/// Extensions by which an authority restricts what is below it.
fn restricts(extension: ObjectIdentifier) -> bool {
    matches!(
        extension,
        oid::BASIC_CONSTRAINTS
            | oid::KEY_USAGE
            | oid::NAME_CONSTRAINTS
            | oid::POLICY_CONSTRAINTS
            | oid::INHIBIT_ANY_POLICY
    )
}

/// The state of RFC 5280, 6.1.2, as far as it lasts from one certificate to the next.
struct State<'a> {
    policies: Policies<'a>,
    subtrees: Subtrees<'a>,
    length: LengthLimit<'a>,
}

/// Checks a chain from the anchor down to the leaf.
pub(super) fn check(chain: &Chain, inputs: &Inputs) -> Result<(), PathError> {
    let anchor = &chain.anchor.certificate;
    let Some((leaf, authorities)) = chain.certificates.split_first() else {
        return Ok(());
    };
    if leaf == anchor {
        return check_alone(leaf).map_err(|fault| PathError::new(leaf, fault));
    }
    check_anchor(anchor).map_err(|fault| PathError::new(anchor, fault))?;
    let mut state = State {
        policies: Policies::new(inputs, anchor, chain.certificates.len()),
        subtrees: Subtrees::default(),
        length: LengthLimit::of(anchor),
    };
    state.subtrees.restrict(anchor);
    for authority in authorities.iter().rev() {
        state
            .pass(authority)
            .map_err(|fault| PathError::new(authority, fault))?;
        state.length.pass(authority)?;
    }
    let State {
        mut policies,
        mut subtrees,
        ..
    } = state;
    check_alone(leaf)
        .and_then(|()| subtrees.check(leaf))
        .and_then(|()| policies.enter(leaf, true))
        .and_then(|()| policies.finish(leaf))
        .map_err(|fault| PathError::new(leaf, fault))
}

impl<'a> State<'a> {
    /// 6.1.3 and 6.1.4 for a certificate above the leaf.
    fn pass(&mut self, authority: &'a Certificate) -> Result<(), Fault> {
        check_alone(authority)?;
        check_authority(authority)?;
        if !authority.is_self_issued() {
            self.subtrees.check(authority)?;
        }
        self.subtrees.restrict(authority);
        self.policies.enter(authority, false)?;
        self.policies.leave(authority)
    }
}

/// How many authorities may still follow, and who says so.
struct LengthLimit<'a> {
    left: Option<(u32, &'a Certificate)>,
}

impl<'a> LengthLimit<'a> {
    fn of(anchor: &'a Certificate) -> Self {
        let left = anchor.path_length().map(|limit| (limit, anchor));
        Self { left }
    }

    /// 6.1.4 (l), (m): another authority.
    fn pass(&mut self, authority: &'a Certificate) -> Result<(), PathError> {
        if let Some((left, by)) = &mut self.left
            && !authority.is_self_issued()
        {
            let Some(less) = left.checked_sub(1) else {
                let limit = by.path_length().unwrap_or_default();
                return Err(PathError::new(by, Fault::PathTooLong { limit }));
            };
            *left = less;
        }
        if let Some(limit) = authority.path_length()
            && self.left.is_none_or(|(left, _)| limit < left)
        {
            self.left = Some((limit, authority));
        }
        Ok(())
    }
}

/// What a certificate must keep whatever its place.
fn check_alone(certificate: &Certificate) -> Result<(), Fault> {
    if let Some(defect) = certificate.defects().first() {
        return Err(Fault::Defective(*defect));
    }
    unprocessed(certificate).map_or(Ok(()), |id| Err(Fault::UnprocessedExtension(id)))
}

/// 6.1.4 (k), (n).
fn check_authority(certificate: &Certificate) -> Result<(), Fault> {
    if certificate.version() != 3 || !certificate.is_ca() {
        return Err(Fault::NotAnAuthority);
    }
    check_key_usage(certificate)
}

fn check_key_usage(certificate: &Certificate) -> Result<(), Fault> {
    match certificate.key_usage() {
        Some(usage) if !usage.contains(KeyUsage::KEY_CERT_SIGN) => {
            Err(Fault::MayNotSignCertificates)
        }
        _ => Ok(()),
    }
}

/// An anchor above others must be an authority; roots from before extensions existed are believed.
fn check_anchor(anchor: &Certificate) -> Result<(), Fault> {
    let is_old_root = anchor.version() != 3 && anchor.is_self_issued();
    if !is_old_root && !anchor.is_ca() {
        return Err(Fault::NotAnAuthority);
    }
    let broken = anchor.defects().iter().find(|defect| match defect {
        Defect::MalformedExtension(id) | Defect::RepeatedExtension(id) => restricts(*id),
        Defect::AlgorithmsDiffer => false,
    });
    match broken {
        Some(defect) => Err(Fault::Defective(*defect)),
        None => check_key_usage(anchor),
    }
}
