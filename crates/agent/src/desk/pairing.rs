//! Being paired with a server: the agent's part of `agent_protocol::pairing`.

use std::time::{Duration, Instant};

use agent_protocol::pairing::{Acceptance, Confirmation, Offer, Reveal, Transcript};
use agent_protocol::{ChannelKey, Envelope, Nonce, Purpose, milliseconds};

use super::{Desk, VERSION, lock, until};
use crate::Error;
use crate::confirm::{Stop, wording};
use crate::data::Pairing;
use crate::http::origin_may_pair;

/// For how long an origin that the person refused is not heard.
const DEAF: Duration = Duration::from_secs(10 * 60);

/// More refused origins than this are not remembered one by one: then nobody new is heard.
const MOST_REFUSED: usize = 100;

/// An offer that was taken up and waits for the server's number.
#[derive(Debug)]
pub(super) struct Waiting {
    offer: Offer,
    acceptance: Acceptance,
    key: ChannelKey,
}

impl Desk {
    /// Takes up an offer. Nobody is asked yet, and a later offer takes the place of this one.
    ///
    /// # Errors
    /// [`Error::Origin`] if the offer is not from its own page, [`Error::TooMany`] after a refusal,
    /// and what is wrong with the offer.
    pub fn offered(&self, origin: &str, offer: Offer) -> Result<Acceptance, Error> {
        offer.check(self.now())?;
        if offer.origin != origin || !origin_may_pair(origin) {
            return Err(Error::Origin {
                origin: offer.origin,
            });
        }
        self.hear(origin)?;
        let key = ChannelKey::generate()?;
        let acceptance = Acceptance {
            offer: offer.offer.clone(),
            key: key.public(),
            nonce: Nonce::fresh()?,
            version: VERSION.to_owned(),
            unattended: self.is_unattended(),
        };
        *lock(&self.waiting) = Some(Waiting {
            offer,
            acceptance: acceptance.clone(),
            key,
        });
        Ok(acceptance)
    }

    /// Takes the server's number, shows the code, and keeps the pairing if the person agrees.
    ///
    /// # Errors
    /// [`Error::OfferUnknown`], [`Error::Busy`], [`Error::Declined`], [`Error::Cancelled`], and
    /// a number that was not promised.
    pub fn revealed(&self, origin: &str, reveal: &Reveal, stop: &Stop) -> Result<Envelope, Error> {
        let waiting = {
            let mut waiting = lock(&self.waiting);
            let ours = |waiting: &Waiting| {
                waiting.offer.offer == reveal.offer && waiting.offer.origin == origin
            };
            if !waiting.as_ref().is_some_and(ours) {
                return Err(Error::OfferUnknown);
            }
            // One number for one offer: a second guess needs a new offer.
            waiting.take().ok_or(Error::OfferUnknown)?
        };
        let offer = &waiting.offer;
        offer.check(self.now())?;
        let transcript = Transcript::new(offer, &waiting.acceptance, reveal)?;
        let stop = stop.within(until(offer.expires_at, self.now()));
        let _turn = self.conversation.begin(origin, &offer.offer, &stop)?;
        let replaces = self.data.pairing_of(origin).is_ok();
        let question = wording::pairing(offer, &transcript.code(), replaces);
        self.agreed(&question, &stop).inspect_err(|error| {
            if matches!(error, Error::Declined) {
                self.refuse(origin);
            }
        })?;
        let pairing = transcript.pairing();
        let said = Confirmation {
            offer: offer.offer.clone(),
            transcript: transcript.digest(),
        };
        let answer = (waiting.key).seal(Purpose::PairingConfirmed, &pairing, &said)?;
        let at = milliseconds(self.now());
        self.data
            .pair(Pairing::new(pairing, offer, &waiting.key, at))?;
        tracing::info!(origin, server = offer.server, "paired");
        Ok(answer)
    }

    fn refuse(&self, origin: &str) {
        lock(&self.refused).insert(origin.to_owned(), Instant::now() + DEAF);
    }

    fn hear(&self, origin: &str) -> Result<(), Error> {
        let mut refused = lock(&self.refused);
        let now = Instant::now();
        refused.retain(|_, until| *until > now);
        let until = if refused.len() < MOST_REFUSED {
            refused.get(origin).copied()
        } else {
            refused.values().min().copied()
        };
        match until {
            Some(until) => Err(Error::TooMany {
                seconds: until.saturating_duration_since(now).as_secs().max(1),
            }),
            None => Ok(()),
        }
    }
}
