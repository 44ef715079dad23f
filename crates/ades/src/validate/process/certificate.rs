//! Validation of a certificate at the time of validation (EN 319 102-1, 5.2.6).
//!
//! All causes are kept, in the order of the standard: the first one names the status, and whoever
//! makes it good later must make good the others too. Freshness is judged apart, since it depends
//! on the time of signing.

use std::rc::Rc;

use pki::Certificate;
use pki::path::{Chain, Fault, Inputs, PathError};
use time::UtcDateTime;

use super::super::policy::Freshness;
use super::super::verdict::{Reason, SubIndication, Weight};
use super::cause::{Cause, Matter};
use super::crypto::{self, Use};
use super::knowledge::Knowledge;
use super::revocation::{Link, Standing, is_valid_at};
use crate::encoding::to_rfc3339;
use crate::validate::unreachable::Sought;

/// What was found about a certificate.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// The chain that came furthest; none if there is no chain at all.
    pub(super) chain: Option<Chain>,
    /// The certificates of that chain below the anchor.
    pub(super) links: Vec<Link>,
    /// The algorithms on it.
    pub(super) uses: Vec<Use>,
    /// Why the status is not passed, in the order of the standard.
    pub(super) causes: Vec<Cause>,
    /// What is worth knowing.
    pub(super) notes: Vec<Reason>,
}

/// Validates `leaf` with each of its chains; the first that holds, else the one that came furthest.
pub(super) fn check(knowledge: &Knowledge<'_>, leaf: &Certificate) -> Rc<Checked> {
    let key = leaf.sha256_fingerprint();
    if let Some(known) = knowledge.checked.borrow().get(&key) {
        return Rc::clone(known);
    }
    let checked = Rc::new(check_all(knowledge, leaf));
    knowledge
        .checked
        .borrow_mut()
        .insert(key, Rc::clone(&checked));
    checked
}

fn check_all(knowledge: &Knowledge<'_>, leaf: &Certificate) -> Checked {
    let chains = knowledge.chains(leaf);
    let chains = match chains.as_ref() {
        Ok(chains) => chains,
        Err(error) => return no_chain(knowledge, error),
    };
    let mut best: Option<Checked> = None;
    for chain in chains {
        let checked = check_chain(knowledge, chain);
        if checked.causes.is_empty() {
            return checked;
        }
        let weight = |checked: &Checked| checked.causes.first().map(|cause| rank(cause.sub));
        if best
            .as_ref()
            .is_none_or(|best| weight(&checked) < weight(best))
        {
            best = Some(checked);
        }
    }
    // There is always one; were there none, nothing must pass for it.
    best.unwrap_or_else(|| {
        let sub = SubIndication::NoCertificateChainFound;
        let reason = Reason::on("path-issuer-not-found", leaf);
        Checked {
            causes: vec![Cause::new(sub, reason)],
            ..Checked::default()
        }
    })
}

/// What can still be made good is better than what cannot.
fn rank(sub: SubIndication) -> u8 {
    match sub {
        SubIndication::CertificateChainGeneralFailure | SubIndication::ChainConstraintsFailure => 1,
        _ => 0,
    }
}

fn no_chain(knowledge: &Knowledge<'_>, error: &PathError) -> Checked {
    let sub = match &*error.fault {
        // An anchor may have the name of the issuer and another key.
        Fault::IssuerNotFound { .. }
        | Fault::NotAnAnchor
        | Fault::Signature {
            cause: pki::Error::BadSignature,
            ..
        } => SubIndication::NoCertificateChainFound,
        _ => SubIndication::CertificateChainGeneralFailure,
    };
    let mut checked = Checked {
        causes: vec![Cause::new(sub, Reason::path(error))],
        ..Checked::default()
    };
    if knowledge.anchors.is_empty() {
        let note = Reason::new("verdict-no-anchors", Weight::Note);
        checked.notes.push(note);
    }
    let issuers = knowledge.unreachable.iter();
    let issuers = issuers.filter(|found| found.sought == Sought::Issuer);
    checked.notes.extend(issuers.map(|found| {
        Reason::new("verdict-issuer-unreachable", Weight::Note).value("url", &found.url)
    }));
    checked
}

fn check_chain(knowledge: &Knowledge<'_>, chain: &Chain) -> Checked {
    let at = knowledge.at;
    let links = knowledge.links(chain);
    let uses = crypto::of_chain(chain, &links, knowledge.policy);
    let mut causes = Vec::new();
    causes.extend(sunset(chain, at));
    if let Err(error) = chain.check_rules(&Inputs::default()) {
        let sub = SubIndication::CertificateChainGeneralFailure;
        causes.push(Cause::new(sub, Reason::path(&error)));
    }
    let mut notes = Vec::new();
    for (position, link) in links.iter().enumerate() {
        revocation(knowledge, link, position == 0, &mut causes, &mut notes);
    }
    causes.extend(
        uses.iter()
            .filter_map(|used| used.check(knowledge.policy, at)),
    );
    notes.extend(
        uses.iter()
            .filter_map(|used| used.forecast(knowledge.policy, at)),
    );
    causes.extend(bounds(knowledge, &links));
    causes.extend(revocation_bounds(chain, &links, at));
    Checked {
        chain: Some(chain.clone()),
        links,
        uses,
        causes,
        notes,
    }
}

/// The anchor is not trusted any more, or not yet.
fn sunset(chain: &Chain, at: UtcDateTime) -> Option<Cause> {
    let anchor = chain.anchor();
    if anchor.is_trusted_at(at) {
        return None;
    }
    let reason = Reason::on("path-anchor-not-trusted", &anchor.certificate)
        .value("from", to_rfc3339(anchor.trusted_from))
        .value("until", to_rfc3339(anchor.trusted_until))
        .value("time", to_rfc3339(at));
    let cause = Cause::new(SubIndication::NoCertificateChainFoundNoPoe, reason);
    Some(match at > anchor.trusted_until {
        true => cause.about(Matter::Sunset),
        false => cause,
    })
}

