//! The messages after pairing: what a server asks of an agent, and what the agent answers.
//!
//! Field names are the JSON of `docs/agent.md`. Unknown fields are refused: what the agent would not
//! show must not be in a request.

use pki::SignatureAlgorithm;
use serde::{Deserialize, Serialize};

pub use crate::ask::{Answer, Ask};
use crate::{Base64, Digest, Nonce};

/// Begins every request.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Identifier of the request; good once.
    pub request: String,
    /// Identifier of the server.
    pub server: String,
    /// Between which server and agent.
    pub pairing: String,
    /// Makes the request unlike any other.
    pub nonce: Nonce,
    /// When it was made, milliseconds since 1970.
    pub issued_at: i64,
    /// Until when it is good, milliseconds since 1970.
    pub expires_at: i64,
}

/// Begins every answer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct AnswerHead {
    /// Identifier of the request.
    pub request: String,
    /// Digest of the request's message, so that the answer is to this and no other.
    pub request_digest: Digest,
    /// Version of the agent's program.
    pub version: String,
    /// Whether it confirms without a person; only demonstrations accept that.
    pub unattended: bool,
    /// When it was answered, milliseconds since 1970.
    pub at: i64,
}

/// Why something was not done, with the sentence for the person.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Refusal {
    /// The stable code.
    pub code: String,
    /// What happened, in Vietnamese.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// Which certificates are at this desk?
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct KeysRequest {
    /// Who asks.
    pub head: Head,
}

/// The certificates at the desk.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct KeysAnswer {
    /// What this answers.
    pub head: AnswerHead,
    /// One entry for each certificate.
    pub keys: Vec<Key>,
    /// Places that could not be looked into.
    pub troubles: Vec<Trouble>,
}

/// A certificate whose key may be at the desk; only a challenge proves that it is.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Key {
    /// SHA-256 of the certificate.
    pub fingerprint: Digest,
    /// The certificate, DER.
    pub certificate: Base64,
    /// Certificates of its issuers that lie beside it, DER.
    pub chain: Vec<Base64>,
    /// Where it is.
    pub place: Place,
    /// The name of the subject.
    pub subject: String,
    /// The name of the issuer.
    pub issuer: String,
    /// Serial number, hexadecimal.
    pub serial: String,
    /// End of validity, milliseconds since 1970.
    pub not_after: i64,
}

/// Where a key is.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "kind", content = "name", rename_all = "kebab-case")]
pub enum Place {
    /// On the token with this label.
    Token(String),
    /// In the file with this name, without folders.
    File(String),
}

impl Place {
    /// Its name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Token(name) | Self::File(name) => name,
        }
    }
}

/// A place that could not be looked into.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Trouble {
    /// The module or file.
    pub place: String,
    /// What is wrong with it.
    pub error: Refusal,
}

/// Sign these documents, all with the key of one certificate.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SignRequest {
    /// Who asks.
    pub head: Head,
    /// SHA-256 of the certificate to sign with.
    pub certificate: Digest,
    /// The documents.
    pub items: Vec<SignItem>,
}

/// One document to sign.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SignItem {
    /// Identifier of the signing request; good once.
    pub id: String,
    /// What the document is about (trích yếu).
    pub title: String,
    /// Number and notation, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// What the signature does, such as `Ký ban hành`.
    pub action: String,
    /// How many pages; 0 of a file that stays in its own format.
    pub pages: u32,
    /// Digest of what the signature covers, by the digest of `algorithm`, lower-case hexadecimal.
    pub digest: String,
    /// The signed attributes (RFC 5652, 5.4), DER of the SET OF.
    pub to_be_signed: Base64,
    /// How to sign them.
    pub algorithm: SignatureAlgorithm,
}

/// What became of the documents, in the order of the request.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SignAnswer {
    /// What this answers.
    pub head: AnswerHead,
    /// One outcome for each document.
    pub items: Vec<ItemAnswer>,
}

/// What became of one document.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ItemAnswer {
    /// The item.
    pub id: String,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// A signature value or a refusal.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum Outcome {
    /// Signed.
    Signed {
        /// The signature value.
        value: Base64,
    },
    /// Not signed.
    Refused {
        /// Why.
        error: Refusal,
    },
}

/// Prove that you hold the key of this certificate, for an account to enrol it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeRequest {
    /// Who asks.
    pub head: Head,
    /// SHA-256 of the certificate.
    pub certificate: Digest,
    /// The account, as shown to the person.
    pub account: String,
    /// What the certificate will be used for, as shown to the person.
    pub usage: String,
}

/// The proof, or why there is none.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ChallengeAnswer {
    /// What this answers.
    pub head: AnswerHead,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Possession,
}

/// Whether the agent holds the key.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum Possession {
    /// It does.
    Proven {
        /// The certificate, DER.
        certificate: Base64,
        /// Certificates of its issuers, DER.
        chain: Vec<Base64>,
        /// What the key can sign with, preferred first; the value is by the first.
        algorithms: Vec<SignatureAlgorithm>,
        /// The signature value over [`possession_message`](crate::possession_message).
        value: Base64,
    },
    /// Not proven.
    Refused {
        /// Why.
        error: Refusal,
    },
}
