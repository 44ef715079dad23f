//! The verdict: what may be believed, and every reason for and against it (EN 319 102-1, 5.1).

mod objects;

use serde::{Deserialize, Serialize};
use time::UtcDateTime;

pub use objects::{
    ChainLink, Conclusion, RevocationSource, RevocationStatus, RevocationVerdict, TimestampKind,
    TimestampVerdict, WeakAlgorithm,
};

use super::facts::{Changes, Coverage, SignatureKind};
use crate::encoding::{rfc3339, rfc3339_option};
use crate::kind::SubjectKind;

/// The status of a signature.
///
/// The order is from bad to good, so that the least of several is that of the whole file.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Indication {
    /// It is not valid.
    TotalFailed,
    /// It cannot be told.
    Indeterminate,
    /// It is valid.
    TotalPassed,
}

/// Why a signature is not valid, or why it cannot be told (EN 319 102-1, 5.1.3).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(
    missing_docs,
    reason = "the names and their meanings are those of the standard"
)]
pub enum SubIndication {
    FormatFailure,
    HashFailure,
    SigCryptoFailure,
    Revoked,
    Expired,
    NotYetValid,
    SigConstraintsFailure,
    ChainConstraintsFailure,
    CertificateChainGeneralFailure,
    CryptoConstraintsFailure,
    CryptoConstraintsFailureNoPoe,
    PolicyProcessingError,
    SignaturePolicyNotAvailable,
    TimestampOrderFailure,
    NoSigningCertificateFound,
    NoCertificateChainFound,
    NoCertificateChainFoundNoPoe,
    RevokedNoPoe,
    RevokedCaNoPoe,
    OutOfBoundsNotRevoked,
    OutOfBoundsNoPoe,
    RevocationOutOfBoundsNoPoe,
    NoPoe,
    TryLater,
    SignedDataNotFound,
}

impl SubIndication {
    /// The status that goes with it.
    #[must_use]
    pub fn indication(self) -> Indication {
        match self {
            Self::FormatFailure
            | Self::HashFailure
            | Self::SigCryptoFailure
            | Self::Revoked
            | Self::Expired
            | Self::NotYetValid => Indication::TotalFailed,
            _ => Indication::Indeterminate,
        }
    }
}

/// Whether the signed bytes are those that were signed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Integrity {
    /// They are, and the signature value holds.
    Intact,
    /// They are not, or the value does not hold.
    Broken,
    /// It could not be computed.
    Unknown,
}

/// Where the time of signing comes from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeSource {
    /// A trusted time stamp over the signature.
    SignatureTimestamp,
    /// A trusted time stamp over the document.
    DocumentTimestamp,
    /// The signer's word.
    Claimed,
}

/// Who signed, as the certificate says.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SignerIdentity {
    /// The common name.
    pub name: Option<String>,
    /// The organisation.
    pub organization: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whose certificate it is, by the policy's rules.
    pub kind: Option<SubjectKind>,
    /// The issuer's name.
    pub issuer: String,
    /// The serial number, hexadecimal.
    pub serial: String,
    /// First moment of validity.
    #[serde(with = "rfc3339")]
    pub not_before: UtcDateTime,
    /// Last moment of validity.
    #[serde(with = "rfc3339")]
    pub not_after: UtcDateTime,
}

/// How one thing that must hold turned out (requirement V1).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Element {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// It cannot be told.
    Unknown,
}

/// The elements on which validity rests, each on its own (requirement V1).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Elements {
    /// The signer's certificate is bound to the signature and leads to an anchor.
    pub signer: Element,
    /// The certificate is of a kind that signs.
    pub certificate_kind: Element,
    /// The certificate was valid: not expired, suspended or revoked.
    pub certificate_validity: Element,
    /// The time of signing is proven.
    pub time: Element,
    /// The signed bytes are unchanged.
    pub integrity: Element,
}

