//! Envelopes: a message with the proof of who wrote it and for what (Ed25519, RFC 8032).
//!
//! The proof is over the very bytes of the message, so that nothing depends on how JSON is written
//! again, and over purpose and pairing, so that no message can be taken for one of another kind.

use std::fmt;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::encoding::{from_hex, hexadecimal, to_hex};
use crate::{Base64, Digest, Error, Nonce};

/// Begins what every proof is over.
const LABEL: &str = "congvu-agent/1";

/// What an envelope is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Purpose {
    /// Agent to server: the person confirmed the pairing.
    PairingConfirmed,
    /// Server to agent: which certificates are there?
    KeysRequest,
    /// Agent to server.
    KeysAnswer,
    /// Server to agent: sign these documents.
    SignRequest,
    /// Agent to server.
    SignAnswer,
    /// Server to agent: prove that you hold the key of this certificate.
    ChallengeRequest,
    /// Agent to server.
    ChallengeAnswer,
}

impl Purpose {
    fn label(self) -> &'static str {
        match self {
            Self::PairingConfirmed => "pairing confirmed",
            Self::KeysRequest => "keys request",
            Self::KeysAnswer => "keys answer",
            Self::SignRequest => "sign request",
            Self::SignAnswer => "sign answer",
            Self::ChallengeRequest => "challenge request",
            Self::ChallengeAnswer => "challenge answer",
        }
    }
}

/// A message with its proof, as it travels.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Between which server and agent.
    pub pairing: String,
    /// The message, JSON.
    pub body: Base64,
    /// The signature of the sender's channel key.
    pub proof: Base64,
}

impl Envelope {
    /// The digest of the message: what an answer refers to.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.body.0)
    }
}

/// The private half of a channel key: a server has one, an agent one for each server.
pub struct ChannelKey {
    pair: Ed25519KeyPair,
    seed: Zeroizing<[u8; 32]>,
}

impl ChannelKey {
    /// A fresh key.
    ///
    /// # Errors
    /// [`Error::NoRandomness`].
    pub fn generate() -> Result<Self, Error> {
        Self::from_seed(&Nonce::fresh()?.0)
    }

    /// The key with this seed, as kept in a file.
    ///
    /// # Errors
    /// [`Error::ChannelKey`].
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, Error> {
        Ok(Self {
            pair: Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| Error::ChannelKey)?,
            seed: Zeroizing::new(*seed),
        })
    }

    /// The key whose seed is written as 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`Error::ChannelKey`].
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let seed = Zeroizing::new(from_hex(text.trim()).ok_or(Error::ChannelKey)?);
        let seed: &[u8; 32] = seed.as_slice().try_into().map_err(|_| Error::ChannelKey)?;
        Self::from_seed(seed)
    }

    /// The seed, as [`Self::from_text`] reads it. A secret.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(to_hex(self.seed.as_slice()))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> ChannelPublic {
        let key = self.pair.public_key().as_ref();
        // An Ed25519 public key has 32 octets.
        ChannelPublic(key.try_into().unwrap_or_default())
    }

    /// Puts a message into an envelope.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it cannot be written as JSON.
    pub fn seal<T: Serialize>(
        &self,
        purpose: Purpose,
        pairing: &str,
        message: &T,
    ) -> Result<Envelope, Error> {
        let body = serde_json::to_vec(message).map_err(|cause| Error::malformed(&cause))?;
        let proof = self.pair.sign(&proven(purpose, pairing, &body));
        Ok(Envelope {
            pairing: pairing.to_owned(),
            body: Base64(body),
            proof: Base64::from(proof.as_ref()),
        })
    }
}

impl fmt::Debug for ChannelKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChannelKey(of {})", self.public())
    }
}

/// The public half of a channel key, pinned by the other side; written as hexadecimal.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct ChannelPublic(pub [u8; 32]);

hexadecimal!(ChannelPublic);

impl ChannelPublic {
    /// Takes a message out of its envelope, after its proof was found good.
    ///
    /// # Errors
    /// [`Error::ProofWrong`]; [`Error::Malformed`] if the message is not what it should be.
    pub fn open<T: DeserializeOwned>(
        &self,
        purpose: Purpose,
        envelope: &Envelope,
    ) -> Result<T, Error> {
        let Envelope {
            pairing,
            body,
            proof,
        } = envelope;
        UnparsedPublicKey::new(&ED25519, &self.0)
            .verify(&proven(purpose, pairing, &body.0), &proof.0)
            .map_err(|_| Error::ProofWrong)?;
        serde_json::from_slice(&body.0).map_err(|cause| Error::malformed(&cause))
    }
}

/// What the proof is over.
fn proven(purpose: Purpose, pairing: &str, body: &[u8]) -> [u8; 32] {
    let fields = [purpose.label().as_bytes(), pairing.as_bytes(), body];
    Digest::of_fields(LABEL, &fields).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_opens_for_its_purpose_pairing_and_key_only() {
        let key = ChannelKey::generate().unwrap();
        let envelope = key.seal(Purpose::SignRequest, "a", &"xin ký").unwrap();
        let open = |key: ChannelPublic, purpose, envelope: &Envelope| {
            key.open::<String>(purpose, envelope)
        };
        let opened = open(key.public(), Purpose::SignRequest, &envelope);
        assert_eq!(opened.unwrap(), "xin ký");
        for purpose in [Purpose::ChallengeRequest, Purpose::SignAnswer] {
            let refused = open(key.public(), purpose, &envelope).unwrap_err();
            assert_eq!(refused.code(), "agent-proof-wrong");
        }
        let stranger = ChannelKey::generate().unwrap().public();
        assert!(open(stranger, Purpose::SignRequest, &envelope).is_err());
        let mut moved = envelope.clone();
        moved.pairing = "b".to_owned();
        assert!(open(key.public(), Purpose::SignRequest, &moved).is_err());
        let mut changed = envelope;
        changed.body = Base64(b"\"xin\"".to_vec());
        assert!(open(key.public(), Purpose::SignRequest, &changed).is_err());
    }

    #[test]
    fn a_key_survives_being_written_and_is_not_shown() {
        let key = ChannelKey::generate().unwrap();
        let again = ChannelKey::from_text(&key.to_text()).unwrap();
        assert_eq!(key.public(), again.public());
        assert!(!format!("{key:?}").contains(key.to_text().as_str()));
        assert!(ChannelKey::from_text("00").is_err());
    }
}
