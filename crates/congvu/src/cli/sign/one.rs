//! Signing one file: open, draw, sign, check; then store.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ades::CheckedSigner;
use ades::pades::{FieldLock, FieldTarget, Finished, Level, SigningRequest, sign_with};
use ades::timestamp::TimestampSource;
use keys::KeyError;
use layout::Profile;
use layout::number::{self, NumberPlaces};
use pdf::{Document, OpenOptions, Update};
use report::{Problem, SignedFile};
use time::Date;

use super::look::{Look, stamped_time};
use super::stamps::{Stamps, was_not_asked};
use crate::batch::{SharedKey, Turn};
use crate::cli::document::{self, Opened};
use crate::clock;
use crate::console::Console;
use crate::input::{Input, Source};
use crate::output::{Destination, Existing, Pending};
use crate::random;

/// What is the same for every file of a batch.
pub(super) struct Job {
    pub(super) key: SharedKey,
    pub(super) stamps: Option<Stamps>,
    pub(super) level: Level,
    pub(super) look: Option<Look>,
    pub(super) numbering: Option<Numbering>,
    pub(super) field: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) location: Option<String>,
    pub(super) options: OpenOptions,
    pub(super) existing: Existing,
    pub(super) console: Console,
    /// Set once an error concerns all files: key or time-stamp service.
    pub(super) stopped: AtomicBool,
}

/// Why a file was not signed.
pub(super) enum Unsigned {
    /// It failed.
    Failed(Problem),
    /// It failed, and so would all that come after it.
    FailedForAll(Problem),
    /// So failed a file before it.
    NotDone,
}

impl<E: Into<Problem>> From<E> for Unsigned {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// A file that is signed and checked, and not stored yet.
pub(super) struct Ready {
    pending: Pending,
    source: Arc<Source>,
    finished: Finished,
    told: SignedFile,
}

impl Ready {
    /// Stores it, if the input is still what it was.
    pub(super) fn store(self) -> Result<SignedFile, Problem> {
        self.source.unchanged()?;
        self.pending.commit(self.finished.appended())?;
        Ok(self.told)
    }
}

/// The number and the date of issue that the agency gives.
#[derive(Clone)]
pub(super) struct Numbering {
    pub(super) profile: Profile,
    pub(super) number: String,
    pub(super) date: Date,
}

impl Job {
    /// Signs `input`, the file of this number in the batch, for `output`.
    pub(super) fn sign(
        &self,
        number: usize,
        signer: CheckedSigner,
        input: &Input,
        output: &Destination,
    ) -> Result<Ready, Unsigned> {
        let key = self.key.turn(number);
        if self.stopped.load(Ordering::Relaxed) {
            return Err(Unsigned::NotDone);
        }
        let pending = output.begin(input, self.existing)?;
        let opened = Opened::open(input, &self.options)?;
        let (update, rewritten) = document::update(&opened.document, &self.options)?;
        let (finished, page) = match self.numbering.clone() {
            Some(numbering) => self.sign_numbered(&key, update, signer, &numbering)?,
            None => self.sign_update(&key, update, signer, None)?,
        };
        Ok(Ready {
            pending,
            source: opened.source,
            told: SignedFile {
                output: output.name(),
                field: finished.field().to_owned(),
                page: page.map(|page| page.saturating_add(1)),
                rewritten,
            },
            finished,
        })
    }

