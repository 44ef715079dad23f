//! Certificates beside a key: what to show of them, and which of them form its chain.

use std::fmt;

use der::Decode as _;
use pki::DigestAlgorithm;
use serde::{Deserialize, Serialize};
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

use crate::{KeyError, hex};

/// How a key is named to people who must choose one.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct KeySummary {
    /// Label or friendly name.
    pub label: Option<String>,
    /// Identifier (`CKA_ID` or localKeyId), lower-case hexadecimal.
    pub id: Option<String>,
    /// Subject of the certificate, RFC 4514.
    pub subject: Option<String>,
    /// Serial number of the certificate, lower-case hexadecimal.
    pub serial: Option<String>,
    /// SHA-256 of the certificate, lower-case hexadecimal.
    pub fingerprint: Option<String>,
    /// End of the certificate's validity, RFC 3339: tells a renewed certificate from the old one.
    pub not_after: Option<String>,
}

impl KeySummary {
    /// Whether `wanted` names this key: its label, identifier, certificate serial or fingerprint.
    /// Hexadecimal values may be in capitals or have colons.
    #[must_use]
    pub fn is_named(&self, wanted: &str) -> bool {
        let hexadecimal = wanted.replace([':', ' '], "").to_ascii_lowercase();
        self.label.as_deref() == Some(wanted)
            || [&self.id, &self.serial, &self.fingerprint]
                .into_iter()
                .flatten()
                .any(|value| *value == hexadecimal)
    }
}

impl fmt::Display for KeySummary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            ("label", &self.label),
            ("id", &self.id),
            ("subject", &self.subject),
            ("serial", &self.serial),
            ("until", &self.not_after),
        ];
        let mut first = true;
        for (name, value) in parts {
            if let Some(value) = value {
                write!(formatter, "{}{name}={value}", if first { "" } else { ", " })?;
                first = false;
            }
        }
        if first {
            formatter.write_str("(unnamed)")?;
        }
        Ok(())
    }
}

/// A certificate as it came from a file or token, read just far enough to match keys.
#[derive(Clone, Debug)]
pub(crate) struct Certificate {
    pub(crate) der: Vec<u8>,
    parsed: CertificateInner<Raw>,
}

impl Certificate {
    /// Reads DER; leniently, since whether the certificate is good is not judged here.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let parsed =
            CertificateInner::<Raw>::from_der(der).map_err(|error| KeyError::Certificate {
                reason: error.to_string(),
            })?;
        Ok(Self {
            der: der.to_vec(),
            parsed,
        })
    }

    pub(crate) fn public_key_info(&self) -> &x509_cert::spki::SubjectPublicKeyInfoOwned {
        self.parsed.tbs_certificate().subject_public_key_info()
    }

    /// Fills in what the certificate says.
    pub(crate) fn describe(&self, summary: &mut KeySummary) {
        let tbs = self.parsed.tbs_certificate();
        summary.subject = Some(tbs.subject().to_string());
        summary.serial = Some(hex::encode(tbs.serial_number().as_bytes()));
        summary.fingerprint = Some(hex::encode(&DigestAlgorithm::Sha256.digest(&self.der)));
        summary.not_after = Some(tbs.validity().not_after.to_string());
    }

    /// Whether its key usage, if it states one, allows signatures (RFC 5280, 4.2.1.3).
    pub(crate) fn may_sign(&self) -> bool {
        let usage = self.parsed.tbs_certificate().get_extension::<KeyUsage>();
        match usage {
            Ok(Some((_, usage))) => usage.digital_signature() || usage.non_repudiation(),
            _ => true,
        }
    }

    /// Whether it is an issuer's certificate (RFC 5280, 4.2.1.9).
    pub(crate) fn is_issuer(&self) -> bool {
        let constraints = self
            .parsed
            .tbs_certificate()
            .get_extension::<BasicConstraints>();
        matches!(constraints, Ok(Some((_, constraints))) if constraints.ca)
    }

    /// Whether its name stands as issuer in `other`.
    pub(crate) fn issued(&self, other: &Self) -> bool {
        let subject = self.parsed.tbs_certificate().subject();
        *subject == *other.parsed.tbs_certificate().issuer() && self.der != other.der
    }
}

/// The issuers of `leaf` among `others`, by name, upwards; what leads nowhere is left out, so that
/// other people's certificates on the same token do not travel with the signature.
pub(crate) fn issuers(leaf: &Certificate, others: &[Certificate]) -> Vec<Vec<u8>> {
    let mut chain: Vec<&Certificate> = Vec::new();
    let mut open = vec![leaf];
    while let Some(below) = open.pop() {
        for candidate in others.iter().filter(|candidate| candidate.issued(below)) {
            if candidate.der != leaf.der && chain.iter().all(|known| known.der != candidate.der) {
                chain.push(candidate);
                open.push(candidate);
            }
        }
    }
    chain.into_iter().map(|issuer| issuer.der.clone()).collect()
}
