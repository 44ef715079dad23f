//! The secrets of second factors, sealed under the server's key (`factor_key`).
//!
//! A key is made only while no secret is sealed. Where one is and the key is not there, or is another,
//! that is an error: nobody's second factor is passed over. Secrets that an earlier program left as
//! they are still count, and are sealed at the start of the server.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use store::people::accounts::{self, KeptSecret};

use super::factor_key::{FactorKey, KEY_FILE, is_sealed};
use crate::checkup::Finding;
use crate::{Error, Office};

impl Office {
    /// Makes the key of second factors if there is none yet, and seals secrets that are not. For the
    /// start of the server.
    ///
    /// # Errors
    /// [`Error::FactorKeyMissing`] and [`Error::FactorUnreadable`] where secrets are sealed under a key
    /// that is not there.
    pub async fn seal_second_factors(&self) -> Result<(), Error> {
        let kept = accounts::secrets(&mut self.store().reader()).await?;
        let key = self.key_for(&kept)?;
        let plain: Vec<_> = kept.iter().filter(|it| !is_sealed(&it.secret)).collect();
        if plain.is_empty() {
            return Ok(());
        }
        let mut tx = self.store().begin().await?;
        for it in &plain {
            let sealed = key.seal(&it.account, &it.secret)?;
            accounts::reseal(&mut tx, it, &sealed).await?;
        }
        tx.commit().await?;
        tracing::info!(count = plain.len(), "secrets of second factors sealed");
        Ok(())
    }

    /// What is to be kept of a new secret.
    pub(super) async fn sealed(&self, account: &str, secret: &str) -> Result<String, Error> {
        let kept = accounts::secrets(&mut self.store().reader()).await?;
        self.key_for(&kept)?.seal(account, secret)
    }

    /// The secret of an account, from what is kept of it.
    pub(super) fn unsealed(&self, account: &str, kept: &str) -> Result<String, Error> {
        if !is_sealed(kept) {
            return Ok(kept.to_owned());
        }
        let path = self.key_file();
        let key = FactorKey::read(&path)?.ok_or(Error::FactorKeyMissing { path })?;
        key.open(account, kept)
    }

    /// The key of these secrets, made where none of them is sealed.
    fn key_for(&self, kept: &[KeptSecret]) -> Result<FactorKey, Error> {
        let path = self.key_file();
        let mut sealed = kept.iter().filter(|it| is_sealed(&it.secret));
        let Some(key) = FactorKey::read(&path)? else {
            return match sealed.next() {
                None => FactorKey::make(&path),
                Some(_) => Err(Error::FactorKeyMissing { path }),
            };
        };
        match sealed.find(|it| !key.is_of(&it.secret)) {
            None => Ok(key),
            Some(foreign) => Err(Error::FactorUnreadable {
                account: foreign.account.clone(),
                path,
            }),
        }
    }

    fn key_file(&self) -> PathBuf {
        self.config().data.join(KEY_FILE)
    }

    /// Looks at the key and opens every secret with it; nothing is made or changed.
    pub(crate) async fn examine_second_factors(&self) -> Finding {
        match self.examined().await {
            Ok(finding) => finding,
            Err(error) => Finding::error(&error),
        }
    }

    async fn examined(&self) -> Result<Finding, Error> {
        let kept = accounts::secrets(&mut self.store().reader()).await?;
        let (sealed, plain): (Vec<_>, Vec<_>) = kept.iter().partition(|it| is_sealed(&it.secret));
        let path = self.key_file();
        let shown = ("path", path.display().to_string());
        let Some(key) = FactorKey::read(&path)? else {
            return match sealed.is_empty() {
                true => Ok(Finding::good("doctor-factor-key-new", vec![shown])),
                false => Err(Error::FactorKeyMissing { path }),
            };
        };
        let mode = std::fs::metadata(&path).map(|it| it.permissions().mode());
        if mode.is_ok_and(|mode| mode & 0o077 != 0) {
            return Ok(Finding::wrong("doctor-factor-key-open", vec![shown]));
        }
        for it in &sealed {
            key.open(&it.account, &it.secret)?;
        }
        let count = |all: &[&KeptSecret]| ("count", all.len().to_string());
        Ok(match plain.is_empty() {
            true => Finding::good("doctor-factor-key", vec![shown, count(&sealed)]),
            false => Finding::notice("doctor-factor-plain", vec![shown, count(&plain)]),
        })
    }
}
