//! Past signature validation (EN 319 102-1, 5.6.2.4): what proofs of existence make good.

use pki::Certificate;
use time::UtcDateTime;

use super::super::policy::Freshness;
use super::super::verdict::{Reason, SubIndication};
use super::cause::{Cause, Matter};
use super::certificate::Checked;
use super::knowledge::Knowledge;
use super::past_certificate;
use super::poe::{Object, Proofs};
use super::revocation::Standing;
use crate::encoding::to_rfc3339;

/// A signature of the past: its certificate, what was found about that now, and since when the
/// signature is proven to exist.
pub(super) struct Past<'a> {
    pub(super) leaf: &'a Certificate,
    pub(super) checked: &'a Checked,
    pub(super) proven: UtcDateTime,
    /// How fresh revocation data must be.
    pub(super) rule: Freshness,
}

impl Past<'_> {
    /// Those of `causes` that remain, and what there is to say about the others.
    pub(super) fn settle(
        &self,
        knowledge: &Knowledge<'_>,
        proofs: &Proofs,
        causes: Vec<Cause>,
    ) -> (Vec<Cause>, Vec<Reason>) {
        let control = match past_certificate::check(knowledge, self.leaf, self.rule, proofs) {
            Ok(control) => control,
            Err(missing) => return (causes, vec![missing.note()]),
        };
        if self.proven > control {
            let reason = Reason::on("verdict-not-known-good", self.leaf)
                .value("until", to_rfc3339(control))
                .value("time", to_rfc3339(self.proven));
            return (causes, vec![reason]);
        }
        let mut remaining = Vec::new();
        let mut notes = Vec::new();
        for cause in causes {
            match self.remains(&cause, proofs) {
                None => notes.push(cause.settled()),
                Some(sub) if sub == cause.sub => remaining.push(cause),
                Some(sub) => remaining.push(cause.turned(sub)),
            }
        }
        if remaining.is_empty()
            && let Some(cause) = self.revocation_issuer(proofs)
        {
            remaining.push(cause);
        }
        (remaining, notes)
    }

    /// The table of the clause: `None` when the cause is made good, else what it is now.
    fn remains(&self, cause: &Cause, proofs: &Proofs) -> Option<SubIndication> {
        let within = |otherwise| match self.is_within() {
            Ok(()) => None,
            Err(true) => Some(SubIndication::NotYetValid),
            Err(false) => Some(otherwise),
        };
        match &cause.matter {
            Matter::Sunset => within(SubIndication::OutOfBoundsNoPoe),
            Matter::Revoked { since, is_leaf } if self.proven < *since => {
                match *is_leaf || self.is_leaf_known_good(*since, proofs) {
                    true => within(SubIndication::OutOfBoundsNotRevoked),
                    false => Some(cause.sub),
                }
            }
            Matter::RevocationBounds => within(SubIndication::OutOfBoundsNotRevoked),
            Matter::Bounds => within(cause.sub),
            Matter::Algorithm { object, end } => {
                let is_older = end.allows(proofs.of(*object).min(self.proven_of(*object)));
                (!is_older).then_some(cause.sub)
            }
            Matter::Revoked { .. } | Matter::Stale | Matter::Other => Some(cause.sub),
        }
    }

    /// The signature itself is proven by more than the table of proofs knows.
    fn proven_of(&self, object: Object) -> UtcDateTime {
        match object {
            Object::Signature(_) => self.proven,
            Object::Evidence(_) => UtcDateTime::MAX,
        }
    }

    /// Whether the signature was made while all certificates were valid; else whether it was too
    /// early.
    fn is_within(&self) -> Result<(), bool> {
        let own = (self.leaf.not_before(), self.leaf.not_after());
        let (_, until) = self.checked.window().unwrap_or(own);
        match self.proven {
            proven if proven < own.0 => Err(true),
            proven if proven <= until => Ok(()),
            _ => Err(false),
        }
    }

    /// Whether data that say the leaf is good existed before its authority was revoked: later the
    /// authority's key says nothing any more.
    fn is_leaf_known_good(&self, since: UtcDateTime, proofs: &Proofs) -> bool {
        is_leaf_known_good(self.checked, since, proofs)
    }

    /// Step 1: the issuer of the data on the leaf is proven to have existed while it was valid.
    fn revocation_issuer(&self, proofs: &Proofs) -> Option<Cause> {
        let chain = self.checked.chain.as_ref()?;
        let leaf = self.checked.links.first()?;
        let is_proven = |signer: &Certificate| {
            let object = Object::Evidence(signer.sha256_fingerprint());
            *signer == chain.anchor().certificate || proofs.of(object) <= signer.not_after()
        };
        let statements = &leaf.accepted.statements;
        if leaf.standing == Standing::Exempt
            || statements
                .iter()
                .any(|statement| is_proven(&statement.signer))
        {
            return None;
        }
        let reason = Reason::on("verdict-revocation-issuer-expired", &leaf.certificate);
        Some(Cause::new(
            SubIndication::RevocationOutOfBoundsNoPoe,
            reason,
        ))
    }
}

/// Whether all data of some statement on the leaf existed at `since`.
pub(super) fn is_leaf_known_good(checked: &Checked, since: UtcDateTime, proofs: &Proofs) -> bool {
    let Some(leaf) = checked.links.first() else {
        return true;
    };
    leaf.standing == Standing::Exempt
        || leaf.accepted.statements.iter().any(|statement| {
            let mut sources = statement.sources.iter();
            sources.all(|source| proofs.of(Object::Evidence(source.sha256)) <= since)
        })
}
