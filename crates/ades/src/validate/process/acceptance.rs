//! What policy asks of a signature and its certificate (EN 319 102-1, 5.2.4 and 5.2.8).

use pki::Certificate;
use pki::extension::KeyUsage;

use super::super::cms_facts::{CmsFacts, ValueCheck};
use super::super::policy::Policy;
use super::super::verdict::{Reason, SubIndication, Weight};
use super::cause::Cause;
use super::crypto::Use;
use super::poe::Object;
use crate::kind::subject_kind;
use crate::signer_check::Refusal;

/// Whether the certificate may sign documents at all (policy constraints on the chain).
pub(super) fn certificate_use(leaf: &Certificate, policy: &Policy) -> Option<Cause> {
    let refusal = may_sign(leaf, policy).err()?;
    let mut reason = Reason::on("verdict-certificate-use", leaf).value("cause", refusal.code());
    for (name, value) in refusal.values() {
        reason = reason.value(name, value);
    }
    Some(Cause::new(SubIndication::ChainConstraintsFailure, reason))
}

fn may_sign(leaf: &Certificate, policy: &Policy) -> Result<(), Refusal> {
    if leaf.is_ca() {
        return Err(Refusal::CertificationAuthority);
    }
    let rules = &policy.signer;
    let allows = |usage: KeyUsage| rules.key_usage.iter().any(|one| usage.contains(*one));
    if let Some(usage) = leaf.key_usage().filter(|usage| !allows(*usage)) {
        return Err(Refusal::KeyUsage {
            usage: usage.names().join(", "),
        });
    }
    if let Some(purposes) = leaf.extended_key_usage() {
        let purposes: Vec<_> = purposes.iter().map(ToString::to_string).collect();
        if !purposes
            .iter()
            .any(|purpose| rules.purposes.contains(purpose))
        {
            return Err(Refusal::Purpose {
                purposes: purposes.join(", "),
            });
        }
    }
    match subject_kind(leaf, &policy.kinds) {
        Some(found) if !rules.kinds.is_empty() && !rules.kinds.contains(&found) => {
            Err(Refusal::WrongKind {
                found,
                expected: rules.kinds.clone(),
            })
        }
        _ => Ok(()),
    }
}

/// The policy under which the signature says it was made.
pub(super) fn signature_policy(cms: &CmsFacts, policy: &Policy) -> Option<Cause> {
    let named = cms.policy.as_ref()?;
    let identifier = named.policy.as_ref()?;
    let reason = |code| Reason::new(code, Weight::Note).value("policy", identifier);
    if named.stored_matches == Some(false) {
        return Some(Cause::new(
            SubIndication::PolicyProcessingError,
            reason("verdict-policy-differs"),
        ));
    }
    if policy.accepts_signature_policy(identifier) {
        return None;
    }
    // Whoever has the document may read it, but we do not process it.
    let sub = match named.stored_matches {
        Some(_) => SubIndication::PolicyProcessingError,
        None => SubIndication::SignaturePolicyNotAvailable,
    };
    Some(Cause::new(sub, reason("verdict-policy-not-accepted")))
}

/// The algorithms of the signature itself: value and digest.
pub(super) fn uses(number: usize, cms: &CmsFacts, policy: &Policy) -> Vec<Use> {
    let object = Object::Signature(number);
    let value = match cms.value {
        ValueCheck::Verified { with } => {
            Some(Use::value(object, "verdict-weak-key", None, with, policy))
        }
        ValueCheck::Wrong | ValueCheck::NotVerified { .. } => None,
    };
    let digest = cms
        .digest_algorithm
        .map(|found| Use::digest(object, "verdict-weak-digest", found, policy));
    digest.into_iter().chain(value).collect()
}
