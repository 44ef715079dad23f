//! Validation of a time stamp (EN 319 102-1, 5.4), now and with proofs of its age.

use std::rc::Rc;

use pki::Certificate;
use time::UtcDateTime;

use super::super::finding::Code;
use super::super::policy::End;
use super::super::timestamp::TimestampFacts;
use super::super::verdict::{Reason, SubIndication, TimestampKind, Weight};
use super::cause::{self, Cause};
use super::certificate::{self, Checked};
use super::crypto::Use;
use super::knowledge::Knowledge;
use super::past_signature::Past;
use super::poe::{Object, Proofs, digest};
use crate::encoding::to_rfc3339;

/// A time stamp and what is decided of it.
pub(super) struct Stamp<'a> {
    pub(super) facts: &'a TimestampFacts,
    pub(super) kind: TimestampKind,
    pub(super) authority: Option<Certificate>,
    pub(super) checked: Rc<Checked>,
    /// The algorithms of the token itself.
    pub(super) uses: Vec<Use>,
    /// Why it is not passed, in the order of the standard.
    pub(super) causes: Vec<Cause>,
    pub(super) notes: Vec<Reason>,
}

impl<'a> Stamp<'a> {
    /// Validates it now.
    pub(super) fn new(
        knowledge: &Knowledge<'_>,
        facts: &'a TimestampFacts,
        kind: TimestampKind,
    ) -> Self {
        let authority = knowledge.pool.read(&facts.authority);
        let checked = authority
            .as_ref()
            .map(|leaf| certificate::check(knowledge, leaf));
        let checked = checked.unwrap_or_default();
        let uses = uses(knowledge, facts);
        let mut stamp = Self {
            facts,
            kind,
            authority,
            uses,
            causes: findings(facts),
            notes: checked.notes.clone(),
            checked,
        };
        stamp.causes.extend(stamp.checked.causes.iter().cloned());
        if stamp.authority.is_none() {
            stamp.causes.push(cause::no_certificate());
        }
        stamp.times(knowledge);
        let (policy, at) = (knowledge.policy, knowledge.at);
        stamp
            .causes
            .extend(stamp.uses.iter().filter_map(|used| used.check(policy, at)));
        stamp.notes.extend(
            stamp
                .uses
                .iter()
                .filter_map(|used| used.forecast(policy, at)),
        );
        super::order(&mut stamp.causes);
        stamp
    }

    /// The token, as something that can be proven to exist.
    pub(super) fn object(&self) -> Object {
        Object::Evidence(digest(&self.facts.token))
    }

    /// The stamped time, if the time stamp passed.
    pub(super) fn time(&self) -> Option<UtcDateTime> {
        let passed = self.causes.is_empty();
        self.facts.time.filter(|_| passed)
    }

    /// Takes proofs of the token's age into account.
    pub(super) fn settle(&mut self, knowledge: &Knowledge<'_>, proofs: &Proofs) {
        if self.causes.is_empty() || !proofs.has(self.object()) {
            return;
        }
        let Some(leaf) = &self.authority else { return };
        let past = Past {
            leaf,
            checked: &self.checked,
            proven: proofs.of(self.object()),
            rule: knowledge.policy.freshness.time_stamp_authorities,
        };
        let causes = std::mem::take(&mut self.causes);
        let (remaining, notes) = past.settle(knowledge, proofs, causes);
        self.causes = remaining;
        self.notes.extend(notes);
    }

    /// Whether the digest over what it stamps counted when the token is proven to have existed.
    pub(super) fn is_imprint_good(&self, knowledge: &Knowledge<'_>, proofs: &Proofs) -> bool {
        let algorithms = &knowledge.policy.algorithms;
        let end = self
            .facts
            .imprint_algorithm
            .map(|found| algorithms.end_of_digest(found));
        let end = end.map_or(End::Never, |end| algorithms.binding(end));
        end.allows(proofs.of(self.object()))
    }

    /// The time must not lie ahead, and what is known of the authority must be fresh for it.
    fn times(&mut self, knowledge: &Knowledge<'_>) {
        let Some(time) = self.facts.time else { return };
        if time > knowledge.tolerated() {
            let reason = Reason::new("verdict-timestamp-ahead", Weight::Note)
                .value("time", to_rfc3339(time));
            self.causes
                .push(Cause::new(SubIndication::SigConstraintsFailure, reason));
        }
        let rule = knowledge.policy.freshness.time_stamp_authorities;
        self.causes.extend(self.checked.freshness(rule, rule, time));
    }
}

/// What speaks against the token itself.
fn findings(facts: &TimestampFacts) -> Vec<Cause> {
    let mut causes: Vec<_> = (facts.findings.iter())
        .map(|finding| {
            let sub = match finding.code {
                Code::TimestampUnreadable => SubIndication::FormatFailure,
                Code::TimestampImprint => SubIndication::HashFailure,
                Code::TimestampSignature => SubIndication::SigCryptoFailure,
                Code::TimestampValidity => SubIndication::ChainConstraintsFailure,
                _ => SubIndication::SigConstraintsFailure,
            };
            let mut reason = Reason::new(finding.code.as_str(), Weight::Note);
            reason.values.clone_from(&finding.values);
            Cause::new(sub, reason)
        })
        .collect();
    if causes.is_empty() && !facts.is_sound() {
        let reason = Reason::new("verdict-digest-not-computed", Weight::Note);
        causes.push(Cause::new(SubIndication::FormatFailure, reason));
    }
    causes
}

fn uses(knowledge: &Knowledge<'_>, facts: &TimestampFacts) -> Vec<Use> {
    let object = Object::Evidence(digest(&facts.token));
    let code = "verdict-weak-timestamp";
    let policy = knowledge.policy;
    let value = facts
        .verified
        .map(|with| Use::value(object, code, None, with, policy));
    let imprint = facts
        .imprint_algorithm
        .map(|found| Use::digest(object, code, found, policy));
    value.into_iter().chain(imprint).collect()
}
