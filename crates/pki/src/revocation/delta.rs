//! Delta lists (RFC 5280, 5.2.4 and 6.3.3 (c) and (h)).

use std::cmp::Ordering;

use super::Reason;
use super::statement::{Question, Source};
use crate::crl::compare_numbers;
use crate::{Certificate, Crl};

/// A delta that may be used with its base.
pub(super) struct Delta<'a> {
    pub(super) list: &'a Crl,
    pub(super) source: Source,
}

/// The newest of `deltas` that builds on `base` or an earlier list, and whose signature by the
/// signer of `base` holds. A delta with a critical extension that is not understood, in the list or
/// an entry, counts only if it revokes the certificate.
pub(super) fn newest<'a>(
    question: Question<'_>,
    base: &Crl,
    deltas: &[&'a Crl],
    signer: &Certificate,
) -> Option<Delta<'a>> {
    let mut fitting: Vec<_> = deltas
        .iter()
        .filter(|delta| extends(base, delta))
        .filter(|delta| question.check_time(delta.this_update()).is_ok())
        .filter(|delta| delta.unknown_critical().is_none() || revokes(delta, question.certificate))
        .collect();
    fitting.sort_by(|left, right| numbers(right.number(), left.number()));
    fitting.into_iter().find_map(|delta| {
        let verified = delta.verify_signed_by(signer.public_key()).ok()?;
        Some(Delta {
            list: delta,
            source: Source {
                sha256: delta.sha256(),
                verified,
            },
        })
    })
}

/// Same issuer, scope and key; made from `base` or one before it, and newer than it.
fn extends(base: &Crl, delta: &Crl) -> bool {
    base.issuer().matches(delta.issuer())
        && base.scope() == delta.scope()
        && base.authority_key_id() == delta.authority_key_id()
        && base.number().is_some()
        && numbers(delta.base_number(), base.number()) != Ordering::Greater
        && numbers(delta.number(), base.number()) == Ordering::Greater
        && delta.this_update() >= base.this_update()
}

fn revokes(delta: &Crl, certificate: &Certificate) -> bool {
    delta
        .entry(certificate.issuer(), certificate.serial())
        .is_some_and(|entry| entry.reason != Reason::RemoveFromCrl)
}

fn numbers(left: Option<&[u8]>, right: Option<&[u8]>) -> Ordering {
    compare_numbers(left.unwrap_or_default(), right.unwrap_or_default())
}