fn revocation(
    knowledge: &Knowledge<'_>,
    link: &Link,
    is_leaf: bool,
    causes: &mut Vec<Cause>,
    notes: &mut Vec<Reason>,
) {
    let certificate = &link.certificate;
    match link.standing {
        Standing::Good | Standing::Exempt => {}
        Standing::Unknown => {
            causes.push(unknown(knowledge, certificate));
            notes.extend(link.accepted.refused.iter().cloned());
        }
        Standing::Revoked { since, reason } => {
            let sub = match is_leaf {
                true => SubIndication::RevokedNoPoe,
                false => SubIndication::RevokedCaNoPoe,
            };
            let told = Reason::on("verdict-revoked", certificate)
                .value("since", to_rfc3339(since))
                .value("reason", reason);
            causes.push(Cause::new(sub, told).about(Matter::Revoked { since, is_leaf }));
        }
        Standing::Suspended { since } => {
            let told =
                Reason::on("verdict-suspended", certificate).value("since", to_rfc3339(since));
            let next = link.used().and_then(|used| used.next_update);
            let cause = Cause::new(SubIndication::TryLater, told).retrying(next);
            causes.push(cause.about(Matter::Revoked { since, is_leaf }));
        }
    }
}

/// Nothing counts: worth another try where a service was down or slow, else a gap.
fn unknown(knowledge: &Knowledge<'_>, certificate: &Certificate) -> Cause {
    let fingerprint = certificate.sha256_fingerprint();
    let mut failed: Vec<_> = knowledge
        .unreachable
        .iter()
        .filter(|found| found.certificate == fingerprint && found.sought != Sought::Issuer)
        .collect();
    failed.sort_by_key(|found| !found.passing);
    let gap = SubIndication::CertificateChainGeneralFailure;
    let Some(found) = failed.first() else {
        let reason = Reason::on("verdict-revocation-unknown", certificate);
        return Cause::new(gap, reason);
    };
    let reason = Reason::on("verdict-revocation-unreachable", certificate).value("url", &found.url);
    let sub = match found.passing {
        true => SubIndication::TryLater,
        false => gap,
    };
    Cause::new(sub, reason)
}

/// All certificates below the anchor must be valid now. Of an expired one it is known that it was
/// not revoked if that is known up to its end.
fn bounds(knowledge: &Knowledge<'_>, links: &[Link]) -> Vec<Cause> {
    let at = knowledge.at;
    let outside = links
        .iter()
        .filter(|link| !is_valid_at(&link.certificate, at));
    outside
        .map(|link| {
            let certificate = &link.certificate;
            let rule = knowledge.policy.freshness.signer;
            let is_good = matches!(link.standing, Standing::Good | Standing::Exempt);
            let sub = match is_good && link.is_fresh(rule, at.min(certificate.not_after())) {
                true => SubIndication::OutOfBoundsNotRevoked,
                false => SubIndication::OutOfBoundsNoPoe,
            };
            let (code, name, limit) = match at < certificate.not_before() {
                true => ("path-not-yet-valid", "from", certificate.not_before()),
                false => ("path-expired", "until", certificate.not_after()),
            };
            let reason = Reason::on(code, certificate)
                .value(name, to_rfc3339(limit))
                .value("time", to_rfc3339(at));
            Cause::new(sub, reason).about(Matter::Bounds)
        })
        .collect()
}

/// The signer of the revocation data on the leaf must be valid now, or the anchor.
fn revocation_bounds(chain: &Chain, links: &[Link], at: UtcDateTime) -> Option<Cause> {
    let signer = &links.first()?.used()?.signer;
    if *signer == chain.anchor().certificate || is_valid_at(signer, at) {
        return None;
    }
    let reason = Reason::on("verdict-revocation-issuer-expired", signer)
        .value("until", to_rfc3339(signer.not_after()));
    let cause = Cause::new(SubIndication::RevocationOutOfBoundsNoPoe, reason);
    Some(cause.about(Matter::RevocationBounds))
}

impl Checked {
    /// Whether all that is known of revocation is fresh enough for the time `at`.
    pub(super) fn freshness(
        &self,
        leaf: Freshness,
        authorities: Freshness,
        at: UtcDateTime,
    ) -> Vec<Cause> {
        let mut stale = Vec::new();
        for (position, link) in self.links.iter().enumerate() {
            let rule = match position {
                0 => leaf,
                _ => authorities,
            };
            // What is revoked, suspended or unknown is told as that, and of an expired certificate
            // nothing newer will come.
            if link.standing != Standing::Good
                || !is_valid_at(&link.certificate, at)
                || link.is_fresh(rule, at)
            {
                continue;
            }
            let Some(used) = link.used() else { continue };
            let mut reason = Reason::on("verdict-revocation-stale", &link.certificate)
                .value("issued", to_rfc3339(used.this_update))
                .value("time", to_rfc3339(at));
            if let Some(next) = used.next_update {
                reason = reason.value("next", to_rfc3339(next));
            }
            let cause = Cause::new(SubIndication::TryLater, reason).retrying(used.next_update);
            stale.push(cause.about(Matter::Stale));
        }
        stale
    }

    /// The time span in which all certificates below the anchor are valid.
    pub(super) fn window(&self) -> Option<(UtcDateTime, UtcDateTime)> {
        let certificates = || self.links.iter().map(|link| &link.certificate);
        let from = certificates().map(Certificate::not_before).max()?;
        let until = certificates().map(Certificate::not_after).min()?;
        Some((from, until))
    }
}
