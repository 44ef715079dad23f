//! The server's part: offers pairings, writes requests, and checks answers.
//!
//! What has to be kept between two calls is given out as serialisable values; where they are kept,
//! which account a pairing belongs to and which request may be made is the caller's business.

use pki::Certificate;
use serde::{Deserialize, Serialize};
use time::{Duration, UtcDateTime};

use crate::ask::whole_milliseconds;
use crate::limits;
use crate::message::{
    Answer as _, Ask, ChallengeRequest, Head, KeysRequest, Possession, SignRequest,
};
use crate::pairing::{Acceptance, Confirmation, Offer, Reveal, Transcript, commitment};
use crate::{
    ChannelKey, ChannelPublic, Envelope, Error, Nonce, PROTOCOL, Purpose, milliseconds,
    possession_message,
};

/// A server, as agents know it.
#[derive(Debug)]
pub struct ServerSide {
    /// Its identifier, the same for ever.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The origin of its pages.
    pub origin: String,
    /// Its channel key: one for the server, kept outside the database.
    pub key: ChannelKey,
    /// Whether agents without a person are accepted: in the demonstration only.
    pub accept_unattended: bool,
}

/// A pairing that was offered, to be kept until the acceptance comes.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Offered {
    /// For the agent, by way of the page.
    pub offer: Offer,
    /// The promised number. Not for the page yet.
    nonce: Nonce,
}

/// A pairing whose code is shown, to be kept until the confirmation comes.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Revealed {
    /// For the agent, by way of the page.
    pub reveal: Reveal,
    /// For the page to show.
    pub code: String,
    transcript: Transcript,
    acceptance: Acceptance,
}

/// An agent that was paired: to be kept with the account it belongs to. Holds no secret.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct PairedAgent {
    /// Identifier of the pairing.
    pub pairing: String,
    /// The agent's channel key.
    pub key: ChannelPublic,
    /// Version of its program when it was paired.
    pub version: String,
    /// Whether it confirms without a person.
    pub unattended: bool,
}

impl ServerSide {
    /// Offers a pairing. `offer` is a fresh identifier.
    ///
    /// # Errors
    /// [`Error::NoRandomness`].
    pub fn offer(&self, offer: &str, now: UtcDateTime) -> Result<Offered, Error> {
        let nonce = Nonce::fresh()?;
        let key = self.key.public();
        let issued_at = milliseconds(now);
        let offer = Offer {
            protocol: PROTOCOL,
            offer: offer.to_owned(),
            server: self.id.clone(),
            name: self.name.clone(),
            origin: self.origin.clone(),
            key,
            commitment: commitment(offer, key, nonce),
            issued_at,
            expires_at: expiry(issued_at, limits::LIFETIME),
        };
        Ok(Offered { offer, nonce })
    }

    /// Takes the agent's acceptance; the code is for the page to show, the number for the agent.
    ///
    /// An offer is good for one acceptance: the caller forgets it with this call.
    ///
    /// # Errors
    /// [`Error::Expired`], [`Error::PairingForged`], [`Error::Unattended`], [`Error::Field`].
    pub fn reveal(
        &self,
        offered: &Offered,
        acceptance: Acceptance,
        now: UtcDateTime,
    ) -> Result<Revealed, Error> {
        offered.offer.check(now)?;
        self.attended(acceptance.unattended)?;
        crate::ask::text("version", &acceptance.version)?;
        let reveal = Reveal {
            offer: offered.offer.offer.clone(),
            nonce: offered.nonce,
        };
        let transcript = Transcript::new(&offered.offer, &acceptance, &reveal)?;
        Ok(Revealed {
            reveal,
            code: transcript.code(),
            transcript,
            acceptance,
        })
    }

    /// Takes the confirmation of the person at the agent.
    ///
    /// # Errors
    /// [`Error::ProofWrong`], [`Error::PairingForged`], [`Error::OtherPairing`].
    pub fn confirm(
        &self,
        revealed: &Revealed,
        confirmation: &Envelope,
    ) -> Result<PairedAgent, Error> {
        let acceptance = &revealed.acceptance;
        let pairing = revealed.transcript.pairing();
        let said: Confirmation = (acceptance.key).open(Purpose::PairingConfirmed, confirmation)?;
        if confirmation.pairing != pairing {
            return Err(Error::OtherPairing);
        }
        if said.transcript != revealed.transcript.digest() || said.offer != acceptance.offer {
            return Err(Error::PairingForged);
        }
        Ok(PairedAgent {
            pairing,
            key: acceptance.key,
            version: acceptance.version.clone(),
            unattended: acceptance.unattended,
        })
    }

