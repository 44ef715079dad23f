//! What a verdict rests on, object by object: certificates, revocation data, time stamps, weak
//! algorithms (TS 119 102-2, 4.4).

use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use super::{Reason, SubIndication};
use crate::encoding::{hex, hex_list, rfc3339, rfc3339_option};

/// One certificate of the chain.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ChainLink {
    /// The subject after RFC 4514.
    pub subject: String,
    /// SHA-256 of the certificate.
    #[serde(with = "hex")]
    pub sha256: Vec<u8>,
    /// First moment of validity.
    #[serde(with = "rfc3339")]
    pub not_before: UtcDateTime,
    /// Last moment of validity.
    #[serde(with = "rfc3339")]
    pub not_after: UtcDateTime,
    /// The certificate.
    #[serde(with = "hex")]
    pub der: Vec<u8>,
}

/// Whether a certificate was taken back.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationStatus {
    /// Not revoked.
    Good,
    /// Revoked for good.
    Revoked,
    /// On hold: it may come back.
    Suspended,
    /// Nothing acceptable speaks of it.
    Unknown,
}

/// Where knowledge of revocation comes from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationSource {
    /// A revocation list.
    List,
    /// An answer of an OCSP responder.
    Answer,
}

/// What was found about the revocation of one certificate.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct RevocationVerdict {
    /// The subject of the certificate after RFC 4514.
    pub subject: String,
    /// SHA-256 of the certificate.
    #[serde(with = "hex")]
    pub sha256: Vec<u8>,
    /// Whether it was taken back.
    pub status: RevocationStatus,
    /// Since when it is revoked or suspended.
    #[serde(with = "rfc3339_option")]
    pub since: Option<UtcDateTime>,
    /// Why, by its name in RFC 5280, 5.3.1.
    pub reason: Option<String>,
    /// Where this is known from; none if nothing is known.
    pub source: Option<RevocationSource>,
    /// When it was known to be right.
    #[serde(with = "rfc3339_option")]
    pub this_update: Option<UtcDateTime>,
    /// When newer information is due.
    #[serde(with = "rfc3339_option")]
    pub next_update: Option<UtcDateTime>,
    /// The subject of the certificate that signed the data.
    pub signer: Option<String>,
    /// SHA-256 of each list or answer used.
    #[serde(with = "hex_list")]
    pub sources: Vec<Vec<u8>>,
}

/// Over what a time stamp is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimestampKind {
    /// Over the signature value.
    Signature,
    /// Over the content, before it was signed.
    Content,
    /// Over a document and all signatures in it.
    Document,
    /// Over a signature with its evidence (`archive-time-stamp-v3`).
    Archive,
}

/// The status of a time stamp or of one building block (EN 319 102-1, 5.1).
///
/// The order is from bad to good.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Conclusion {
    /// It does not hold.
    Failed,
    /// It cannot be told.
    Indeterminate,
    /// It holds.
    Passed,
}

/// The verdict on one time stamp (EN 319 102-1, 5.4).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct TimestampVerdict {
    /// Over what it is.
    pub kind: TimestampKind,
    /// SHA-256 of the token.
    #[serde(with = "hex")]
    pub sha256: Vec<u8>,
    /// The stamped time, proven only if it passed; none if the token cannot be read.
    #[serde(with = "rfc3339_option")]
    pub time: Option<UtcDateTime>,
    /// The status.
    pub indication: Conclusion,
    /// Why it is not passed.
    pub sub_indication: Option<SubIndication>,
    /// The subject of the authority's certificate after RFC 4514, if it was found.
    pub authority: Option<String>,
    /// The authority's certificate and its issuers, the anchor last, if a chain was found.
    pub chain: Vec<ChainLink>,
    /// What was found about the revocation of that chain.
    pub revocation: Vec<RevocationVerdict>,
    /// All reasons, the gravest first.
    pub reasons: Vec<Reason>,
}

/// An algorithm or key that the policy does not accept any more.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct WeakAlgorithm {
    /// What is protected by it: the signature, a certificate, a revocation list, a time stamp.
    pub object: String,
    /// The algorithm, with the key's size where that matters.
    pub algorithm: String,
    /// Until when new material with it counted; none if it never did.
    #[serde(with = "rfc3339_option")]
    pub ended_at: Option<UtcDateTime>,
}
