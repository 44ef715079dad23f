//! What revocation lists at hand say of a certificate (RFC 5280, 6.3), for signing and validation.
//!
//! Fetching lists is not done here, nor is OCSP read yet.

use pki::Certificate;
use pki::crl::Crl;
use pki::revocation::{Reason, Status};
use time::UtcDateTime;

use crate::KnownRevocation;

/// What `lists` say at `at` of `certificate`, which `issuer` issued.
///
/// Lists that cannot speak for the certificate say nothing. A revocation for good stands whatever
/// a later list leaves out; of everything else the newest list decides, and that a certificate is
/// not revoked is believed only of a list that is still current.
#[must_use]
pub fn known_revocation(
    certificate: &Certificate,
    issuer: &Certificate,
    lists: &[Crl],
    at: UtcDateTime,
) -> KnownRevocation {
    let mut newest: Option<(&Crl, Status)> = None;
    for list in lists {
        let Ok(status) = list.check(certificate, issuer, at) else {
            continue;
        };
        if let Status::Revoked { at, reason } = status
            && reason != Reason::CertificateHold
        {
            return revoked(at, reason);
        }
        if newest.is_none_or(|(known, _)| known.this_update() < list.this_update()) {
            newest = Some((list, status));
        }
    }
    match newest {
        Some((_, Status::Revoked { at, reason })) => revoked(at, reason),
        Some((list, Status::Good)) if list.is_current(at) => KnownRevocation::Good {
            at: list.this_update(),
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
