//! Signing one file: open, draw, sign, check, store.

use std::sync::Arc;

use ades::CheckedSigner;
use ades::pades::{FieldTarget, Finished, Level, SigningRequest, sign_with};
use ades::timestamp::TimestampSource;
use keys::PrivateKey;
use pdf::{Document, OpenOptions, Update};
use report::{Problem, SignedFile};
use time::UtcDateTime;
use transport::tsa::TsaClient;

use super::look::{Look, stamped_time};
use crate::cli::document::Opened;
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
    pub(super) field: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) location: Option<String>,
    pub(super) options: OpenOptions,
    pub(super) existing: Existing,
    pub(super) console: Console,
    /// Set once an error concerns all files: key or time-stamp service.
    pub(super) stopped: bool,
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
        let (mut update, rewritten) = self.update(&opened.document)?;
        let now = clock::now();
        let mut request = SigningRequest::new(signer, self.level, now);
        request.reason.clone_from(&self.reason);
        request.location.clone_from(&self.location);
        let page = self.target(&mut update, &mut request, now)?;
        let finished = self.finish(&update, &request)?;
        opened.source.unchanged()?;
        pending.commit(finished.appended())?;
        Ok(SignedFile {
            output: output.name(),
            field: finished.field().to_owned(),
            page: page.map(|page| page.saturating_add(1)),
            rewritten,
        })
    }

    /// An update of the document; of a rewritten copy if it is damaged and unsigned.
    fn update(&self, document: &Arc<Document>) -> Result<(Update, bool), Problem> {
        match Update::new(Arc::clone(document)) {
            Err(pdf::Error::DamagedUnsigned { .. }) => {
                let whole = pdf::rewrite(document, &random::seed()?)?;
                let document = Document::open(Arc::new(whole), &self.options)?;
                Ok((Update::new(document)?, true))
            }
            update => Ok((update?, false)),
        }
    }

    /// Says where the signature goes; the page, from 0, of a visible one.
    fn target(
        &mut self,
        update: &mut Update,
        request: &mut SigningRequest,
        now: UtcDateTime,
    ) -> Result<Option<usize>, Problem> {
        if let Some(field) = &self.field {
            request.field = FieldTarget::Existing(field.clone());
            return Ok(None);
        }
        let Some(look) = &self.look else {
            return Ok(None);
        };
        let time = match &mut self.tsa {
            Some(tsa) if look.wants_stamped_time() => stamped_time(tsa)?,
            _ => now,
        };
        let placed = look.draw(update, time, self.options.password.as_deref())?;
        request.appearance = Some(placed.appearance);
        request.field = FieldTarget::New {
            name: None,
            page: placed.page,
            rect: Some(placed.rect),
        };
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
