//! Signing one file: open, draw, sign, check, store.

use std::sync::Arc;

use ades::CheckedSigner;
use ades::pades::{FieldLock, FieldTarget, Finished, Level, SigningRequest, sign_with};
use ades::timestamp::TimestampSource;
use keys::PrivateKey;
use layout::Profile;
use layout::number::{self, NumberPlaces};
use pdf::{Document, OpenOptions, Update};
use report::{Problem, SignedFile};
use time::Date;
use transport::tsa::TsaClient;

use super::look::{Look, stamped_time};
use crate::cli::document::{self, Opened};
use crate::clock;
use crate::console::Console;
use crate::input::Input;
use crate::output::{Destination, Existing};
use crate::random;

/// What is the same for every file of a batch.
pub(super) struct Job {
    pub(super) key: Box<dyn PrivateKey>,
    pub(super) tsa: Option<TsaClient>,
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
    pub(super) stopped: bool,
}

/// The number and the date of issue that the agency gives.
#[derive(Clone)]
pub(super) struct Numbering {
    pub(super) profile: Profile,
    pub(super) number: String,
    pub(super) date: Date,
}

impl Job {
    /// Signs `input` into `output`; nothing is stored unless all went well.
    pub(super) fn sign(
        &mut self,
        signer: CheckedSigner,
        input: &Input,
        output: &Destination,
    ) -> Result<SignedFile, Problem> {
        let pending = output.begin(input, self.existing)?;
        let opened = Opened::open(input, &self.options)?;
        let (update, rewritten) = document::update(&opened.document, &self.options)?;
        let (finished, page) = match self.numbering.clone() {
            Some(numbering) => self.sign_numbered(update, signer, &numbering)?,
            None => self.sign_update(update, signer, None)?,
        };
        opened.source.unchanged()?;
        pending.commit(finished.appended())?;
        Ok(SignedFile {
            output: output.name(),
            field: finished.field().to_owned(),
            page: page.map(|page| page.saturating_add(1)),
            rewritten,
        })
    }

    /// Gives the document its number and date, then signs. Fields made before the first signature
    /// are filled in and locked. A document signed without them takes no new field any more: there
    /// the agency signs twice, with the number as the appearance of its first signature.
    fn sign_numbered(
        &mut self,
        mut update: Update,
        signer: CheckedSigner,
        numbering: &Numbering,
    ) -> Result<(Finished, Option<usize>), Problem> {
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
            return self.sign_update(update, signer, Some(FieldLock::Include(filled)));
        }
        let block = number::add_block(&mut update, profile, number, *date, password.as_deref())?;
        let mut request = self.request(signer.clone());
        request.appearance = Some(block.appearance);
        request.field = FieldTarget::New {
            name: None,
            page: block.page,
            rect: Some(block.rect),
        };
        let numbered = self.finish(&update, &request)?;
        let document = Document::open(Arc::new(numbered.appended().clone()), &self.options)?;
        self.sign_update(Update::new(document)?, signer, None)
    }

    fn sign_update(
        &mut self,
        mut update: Update,
        signer: CheckedSigner,
        lock: Option<FieldLock>,
    ) -> Result<(Finished, Option<usize>), Problem> {
        let mut request = self.request(signer);
        request.lock = lock;
        let page = self.target(&mut update, &mut request)?;
        Ok((self.finish(&update, &request)?, page))
    }

    fn request(&self, signer: CheckedSigner) -> SigningRequest {
        let mut request = SigningRequest::new(signer, self.level, clock::now());
        request.reason.clone_from(&self.reason);
        request.location.clone_from(&self.location);
        request
    }

    /// Says where the signature goes; the page, from 0, of a visible one.
    fn target(
        &mut self,
        update: &mut Update,
        request: &mut SigningRequest,
    ) -> Result<Option<usize>, Problem> {
        if let Some(field) = &self.field {
            request.field = FieldTarget::Existing(field.clone());
        }
        let Some(look) = &self.look else {
            return Ok(None);
        };
        let time = match &mut self.tsa {
            Some(tsa) if look.wants_stamped_time() => stamped_time(tsa)?,
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

    fn finish(&mut self, update: &Update, request: &SigningRequest) -> Result<Finished, Problem> {
        // The engine takes randomness that cannot fail; if it does, the result is thrown away.
        let mut failed = None;
        let mut random = || {
            random::seed().unwrap_or_else(|error| {
                failed = Some(error);
                [0; 32]
            })
        };
        let tsa = self
            .tsa
            .as_mut()
            .map(|tsa| -> &mut dyn TimestampSource { tsa });
        let password = self.options.password.as_deref();
        let signed = sign_with(&mut *self.key, tsa, update, request, &mut random, password);
        if let Some(error) = failed {
            return Err(error.into());
        }
        signed.map_err(|error| {
            self.stopped = match &error {
                ades::Error::Key(error) => error.is_final(),
                ades::Error::TimestampSource(_) => true,
                _ => false,
            };
            error.into()
        })
    }
}
