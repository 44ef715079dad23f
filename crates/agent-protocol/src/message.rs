//! The messages after pairing: what a server asks of an agent, and what the agent answers.
//!
//! Field names are the JSON of `docs/agent.md`. Unknown fields are refused: what the agent would not
//! show must not be in a request.

use pki::SignatureAlgorithm;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use time::{Duration, UtcDateTime};

use crate::limits;
use crate::{Base64, Digest, Error, Nonce, Purpose, milliseconds};

/// A request of a server, and what belongs to it.
pub trait Ask: Serialize + DeserializeOwned {
    /// Its answer.
    type Answer: Answer;
    /// The purpose of its envelope.
    const ASKS: Purpose;
    /// The purpose of the answer's envelope.
    const ANSWERS: Purpose;

    /// Who asks whom, and until when.
    fn head(&self) -> &Head;

    /// Whether every field holds what it may.
    ///
    /// # Errors
    /// [`Error::Field`].
    fn check_fields(&self) -> Result<(), Error>;
}

/// An answer of an agent.
pub trait Answer: Serialize + DeserializeOwned {
    /// What it answers.
    fn head(&self) -> &AnswerHead;
}

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

impl Head {
    /// Whether the request may be considered now.
    ///
    /// # Errors
    /// [`Error::Expired`], [`Error::Validity`], [`Error::Field`].
    pub fn check(&self, now: UtcDateTime) -> Result<(), Error> {
        check_times(self.issued_at, self.expires_at, now)?;
        identifier("request", &self.request)?;
        identifier("server", &self.server)
    }
}

/// Refuses what has expired, is good for too long, or comes from the future.
pub(crate) fn check_times(issued: i64, expires: i64, now: UtcDateTime) -> Result<(), Error> {
    let read = |value: i64| {
        UtcDateTime::from_unix_timestamp_nanos(i128::from(value) * 1_000_000).map_err(|_| {
            Error::Field {
                field: "expires_at",
            }
        })
    };
    let (from, until) = (read(issued)?, read(expires)?);
    if milliseconds(now) >= expires {
        return Err(Error::Expired { until });
    }
    let longest = whole_milliseconds(limits::LIFETIME);
    let ahead = whole_milliseconds(limits::CLOCK_SKEW);
    let lifetime = expires.saturating_sub(issued);
    if lifetime > longest || lifetime <= 0 || issued > milliseconds(now).saturating_add(ahead) {
        return Err(Error::Validity { from, until });
    }
    Ok(())
}

pub(crate) fn whole_milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.whole_milliseconds()).unwrap_or(i64::MAX)
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
    /// How many pages.
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

impl Ask for KeysRequest {
    type Answer = KeysAnswer;
    const ASKS: Purpose = Purpose::KeysRequest;
    const ANSWERS: Purpose = Purpose::KeysAnswer;

    fn head(&self) -> &Head {
        &self.head
    }

    fn check_fields(&self) -> Result<(), Error> {
        Ok(())
    }
}

impl Ask for SignRequest {
    type Answer = SignAnswer;
    const ASKS: Purpose = Purpose::SignRequest;
    const ANSWERS: Purpose = Purpose::SignAnswer;

    fn head(&self) -> &Head {
        &self.head
    }

    /// The digest and the attributes are looked at one by one, since one wrong document need not
    /// spoil the others.
    fn check_fields(&self) -> Result<(), Error> {
        let mut ids: Vec<_> = self.items.iter().map(|item| &item.id).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() != self.items.len() || ids.is_empty() || ids.len() > limits::ITEMS {
            return Err(Error::Field { field: "items" });
        }
        for item in &self.items {
            identifier("id", &item.id)?;
            text("title", &item.title)?;
            text("action", &item.action)?;
            if let Some(number) = &item.number {
                text("number", number)?;
            }
        }
        Ok(())
    }
}

impl Ask for ChallengeRequest {
    type Answer = ChallengeAnswer;
    const ASKS: Purpose = Purpose::ChallengeRequest;
    const ANSWERS: Purpose = Purpose::ChallengeAnswer;

    fn head(&self) -> &Head {
        &self.head
    }

    fn check_fields(&self) -> Result<(), Error> {
        text("account", &self.account)?;
        text("usage", &self.usage)
    }
}

macro_rules! answers {
    ($($type:ident),*) => {$(
        impl Answer for $type {
            fn head(&self) -> &AnswerHead {
                &self.head
            }
        }
    )*};
}

answers!(KeysAnswer, SignAnswer, ChallengeAnswer);

/// An identifier: short, and of letters, digits and `-._` only.
pub(crate) fn identifier(field: &'static str, value: &str) -> Result<(), Error> {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    if value.is_empty() || value.len() > limits::IDENTIFIER || !value.bytes().all(good) {
        return Err(Error::Field { field });
    }
    Ok(())
}

/// A text for the person: something to read, and not too much of it.
pub(crate) fn text(field: &'static str, value: &str) -> Result<(), Error> {
    if value.trim().is_empty() || value.chars().count() > limits::TEXT {
        return Err(Error::Field { field });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use time::macros::utc_datetime;

    use super::check_times;

    #[test]
    fn times_are_held_to_their_limits() {
        let now = utc_datetime!(2026-11-21 08:00);
        let at = super::milliseconds(now);
        let minute = 60_000;
        let code = |issued: i64, expires: i64| {
            check_times(at + issued * minute, at + expires * minute, now)
                .err()
                .map(|error| error.code())
        };
        assert_eq!(code(0, 5), None);
        assert_eq!(code(-10, 5), None);
        assert_eq!(code(4, 10), None, "a clock that is ahead");
        assert_eq!(code(-10, 0), Some("agent-expired"));
        assert_eq!(code(-10, -5), Some("agent-expired"));
        assert_eq!(code(0, 16), Some("agent-validity"));
        assert_eq!(code(6, 10), Some("agent-validity"));
        assert_eq!(code(3, 2), Some("agent-validity"));
        assert_eq!(
            check_times(i64::MIN, i64::MAX, now).unwrap_err().code(),
            "agent-field"
        );
    }
}
