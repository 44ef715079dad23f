//! What a verdict is based on besides the facts: policy, and evidence from elsewhere.

use std::collections::BTreeMap;

use pki::Certificate;
use pki::crl::Crl;
use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use super::unreachable::Unreachable;
use crate::kind::KindRule;
use crate::{KnownRevocation, known_revocation};

/// The rules by which facts are decided upon.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Policy {
    /// Its name, shown in every report.
    pub name: String,
    /// Its version, shown in every report.
    pub version: String,
    /// What an unknown revocation status means.
    pub unknown_revocation: UnknownRevocation,
    /// The shortest RSA modulus that counts, in bits (Thông tư 15/2025/TT-BKHCN: 2048).
    pub shortest_rsa: u32,
    /// How persons, organisations and devices are told apart.
    #[serde(default)]
    pub kinds: Vec<KindRule>,
}

/// What an unknown revocation status means.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownRevocation {
    /// Nothing can be concluded.
    Refuse,
    /// The verdict goes on without it and says so.
    Disclose,
}

impl Default for Policy {
    /// Integrity, signer, chain to an anchor; nothing passes whose revocation is not known.
    fn default() -> Self {
        Self {
            name: "basic".to_owned(),
            version: "1".to_owned(),
            unknown_revocation: UnknownRevocation::Refuse,
            shortest_rsa: 2048,
            kinds: Vec::new(),
        }
    }
}

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
