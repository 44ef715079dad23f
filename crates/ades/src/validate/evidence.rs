//! What was found outside the file.

use std::collections::BTreeMap;

use pki::Certificate;
use pki::crl::Crl;
use time::UtcDateTime;

use super::unreachable::Unreachable;
use crate::{KnownRevocation, known_revocation};

/// What was found outside the file.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Further certificates that may complete a chain.
    pub certificates: Vec<Certificate>,
    /// What is known of the revocation of certificates, by SHA-256 of the certificate.
    pub revocation: BTreeMap<[u8; 32], KnownRevocation>,
    /// Revocation lists; each counts only for certificates whose issuer signed it.
    pub lists: Vec<Crl>,
    /// What could not be fetched.
    pub unreachable: Vec<Unreachable>,
}

impl Evidence {
    /// What is known at `at` of a certificate, of which the issuer may be known.
    pub(super) fn of(
        &self,
        certificate: &Certificate,
        issuer: Option<&Certificate>,
        at: UtcDateTime,
    ) -> KnownRevocation {
        match (
            self.revocation.get(&certificate.sha256_fingerprint()),
            issuer,
        ) {
            (Some(known), _) => known.clone(),
            (None, Some(issuer)) => known_revocation(certificate, issuer, &self.lists, at),
            (None, None) => KnownRevocation::Unknown,
        }
    }
}
