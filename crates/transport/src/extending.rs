//! Evidence for keeping a file's signatures valid: what comes next, and fetching what it lacks.

use ades::pades::extend::{self, Goal, Missing, Step, plan};
use ades::validate::{self, DocumentFacts, Evidence, Policy, Wanted};
use pki::trust::Anchors;
use time::UtcDateTime;

use crate::gather::{Gatherer, Question};

/// A file on its way to a level.
#[derive(Clone, Copy, Debug)]
pub struct Extending<'a> {
    /// The document.
    pub facts: &'a DocumentFacts,
    /// Who is trusted.
    pub anchors: &'a Anchors,
    /// The policy.
    pub policy: &'a Policy,
    /// How far it goes.
    pub goal: Goal,
    /// Whether an archive time stamp is renewed before it is due.
    pub renew_now: bool,
}

/// Two clocks. Both go on while services are waited for: evidence must not come from the future of
/// the time to decide for.
#[derive(Clone, Copy)]
pub struct Clocks<'a> {
    /// The time to decide for.
    pub at: &'a dyn Fn() -> UtcDateTime,
    /// The time by the clock, which decides what of the cache is still good.
    pub now: &'a dyn Fn() -> UtcDateTime,
}

impl Extending<'_> {
    /// What comes next with what is there.
    #[must_use]
    pub fn next(&self, evidence: &Evidence, at: UtcDateTime) -> Step {
        let (facts, anchors, policy) = (self.facts, self.anchors, self.policy);
        let verdict = validate::decide(facts, anchors, evidence, policy, at);
        plan(&extend::Question {
            facts,
            verdict: &verdict,
            anchors,
            evidence,
            policy,
            goal: self.goal,
            renew_now: self.renew_now,
            at,
        })
    }

    /// What comes next with what the network has too; it stays in `evidence`. `watch` hears every
    /// address before it is asked.
    pub fn next_fetched(
        &self,
        gatherer: &mut Gatherer,
        evidence: &mut Evidence,
        clocks: Clocks<'_>,
        watch: &mut dyn FnMut(&str),
    ) -> Step {
        let question = Question {
            facts: self.facts,
            anchors: self.anchors,
            policy: self.policy,
            at: (clocks.at)(),
        };
        *evidence = gatherer.gather(question, evidence, (clocks.now)(), watch);
        let step = self.next(evidence, (clocks.at)());
        let Step::NotYet { missing, .. } = &step else {
            return step;
        };
        fetch_newer(gatherer, missing, evidence, clocks, watch);
        self.next(evidence, (clocks.at)())
    }
}

/// What is current may do for a verdict; what is embedded must be newer.
fn fetch_newer(
    gatherer: &mut Gatherer,
    missing: &[Missing],
    evidence: &mut Evidence,
    clocks: Clocks<'_>,
    watch: &mut dyn FnMut(&str),
) {
    for one in missing {
        let Some(wanted) = Wanted::status(&one.certificate, &one.issuer) else {
            continue;
        };
        let found = gatherer.status(&wanted, (clocks.now)(), watch);
        evidence.material.lists.extend(found.material.lists);
        evidence.material.answers.extend(found.material.answers);
        evidence.unreachable.extend(found.unreachable);
    }
}

impl std::fmt::Debug for Clocks<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Clocks").finish_non_exhaustive()
    }
}
