//! Past certificate validation (EN 319 102-1, 5.6.2.1): until when a certificate is known to have
//! been good.

use pki::Certificate;
use pki::path::{Chain, Inputs};
use time::UtcDateTime;

use super::super::policy::Freshness;
use super::super::verdict::{Reason, Weight};
use super::crypto;
use super::knowledge::Knowledge;
use super::poe::Proofs;
use super::sliding::slide;
use crate::encoding::to_rfc3339;

/// The latest control time of all chains, or what is missing on the first of them.
pub(super) fn check(
    knowledge: &Knowledge<'_>,
    leaf: &Certificate,
    rule: Freshness,
    proofs: &Proofs,
) -> Result<UtcDateTime, Box<Reason>> {
    let chains = knowledge.chains(leaf);
    let chains = match chains.as_ref() {
        Ok(chains) => chains,
        Err(error) => return Err(Box::new(Reason::path(error))),
    };
    let mut missing = None;
    let mut latest: Option<UtcDateTime> = None;
    for chain in chains {
        match check_chain(knowledge, chain, rule, proofs) {
            Ok(control) => latest = latest.max(Some(control)),
            Err(reason) => missing = missing.or(Some(reason)),
        }
    }
    let nothing = || Box::new(Reason::on("verdict-no-poe", leaf));
    latest.ok_or_else(|| missing.unwrap_or_else(nothing))
}

fn check_chain(
    knowledge: &Knowledge<'_>,
    chain: &Chain,
    rule: Freshness,
    proofs: &Proofs,
) -> Result<UtcDateTime, Box<Reason>> {
    let told = |error| Box::new(Reason::path(&error));
    chain.check_rules(&Inputs::default()).map_err(told)?;
    let links = knowledge.links(chain);
    let certificates = || links.iter().map(|link| &link.certificate);
    let from = certificates().map(Certificate::not_before).max();
    let until = certificates().map(Certificate::not_after).min();
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        // There never was a time at which all of them were valid.
        return Err(Box::new(Reason::new("verdict-never-valid", Weight::Note)));
    }
    let uses = crypto::of_chain(chain, &links, knowledge.policy);
    let start = knowledge.at.min(chain.anchor().trusted_until);
    slide(start, &links, &uses, rule, proofs, knowledge.policy).map_err(|gap| {
        let subject = certificates().nth(gap.position).map(ToString::to_string);
        let mut reason =
            Reason::new("verdict-no-poe", Weight::Note).value("time", to_rfc3339(gap.control));
        reason.place = subject;
        Box::new(reason)
    })
}
