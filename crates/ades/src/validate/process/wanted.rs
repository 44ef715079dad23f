//! Which evidence is missing: the same decision, asked for its gaps.
//!
//! Nothing is wanted for what is decided already, whether it passed or failed for good, nor for
//! certificates that cannot lead to an anchor. What is wanted may still not be enough: the
//! decision is taken again with what was found. One thing is asked again though all has passed: an
//! authority whose time stamps no later one covers may have lost its key since.

use std::collections::HashSet;

use pki::path::{Chain, Inputs};
use pki::revocation::{Statement, statements};
use pki::trust::Anchors;
use pki::{Certificate, Crl};
use time::UtcDateTime;

use super::super::evidence::Evidence;
use super::super::facts::{DocumentFacts, SignatureFacts};
use super::super::policy::{Freshness, Policy};
use super::super::timestamp::TimestampFacts;
use super::super::verdict::{
    Conclusion, Indication, SignatureVerdict, TimeSource, TimestampKind, Verdict,
};
use super::super::wanted::Wanted;
use super::knowledge::Knowledge;
use super::poe::{Digest, digest};
use super::revocation::{Link, Standing, is_fresh, is_valid_at};

/// Certificates about which something is wanted at once: a document with many signers has dozens.
const MOST: usize = 100;

/// Chains of one certificate that are looked at.
const MOST_CHAINS: usize = 4;

/// How many missing issuers or signers of revocation data may stand behind each other.
const DEEPEST: usize = 4;

/// Signatures verified in looking for missing issuers: hostile certificates can form a dense graph.
const MOST_SIGNATURES: usize = 200;

/// Whether more evidence could still settle something in a verdict, or unsettle a time stamp whose
/// authority was last asked long ago.
#[must_use]
pub fn is_open(verdict: &Verdict) -> bool {
    let at = verdict.validation_time;
    verdict
        .signatures
        .iter()
        .any(|signature| match signature.indication {
            Indication::TotalFailed => false,
            Indication::Indeterminate => true,
            Indication::TotalPassed => signature.timestamps.iter().any(|stamp| {
                stamp.indication == Conclusion::Indeterminate
                    || (stamp.revocation.iter()).any(|found| found.next_update < Some(at))
            }),
        })
}

/// What to fetch so that a document may be decided at the time `at`, in a fixed order and each
/// certificate once. Nothing without anchors: then nobody could be trusted anyway.
#[must_use]
pub fn wanted(
    facts: &DocumentFacts,
    anchors: &Anchors,
    evidence: &Evidence,
    policy: &Policy,
    at: UtcDateTime,
) -> Vec<Wanted> {
    if anchors.is_empty() || facts.problem.is_some() {
        return Vec::new();
    }
    let knowledge = Knowledge::new(facts, anchors, evidence, policy, at);
    let verdicts = super::signatures(&knowledge, facts);
    let stamps = Stamps {
        open: open_stamps(&verdicts),
        last: last_stamps(&verdicts),
    };
    let mut plan = Plan {
        knowledge: &knowledge,
        seen: HashSet::new(),
        signatures: MOST_SIGNATURES,
        wanted: Vec::new(),
    };
    for (signature, verdict) in facts.signatures.iter().zip(&verdicts) {
        plan.signature(signature, verdict, &stamps);
    }
    plan.wanted
}

/// The tokens of time stamps that are neither passed nor failed, in signatures that have not failed.
fn open_stamps(verdicts: &[SignatureVerdict]) -> HashSet<Vec<u8>> {
    verdicts
        .iter()
        .filter(|verdict| verdict.indication != Indication::TotalFailed)
        .flat_map(|verdict| &verdict.timestamps)
        .filter(|stamp| stamp.indication == Conclusion::Indeterminate)
        .map(|stamp| stamp.sha256.clone())
        .collect()
}

/// The tokens of passed time stamps that no later time stamp over the document covers.
fn last_stamps(verdicts: &[SignatureVerdict]) -> HashSet<Vec<u8>> {
    let passed = || {
        let all = verdicts.iter().flat_map(|verdict| &verdict.timestamps);
        all.filter(|stamp| stamp.indication == Conclusion::Passed)
    };
    let documents = passed().filter(|stamp| stamp.kind == TimestampKind::Document);
    let newest = documents.filter_map(|stamp| stamp.time).max();
    passed()
        .filter(|stamp| stamp.time >= newest)
        .map(|stamp| stamp.sha256.clone())
        .collect()
}

/// The time stamps about which something is wanted, by the digest of the token.
struct Stamps {
    open: HashSet<Vec<u8>>,
    last: HashSet<Vec<u8>>,
}

/// How fresh what is known must be, and for which time.
#[derive(Clone, Copy)]
struct Need {
    leaf: Freshness,
    authorities: Freshness,
    time: UtcDateTime,
}

struct Plan<'a> {
    knowledge: &'a Knowledge<'a>,
    seen: HashSet<Digest>,
    /// How many may still be verified.
    signatures: usize,
    wanted: Vec<Wanted>,
}

