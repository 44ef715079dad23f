//! The same chains judged by `openssl verify` and by us: policies, mapping, name constraints, path
//! length and key rollover, drawn at random from a fixed seed.
//!
//! Where the two are known to differ, the chains stay away: OpenSSL ignores policy constraints of an
//! anchor, and takes a common name that looks like a host for one. One difference is allowed for,
//! see [`maps_from_inhibited_any`].
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use std::collections::BTreeMap;

use pki::path::{Inputs, build_and_check};
use pki::{Certificate, oid};
use support::Workshop;
use support::maker::{
    AT, Plan, alternative_names, anchors, authority, ca, chain, common_name, directory, dns, email,
    inhibit_any, ip, key_usage, leaf, mappings, name_constraints, name_of, policies, policy,
    policy_constraints, uri,
};

const CHAINS: usize = 500;

/// xorshift64: numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }

    fn one_in(&mut self, chance: usize) -> bool {
        self.below(chance) == 0
    }

    fn byte(&mut self, limit: usize) -> u8 {
        u8::try_from(self.below(limit)).unwrap()
    }

    fn some_policies(&mut self) -> Vec<u8> {
        let mut list: Vec<u8> = (0..=3).filter(|_| !self.one_in(3)).collect();
        if list.is_empty() {
            list.push(1);
        }
        list
    }

    fn subtree(&mut self) -> Vec<u8> {
        match self.below(7) {
            0 => dns("example.vn"),
            1 => dns("a.example.vn"),
            2 => email("example.vn"),
            3 => email("x@example.vn"),
            4 => uri(".example.vn"),
            5 => ip(&[10, 0, 0, 0, 255, 0, 0, 0]),
            _ => directory(&name_of(&[(oid::ORGANIZATION, "office")])),
        }
    }

    fn alternative(&mut self) -> Vec<u8> {
        match self.below(8) {
            0 => dns("a.example.vn"),
            1 => dns("example.vn"),
            2 => dns("example.com"),
            3 => email("x@example.vn"),
            4 => email("y@mail.example.vn"),
            5 => uri("http://www.example.vn/"),
            6 => ip(&[10, 1, 1, 1]),
            _ => ip(&[11, 1, 1, 1]),
        }
    }

    fn subject(&mut self, number: usize) -> Vec<u8> {
        let own = format!("number {number}");
        match self.below(3) {
            0 => common_name(&own),
            1 => name_of(&[(oid::ORGANIZATION, "office"), (oid::COMMON_NAME, &own)]),
            _ => name_of(&[(oid::ORGANIZATION, "Office"), (oid::COMMON_NAME, &own)]),
        }
    }

    /// An authority that restricts what is below it, mostly a little.
    fn authority(&mut self, number: usize, above: &Plan) -> Plan {
        let mut plan = leaf("").named(self.subject(number));
        if self.one_in(5) {
            plan = plan.named(above.subject.clone());
        }
        let length = self.one_in(4).then(|| self.below(3).try_into().unwrap());
        plan = plan.with(ca(length)).with(key_usage());
        if !self.one_in(8) {
            plan = plan.with(policies(&self.some_policies()));
        }
        if self.one_in(3) {
            let pairs: Vec<_> = (0..=self.below(3))
                .map(|_| (self.byte(3) + 1, self.byte(3) + 1))
                .collect();
            plan = plan.with(mappings(&pairs));
        }
        if self.one_in(4) {
            let explicit = (!self.one_in(3)).then(|| self.byte(3));
            let mapping = (explicit.is_none() || self.one_in(2)).then(|| self.byte(2));
            plan = plan.with(policy_constraints(explicit, mapping));
        }
        if self.one_in(5) {
            plan = plan.with(inhibit_any(self.below(3).try_into().unwrap()));
        }
        if self.one_in(4) {
            plan = plan.with(self.constraints());
        }
        plan
    }

    fn constraints(&mut self) -> Vec<u8> {
        let permitted: Vec<_> = (0..self.below(3)).map(|_| self.subtree()).collect();
        let excluded: Vec<_> = (0..usize::from(permitted.is_empty() || self.one_in(4)))
            .map(|_| self.subtree())
            .collect();
        name_constraints(&permitted, &excluded)
    }

    fn last(&mut self, number: usize) -> Plan {
        let mut plan = leaf("").named(self.subject(number));
        if self.one_in(4) {
            let own = name_of(&[
                (oid::COMMON_NAME, "somebody here"),
                (oid::EMAIL_ADDRESS, "x@example.vn"),
            ]);
            plan = plan.named(own);
        }
        if !self.one_in(8) {
            plan = plan.with(policies(&self.some_policies()));
        }
        if self.one_in(2) {
            let names: Vec<_> = (0..=self.below(2)).map(|_| self.alternative()).collect();
            plan = plan.with(alternative_names(&names));
        }
        plan
    }

    fn chain(&mut self) -> Vec<Certificate> {
        let mut root = authority("root of all");
        if self.one_in(8) {
            root = root.with(self.constraints());
        }
        let mut plans = vec![root];
        for number in 1..=self.below(4) {
            let above = plans[number - 1].clone();
            plans.push(self.authority(number, &above));
        }
        plans.push(self.last(plans.len()));
        chain(&plans)
    }

    fn inputs(&mut self) -> Inputs {
        Inputs {
            policies: (1..=3).filter(|_| self.one_in(3)).map(policy).collect(),
            explicit_policy: self.one_in(2),
            inhibit_policy_mapping: self.one_in(5),
            inhibit_any_policy: self.one_in(5),
        }
    }
}

