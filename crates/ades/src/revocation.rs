//! What revocation lists at hand say of a certificate, summed up for signing. A verdict weighs the
//! statements one by one.

use pki::Certificate;
use pki::crl::Crl;
use pki::revocation::{Material, Reason, Statement, Status, statements};
use time::UtcDateTime;

use crate::KnownRevocation;

/// What `lists` say at `at` of `certificate`, which `issuer` issued.
///
/// Only lists that the issuer itself signed are believed: of others nobody has found a path to an
/// anchor here. A revocation for good stands whatever
/// a later list leaves out; of everything else the newest list decides, and that a certificate is
/// not revoked is believed only of a list that is still current.
#[must_use]
pub fn known_revocation(
    certificate: &Certificate,
    issuer: &Certificate,
    lists: &[Crl],
    at: UtcDateTime,
) -> KnownRevocation {
    let material = Material {
        lists: lists.to_vec(),
        answers: Vec::new(),
    };
    let (said, _) = statements(certificate, issuer, &material, &[], at);
    let mut newest: Option<Statement> = None;
    for statement in said {
        if !statement.signer_is_issuer {
            continue;
        }
        if let Status::Revoked { at, reason } = statement.status
            && reason != Reason::CertificateHold
        {
            return revoked(at, reason);
        }
        if newest
            .as_ref()
            .is_none_or(|known| known.this_update < statement.this_update)
        {
            newest = Some(statement);
        }
    }
    match newest {
        Some(statement) => match statement.status {
            Status::Revoked { at, reason } => revoked(at, reason),
            Status::Good if statement.is_current(at) => KnownRevocation::Good {
                at: statement.this_update,
            },
            Status::Good | Status::Unknown => KnownRevocation::Unknown,
        },
        None => KnownRevocation::Unknown,
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