/// How much a reason weighs.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The signature is not valid because of it.
    Failure,
    /// Nothing can be concluded because of it.
    Doubt,
    /// Worth knowing; it changes nothing.
    Note,
}

/// One reason for a verdict.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Reason {
    /// A stable code; the sentences for people are kept elsewhere.
    pub code: String,
    /// How much it weighs.
    pub weight: Weight,
    /// The values that explain it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, String)>,
    /// What it is about: a certificate's subject, an object, a page.
    #[serde(rename = "where")]
    pub place: Option<String>,
}

/// The processes of EN 319 102-1; each contains the one before.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Process {
    /// For basic signatures (5.3).
    Basic,
    /// For signatures with time and with long-term validation material (5.5).
    LongTerm,
    /// For signatures providing long-term availability and integrity (5.6).
    Archival,
}

/// The verdict on one signature.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SignatureVerdict {
    /// The field's name; none outside a PDF.
    pub field: Option<String>,
    /// What kind of signature it is.
    pub kind: SignatureKind,
    /// The form: `PAdES`, `CAdES`, `PKCS#7`, `RFC 3161`; none if it is not known.
    pub format: Option<String>,
    /// The level of the form, `B-B`, `B-T`, `B-LT` or `B-LTA`, where the form has levels.
    pub level: Option<String>,
    /// The status.
    pub indication: Indication,
    /// What made the status less than passed, the gravest first cause.
    pub sub_indication: Option<SubIndication>,
    /// Whether the signed bytes are unchanged, told apart from everything else.
    pub integrity: Integrity,
    /// How much of the file it is over; none outside a PDF.
    pub covers: Option<Coverage>,
    /// What was changed since; none if that was not judged.
    pub changes_after: Option<Changes>,
    /// The time of signing.
    #[serde(with = "rfc3339_option")]
    pub signing_time: Option<UtcDateTime>,
    /// Where that time comes from.
    pub time_source: Option<TimeSource>,
    /// Who signed.
    pub signer: Option<SignerIdentity>,
    /// What validity rests on, each on its own.
    pub elements: Elements,
    /// Which process came to the status.
    pub process: Process,
    /// The earliest time for which the signature is proven to have existed: that of validation if
    /// no time stamp says more.
    #[serde(with = "rfc3339_option")]
    pub best_signature_time: Option<UtcDateTime>,
    /// The time stamps that belong to this signature or are over it, in the order found.
    pub timestamps: Vec<TimestampVerdict>,
    /// The signer's certificate and its issuers, the anchor last, if a chain was found.
    pub chain: Vec<ChainLink>,
    /// What was found about the revocation of that chain.
    pub revocation: Vec<RevocationVerdict>,
    /// Algorithms and keys that are not accepted any more, whether that is made good by proofs of
    /// older existence or not.
    pub weak: Vec<WeakAlgorithm>,
    /// When newer revocation data may settle what is open.
    #[serde(with = "rfc3339_option")]
    pub retry_at: Option<UtcDateTime>,
    /// All reasons, the gravest first.
    pub reasons: Vec<Reason>,
}

/// The policy by which it was decided.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct PolicyName {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// How much trust there was to decide with.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Trust {
    /// How many anchors.
    pub anchors: usize,
    /// Since when the newest of them is trusted.
    #[serde(with = "rfc3339_option")]
    pub newest: Option<UtcDateTime>,
}

/// The verdict on a document.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Verdict {
    /// The status of the worst signature; none without signatures.
    pub indication: Option<Indication>,
    /// Its cause.
    pub sub_indication: Option<SubIndication>,
    /// The time for which it was decided.
    #[serde(with = "rfc3339")]
    pub validation_time: UtcDateTime,
    /// By which policy.
    pub policy: PolicyName,
    /// With how much trust.
    pub trust: Trust,
    /// Whether the file's structure had to be reconstructed.
    pub repaired: bool,
    /// The verdict on each signature, oldest first.
    pub signatures: Vec<SignatureVerdict>,
    /// What there is to say about the file as a whole, the gravest first.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}
