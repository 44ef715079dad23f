//! What was read about a document's signatures: plain data, to be stored with the record.

use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use super::changes::{ChangeFacts, Permitted};
use super::cms_facts::CmsFacts;
use super::finding::Finding;
use super::store::StoreFacts;
use super::timestamp::TimestampFacts;
use crate::encoding::{hex, rfc3339_option};

/// The version of the facts' form. It grows when old facts would be misread.
pub const FACTS_VERSION: u32 = 2;

/// Facts of one document.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct DocumentFacts {
    /// [`FACTS_VERSION`] when these facts were read.
    pub version: u32,
    /// The length of the file in bytes.
    pub length: u64,
    /// The SHA-256 of the file that was read: the document, or a signature in a file of its own.
    #[serde(with = "hex")]
    pub sha256: Vec<u8>,
    /// How many revisions the file has.
    pub revisions: usize,
    /// The code of the damage, if the file's structure had to be reconstructed.
    pub repaired: Option<String>,
    /// Whether the file is encrypted.
    pub encrypted: bool,
    /// The signatures, oldest first.
    pub signatures: Vec<SignatureFacts>,
    /// What was changed after the oldest of them, the worst first.
    pub changes: Vec<ChangeFacts>,
    /// Evidence in the document security store, by the revision that adds it, oldest first.
    pub security_store: Vec<StoreFacts>,
    /// Why it cannot be told which signatures there are; the file is then a failure of format.
    pub problem: Option<Finding>,
    /// What is remarkable about the file as a whole without speaking against a signature.
    pub remarks: Vec<Finding>,
}

/// What kind of signature it is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureKind {
    /// Somebody's signature.
    Signature,
    /// A time stamp over the document.
    DocumentTimestamp,
}

/// Facts of one signature.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SignatureFacts {
    /// The field's fully qualified name; none for a signature in a file of its own and for a
    /// certification that no field holds.
    pub field: Option<String>,
    /// What kind it is.
    pub kind: SignatureKind,
    /// The signature dictionary's own entries; none outside a PDF.
    pub dictionary: Option<DictionaryFacts>,
    /// Which bytes it is over; none outside a PDF.
    pub range: Option<RangeFacts>,
    /// The signature itself; none if it could not be read.
    pub cms: Option<CmsFacts>,
    /// For a document time stamp, the token.
    pub document_timestamp: Option<TimestampFacts>,
    /// What is remarkable.
    pub findings: Vec<Finding>,
}

/// What the signature dictionary says. None of it is proven.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct DictionaryFacts {
    /// `/SubFilter`: the form of the signature.
    pub sub_filter: Option<String>,
    /// `/M`: the claimed time.
    #[serde(with = "rfc3339_option")]
    pub claimed_time: Option<UtcDateTime>,
    /// `/Name`.
    pub name: Option<String>,
    /// `/Reason`.
    pub reason: Option<String>,
    /// `/Location`.
    pub location: Option<String>,
    /// `/ContactInfo`.
    pub contact: Option<String>,
    /// The `/P` of a certification signature, 2 if it is left out.
    pub certifies: Option<i64>,
    /// Whether it locks fields.
    pub locks_fields: bool,
}

/// How much of the file a signature is over.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// Something else than a whole revision: worth nothing.
    Anomalous,
    /// A whole revision, behind which others follow.
    Revision,
    /// The whole file.
    WholeFile,
}

/// The bytes a signature is over, and what that means.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct RangeFacts {
    /// `/ByteRange` as found, if it is four numbers.
    pub byte_range: Option<[u64; 4]>,
    /// How much that is.
    pub coverage: Coverage,
    /// The revision that it signs, from 0.
    pub revision: Option<usize>,
    /// What later revisions changed.
    pub later: Changes,
    /// What the signatures up to this one permit to be changed, if they say so.
    pub permits: Option<Permitted>,
}

/// What later revisions changed, worst first.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Changes {
    /// There are later revisions, and what they changed was not judged.
    NotJudged,
    /// Something that no signature permits.
    NotPermitted,
    /// Annotations.
    Annotations,
    /// Filled-in fields and further signatures.
    FormFillingAndSigning,
    /// Evidence for long-term validation.
    LtvData,
    /// Nothing.
    None,
}
