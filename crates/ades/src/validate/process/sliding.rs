//! Validation time sliding (EN 319 102-1, 5.6.2.2): the last time for which a chain is known to
//! have been good.

use time::UtcDateTime;

use super::super::policy::{End, Freshness, Policy};
use super::crypto::Use;
use super::poe::{Object, Proofs};
use super::revocation::{Link, Standing, fresh_until, is_fresh, revoked};

/// Where something was missing: at this certificate nothing counts for this time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Gap {
    /// Its place in the chain, the leaf first.
    pub(super) position: usize,
    /// The time that was reached.
    pub(super) control: UtcDateTime,
}

/// Slides from `start` down the chain, whose certificates below the anchor are `links`, the leaf
/// first.
///
/// The standard slides to the issue of data that are not fresh. Here it slides to the last moment
/// for which they were fresh enough: the data of an authority are always older than the proof that
/// those on the next certificate existed, so that nothing could ever be proven otherwise.
pub(super) fn slide(
    start: UtcDateTime,
    links: &[Link],
    uses: &[Use],
    rule: Freshness,
    proofs: &Proofs,
    policy: &Policy,
) -> Result<UtcDateTime, Gap> {
    let mut control = start;
    for (position, link) in links.iter().enumerate().rev() {
        if link.standing != Standing::Exempt {
            control = revocation(link, control, rule, proofs).ok_or(Gap { position, control })?;
        }
        let own = Object::Evidence(link.certificate.sha256_fingerprint());
        let sources = link.used().into_iter().flat_map(|used| &used.sources);
        let objects: Vec<_> = sources
            .map(|source| Object::Evidence(source.sha256))
            .chain([own])
            .collect();
        for used in uses.iter().filter(|used| objects.contains(&used.object)) {
            match used.binding_end(policy) {
                End::None => {}
                End::At(end) => control = control.min(end),
                End::Never => return Err(Gap { position, control }),
            }
        }
    }
    Ok(control)
}

/// Steps a to c for one certificate; `None` when nothing counts.
fn revocation(
    link: &Link,
    control: UtcDateTime,
    rule: Freshness,
    proofs: &Proofs,
) -> Option<UtcDateTime> {
    let certificate = Object::Evidence(link.certificate.sha256_fingerprint());
    if proofs.of(certificate) > control {
        return None;
    }
    let existed = |sha256| proofs.of(Object::Evidence(sha256)) <= control;
    let kept: Vec<_> = (link.accepted.statements.iter())
        .filter(|statement| statement.this_update <= control)
        .filter(|statement| {
            statement
                .sources
                .iter()
                .all(|source| existed(source.sha256))
        })
        .collect();
    let gone = kept.iter().filter_map(|statement| {
        let (since, _) = revoked(statement.status)?;
        Some(since)
    });
    if let Some(since) = gone.filter(|since| *since <= control).min() {
        return Some(since);
    }
    if let Standing::Suspended { since } = link.standing
        && since <= control
        && !kept.is_empty()
    {
        return Some(since);
    }
    // Fresh until then, the latest of all: an older list may speak for longer.
    let rule = match rule {
        Freshness::AfterSigning => Freshness::Current,
        other => other,
    };
    if kept
        .iter()
        .any(|statement| is_fresh(statement, rule, control))
    {
        return Some(control);
    }
    let latest = kept
        .iter()
        .filter_map(|statement| fresh_until(statement, rule));
    latest.max().map(|latest| latest.min(control))
}
