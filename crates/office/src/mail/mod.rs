//! Mail of the office: issued documents to recipients outside, notices to its own people, daily
//! checkpoints to whoever keeps them.
//!
//! The worker hands letters over; an act only leaves a job. A letter has the same `Message-ID` at
//! every attempt, so that one that was taken twice because of a crash is seen to be the same.
//!
//! Not here: what a document's letter says ([`crate::exchange`]), and reading mail.

mod checkpoint;
mod notices;

use report::{Catalogue, Lang};
use transport::mail::{Letter, Mailer};

use crate::{Error, Office};

impl Office {
    /// Hands a letter to the configured server.
    ///
    /// # Errors
    /// [`Error::NoMailServer`], [`Error::Mail`].
    pub(crate) async fn post(&self, letter: &Letter) -> Result<(), Error> {
        let config = self.config().mail.clone().ok_or(Error::NoMailServer)?;
        Ok(Mailer::new(config).send(letter, self.now()).await?)
    }
}

impl Error {
    /// The sentence, with what to do about it: kept where a person will read it.
    pub(crate) fn sentence(&self) -> String {
        let said = Catalogue::shared().sentence(self.code(), Lang::Vi, &self.values());
        match said.hint {
            Some(hint) => format!("{}; {hint}", said.text),
            None => said.text,
        }
    }
}
