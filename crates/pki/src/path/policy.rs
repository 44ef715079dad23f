//! Certificate policies along a path (RFC 5280, 6.1, with the graph of RFC 9618 instead of the
//! tree, which can grow exponentially). Qualifiers are not processed.
//!
//! A policy stands at most once per certificate; what it was derived from is remembered, and at the
//! end the graph is read from the leaf upwards: only policies that lead to the leaf count.

use std::collections::{BTreeMap, BTreeSet};

use const_oid::ObjectIdentifier;

use super::{Fault, Inputs};
use crate::{Certificate, oid};

/// Policies and counters of RFC 5280, 6.1.2 (a), (d)-(f).
pub(super) struct Policies<'a> {
    inputs: &'a Inputs,
    /// The anchor's level, then one per certificate.
    levels: Vec<Level>,
    explicit_policy: u32,
    policy_mapping: u32,
    inhibit_any_policy: u32,
}

/// The policies valid after one certificate, each with its place in the graph.
#[derive(Default)]
struct Level {
    /// anyPolicy is a policy like others here.
    nodes: BTreeMap<ObjectIdentifier, Node>,
    /// By which policy of the next certificate this level's policies are continued.
    expected: BTreeMap<ObjectIdentifier, BTreeSet<ObjectIdentifier>>,
}

/// A policy, with those of the level above it was derived from.
struct Node {
    parents: BTreeSet<ObjectIdentifier>,
}

impl<'a> Policies<'a> {
    /// The state before the first certificate of a path of this `length`.
    pub(super) fn new(inputs: &'a Inputs, anchor: &Certificate, length: usize) -> Self {
        let whole = u32::try_from(length).unwrap_or(u32::MAX).saturating_add(1);
        let start = |inhibited| if inhibited { 0 } else { whole };
        let mut root = Level::default();
        root.add(oid::ANY_POLICY, BTreeSet::new());
        let mut policies = Self {
            inputs,
            levels: vec![root],
            explicit_policy: start(inputs.explicit_policy),
            policy_mapping: start(inputs.inhibit_policy_mapping),
            inhibit_any_policy: start(inputs.inhibit_any_policy),
        };
        policies.constrain(anchor);
        policies
    }

    /// 6.1.3 (d)-(f): the policies of the next certificate.
    pub(super) fn enter(&mut self, certificate: &Certificate, is_last: bool) -> Result<(), Fault> {
        let any = self.inhibit_any_policy > 0 || (!is_last && certificate.is_self_issued());
        let above = self.levels.last();
        let level = above.map(|above| above.below(certificate.policies(), any));
        let level = level.unwrap_or_default();
        let is_empty = level.nodes.is_empty();
        self.levels.push(level);
        if self.explicit_policy == 0 && is_empty {
            return Err(Fault::NoValidPolicy);
        }
        Ok(())
    }

    /// 6.1.4 (a), (b), (h)-(j): what this authority changes for the next certificate.
    pub(super) fn leave(&mut self, authority: &Certificate) -> Result<(), Fault> {
        let mappings = authority.policy_mappings();
        let maps_any = |(from, to): &(_, _)| [*from, *to].contains(&oid::ANY_POLICY);
        if mappings.iter().any(maps_any) {
            return Err(Fault::MapsAnyPolicy);
        }
        if let Some(level) = self.levels.last_mut() {
            match self.policy_mapping {
                0 => level.forbid(mappings),
                _ => level.map(mappings),
            }
        }
        if !authority.is_self_issued() {
            self.explicit_policy = self.explicit_policy.saturating_sub(1);
            self.policy_mapping = self.policy_mapping.saturating_sub(1);
            self.inhibit_any_policy = self.inhibit_any_policy.saturating_sub(1);
        }
        self.constrain(authority);
        Ok(())
    }

