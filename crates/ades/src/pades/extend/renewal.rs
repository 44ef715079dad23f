//! When the last document time stamp has to be renewed.

use pki::Certificate;
use time::{Duration, UtcDateTime};

use super::choice::Search;
use super::objects::Stamped;
use crate::validate::{End, Policy};

/// A renewal is due this long before the end. An archive that looks once a quarter does not miss
/// it.
const AHEAD: Duration = Duration::days(180);

/// Of a short life the last quarter, lest a new time stamp be due at once.
const QUARTER: i32 = 4;

/// The first end of what protects the time stamp: the certificates of its chain, its algorithms.
pub(super) fn ends(policy: &Policy, search: &Search<'_>, last: &Stamped) -> Option<UtcDateTime> {
    let path = search.path(last);
    let chain = path.iter().flat_map(|path| path.certificates());
    let certificates = chain.map(Certificate::not_after);
    let (imprint, with) = last.protection.unzip();
    let algorithms = &policy.algorithms;
    let ends = [
        imprint.map(|digest| algorithms.end_of_digest(digest)),
        with.map(|with| algorithms.end_of(with)),
    ];
    let moments = ends
        .into_iter()
        .flatten()
        .filter_map(|end| match algorithms.binding(end) {
            End::At(moment) => Some(moment),
            End::Never | End::None => None,
        });
    certificates.chain(moments).min()
}

/// Whether it is time.
pub(super) fn is_due(last: &Stamped, ends: UtcDateTime, at: UtcDateTime) -> bool {
    let life = last.time.map_or(Duration::ZERO, |time| ends - time);
    let ahead = AHEAD.min(life / QUARTER);
    ends.checked_sub(ahead).is_none_or(|due| due <= at)
}
