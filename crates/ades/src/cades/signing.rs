//! The states between a file and its detached signature.
//!
//! None of them holds the file; each is small enough to be saved while a person is asked for a PIN or
//! a time-stamp service is waited for. The file comes back in at [`Signed::finish`], where another one
//! is found out.

use pdf::ReadAt;
use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use super::{prepare, self_check};
use crate::pades::Level;
use crate::timestamp::PendingTimestamp;
use crate::{CheckedSigner, Error, SignedValue, ToBeSigned};

/// What the key has to sign, and the level to reach.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Prepared {
    level: Level,
    to_be_signed: ToBeSigned,
}

impl Prepared {
    /// Asks `signer` for a signature over `content`.
    ///
    /// # Errors
    /// When `content` cannot be read.
    pub fn new(
        signer: &CheckedSigner,
        content: &dyn ReadAt,
        signing_time: UtcDateTime,
        level: Level,
    ) -> Result<Self, Error> {
        Ok(Self {
            level,
            to_be_signed: prepare(signer, content, signing_time)?,
        })
    }

    /// What the key has to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> &ToBeSigned {
        &self.to_be_signed
    }

    /// Takes the value that the key made.
    ///
    /// # Errors
    /// [`Error::SignatureValue`] when it does not verify with the signer's certificate.
    pub fn with_signature(self, value: Vec<u8>) -> Result<Signed, Error> {
        Ok(Signed {
            level: self.level,
            value: self.to_be_signed.with_signature(value)?,
        })
    }
}

/// A signature that is not yet put together.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Signed {
    level: Level,
    value: SignedValue,
}

impl Signed {
    /// Whether a time stamp is needed before [`Self::finish`].
    #[must_use]
    pub fn needs_timestamp(&self) -> bool {
        self.level == Level::BT && !self.value.has_timestamp()
    }

    /// Asks for a time stamp over the signature value. `nonce` is fresh randomness, 8 bytes or more.
    ///
    /// # Errors
    /// When the request cannot be encoded.
    pub fn request_timestamp(self, nonce: &[u8]) -> Result<AwaitingTimestamp, Error> {
        Ok(AwaitingTimestamp {
            pending: self.value.request_timestamp(nonce)?,
            signed: self,
        })
    }

    /// The `.p7s` file, once it is read back and found to be a sound signature over `content`, the
    /// file that was prepared.
    ///
    /// # Errors
    /// [`Error::TimestampMissing`] at level B-T. [`Error::SelfCheck`] when the result is not what it
    /// should be, for example because `content` is another file.
    pub fn finish(self, content: &dyn ReadAt) -> Result<Vec<u8>, Error> {
        if self.needs_timestamp() {
            return Err(Error::TimestampMissing);
        }
        let file = self.value.to_der()?;
        self_check::check(&file, content, self.value.signer(), self.level)?;
        Ok(file)
    }
}

/// A signature whose time stamp is on its way.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct AwaitingTimestamp {
    signed: Signed,
    pending: PendingTimestamp,
}

impl AwaitingTimestamp {
    /// The bytes to send to the time-stamp authority (`application/timestamp-query`).
    #[must_use]
    pub fn request(&self) -> &[u8] {
        self.pending.request()
    }

    /// Takes the authority's answer.
    ///
    /// # Errors
    /// [`Error::Timestamp`] when the answer is a refusal or its token is not for this request, not
    /// signed by a time-stamp authority, or not over this signature.
    pub fn with_response(self, response: &[u8]) -> Result<Signed, Error> {
        let mut signed = self.signed;
        signed.value.add_timestamp(&self.pending, response)?;
        Ok(signed)
    }
}

/// Any state between the steps, to be saved.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum SavedState {
    /// The key has to sign.
    Prepared(Prepared),
    /// Everything is there, or a time stamp has to be asked for.
    Signed(Signed),
    /// The time stamp has to come.
    AwaitingTimestamp(AwaitingTimestamp),
}
