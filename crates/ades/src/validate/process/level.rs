//! The level of a signature, as far as it is really reached (EN 319 142-1, 6; EN 319 122-1, 6).

use pki::revocation::Statement;
use time::UtcDateTime;

use super::super::cms_facts::Binding;
use super::super::grade::is_baseline;
use super::super::policy::Freshness;
use super::certificate::Checked;
use super::poe::Object;
use super::revocation::{Link, Standing, is_fresh};
use super::signature::{Case, Outcome};
use super::timestamp::Stamp;

/// B-T with a sound time stamp over the signature, B-LT if the file itself has all that is needed
/// to validate signer and time stamp, B-LTA if a time stamp that holds is over that too.
pub(super) fn level(case: Case<'_>, outcome: &Outcome) -> Option<&'static str> {
    let cms = case.facts.cms.as_ref()?;
    if !is_baseline(case.facts) || cms.binding == Binding::Absent {
        return None;
    }
    let inside = case.stamps.signature.iter();
    let mut stamps = inside.chain(case.covering());
    if !stamps.any(|stamp| stamp.facts.is_sound()) {
        return Some("B-B");
    }
    let Some((time, _)) = outcome.proven else {
        return Some("B-T");
    };
    let rules = &case.knowledge.policy.freshness;
    let is_proven = |objects: &Vec<Object>| objects.iter().all(|one| case.proofs.has(*one));
    let Some(signer) = needed(case, &outcome.checked, time, rules.stamped_signer) else {
        return Some("B-T");
    };
    let mut stamps = stamped(case).peekable();
    if stamps.peek().is_none() {
        return Some("B-T");
    }
    match is_proven(&signer) && stamps.any(|stamp| is_proven(&stamp)) {
        true => Some("B-LTA"),
        false => Some("B-LT"),
    }
}

/// What is needed for each of the time stamps that prove the signature, if the file has it.
fn stamped<'a>(case: Case<'a>) -> impl Iterator<Item = Vec<Object>> + 'a {
    let rule = case.knowledge.policy.freshness.time_stamp_authorities;
    let proving = case.stamps.signature.iter().chain(case.covering());
    proving.filter_map(move |stamp: &Stamp<'_>| needed(case, &stamp.checked, stamp.time()?, rule))
}

/// Certificates and revocation data for a chain, if the file has them all.
fn needed(
    case: Case<'_>,
    checked: &Checked,
    time: UtcDateTime,
    rule: Freshness,
) -> Option<Vec<Object>> {
    checked.chain.as_ref()?;
    let authorities = case.knowledge.policy.freshness.authorities;
    let mut objects = Vec::new();
    for (position, link) in checked.links.iter().enumerate() {
        let certificate = link.certificate.sha256_fingerprint();
        if !case.knowledge.pool.is_embedded(&certificate) {
            return None;
        }
        objects.push(Object::Evidence(certificate));
        if link.standing == Standing::Exempt {
            continue;
        }
        let rule = match position {
            0 => rule,
            _ => authorities,
        };
        objects.extend(embedded(case, link, rule, time)?);
    }
    Some(objects)
}

/// The data of a statement that the file has, fresh enough for the time.
fn embedded(
    case: Case<'_>,
    link: &Link,
    rule: Freshness,
    time: UtcDateTime,
) -> Option<Vec<Object>> {
    let pool = &case.knowledge.pool;
    let suffices = |statement: &&Statement| {
        let signer = statement.signer.sha256_fingerprint();
        let mut sources = statement.sources.iter();
        sources.all(|source| pool.is_embedded(&source.sha256))
            && (statement.signer_is_issuer || pool.is_embedded(&signer))
            && is_fresh(statement, rule, time)
    };
    let sources = |statement: &Statement| -> Vec<_> {
        let sources = statement.sources.iter();
        sources
            .map(|source| Object::Evidence(source.sha256))
            .collect()
    };
    let statements = link.accepted.statements.iter();
    let mut sufficient = statements.filter(suffices).map(sources).collect::<Vec<_>>();
    // What is proven to be old is worth more than what was added since.
    sufficient.sort_by_key(|objects| !objects.iter().all(|one| case.proofs.has(*one)));
    sufficient.into_iter().next()
}
