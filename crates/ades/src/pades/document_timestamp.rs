//! Document time stamps (ISO 32000-2, 12.8.5; EN 319 142-1, 5.4.3): the value of an invisible
//! field of its own, over everything before it.
//!
//! It proves that all earlier signatures and all their evidence existed at its time. A signature
//! that has no time stamp of its own gets its time this way too: one inside its `/Contents` can
//! only be added while it is made, since later revisions are over those bytes. Certifications
//! permit it whatever else they forbid (12.8.5.3).

use std::sync::Arc;

use pdf::{Appended, Dictionary, Object, ReadAt, Update, form};
use pki::DigestAlgorithm;
use serde::{Deserialize, Serialize};

use super::field;
use super::revision::Revision;
use super::signed_digest::signed_digest;
use super::size::DEFAULT_TIMESTAMP_CAPACITY;
use super::{Finished, earlier, self_check};
use crate::encoding::hex;
use crate::timestamp::{PendingTimestamp, TimestampSource};
use crate::{Error, validate};

/// How the name of a new field begins.
const FIELD: &str = "Timestamp";

/// How often a placeholder that proved too small is enlarged, as for signatures.
const ATTEMPTS: usize = 3;

/// What a document time stamp should be like.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TimestampOptions {
    /// The digest that the authority is asked to stamp.
    pub digest: DigestAlgorithm,
    /// Bytes kept for the token.
    pub capacity: usize,
}

impl Default for TimestampOptions {
    fn default() -> Self {
        Self {
            digest: DigestAlgorithm::Sha256,
            capacity: DEFAULT_TIMESTAMP_CAPACITY,
        }
    }
}

/// Adds a document time stamp to `update` and says what to send to the authority.
///
/// `nonce` is fresh randomness of 8 bytes or more, `seed` likewise, for encryption and the file's
/// second identifier.
///
/// # Errors
/// When an earlier signature is broken, the document has no page or forbids new fields by its
/// encryption, SHA-1 is asked for, or the document cannot be read.
pub fn prepare_timestamp(
    mut update: Update,
    options: TimestampOptions,
    nonce: &[u8],
    seed: &[u8; 32],
) -> Result<AwaitingDocumentTimestamp, Error> {
    if options.digest == DigestAlgorithm::Sha1 {
        return Err(Error::WeakDigest(options.digest));
    }
    let (facts, hashed) = validate::facts_and_hashes(
        update.document(),
        validate::Aim::Signing,
        &[options.digest],
        None,
    )?;
    earlier::refuse_broken(&facts)?;
    let fields = form::fields(&update.document().latest())?;
    let dictionary = Dictionary::new()
        .with("Type", Object::name("DocTimeStamp"))
        .with("Filter", Object::name("Adobe.PPKLite"))
        .with("SubFilter", Object::name("ETSI.RFC3161"));
    let stamp = update.reserve();
    update.set_signature(stamp, dictionary, options.capacity.next_multiple_of(512));
    let field = field::add_invisible(&mut update, &fields, FIELD, stamp)?;
    let appended = update.finish(seed)?;
    let digest = signed_digest(&appended, options.digest, &hashed)?;
    Ok(AwaitingDocumentTimestamp {
        pending: PendingTimestamp::over(options.digest, digest, nonce)?,
        revision: Revision::new(&appended, field)?,
    })
}

/// All steps in one go, for a caller that can ask an authority.
///
/// # Errors
/// Those of [`prepare_timestamp`]; [`Error::Timestamp`] and [`Error::TimestampSource`];
/// [`Error::SelfCheck`].
pub fn timestamp_with(
    source: &mut dyn TimestampSource,
    update: &Update,
    mut options: TimestampOptions,
    random: &mut dyn FnMut() -> [u8; 32],
    password: Option<&[u8]>,
) -> Result<Finished, Error> {
    let mut attempt = 1;
    loop {
        let [nonce @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = random();
        let awaiting = prepare_timestamp(update.clone(), options, &nonce, &random())?;
        let stamped = awaiting.with_response(&source.ask(awaiting.request())?)?;
        let base = Arc::clone(update.document().source());
        match stamped.finish(base, password) {
            Err(Error::PlaceholderTooSmall { needed, capacity }) if attempt < ATTEMPTS => {
                let missing = usize::try_from(needed.saturating_sub(capacity)).unwrap_or(0);
                options.capacity = options.capacity.saturating_add(missing + 512);
                attempt += 1;
            }
            other => return other,
        }
    }
}

/// A revision with an empty placeholder, and what the authority has to stamp.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct AwaitingDocumentTimestamp {
    revision: Revision,
    pending: PendingTimestamp,
}

impl AwaitingDocumentTimestamp {
    /// The bytes to send to the time-stamp authority (`application/timestamp-query`).
    #[must_use]
    pub fn request(&self) -> &[u8] {
        self.pending.request()
    }

    /// The name of the field that will hold the time stamp.
    #[must_use]
    pub fn field(&self) -> &str {
        self.revision.field()
    }

    /// Takes the authority's answer; another authority may be asked with the same request.
    ///
    /// # Errors
    /// [`Error::Timestamp`] when the answer is a refusal or its token is not for this request or
    /// not signed by a time-stamp authority.
    pub fn with_response(&self, response: &[u8]) -> Result<StampedDocument, Error> {
        Ok(StampedDocument {
            revision: self.revision.clone(),
            token: self.pending.accept(response)?.der().to_vec(),
        })
    }
}

/// A stamped revision that is not yet put together.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct StampedDocument {
    revision: Revision,
    #[serde(with = "hex")]
    token: Vec<u8>,
}

impl StampedDocument {
    /// Puts the token into its place and checks the whole: the file is read anew, the time stamp
    /// must hold, all earlier signatures be intact, and nothing else be changed for them.
    ///
    /// `base` is the document that was prepared, `password` opens it if it is encrypted.
    ///
    /// # Errors
    /// [`Error::PlaceholderTooSmall`]: prepare again with more room. [`Error::SelfCheck`] when the
    /// result is not what it should be.
    pub fn finish(self, base: Arc<dyn ReadAt>, password: Option<&[u8]>) -> Result<Finished, Error> {
        let field = self.revision.field().to_owned();
        let appended: Appended = self.revision.complete(base, &self.token)?;
        self_check::check_timestamp(&appended, &field, &self.token, password)?;
        Ok(Finished::new(appended, field))
    }
}
