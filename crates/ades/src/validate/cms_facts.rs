//! Facts of one CMS signature: who made it, over what, and whether the arithmetic holds.

use pki::DigestAlgorithm;
use pki::signature::VerifiedWith;
use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use super::archive_timestamp::ArchiveTimestampFacts;
use super::signature_policy::SignaturePolicyFacts;
use super::timestamp::TimestampFacts;
use crate::encoding::{hex, hex_list, rfc3339_option};

/// What was read about a CMS signature.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct CmsFacts {
    /// The digest algorithm over the content, if we know it; SHA-1 where the content is only the
    /// SHA-1 of the document.
    pub digest_algorithm: Option<DigestAlgorithm>,
    /// The signature algorithm as named, dotted.
    pub signature_algorithm: String,
    /// The digest of the signed bytes as computed here; empty if it was not.
    #[serde(with = "hex")]
    pub content_digest: Vec<u8>,
    /// Whether that is the digest that was signed; `None` if it was not computed.
    pub digest_matches: Option<bool>,
    /// Whether the value is over the content itself, there being no signed attributes.
    pub value_over_content: bool,
    /// Whether the signature value holds.
    pub value: ValueCheck,
    /// How the signature is bound to the certificate.
    pub binding: Binding,
    /// DER of the signer's certificate; empty if it is not there.
    #[serde(with = "hex")]
    pub signer: Vec<u8>,
    /// The certificates in the signature, DER, the signer's among them.
    #[serde(with = "hex_list")]
    pub certificates: Vec<Vec<u8>>,
    /// Revocation lists in the signature, DER.
    #[serde(with = "hex_list")]
    pub lists: Vec<Vec<u8>>,
    /// OCSP answers in the signature, DER of the whole `OCSPResponse`.
    #[serde(with = "hex_list")]
    pub answers: Vec<Vec<u8>>,
    /// The digest algorithm that binds the certificate, where an attribute does.
    pub binding_digest: Option<DigestAlgorithm>,
    /// The claimed time in the signed attributes.
    #[serde(with = "rfc3339_option")]
    pub signing_time: Option<UtcDateTime>,
    /// The policy under which it says it was made.
    pub policy: Option<SignaturePolicyFacts>,
    /// The commitments that the signer makes, dotted.
    pub commitments: Vec<String>,
    /// Whether the signer claims or certifies a role.
    pub has_role: bool,
    /// Time stamps over the content, made before the signature.
    pub content_timestamps: Vec<TimestampFacts>,
    /// Time stamps over the signature value.
    pub timestamps: Vec<TimestampFacts>,
    /// Archive time stamps.
    pub archive_timestamps: Vec<ArchiveTimestampFacts>,
    /// How many signatures over this signature there are; they are not judged.
    pub counter_signatures: usize,
}

/// Whether a signature value holds.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum ValueCheck {
    /// It does.
    Verified {
        /// With what.
        with: VerifiedWith,
    },
    /// It does not.
    Wrong,
    /// It could not be tried.
    NotVerified {
        /// Why, as a code.
        cause: String,
    },
}

/// How a signature is bound to its certificate.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Binding {
    /// By signing-certificate-v2.
    Version2,
    /// By the first version of that attribute, with SHA-1.
    Version1,
    /// Not at all: only by the signer's identifier, which anybody could exchange.
    Absent,
    /// By an attribute that names none of the certificates at hand.
    Broken,
}
