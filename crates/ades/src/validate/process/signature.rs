//! The verdict on one signature: the processes of EN 319 102-1, 5.3, 5.5 and 5.6 one after the
//! other, each as far as there is something to go on with.

use std::rc::Rc;

use pki::Certificate;
use time::{Duration, UtcDateTime};

use super::super::cms_facts::CmsFacts;
use super::super::facts::{DocumentFacts, SignatureFacts};
use super::super::verdict::{
    Integrity, Process, Reason, SignatureVerdict, SubIndication, TimeSource, Weight,
};
use super::acceptance;
use super::archival::Stamps;
use super::cause::{self, Cause, Matter};
use super::certificate::{self, Checked};
use super::crypto::Use;
use super::knowledge::Knowledge;
use super::past_signature::Past;
use super::poe::{Object, Proofs};
use super::timestamp::Stamp;
use super::{format, long_term, order, present};
use crate::encoding::to_rfc3339;

/// One signature and everything that is known before it is judged.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) knowledge: &'a Knowledge<'a>,
    pub(super) document: &'a DocumentFacts,
    pub(super) number: usize,
    pub(super) facts: &'a SignatureFacts,
    pub(super) proofs: &'a Proofs,
    /// The time stamps inside it.
    pub(super) stamps: &'a Stamps<'a>,
    /// The document time stamps, by the number of the signature that they are.
    pub(super) documents: &'a [Option<Stamp<'a>>],
}

/// What was found.
pub(super) struct Outcome {
    pub(super) causes: Vec<Cause>,
    pub(super) notes: Vec<Reason>,
    pub(super) integrity: Integrity,
    pub(super) leaf: Option<Certificate>,
    pub(super) checked: Rc<Checked>,
    pub(super) uses: Vec<Use>,
    pub(super) may_sign: Option<bool>,
    pub(super) proven: Option<(UtcDateTime, TimeSource)>,
    pub(super) process: Process,
}

impl<'a> Case<'a> {
    /// The verdict.
    pub(super) fn verdict(self) -> SignatureVerdict {
        let (integrity, causes) = format::integrity(self.facts);
        let mut outcome = Outcome {
            causes,
            notes: Vec::new(),
            integrity,
            leaf: None,
            checked: Rc::default(),
            uses: Vec::new(),
            may_sign: None,
            proven: None,
            process: self.process(),
        };
        let (found, notes) = format::findings(self.facts, self.knowledge.policy);
        outcome.causes.extend(found);
        outcome.notes.extend(notes);
        let (changed, worst) = format::changes(self.facts, self.document, self.knowledge.policy);
        outcome.causes.extend(changed);
        outcome.notes.extend(worst);
        match (&self.facts.cms, self.own_stamp()) {
            (Some(cms), _) => self.signer(cms, &mut outcome),
            (None, Some(stamp)) => self.stamp(stamp, &mut outcome),
            (None, None) => {}
        }
        order(&mut outcome.causes);
        present::verdict(self, outcome)
    }

    /// Which process has the last word: the one for which there is material.
    fn process(self) -> Process {
        let has_archive = !self.stamps.archive.is_empty() || self.covering().next().is_some();
        match (has_archive, self.stamps.signature.is_empty()) {
            (true, _) => Process::Archival,
            (false, false) => Process::LongTerm,
            (false, true) => Process::Basic,
        }
    }

    /// The time stamp that this signature is.
    pub(super) fn own_stamp(self) -> Option<&'a Stamp<'a>> {
        self.documents.get(self.number)?.as_ref()
    }

    /// The document time stamps over this signature.
    pub(super) fn covering(self) -> impl Iterator<Item = &'a Stamp<'a>> {
        let revision = |facts: &SignatureFacts| facts.range.as_ref()?.revision;
        let own = revision(self.facts);
        let all = self.document.signatures.iter().zip(self.documents);
        all.filter(move |(facts, _)| own.is_some() && own < revision(facts))
            .filter(move |(facts, _)| format::is_sound(facts, self.knowledge.policy))
            .filter_map(|(_, stamp)| stamp.as_ref())
    }

