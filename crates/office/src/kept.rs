//! A file that the agency has, found under the rights of who asks, and not opened yet: whoever only
//! needs to know which bytes they are never touches them.

use store::{Blobs, Digest, Reading};

use crate::{Error, Office};

/// A file to be read.
#[derive(Clone, Debug)]
pub struct Kept {
    blobs: Blobs,
    agency: String,
    digest: Digest,
}

impl Kept {
    /// The SHA-256 of its bytes.
    #[must_use]
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// Opens it, to be read piece by piece.
    ///
    /// # Errors
    /// The store's, when it is missing, or small and damaged.
    pub async fn open(&self) -> Result<Reading, Error> {
        Ok(self.blobs.read(&self.agency, &self.digest).await?)
    }

    /// All of it at once.
    ///
    /// # Errors
    /// The store's, when it is missing or damaged.
    pub async fn whole(&self) -> Result<Vec<u8>, Error> {
        Ok(self.open().await?.whole().await?)
    }
}

impl Office {
    /// The file behind a digest of ours.
    pub(crate) fn kept(&self, agency: &str, digest: &str) -> Result<Kept, Error> {
        Ok(Kept {
            blobs: self.store().blobs().clone(),
            agency: agency.to_owned(),
            digest: Digest::parse(digest).ok_or(Error::NotFound)?,
        })
    }
}