    /// The head of a request. `request` is a fresh identifier; `lifetime` at most
    /// [`limits::LIFETIME`].
    ///
    /// # Errors
    /// [`Error::NoRandomness`].
    pub fn head(
        &self,
        agent: &PairedAgent,
        request: &str,
        now: UtcDateTime,
        lifetime: Duration,
    ) -> Result<Head, Error> {
        let issued_at = milliseconds(now);
        Ok(Head {
            request: request.to_owned(),
            server: self.id.clone(),
            pairing: agent.pairing.clone(),
            nonce: Nonce::fresh()?,
            issued_at,
            expires_at: expiry(issued_at, lifetime),
        })
    }

    /// Puts a request into its envelope, which the page carries to the agent and which is kept to
    /// check the answer against. What an agent would refuse is refused here.
    ///
    /// # Errors
    /// [`Error::Field`], [`Error::OtherPairing`], [`Error::Malformed`].
    pub fn ask<A: Ask>(&self, agent: &PairedAgent, request: &A) -> Result<Envelope, Error> {
        request.head().check_fields()?;
        request.check_fields()?;
        if request.head().pairing != agent.pairing || request.head().server != self.id {
            return Err(Error::OtherPairing);
        }
        self.key.seal(A::ASKS, &agent.pairing, request)
    }

    /// Opens the answer to a request that [`Self::ask`] made.
    ///
    /// # Errors
    /// [`Error::ProofWrong`], [`Error::OtherPairing`], [`Error::OtherRequest`],
    /// [`Error::Unattended`], [`Error::Malformed`].
    pub fn answer<A: Ask>(
        &self,
        agent: &PairedAgent,
        asked: &Envelope,
        answer: &Envelope,
    ) -> Result<A::Answer, Error> {
        let request: A = self.key.public().open(A::ASKS, asked)?;
        if answer.pairing != agent.pairing || asked.pairing != agent.pairing {
            return Err(Error::OtherPairing);
        }
        let said: A::Answer = agent.key.open(A::ANSWERS, answer)?;
        let head = said.head();
        if head.request_digest != asked.digest() || head.request != request.head().request {
            return Err(Error::OtherRequest);
        }
        self.attended(head.unattended)?;
        Ok(said)
    }

    /// Opens the answer to a question for certificates. Nothing in it is proven yet.
    ///
    /// # Errors
    /// As [`Self::answer`].
    pub fn keys(
        &self,
        agent: &PairedAgent,
        asked: &Envelope,
        answer: &Envelope,
    ) -> Result<Vec<crate::message::Key>, Error> {
        Ok(self.answer::<KeysRequest>(agent, asked, answer)?.keys)
    }

    /// Opens the answer to a signing request: one outcome for each document, in their order. Whether
    /// a value is right is found where the signature is put together.
    ///
    /// # Errors
    /// As [`Self::answer`], and [`Error::ItemsDiffer`].
    pub fn signed(
        &self,
        agent: &PairedAgent,
        asked: &Envelope,
        answer: &Envelope,
    ) -> Result<Vec<crate::message::ItemAnswer>, Error> {
        let request: SignRequest = self.key.public().open(SignRequest::ASKS, asked)?;
        let items = self.answer::<SignRequest>(agent, asked, answer)?.items;
        let wanted = request.items.iter().map(|item| &item.id);
        if !wanted.eq(items.iter().map(|item| &item.id)) {
            return Err(Error::ItemsDiffer);
        }
        Ok(items)
    }

    /// Opens the answer to a challenge. A proof is [`Possession::Proven`] only if its certificate is
    /// the one asked for and its key made the value.
    ///
    /// # Errors
    /// As [`Self::answer`], and [`Error::OtherCertificate`], [`Error::Value`].
    pub fn possession(
        &self,
        agent: &PairedAgent,
        asked: &Envelope,
        answer: &Envelope,
    ) -> Result<Possession, Error> {
        let request: ChallengeRequest = self.key.public().open(ChallengeRequest::ASKS, asked)?;
        let said = self
            .answer::<ChallengeRequest>(agent, asked, answer)?
            .outcome;
        if let Possession::Proven {
            certificate,
            algorithms,
            value,
            ..
        } = &said
        {
            let cause = |cause| Error::Value { cause };
            let certificate = Certificate::from_der(&certificate.0).map_err(cause)?;
            if certificate.sha256_fingerprint() != request.certificate.0 {
                return Err(Error::OtherCertificate);
            }
            let algorithm = *algorithms.first().ok_or(Error::Field {
                field: "algorithms",
            })?;
            let message = possession_message(asked);
            let key = certificate.public_key();
            pki::signature::verify_with(key, algorithm, &message, &value.0).map_err(cause)?;
        }
        Ok(said)
    }

    fn attended(&self, unattended: bool) -> Result<(), Error> {
        if unattended && !self.accept_unattended {
            return Err(Error::Unattended);
        }
        Ok(())
    }
}

fn expiry(issued_at: i64, lifetime: Duration) -> i64 {
    let lifetime = whole_milliseconds(lifetime.min(limits::LIFETIME));
    issued_at.saturating_add(lifetime)
}