    /// Somebody's signature.
    fn signer(self, cms: &CmsFacts, outcome: &mut Outcome) {
        let knowledge = self.knowledge;
        outcome.uses = acceptance::uses(self.number, cms, knowledge.policy);
        outcome
            .causes
            .extend(acceptance::signature_policy(cms, knowledge.policy));
        outcome.proven = self.proven();
        let Some(leaf) = knowledge.pool.read(&cms.signer) else {
            outcome.causes.push(cause::no_certificate());
            return;
        };
        let checked = certificate::check(knowledge, &leaf);
        outcome.notes.extend(checked.notes.iter().cloned());
        let refused = acceptance::certificate_use(&leaf, knowledge.policy);
        outcome.may_sign = Some(refused.is_none());
        outcome.causes.extend(refused);
        let own = outcome.uses.iter();
        let own = own.filter_map(|used| used.check(knowledge.policy, knowledge.at));
        let causes = checked.causes.iter().cloned().chain(own).collect();
        let (causes, notes) = self.at_signing(&checked, &leaf, outcome.proven, causes);
        outcome.notes.extend(notes);
        outcome.causes.extend(causes);
        self.freshness(&checked, outcome);
        self.times(outcome);
        self.not_counted(outcome);
        let forecasts = outcome.uses.iter();
        let forecasts = forecasts.filter_map(|used| used.forecast(knowledge.policy, knowledge.at));
        outcome.notes.extend(forecasts);
        outcome.checked = checked;
        outcome.leaf = Some(leaf);
    }

    /// A document time stamp is judged as the time stamp it is.
    fn stamp(self, stamp: &'a Stamp<'a>, outcome: &mut Outcome) {
        // What speaks against digest and value was told already.
        let told: Vec<_> = outcome.causes.iter().map(|cause| cause.sub).collect();
        let new = stamp
            .causes
            .iter()
            .filter(|cause| !told.contains(&cause.sub));
        outcome.causes.extend(new.cloned());
        outcome.notes.extend(stamp.notes.iter().cloned());
        outcome.leaf.clone_from(&stamp.authority);
        outcome.checked = Rc::clone(&stamp.checked);
        outcome.uses.clone_from(&stamp.uses);
        outcome.may_sign = stamp.facts.verified.map(|_| true);
        outcome.proven = stamp
            .time()
            .map(|time| (time, TimeSource::DocumentTimestamp));
    }

    /// The best signature time, if a time stamp proves one (5.6.3, steps 4 to 6).
    fn proven(self) -> Option<(UtcDateTime, TimeSource)> {
        let object = Object::Signature(self.number);
        if !self.proofs.has(object) {
            return None;
        }
        let time = self.proofs.of(object);
        let inside = self.stamps.signature.iter().chain(&self.stamps.archive);
        let mut inside = inside.filter_map(Stamp::time);
        let source = match inside.any(|found| found == time) {
            true => TimeSource::SignatureTimestamp,
            false => TimeSource::DocumentTimestamp,
        };
        Some((time, source))
    }

    /// What remains of the causes when the time of signing is taken into account: first as if the
    /// material of now sufficed, then by the past.
    fn at_signing(
        self,
        checked: &Checked,
        leaf: &Certificate,
        proven: Option<(UtcDateTime, TimeSource)>,
        causes: Vec<Cause>,
    ) -> (Vec<Cause>, Vec<Reason>) {
        let time = proven.map_or(self.knowledge.at, |(time, _)| time);
        let (causes, mut notes) = long_term::settle(checked, leaf, time, self.proofs, causes);
        let causes = self.after_content(leaf, causes);
        if causes.is_empty() || proven.is_none() || self.process() != Process::Archival {
            return (causes, notes);
        }
        let past = Past {
            leaf,
            checked,
            proven: time,
            rule: self.knowledge.policy.freshness.stamped_signer,
        };
        let (causes, more) = past.settle(self.knowledge, self.proofs, causes);
        notes.extend(more);
        (causes, notes)
    }

