//! What one decision is made with, and what was found out already: no chain is built and no
//! signature verified twice.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use pki::Certificate;
use pki::path::{self, Chain, PathError};
use pki::trust::Anchors;
use time::UtcDateTime;

use super::super::evidence::Evidence;
use super::super::facts::DocumentFacts;
use super::super::policy::Policy;
use super::super::unreachable::Unreachable;
use super::certificate::Checked;
use super::poe::Digest;
use super::pool::Pool;
use super::revocation::Accepted;

/// All chains of a certificate, or why there is none.
pub(super) type Chains = Rc<Result<Vec<Chain>, PathError>>;

/// A certificate, its issuer, and the anchor.
type Place = (Digest, Digest, Digest);

/// What one decision is made with.
pub(super) struct Knowledge<'a> {
    pub(super) anchors: &'a Anchors,
    pub(super) policy: &'a Policy,
    /// The time of validation.
    pub(super) at: UtcDateTime,
    pub(super) pool: Pool,
    pub(super) unreachable: &'a [Unreachable],
    pub(super) accepted: RefCell<HashMap<Place, Rc<Accepted>>>,
    pub(super) checked: RefCell<HashMap<Digest, Rc<Checked>>>,
    chains: RefCell<HashMap<Digest, Chains>>,
}

impl<'a> Knowledge<'a> {
    pub(super) fn new(
        facts: &DocumentFacts,
        anchors: &'a Anchors,
        evidence: &'a Evidence,
        policy: &'a Policy,
        at: UtcDateTime,
    ) -> Self {
        Self {
            anchors,
            policy,
            at,
            pool: Pool::new(facts, evidence),
            unreachable: &evidence.unreachable,
            accepted: RefCell::default(),
            checked: RefCell::default(),
            chains: RefCell::default(),
        }
    }

    /// The latest moment of which evidence may be, clocks not being equal.
    pub(super) fn tolerated(&self) -> UtcDateTime {
        self.policy.tolerated(self.at)
    }

    /// The chains of a certificate, the most promising first.
    pub(super) fn chains(&self, leaf: &Certificate) -> Chains {
        let key = leaf.sha256_fingerprint();
        if let Some(known) = self.chains.borrow().get(&key) {
            return Rc::clone(known);
        }
        let found = path::chains(leaf, &self.pool.certificates, self.anchors);
        let found = Rc::new(found);
        self.chains.borrow_mut().insert(key, Rc::clone(&found));
        found
    }
}
