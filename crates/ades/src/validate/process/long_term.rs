//! Signatures with time and with long-term validation material (EN 319 102-1, 5.5): what the best
//! signature time makes good.

use pki::Certificate;
use time::{Duration, UtcDateTime};

use super::super::verdict::{Reason, SubIndication, Weight};
use super::cause::{Cause, Matter};
use super::certificate::Checked;
use super::knowledge::Knowledge;
use super::past_signature::is_leaf_known_good;
use super::poe::{Object, Proofs};
use super::timestamp::Stamp;
use crate::encoding::to_rfc3339;

/// Step 4: those of `causes` that remain for a signature that existed at `time`, and what there is
/// to say about the others.
pub(super) fn settle(
    checked: &Checked,
    leaf: &Certificate,
    time: UtcDateTime,
    proofs: &Proofs,
    causes: Vec<Cause>,
) -> (Vec<Cause>, Vec<Reason>) {
    if time < leaf.not_before() {
        let reason = Reason::on("verdict-before-validity", leaf)
            .value("time", to_rfc3339(time))
            .value("from", to_rfc3339(leaf.not_before()));
        return (
            vec![Cause::new(SubIndication::NotYetValid, reason)],
            Vec::new(),
        );
    }
    let mut remaining = Vec::new();
    let mut notes = Vec::new();
    for cause in causes {
        let is_settled = match &cause.matter {
            Matter::Revoked { since, is_leaf } => {
                time < *since && (*is_leaf || is_leaf_known_good(checked, *since, proofs))
            }
            Matter::Bounds => {
                let window = checked.window();
                window.is_some_and(|(from, until)| (from..=until).contains(&time))
            }
            // Only of the signature itself; certificates and revocation data must count now.
            Matter::Algorithm { object, end } => {
                matches!(object, Object::Signature(_)) && end.allows(time)
            }
            Matter::Stale | Matter::RevocationBounds | Matter::Sunset | Matter::Other => false,
        };
        match is_settled {
            true => notes.push(cause.settled()),
            false => remaining.push(cause),
        }
    }
    (remaining, notes)
}

/// Step 4, last: time stamps over the content come first, then those over the signature, then those
/// over the document.
pub(super) fn coherence(
    knowledge: &Knowledge<'_>,
    content: &[Stamp<'_>],
    signature: &[Stamp<'_>],
    documents: &[&Stamp<'_>],
) -> Option<Cause> {
    let layers = [
        content.iter().collect::<Vec<_>>(),
        signature.iter().collect(),
        documents.to_vec(),
    ];
    for (earlier, later) in [(0, 1), (0, 2), (1, 2)] {
        let (earlier, later) = (layers.get(earlier)?, layers.get(later)?);
        let mut pairs = (earlier.iter()).flat_map(|one| later.iter().map(move |two| (*one, *two)));
        if let Some((one, two)) = pairs.find(|(one, two)| is_after(knowledge, one, two)) {
            let time = |stamp: &Stamp<'_>| stamp.facts.time.map(to_rfc3339).unwrap_or_default();
            let reason = Reason::new("verdict-timestamp-order", Weight::Note)
                .value("earlier", time(two))
                .value("later", time(one));
            return Some(Cause::new(SubIndication::TimestampOrderFailure, reason));
        }
    }
    None
}

/// Whether `one` is certainly later than `two` (RFC 3161, 2.4.2): by more than both accuracies
/// together. Where an authority does not state its own, clocks may differ as policy says.
fn is_after(knowledge: &Knowledge<'_>, one: &Stamp<'_>, two: &Stamp<'_>) -> bool {
    let (Some(first), Some(second)) = (one.time(), two.time()) else {
        return false;
    };
    let accuracy = |stamp: &Stamp<'_>| {
        let stated = stamp
            .facts
            .accuracy
            .and_then(|micros| i64::try_from(micros).ok());
        stated.map_or(knowledge.policy.future_tolerance, Duration::microseconds)
    };
    let is_ordered = one.facts.ordering && two.facts.ordering && one.authority == two.authority;
    let needed = match is_ordered {
        true => Duration::ZERO,
        false => accuracy(one).saturating_add(accuracy(two)),
    };
    first - second > needed
}

/// Step 5: the first time stamp comes soon enough after the claimed time.
pub(super) fn delay(
    knowledge: &Knowledge<'_>,
    claimed: Option<UtcDateTime>,
    time: UtcDateTime,
) -> Option<Cause> {
    let hours = knowledge.policy.time_stamps.delay_hours?;
    let latest = claimed.and_then(|claimed| claimed.checked_add(Duration::hours(hours.into())));
    if latest.is_some_and(|latest| time < latest) {
        return None;
    }
    let reason = Reason::new("verdict-timestamp-delay", Weight::Note)
        .value("time", to_rfc3339(time))
        .value("hours", hours);
    Some(Cause::new(SubIndication::SigConstraintsFailure, reason))
}