    /// A time stamp over the content proves that the signature came later (5.3, steps 4 and 6).
    fn after_content(self, leaf: &Certificate, causes: Vec<Cause>) -> Vec<Cause> {
        let times = self.stamps.content.iter().filter_map(Stamp::time);
        let Some(later_than) = times.max() else {
            return causes;
        };
        let turned = |cause: Cause| match (cause.sub, &cause.matter) {
            (SubIndication::RevokedNoPoe, Matter::Revoked { since, .. }) if later_than > *since => {
                cause.turned(SubIndication::Revoked)
            }
            (
                SubIndication::OutOfBoundsNoPoe | SubIndication::OutOfBoundsNotRevoked,
                Matter::Bounds,
            ) if later_than > leaf.not_after() => cause.turned(SubIndication::Expired),
            (
                SubIndication::CryptoConstraintsFailureNoPoe,
                Matter::Algorithm {
                    object: Object::Signature(_),
                    end,
                },
            ) if !end.allows(later_than) => cause.turned(SubIndication::CryptoConstraintsFailure),
            _ => cause,
        };
        causes.into_iter().map(turned).collect()
    }

    /// Revocation data must be fresh for the time of signing, or for now.
    fn freshness(self, checked: &Checked, outcome: &mut Outcome) {
        let rules = &self.knowledge.policy.freshness;
        let at = self.knowledge.at;
        let stale = match outcome.proven {
            Some((time, _)) => checked.freshness(rules.stamped_signer, rules.authorities, time),
            None => checked.freshness(rules.signer, rules.authorities, at),
        };
        if let (None, Some(leaf), Some(hours)) = (
            outcome.proven,
            checked.links.first(),
            rules.warn_after_hours,
        ) && let Some(used) = leaf.used()
            && at - used.this_update > Duration::hours(hours.into())
            && stale.is_empty()
        {
            let reason = Reason::on("verdict-revocation-old", &leaf.certificate)
                .value("issued", to_rfc3339(used.this_update));
            outcome.notes.push(reason);
        }
        outcome.causes.extend(stale);
    }

    /// Time stamps inside that prove nothing are told, with the reason.
    fn not_counted(self, outcome: &mut Outcome) {
        let inside = self.stamps.signature.iter().chain(&self.stamps.archive);
        outcome.notes.extend(inside.flat_map(not_counted));
    }

    /// Order and delay of time stamps.
    fn times(self, outcome: &mut Outcome) {
        let Some((time, _)) = outcome.proven else {
            return;
        };
        let documents: Vec<_> = self.covering().collect();
        let Stamps {
            content, signature, ..
        } = self.stamps;
        let order = long_term::coherence(self.knowledge, content, signature, &documents);
        outcome.causes.extend(order);
        let delay = long_term::delay(self.knowledge, claimed(self.facts), time);
        outcome.causes.extend(delay);
    }
}

/// What is told of time stamps that prove nothing.
fn not_counted(stamp: &Stamp<'_>) -> Vec<Reason> {
    let Some(first) = stamp.causes.first() else {
        return Vec::new();
    };
    let told = Reason::new("verdict-timestamp-not-counted", Weight::Note);
    vec![told, first.reason.clone().note()]
}

/// The time that the signer claims.
pub(super) fn claimed(facts: &SignatureFacts) -> Option<UtcDateTime> {
    let dictionary = facts.dictionary.as_ref();
    let cms = facts.cms.as_ref();
    dictionary
        .and_then(|dictionary| dictionary.claimed_time)
        .or_else(|| cms.and_then(|cms| cms.signing_time))
}
