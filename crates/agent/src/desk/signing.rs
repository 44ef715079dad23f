//! Signing documents, and proving that a key is here.

use std::time::Instant;

use agent_protocol::message::{
    ChallengeAnswer, ChallengeRequest, ItemAnswer, Outcome, Possession, SignAnswer, SignItem,
    SignRequest,
};
use agent_protocol::{Base64, Digest, Envelope, possession_message};
use keys::KeyError;
use report::Coded as _;

use super::{Admitted, Desk, Kept, lock};
use crate::Error;
use crate::attributes;
use crate::confirm::{Stop, wording};
use crate::data::Pairing;
use crate::error::refusal;
use crate::places::{Holding, OpenKey};

impl Desk {
    /// Signs documents: those that hold, after the person agreed to them, with one PIN.
    ///
    /// What becomes of each document is in the answer, so that the server can rely on it; only a
    /// request that cannot be believed at all is an error.
    ///
    /// # Errors
    /// Those of checking the request, and [`Error::Busy`].
    pub fn sign(
        &self,
        pairing: &Pairing,
        asked: &Envelope,
        stop: &Stop,
    ) -> Result<Envelope, Error> {
        let items = |request: &SignRequest| {
            let ids = request.items.iter().map(|item| item.id.clone());
            ids.collect()
        };
        let admitted = self.admit(pairing, asked, stop, items)?;
        let request = &admitted.request;
        let outcomes = match self.places.find(&self.data, request.certificate) {
            Ok(holding) => self.sign_with(&admitted, &holding),
            Err(error) => all_refused(request, &error),
        };
        let ids = request.items.iter().map(|item| item.id.clone());
        admitted.reply(&SignAnswer {
            head: self.answer_head(&admitted),
            items: ids
                .zip(outcomes)
                .map(|(id, outcome)| ItemAnswer { id, outcome })
                .collect(),
        })
    }

    /// Proves that the key of a certificate is here, after the person agreed.
    ///
    /// # Errors
    /// Those of checking the request, and [`Error::Busy`].
    pub fn challenge(
        &self,
        pairing: &Pairing,
        asked: &Envelope,
        stop: &Stop,
    ) -> Result<Envelope, Error> {
        let admitted = self.admit(pairing, asked, stop, |_: &ChallengeRequest| Vec::new())?;
        let outcome = self.prove(&admitted).unwrap_or_else(|error| {
            tracing::info!(code = error.code(), "not proven");
            Possession::Refused {
                error: refusal(&error),
            }
        });
        admitted.reply(&ChallengeAnswer {
            head: self.answer_head(&admitted),
            outcome,
        })
    }

    fn prove(&self, admitted: &Admitted<'_, ChallengeRequest>) -> Result<Possession, Error> {
        let Admitted {
            request,
            pairing,
            asked,
            stop,
            ..
        } = admitted;
        let holding = self.places.find(&self.data, request.certificate)?;
        let question = wording::possession(pairing, &holding.certificate, request);
        self.agreed(&question, stop)?;
        let key = self.open(&holding, request.certificate, stop)?;
        let algorithms = key.algorithms().to_vec();
        let unusable = || KeyError::UnsupportedKey {
            kind: holding.certificate.public_key().name(),
        };
        let algorithm = *algorithms.first().ok_or_else(unusable)?;
        let value = key.sign(algorithm, &possession_message(asked))?;
        let proven = Possession::Proven {
            certificate: Base64::from(key.certificate()),
            chain: key.chain().iter().cloned().map(Base64).collect(),
            algorithms,
            value: Base64(value),
        };
        self.keep(request.certificate, key);
        Ok(proven)
    }

    /// One outcome for each document, in their order.
    fn sign_with(&self, admitted: &Admitted<'_, SignRequest>, holding: &Holding) -> Vec<Outcome> {
        let Admitted {
            request,
            pairing,
            stop,
            ..
        } = admitted;
        let checked: Vec<_> = request
            .items
            .iter()
            .map(|item| attributes::check(item, &holding.certificate).map(|()| item))
            .collect();
        let good: Vec<&SignItem> = checked
            .iter()
            .filter_map(|item| item.as_ref().ok())
            .copied()
            .collect();
        if good.is_empty() {
            let errors = checked.into_iter().filter_map(Result::err);
            return errors.map(|error| outcome(Err(&error))).collect();
        }
        let question = wording::signing(pairing, &holding.certificate, &good);
        let opened = self
            .agreed(&question, stop)
            .and_then(|()| self.open(holding, request.certificate, stop));
        let mut batch = match opened {
            Ok(key) => Batch { key, stopped: None },
            Err(error) => return refused_together(checked, &error),
        };
        let outcomes = checked
            .into_iter()
            .map(|item| item.and_then(|item| batch.sign(item, stop)))
            .map(|signed| outcome(signed.as_ref()))
            .collect();
        if batch.stopped.is_none() {
            self.keep(request.certificate, batch.key);
        }
        outcomes
    }

    /// The key: still open from before, or opened with its PIN.
    fn open(&self, holding: &Holding, certificate: Digest, stop: &Stop) -> Result<OpenKey, Error> {
        let kept = lock(&self.kept).take();
        let fits = |kept: &Kept| kept.certificate == certificate && Instant::now() < kept.until;
        if let Some(kept) = kept.filter(fits) {
            return Ok(kept.key);
        }
        self.places.open(holding, self.person(stop))
    }

    /// Leaves the key open for a while, where that is configured; else it is dropped here.
    fn keep(&self, certificate: Digest, key: OpenKey) {
        if !self.keep_open.is_zero() {
            *lock(&self.kept) = Some(Kept {
                certificate,
                key,
                until: Instant::now() + self.keep_open,
            });
        }
    }
}

/// An open key, until a document fails for good.
struct Batch {
    key: OpenKey,
    stopped: Option<&'static str>,
}

impl Batch {
    fn sign(&mut self, item: &SignItem, stop: &Stop) -> Result<Vec<u8>, Error> {
        if let Some(because) = self.stopped {
            return Err(Error::NotDone { because });
        }
        if stop.is_over() {
            self.stopped = Some(Error::Cancelled.code());
            return Err(Error::Cancelled);
        }
        let signed = self.key.sign(item.algorithm, &item.to_be_signed.0);
        if let Err(error) = &signed {
            self.stopped = error.is_final().then(|| error.code());
        }
        Ok(signed?)
    }
}

fn outcome(signed: Result<&Vec<u8>, &Error>) -> Outcome {
    match signed {
        Ok(value) => Outcome::Signed {
            value: Base64(value.clone()),
        },
        Err(error) => {
            tracing::info!(code = error.code(), "not signed");
            Outcome::Refused {
                error: refusal(error),
            }
        }
    }
}

/// Nothing can be signed.
fn all_refused(request: &SignRequest, error: &Error) -> Vec<Outcome> {
    let refused = outcome(Err(error));
    vec![refused; request.items.len()]
}

/// Those that held are refused for one reason, the others each for its own.
fn refused_together(checked: Vec<Result<&SignItem, Error>>, error: &Error) -> Vec<Outcome> {
    tracing::info!(code = error.code(), "nothing signed");
    let together = Outcome::Refused {
        error: refusal(error),
    };
    checked
        .into_iter()
        .map(|item| match item {
            Ok(_) => together.clone(),
            Err(error) => outcome(Err(&error)),
        })
        .collect()
}
