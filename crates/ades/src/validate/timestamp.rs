//! Facts of one time-stamp token (RFC 3161; EN 319 102-1, 5.4).

use pki::signature::VerifiedWith;
use pki::tsp::{Token, TokenError};
use pki::{Certificate, DigestAlgorithm};
use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use super::finding::{Code, Finding};
use super::store::Elsewhere;
use crate::encoding::{hex, hex_list, rfc3339_option};

/// What was read about a time-stamp token. It proves a time only if nothing is found against it
/// and its authority is trusted.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct TimestampFacts {
    /// The token, DER.
    #[serde(with = "hex")]
    pub token: Vec<u8>,
    /// The stamped time.
    #[serde(with = "rfc3339_option")]
    pub time: Option<UtcDateTime>,
    /// The digest algorithm of its imprint.
    pub imprint_algorithm: Option<DigestAlgorithm>,
    /// Whether the imprint is that of the stamped bytes; `None` if it could not be computed.
    pub imprint_matches: Option<bool>,
    /// How the authority's signature was verified.
    pub verified: Option<VerifiedWith>,
    /// DER of the authority's certificate, its binding and purpose checked; empty if not found.
    #[serde(with = "hex")]
    pub authority: Vec<u8>,
    /// The digest algorithm by which the token is bound to that certificate.
    pub binding_digest: Option<DigestAlgorithm>,
    /// How exact the time is, in microseconds, if the authority says so.
    pub accuracy: Option<u64>,
    /// Whether the authority's tokens are ordered by their times, whatever their accuracy.
    pub ordering: bool,
    /// The authority's policy, dotted.
    pub policy: Option<String>,
    /// The certificates in the token, DER.
    #[serde(with = "hex_list")]
    pub certificates: Vec<Vec<u8>>,
    /// Revocation lists in the token, DER.
    #[serde(with = "hex_list")]
    pub lists: Vec<Vec<u8>>,
    /// OCSP answers in the token, DER of the whole `OCSPResponse`.
    #[serde(with = "hex_list")]
    pub answers: Vec<Vec<u8>>,
    /// What speaks against it.
    pub findings: Vec<Finding>,
}

impl TimestampFacts {
    /// Reads a token that should be over bytes with the digest that `digest` gives. Its authority's
    /// certificate may be among the `candidates` or `elsewhere`.
    pub(super) fn read(
        der: &[u8],
        digest: &dyn Fn(DigestAlgorithm) -> Option<Vec<u8>>,
        candidates: &[Certificate],
        elsewhere: &Elsewhere<'_>,
    ) -> Self {
        let mut facts = Self {
            token: der.to_vec(),
            time: None,
            imprint_algorithm: None,
            imprint_matches: None,
            verified: None,
            authority: Vec::new(),
            binding_digest: None,
            accuracy: None,
            ordering: false,
            policy: None,
            certificates: Vec::new(),
            lists: Vec::new(),
            answers: Vec::new(),
            findings: Vec::new(),
        };
        match Token::from_der(der) {
            Ok(token) => facts.judge(&token, digest, candidates, elsewhere),
            Err(error) => facts.found(Code::TimestampUnreadable, &error),
        }
        facts
    }

    /// Whether nothing speaks against the token but that its authority's path is not yet known.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty() && self.imprint_matches == Some(true) && self.verified.is_some()
    }

    fn judge(
        &mut self,
        token: &Token,
        digest: &dyn Fn(DigestAlgorithm) -> Option<Vec<u8>>,
        candidates: &[Certificate],
        elsewhere: &Elsewhere<'_>,
    ) {
        self.time = Some(token.gen_time());
        let info = token.info();
        self.accuracy = info.accuracy.map(|accuracy| {
            let microseconds = accuracy.duration().whole_microseconds();
            u64::try_from(microseconds).unwrap_or(u64::MAX)
        });
        self.ordering = info.ordering;
        self.policy = Some(info.policy.to_string());
        let embedded = token.embedded().clone();
        self.certificates = embedded.certificates;
        self.lists = embedded.lists;
        self.answers = embedded.answers;
        let imprint = &token.info().imprint;
        match imprint.digest() {
            Ok(algorithm) => {
                self.imprint_algorithm = Some(algorithm);
                self.imprint_matches = digest(algorithm).map(|digest| digest == imprint.value);
            }
            Err(error) => self.found(Code::TimestampUnreadable, &error.into()),
        }
        if self.imprint_matches == Some(false) {
            self.found(Code::TimestampImprint, &TokenError::ImprintDiffers);
        }
        let verified = match token.verify_signature(candidates) {
            Err(TokenError::NoCertificate) => token.verify_signature(elsewhere.certificates()),
            verified => verified,
        };
        match verified {
            Ok(authority) => {
                self.verified = Some(authority.verified);
                self.binding_digest = Some(authority.binding);
                self.authority = authority.certificate.der().to_vec();
                if let Err(error) = token.check_validity(&authority.certificate) {
                    self.found(Code::TimestampValidity, &error);
                }
            }
            Err(error) => self.found(Code::TimestampSignature, &error),
        }
    }

    fn found(&mut self, code: Code, error: &TokenError) {
        let finding = Finding::caused(code, error.code(), error.values());
        self.findings.push(finding);
    }
}
