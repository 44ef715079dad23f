//! What a verdict is based on besides the facts: policy, and evidence from elsewhere.

use std::collections::BTreeMap;

use pki::Certificate;
use serde::{Deserialize, Serialize};

use crate::KnownRevocation;
use crate::kind::KindRule;

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
    /// Integrity, signer and chain to an anchor; revocation as far as evidence was given.
    fn default() -> Self {
        Self {
            name: "basic".to_owned(),
            version: "1".to_owned(),
            unknown_revocation: UnknownRevocation::Disclose,
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
}

impl Evidence {
    /// What is known of one certificate.
    pub(super) fn of(&self, certificate: &Certificate) -> &KnownRevocation {
        self.revocation
            .get(&certificate.sha256_fingerprint())
            .unwrap_or(&KnownRevocation::Unknown)
    }
}
