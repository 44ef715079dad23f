//! How a server and an agent come to know each other's key, with a person as the witness.
//!
//! Four messages, carried by the page: [`Offer`] (server), [`Acceptance`] (agent), [`Reveal`]
//! (server), [`Confirmation`] (agent). Both sides work out a code of six digits from everything
//! said; the person compares what page and agent show. The server's number is promised in the offer
//! (a commitment) and revealed only after the agent's number is known, so that whoever stands in
//! between cannot try keys until the codes agree: one guess in a million, and a person has to
//! confirm it (the scheme of Bluetooth's numeric comparison and of ZRTP, RFC 6189, 4.4.1.1).

use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use crate::ask::{check_times, identifier, text};
use crate::{ChannelPublic, Digest, Error, Nonce, PROTOCOL};

/// The server offers a pairing.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Version of the protocol.
    pub protocol: u32,
    /// Identifier of the offer.
    pub offer: String,
    /// Identifier of the server.
    pub server: String,
    /// The server's name for people, such as the agency's.
    pub name: String,
    /// The origin of its pages, such as `https://congvu.example.gov.vn`.
    pub origin: String,
    /// The server's channel key.
    pub key: ChannelPublic,
    /// The promise of the server's number.
    pub commitment: Digest,
    /// When it was made, milliseconds since 1970.
    pub issued_at: i64,
    /// Until when it is good, milliseconds since 1970.
    pub expires_at: i64,
}

/// The agent takes the offer up; nobody has confirmed anything yet.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// Identifier of the offer.
    pub offer: String,
    /// The agent's channel key, for this server only.
    pub key: ChannelPublic,
    /// The agent's number.
    pub nonce: Nonce,
    /// Version of the agent's program.
    pub version: String,
    /// Whether it confirms without a person.
    pub unattended: bool,
}

/// The server reveals its number.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    /// Identifier of the offer.
    pub offer: String,
    /// The promised number.
    pub nonce: Nonce,
}

/// The person at the agent confirmed; in an envelope of the agent's key.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// Identifier of the offer.
    pub offer: String,
    /// Digest of everything said.
    pub transcript: Digest,
}

impl Offer {
    /// Whether the offer may be considered now.
    ///
    /// # Errors
    /// [`Error::Version`], [`Error::Expired`], [`Error::Validity`], [`Error::Field`].
    pub fn check(&self, now: UtcDateTime) -> Result<(), Error> {
        if self.protocol != PROTOCOL {
            return Err(Error::Version {
                theirs: self.protocol,
                ours: PROTOCOL,
            });
        }
        check_times(self.issued_at, self.expires_at, now)?;
        identifier("offer", &self.offer)?;
        identifier("server", &self.server)?;
        text("name", &self.name)?;
        text("origin", &self.origin)
    }
}

/// The promise of a server's number.
pub(crate) fn commitment(offer: &str, key: ChannelPublic, nonce: Nonce) -> Digest {
    let fields: [&[u8]; 3] = [offer.as_bytes(), &key.0, &nonce.0];
    Digest::of_fields("congvu-agent/1 commitment", &fields)
}

/// Everything said in a pairing, after which both sides have the same code.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Transcript(Digest);

impl Transcript {
    /// Works it out, after making sure that the revealed number is the promised one.
    ///
    /// # Errors
    /// [`Error::PairingForged`].
    pub fn new(offer: &Offer, acceptance: &Acceptance, reveal: &Reveal) -> Result<Self, Error> {
        let same = offer.offer == acceptance.offer && offer.offer == reveal.offer;
        if !same || commitment(&offer.offer, offer.key, reveal.nonce) != offer.commitment {
            return Err(Error::PairingForged);
        }
        let attended: &[u8] = if acceptance.unattended { b"no" } else { b"yes" };
        let fields: [&[u8]; 10] = [
            offer.offer.as_bytes(),
            offer.server.as_bytes(),
            offer.name.as_bytes(),
            offer.origin.as_bytes(),
            &offer.key.0,
            &reveal.nonce.0,
            &acceptance.key.0,
            &acceptance.nonce.0,
            acceptance.version.as_bytes(),
            attended,
        ];
        Ok(Self(Digest::of_fields("congvu-agent/1 pairing", &fields)))
    }

    /// The digest itself.
    #[must_use]
    pub fn digest(self) -> Digest {
        self.0
    }

    /// The code that page and agent show, such as `042 917`.
    #[must_use]
    pub fn code(self) -> String {
        let [a, b, c, d, e, f, g, h, ..] = self.0.0;
        let number = u64::from_be_bytes([a, b, c, d, e, f, g, h]) % 1_000_000;
        format!("{:03} {:03}", number / 1000, number % 1000)
    }

    /// The identifier of the pairing.
    #[must_use]
    pub fn pairing(self) -> String {
        self.0.to_string().chars().skip(16).take(32).collect()
    }
}
