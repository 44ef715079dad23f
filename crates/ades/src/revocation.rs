//! What revocation data at hand say of a certificate, in short: may it sign?

use pki::Certificate;
use pki::revocation::{CLOCK_TOLERANCE, Kind, Material, Reason, Statement, Status, statements};
use time::UtcDateTime;

use crate::KnownRevocation;

/// What `material` says at `at` of `certificate`, which `issuer` issued.
///
/// Only the issuer itself and responders that it certified are heard. A revocation for good stands
/// whatever later data leave out; of everything else the newest data decide, and that a certificate
/// is not revoked is believed only of data that are still current.
#[must_use]
pub fn known_revocation(
    certificate: &Certificate,
    issuer: &Certificate,
    material: &Material,
    at: UtcDateTime,
) -> KnownRevocation {
    let tolerated = at.checked_add(CLOCK_TOLERANCE).unwrap_or(at);
    let (said, _) = statements(certificate, issuer, material, &[], tolerated);
    let heard = |found: &&Statement| found.signer_is_issuer || found.kind == Kind::Answer;
    let mut newest: Option<&Statement> = None;
    for statement in said.iter().filter(heard) {
        match statement.status {
            Status::Unknown => continue,
            Status::Revoked { at, reason } if reason != Reason::CertificateHold => {
                return revoked(at, reason);
            }
            Status::Revoked { .. } | Status::Good => {}
        }
        if newest.is_none_or(|known| known.this_update < statement.this_update) {
            newest = Some(statement);
        }
    }
    match newest.map(|newest| (newest, newest.status)) {
        Some((_, Status::Revoked { at, reason })) => revoked(at, reason),
        Some((newest, Status::Good)) if newest.is_current(at) => KnownRevocation::Good {
            at: newest.this_update,
        },
        _ => KnownRevocation::Unknown,
    }
}

fn revoked(since: UtcDateTime, reason: Reason) -> KnownRevocation {
    match reason {
        Reason::CertificateHold => KnownRevocation::Suspended { since },
        Reason::Unspecified => KnownRevocation::Revoked {
            since,
            reason: None,
        },
        reason => KnownRevocation::Revoked {
            since,
            reason: Some(reason.to_string()),
        },
    }
}