/// What OpenSSL says: nothing, or its error.
fn openssl(workshop: &Workshop, made: &[Certificate], inputs: &Inputs) -> Result<(), String> {
    let (leaf, above) = made.split_last().unwrap();
    let pem = |list: &[Certificate]| list.iter().map(Certificate::to_pem).collect::<String>();
    workshop.write("root.pem", pem(&above[..1]));
    workshop.write("leaf.pem", leaf.to_pem());
    let mut line = format!(
        "verify -x509_strict -policy_check -attime {} -CAfile root.pem",
        AT.unix_timestamp()
    );
    if above.len() > 1 {
        workshop.write("above.pem", pem(&above[1..]));
        line.push_str(" -untrusted above.pem");
    }
    // With no policy OpenSSL means none at all, not any.
    let any = [oid::ANY_POLICY];
    let wanted = match inputs.policies.as_slice() {
        [] => any.as_slice(),
        some => some,
    };
    for policy in wanted {
        line.push_str(&format!(" -policy {policy}"));
    }
    for (asked, option) in [
        (inputs.explicit_policy, " -explicit_policy"),
        (inputs.inhibit_policy_mapping, " -inhibit_map"),
        (inputs.inhibit_any_policy, " -inhibit_any"),
    ] {
        if asked {
            line.push_str(option);
        }
    }
    line.push_str(" leaf.pem");
    workshop.try_openssl(&line).map(|_| ())
}

/// Where an authority has anyPolicy and maps a policy that it does not list itself, OpenSSL 3.0
/// derives that policy from anyPolicy even where anyPolicy is inhibited. By RFC 5280, 6.1.4 (b) (1)
/// there must be a node anyPolicy at its depth, which 6.1.3 (d) (2) does not make then.
fn maps_from_inhibited_any(made: &[Certificate], inputs: &Inputs) -> bool {
    let inhibits = |c: &Certificate| c.inhibit_any_policy().is_some();
    let maps_from_any = |c: &Certificate| {
        let listed = c.policies();
        listed.contains(&oid::ANY_POLICY)
            && (c.policy_mappings().iter()).any(|(from, _)| !listed.contains(from))
    };
    (inputs.inhibit_any_policy || made.iter().any(inhibits)) && made.iter().any(maps_from_any)
}

#[test]
fn we_and_openssl_agree_on_random_chains() {
    let workshop = Workshop::new();
    let mut dice = Dice(5_280_601);
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for number in 0..CHAINS {
        let made = dice.chain();
        let inputs = dice.inputs();
        let leaf = made.last().unwrap();
        let ours = build_and_check(leaf, &made, &anchors(&made[..1]), &inputs, AT);
        let theirs = openssl(&workshop, &made, &inputs);
        let code = ours.as_ref().map_or_else(|error| error.code(), |_| "ok");
        let known = code == "path-no-valid-policy" && maps_from_inhibited_any(&made, &inputs);
        if known && theirs.is_ok() {
            *outcomes.entry("known difference").or_default() += 1;
            continue;
        }
        assert_eq!(
            ours.is_ok(),
            theirs.is_ok(),
            "chain {number}: {:?}, OpenSSL: {theirs:?}\n{inputs:?}\n{}",
            ours.as_ref().map(|_| ()),
            made.iter().map(Certificate::to_pem).collect::<String>()
        );
        *outcomes.entry(code).or_default() += 1;
    }
    let known = outcomes.remove("known difference").unwrap_or_default();
    assert!(known * 20 < CHAINS, "{known} known differences");
    // Every rule had its say.
    for code in [
        "ok",
        "path-no-valid-policy",
        "path-name-not-permitted",
        "path-name-excluded",
        "path-too-long",
    ] {
        assert!(
            outcomes.get(code).is_some_and(|count| *count >= 5),
            "{outcomes:?}"
        );
    }
}