    /// Gives the document its number and date, then signs. Fields made before the first signature
    /// are filled in and locked. A document signed without them takes no new field any more: there
    /// the agency signs twice, with the number as the appearance of its first signature.
    fn sign_numbered(
        &self,
        key: &Turn<'_>,
        mut update: Update,
        signer: CheckedSigner,
        numbering: &Numbering,
    ) -> Result<(Finished, Option<usize>), Unsigned> {
        let Numbering {
            profile,
            number,
            date,
        } = numbering;
        let password = self.options.password.clone();
        let mut filled = number::fill(&mut update, number, *date)?;
        if filled.is_empty() && !document::is_signed(update.document())? {
            let places = NumberPlaces::default();
            number::prepare(&mut update, profile, &places, password.as_deref())?;
            filled = number::fill(&mut update, number, *date)?;
        }
        if !filled.is_empty() {
            return self.sign_update(key, update, signer, Some(FieldLock::Include(filled)));
        }
        let block = number::add_block(&mut update, profile, number, *date, password.as_deref())?;
        let mut request = self.request(signer.clone());
        request.appearance = Some(block.appearance);
        request.field = FieldTarget::New {
            name: None,
            page: block.page,
            rect: Some(block.rect),
        };
        let numbered = self.finish(key, &update, &request)?;
        let document = Document::open(Arc::new(numbered.appended().clone()), &self.options)?;
        self.sign_update(key, Update::new(document)?, signer, None)
    }

    fn sign_update(
        &self,
        key: &Turn<'_>,
        mut update: Update,
        signer: CheckedSigner,
        lock: Option<FieldLock>,
    ) -> Result<(Finished, Option<usize>), Unsigned> {
        let mut request = self.request(signer);
        request.lock = lock;
        let page = self.target(key.number(), &mut update, &mut request)?;
        Ok((self.finish(key, &update, &request)?, page))
    }

    fn request(&self, signer: CheckedSigner) -> SigningRequest {
        let mut request = SigningRequest::new(signer, self.level, clock::now());
        request.reason.clone_from(&self.reason);
        request.location.clone_from(&self.location);
        request
    }

    /// Says where the signature goes; the page, from 0, of a visible one.
    fn target(
        &self,
        number: usize,
        update: &mut Update,
        request: &mut SigningRequest,
    ) -> Result<Option<usize>, Unsigned> {
        if let Some(field) = &self.field {
            request.field = FieldTarget::Existing(field.clone());
        }
        let Some(look) = &self.look else {
            return Ok(None);
        };
        let time = match &self.stamps {
            Some(stamps) if look.wants_stamped_time() => {
                let random = random::seed()?;
                let stamped = stamped_time(&mut stamps.source(number), &random);
                stamped.map_err(|error| self.explain(error))?
            }
            _ => request.claimed_time,
        };
        let field = self.field.as_deref();
        let placed = look.draw(update, time, field, self.options.password.as_deref())?;
        request.appearance = Some(placed.appearance);
        if field.is_none() {
            request.field = FieldTarget::New {
                name: None,
                page: placed.page,
                rect: Some(placed.rect),
            };
        }
        Ok(Some(placed.page))
    }

    fn finish(
        &self,
        key: &Turn<'_>,
        update: &Update,
        request: &SigningRequest,
    ) -> Result<Finished, Unsigned> {
        // The engine takes randomness that cannot fail; if it does, the result is thrown away.
        let mut failed = None;
        let mut random = || {
            random::seed().unwrap_or_else(|error| {
                failed = Some(error);
                [0; 32]
            })
        };
        let mut stamps = self
            .stamps
            .as_ref()
            .map(|stamps| stamps.source(key.number()));
        let stamps = stamps
            .as_mut()
            .map(|source| -> &mut dyn TimestampSource { source });
        let password = self.options.password.as_deref();
        let signed = sign_with(key, stamps, update, request, &mut random, password);
        if let Some(error) = failed {
            return Err(error.into());
        }
        signed.map_err(|error| self.explain(error))
    }

    /// What an error means for this file and for the others.
    fn explain(&self, error: ades::Error) -> Unsigned {
        let concerns_all = match &error {
            ades::Error::Key(KeyError::Stopped { .. }) => return Unsigned::NotDone,
            error if was_not_asked(error) => return Unsigned::NotDone,
            ades::Error::Key(error) => error.is_final(),
            ades::Error::SignatureValue(_) | ades::Error::TimestampSource(_) => true,
            _ => false,
        };
        match concerns_all {
            true => {
                self.stopped.store(true, Ordering::Relaxed);
                Unsigned::FailedForAll(error.into())
            }
            false => error.into(),
        }
    }
}