impl Plan<'_> {
    fn signature(&mut self, facts: &SignatureFacts, verdict: &SignatureVerdict, stamps: &Stamps) {
        let rules = &self.knowledge.policy.freshness;
        let (leaf, time) = match (verdict.time_source, verdict.best_signature_time) {
            (Some(TimeSource::SignatureTimestamp | TimeSource::DocumentTimestamp), Some(time)) => {
                (rules.stamped_signer, time)
            }
            _ => (rules.signer, self.knowledge.at),
        };
        if let Some(cms) = &facts.cms {
            if verdict.indication == Indication::Indeterminate {
                let need = Need {
                    leaf,
                    authorities: rules.authorities,
                    time,
                };
                self.certificate(&cms.signer, need);
            }
            let archive = cms.archive_timestamps.iter().map(|archive| &archive.stamp);
            let inside = cms.timestamps.iter().chain(&cms.content_timestamps);
            for stamp in inside.chain(archive) {
                self.stamp(stamp, stamps);
            }
        }
        if let Some(stamp) = &facts.document_timestamp {
            self.stamp(stamp, stamps);
        }
    }

    fn stamp(&mut self, stamp: &TimestampFacts, stamps: &Stamps) {
        let token = digest(&stamp.token);
        let now = self.knowledge.at;
        let (rule, time) = if stamps.open.contains(token.as_slice()) {
            let rule = self.knowledge.policy.freshness.time_stamp_authorities;
            (rule, stamp.time.unwrap_or(now))
        } else if stamps.last.contains(token.as_slice()) {
            (Freshness::Current, now)
        } else {
            return;
        };
        let need = Need {
            leaf: rule,
            authorities: rule,
            time,
        };
        self.certificate(&stamp.authority, need);
    }

    fn certificate(&mut self, der: &[u8], need: Need) {
        if let Some(leaf) = self.knowledge.pool.read(der) {
            self.leaf(&leaf, need, 0);
        }
    }

    /// What is missing for the chains of `leaf`; nothing if one of them has everything.
    fn leaf(&mut self, leaf: &Certificate, need: Need, depth: usize) {
        let chains = self.knowledge.chains(leaf);
        let Ok(chains) = chains.as_ref() else {
            self.issuers(leaf);
            return;
        };
        let mut gaps = Vec::new();
        for chain in chains.iter().take(MOST_CHAINS) {
            if chain.check_rules(&Inputs::default()).is_err() {
                continue;
            }
            let missing = self.missing(chain, need);
            if missing.is_empty() {
                return;
            }
            gaps.push((chain, missing));
        }
        for (chain, missing) in gaps {
            for position in missing {
                self.status(chain, position, need, depth);
            }
        }
    }

    /// The places in a chain about which too little is known.
    fn missing(&self, chain: &Chain, need: Need) -> Vec<usize> {
        let links = self.knowledge.links(chain);
        let places = links.iter().enumerate();
        let unknown = places.filter(|(place, link)| {
            let rule = match place {
                0 => need.leaf,
                _ => need.authorities,
            };
            !is_known(link, rule, need.time)
        });
        unknown.map(|(place, _)| place).collect()
    }

    /// The status of a certificate in a chain, and of those who sign what is said about it.
    fn status(&mut self, chain: &Chain, position: usize, need: Need, depth: usize) {
        let certificates = chain.certificates();
        let (Some(certificate), Some(issuer)) =
            (certificates.get(position), chain.issuer_of(position))
        else {
            return;
        };
        if !self.seen.insert(certificate.sha256_fingerprint()) {
            return;
        }
        let pool = &self.knowledge.pool;
        let at = self.knowledge.tolerated();
        let (said, _) = statements(certificate, issuer, &pool.material, &pool.certificates, at);
        if self.wanted.len() < MOST {
            let lists = pool.material.lists.iter();
            let known: Vec<&Crl> = lists.filter(|list| speaks(list, &said)).collect();
            let wanted = Wanted::status_after(certificate, issuer, &known);
            self.wanted.extend(wanted);
        }
        if depth >= DEEPEST {
            return;
        }
        let need = Need {
            leaf: need.authorities,
            ..need
        };
        for statement in said {
            if !(statement.signer_is_issuer || statement.no_check) {
                self.leaf(&statement.signer, need, depth + 1);
            }
        }
    }

    /// The issuers that are missing above `leaf`: those of the certificates at which the way up
    /// ends.
    fn issuers(&mut self, leaf: &Certificate) {
        let knowledge = self.knowledge;
        let mut level = vec![leaf];
        for _ in 0..DEEPEST {
            let mut above = Vec::new();
            for certificate in level {
                if !self.seen.insert(certificate.sha256_fingerprint()) {
                    continue;
                }
                let candidates = knowledge.pool.certificates.iter();
                let before = above.len();
                above.extend(candidates.filter(|found| self.is_issued_by(certificate, found)));
                if above.len() == before
                    && !certificate.is_self_issued()
                    && self.wanted.len() < MOST
                {
                    self.wanted.extend(Wanted::issuer(certificate));
                }
            }
            level = above;
        }
    }

    fn is_issued_by(&mut self, certificate: &Certificate, issuer: &Certificate) -> bool {
        if !certificate.issuer().matches(issuer.subject())
            || certificate == issuer
            || self.signatures == 0
        {
            return false;
        }
        self.signatures -= 1;
        certificate.verify_signed_by(issuer.public_key()).is_ok()
    }
}

/// Whether one of the statements comes from the list, whose signature was verified then.
fn speaks(list: &Crl, said: &[Statement]) -> bool {
    let mut sources = said.iter().flat_map(|statement| &statement.sources);
    sources.any(|source| source.sha256 == list.sha256())
}

/// Whether nothing newer about a certificate would change anything. Of an expired one nothing newer
/// will come.
fn is_known(link: &Link, rule: Freshness, time: UtcDateTime) -> bool {
    match link.standing {
        Standing::Exempt | Standing::Revoked { .. } => true,
        Standing::Unknown => false,
        Standing::Good | Standing::Suspended { .. } => {
            let said = &link.accepted.statements;
            !is_valid_at(&link.certificate, time)
                || said.iter().any(|statement| is_fresh(statement, rule, time))
        }
    }
}
