//! The states between a prepared PDF and a finished one.
//!
//! Every state holds the appended bytes, never the document they are appended to; so it is small
//! enough to be saved while a person is asked for a PIN or a time-stamp service is waited for.
//! The document comes back in at [`Signed::finish`], where a wrong one is found out.

use std::sync::Arc;

use pdf::{Appended, ReadAt};
use serde::{Deserialize, Serialize};

use super::document_timestamp::{AwaitingDocumentTimestamp, StampedDocument};
use super::revision::Revision;
use super::signed_digest::signed_digest;
use super::{Level, self_check};
use crate::timestamp::PendingTimestamp;
use crate::validate::Hashed;
use crate::{Error, SignedValue, Signer, ToBeSigned};

/// A revision with an empty placeholder, and what the key has to sign.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Prepared {
    level: Level,
    revision: Revision,
    to_be_signed: ToBeSigned,
}

impl Prepared {
    pub(super) fn new(
        appended: &Appended,
        signer: Signer,
        level: Level,
        field: String,
        hashed: &Hashed,
    ) -> Result<Self, Error> {
        let digest = signed_digest(appended, signer.algorithm().digest(), hashed)?;
        Ok(Self {
            level,
            revision: Revision::new(appended, field)?,
            to_be_signed: ToBeSigned::new(signer, &digest, None)?,
        })
    }

    /// What the key has to sign.
    #[must_use]
    pub fn to_be_signed(&self) -> &ToBeSigned {
        &self.to_be_signed
    }

    /// The name of the field that will hold the signature.
    #[must_use]
    pub fn field(&self) -> &str {
        self.revision.field()
    }

    /// Takes the value that the key made.
    ///
    /// # Errors
    /// [`Error::SignatureValue`] when it does not verify with the signer's certificate.
    pub fn with_signature(self, value: Vec<u8>) -> Result<Signed, Error> {
        Ok(Signed {
            level: self.level,
            revision: self.revision,
            value: self.to_be_signed.with_signature(value)?,
        })
    }
}

/// A signed revision that is not yet put together.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Signed {
    level: Level,
    revision: Revision,
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

    /// Puts the signature into its place and checks the whole: the file is read anew, and this
    /// signature and all earlier ones must be intact.
    ///
    /// `base` is the document that was prepared, `password` opens it if it is encrypted.
    ///
    /// # Errors
    /// [`Error::PlaceholderTooSmall`]: prepare again with more room, which needs the key again.
    /// [`Error::TimestampMissing`] at level B-T. [`Error::SelfCheck`] when the result is not
    /// what it should be, for example because `base` is another document.
    pub fn finish(self, base: Arc<dyn ReadAt>, password: Option<&[u8]>) -> Result<Finished, Error> {
        self.finish_hashed(base, password, None)
    }

    /// As [`Self::finish`]. `hashed` is what was hashed of this very `base` when it was prepared.
    pub(super) fn finish_hashed(
        self,
        base: Arc<dyn ReadAt>,
        password: Option<&[u8]>,
        hashed: Option<&Hashed>,
    ) -> Result<Finished, Error> {
        if self.needs_timestamp() {
            return Err(Error::TimestampMissing);
        }
        let field = self.revision.field().to_owned();
        let appended = self.revision.complete(base, &self.value.to_der()?)?;
        let signer = self.value.signer();
        self_check::check(&appended, &field, signer, password, hashed)?;
        Ok(Finished::new(appended, field))
    }
}

/// A signed revision whose time stamp is on its way.
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
    /// On failure this state is lost only if it was not saved or cloned: another authority may be
    /// asked with the same request.
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

/// A signature or document time stamp that was read back and found right.
#[derive(Clone, Debug)]
pub struct Finished {
    appended: Appended,
    field: String,
}

impl Finished {
    pub(super) fn new(appended: Appended, field: String) -> Self {
        Self { appended, field }
    }

    /// The signed file: the old bytes and what was appended.
    #[must_use]
    pub fn appended(&self) -> &Appended {
        &self.appended
    }

    /// The name of the field that holds the signature.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
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
    /// The time stamp over the document has to come.
    AwaitingDocumentTimestamp(AwaitingDocumentTimestamp),
    /// The time stamp over the document is there.
    StampedDocument(StampedDocument),
}
