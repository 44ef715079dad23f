//! What a signature goes through, wherever it stands: inside a PDF (`ades::pades`), or beside a file
//! that stays in its own format (`ades::cades`).
//!
//! The key's owner signs at the desk what [`State::to_be_signed`] tells; [`State::with_value`] and
//! [`State::finish`] take the answers, and the result is read back as a stranger would. Between any two
//! of them the state can be stored. Pure but for the crypto library's checks: bytes, time and
//! randomness are arguments.

use std::sync::Arc;

use ades::pades::Level;
use ades::{CheckedSigner, ToBeSigned, cades, pades};
use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use crate::Error;
use crate::signature::{Plan, whole};

/// Where a signature goes.
pub(super) enum Manner {
    /// Into the PDF, with a stamp.
    Inside(Box<Plan>),
    /// Into a file of its own.
    Beside,
}

impl Manner {
    /// Says what is to be signed. `base` is the whole file so far.
    ///
    /// # Errors
    /// As [`Plan::prepare`].
    pub(super) fn prepare(
        &self,
        base: Vec<u8>,
        signer: CheckedSigner,
        now: UtcDateTime,
        seed: &[u8; 32],
    ) -> Result<State, Error> {
        Ok(match self {
            Self::Inside(plan) => {
                let prepared = plan.prepare(base, signer, now, seed)?;
                State::Inside(Box::new(pades::SavedState::Prepared(prepared)))
            }
            Self::Beside => {
                let prepared = cades::Prepared::new(&signer, &base, now, Level::BT)?;
                State::Beside(Box::new(cades::SavedState::Prepared(prepared)))
            }
        })
    }
}

/// A signature between two answers. The forms have no name in what is stored, and tell themselves
/// apart: only what goes into a PDF has a revision.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub(super) enum State {
    /// Inside the PDF.
    Inside(Box<pades::SavedState>),
    /// In a file of its own.
    Beside(Box<cades::SavedState>),
}

impl State {
    /// What the key has to sign.
    ///
    /// # Errors
    /// [`Error::Stale`] where it has signed already.
    pub(super) fn to_be_signed(&self) -> Result<&ToBeSigned, Error> {
        match self {
            Self::Inside(state) => match &**state {
                pades::SavedState::Prepared(prepared) => Ok(prepared.to_be_signed()),
                _ => Err(Error::Stale),
            },
            Self::Beside(state) => match &**state {
                cades::SavedState::Prepared(prepared) => Ok(prepared.to_be_signed()),
                _ => Err(Error::Stale),
            },
        }
    }

    /// Takes the value that the key made, and asks for the time stamp.
    ///
    /// # Errors
    /// When it is not the certificate's key that made it.
    pub(super) fn with_value(self, value: Vec<u8>, nonce: &[u8; 16]) -> Result<Self, Error> {
        match self {
            Self::Inside(state) => {
                let pades::SavedState::Prepared(prepared) = *state else {
                    return Err(Error::Stale);
                };
                let awaiting = prepared.with_signature(value)?.request_timestamp(nonce)?;
                let awaiting = pades::SavedState::AwaitingTimestamp(awaiting);
                Ok(Self::Inside(Box::new(awaiting)))
            }
            Self::Beside(state) => {
                let cades::SavedState::Prepared(prepared) = *state else {
                    return Err(Error::Stale);
                };
                let awaiting = prepared.with_signature(value)?.request_timestamp(nonce)?;
                let awaiting = cades::SavedState::AwaitingTimestamp(awaiting);
                Ok(Self::Beside(Box::new(awaiting)))
            }
        }
    }

    /// Has `ask` fetch the time stamp, puts the signature together and verifies it. `base` is the file
    /// that was prepared.
    ///
    /// # Errors
    /// [`Error::Stale`] where no time stamp is waited for; what `ask` says; when the answer is to
    /// another question, or the result does not verify: then nothing must be stored.
    pub(super) fn finish(
        self,
        base: Vec<u8>,
        ask: impl FnOnce(&[u8]) -> Result<Vec<u8>, Error>,
    ) -> Result<Signed, Error> {
        match self {
            Self::Inside(state) => {
                let pades::SavedState::AwaitingTimestamp(awaiting) = *state else {
                    return Err(Error::Stale);
                };
                let answer = ask(awaiting.request())?;
                let signed = awaiting.with_response(&answer)?;
                let finished = signed.finish(Arc::new(base), None)?;
                Ok(Signed::Whole(whole(finished.appended())?))
            }
            Self::Beside(state) => {
                let cades::SavedState::AwaitingTimestamp(awaiting) = *state else {
                    return Err(Error::Stale);
                };
                let answer = ask(awaiting.request())?;
                let signed = awaiting.with_response(&answer)?;
                Ok(Signed::Beside(signed.finish(&base)?))
            }
        }
    }
}

/// What came of it.
pub(super) enum Signed {
    /// The whole file with the signature inside.
    Whole(Vec<u8>),
    /// The signature alone; the file is as it was.
    Beside(Vec<u8>),
}
