//! The blobs that one question needs, each read once however much is found in it. A storage that is
//! away is waited for once: what is asked of it then is refused without asking again.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::{Blobs, Digest};
use crate::Error;

/// Blobs of one agency, read for one question.
pub struct Once {
    blobs: Blobs,
    agency: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    read: HashMap<Digest, Arc<Vec<u8>>>,
    /// Why the storage could not be reached.
    away: Option<String>,
}

impl Once {
    /// Nothing read yet.
    #[must_use]
    pub fn new(blobs: Blobs, agency: &str) -> Self {
        Self {
            blobs,
            agency: agency.to_owned(),
            state: Mutex::default(),
        }
    }

    /// All of a blob.
    ///
    /// # Errors
    /// When it is missing or damaged; [`Error::Away`] where the storage did not answer before.
    pub async fn whole(&self, digest: &Digest) -> Result<Arc<Vec<u8>>, Error> {
        let mut state = self.state.lock().await;
        if let Some(read) = state.read.get(digest) {
            return Ok(Arc::clone(read));
        }
        if let Some(reason) = &state.away {
            return Err(Error::Away(reason.clone()));
        }
        match self.blobs.get(&self.agency, digest).await {
            Ok(bytes) => {
                let bytes = Arc::new(bytes);
                state.read.insert(digest.clone(), Arc::clone(&bytes));
                Ok(bytes)
            }
            Err(error) => {
                if let Error::Objects(reason) = &error {
                    state.away = Some(reason.to_string());
                }
                Err(error)
            }
        }
    }
}

impl std::fmt::Debug for Once {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Once")
            .field("agency", &self.agency)
            .finish_non_exhaustive()
    }
}