    /// 6.1.5 (a), (b), (g): whether one of the policies wanted is left after the last certificate.
    pub(super) fn finish(mut self, leaf: &Certificate) -> Result<(), Fault> {
        self.explicit_policy = self.explicit_policy.saturating_sub(1);
        if leaf.policy_constraints().require_explicit == Some(0) {
            self.explicit_policy = 0;
        }
        if self.explicit_policy > 0 || self.has_wanted() {
            return Ok(());
        }
        Err(Fault::NoValidPolicy)
    }

    fn constrain(&mut self, authority: &Certificate) {
        let limit = |counter: u32, skip: Option<u32>| skip.map_or(counter, |s| s.min(counter));
        let constraints = authority.policy_constraints();
        self.explicit_policy = limit(self.explicit_policy, constraints.require_explicit);
        self.policy_mapping = limit(self.policy_mapping, constraints.inhibit_mapping);
        self.inhibit_any_policy = limit(self.inhibit_any_policy, authority.inhibit_any_policy());
    }

    /// Whether the graph, cut down to the policies wanted, is not empty. A policy is known to the
    /// caller under the name it has where it was derived from anyPolicy.
    fn has_wanted(&self) -> bool {
        let wanted = &self.inputs.policies;
        let Some(last) = self.levels.last() else {
            return false;
        };
        if wanted.is_empty() || wanted.contains(&oid::ANY_POLICY) {
            return !last.nodes.is_empty();
        }
        if last.nodes.contains_key(&oid::ANY_POLICY) {
            return true;
        }
        let mut alive: BTreeSet<ObjectIdentifier> = last.nodes.keys().copied().collect();
        for level in self.levels.iter().rev() {
            let mut above = BTreeSet::new();
            for (policy, node) in level.nodes.iter().filter(|(p, _)| alive.contains(*p)) {
                if node.parents.contains(&oid::ANY_POLICY) && wanted.contains(policy) {
                    return true;
                }
                above.extend(&node.parents);
            }
            alive = above;
        }
        false
    }
}

impl Level {
    /// Adds a policy that the next certificate continues under its own name.
    fn add(&mut self, policy: ObjectIdentifier, parents: BTreeSet<ObjectIdentifier>) {
        self.nodes.insert(policy, Node { parents });
        self.expected.entry(policy).or_default().insert(policy);
    }

    /// The level of a certificate with these policies; `any` says whether anyPolicy counts.
    fn below(&self, policies: &[ObjectIdentifier], any: bool) -> Self {
        let mut level = Self::default();
        let from_any = self.nodes.contains_key(&oid::ANY_POLICY);
        for policy in policies.iter().filter(|p| **p != oid::ANY_POLICY) {
            match self.expected.get(policy) {
                Some(parents) => level.add(*policy, parents.clone()),
                None if from_any => level.add(*policy, BTreeSet::from([oid::ANY_POLICY])),
                None => {}
            }
        }
        if any && policies.contains(&oid::ANY_POLICY) {
            for (policy, parents) in &self.expected {
                if !level.nodes.contains_key(policy) {
                    level.add(*policy, parents.clone());
                }
            }
        }
        level
    }

    /// Lets policies be continued under other names.
    fn map(&mut self, mappings: &[(ObjectIdentifier, ObjectIdentifier)]) {
        let from_any = self.nodes.contains_key(&oid::ANY_POLICY);
        let mapped: BTreeSet<_> = mappings.iter().map(|(from, _)| *from).collect();
        for from in &mapped {
            if from_any && !self.nodes.contains_key(from) {
                self.add(*from, BTreeSet::from([oid::ANY_POLICY]));
            }
            // Until now each policy is expected under its own name only.
            self.expected.remove(from);
        }
        for (from, to) in mappings {
            if self.nodes.contains_key(from) {
                self.expected.entry(*to).or_default().insert(*from);
            }
        }
    }

    /// Takes away the policies that would be mapped.
    fn forbid(&mut self, mappings: &[(ObjectIdentifier, ObjectIdentifier)]) {
        for (from, _) in mappings {
            self.nodes.remove(from);
            self.expected.remove(from);
        }
    }
}
