//! The server's own key: it signs what no person signs, the daily checkpoints and the packages that
//! leave the installation.
//!
//! The key with its certificate (a device's, not a person's) is one file that the configuration
//! names. It is opened for each signature and never kept.

use std::time::Duration;

use ades::timestamp::TimestampSource as _;
use ades::{Signer, SubjectKind};
use keys::PrivateKey as _;
use transport::tsa::TsaClient;

use crate::{Error, Office};

/// Whether a signature needs a time stamp.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stamp {
    /// It is worth nothing without.
    Needed,
    /// It gets one where a service is configured.
    IfServed,
}

impl Office {
    /// A detached signature (CAdES) of the server's device certificate over `content`.
    ///
    /// # Errors
    /// [`Error::NoDeviceKey`], [`Error::NoTimeStampService`]; when the key may not sign or the service
    /// of time stamps does not answer.
    pub(crate) async fn sign_as_device(
        &self,
        content: Vec<u8>,
        stamp: Stamp,
    ) -> Result<Vec<u8>, Error> {
        let (office, nonce) = (self.clone(), self.seed()?);
        // Key files and services are waited for.
        tokio::task::spawn_blocking(move || office.device_signature(&content, stamp, &nonce))
            .await?
    }

    fn device_signature(
        &self,
        content: &dyn pdf::ReadAt,
        stamp: Stamp,
        nonce: &[u8; 32],
    ) -> Result<Vec<u8>, Error> {
        let now = self.now();
        let place = self.config().device.as_ref().ok_or(Error::NoDeviceKey)?;
        let key = place.open()?;
        let signer = Signer::of_key(&key)?;
        let checked = self
            .judge()
            .check_signer(signer, SubjectKind::Device, now)?;
        let asked = ades::cades::prepare(&checked, content, now)?;
        let value = key.sign(asked.algorithm(), asked.bytes())?;
        let mut signed = asked.with_signature(value)?;
        let service = match (&self.config().time_stamps, stamp) {
            (Some(service), _) => service.clone(),
            (None, Stamp::Needed) => return Err(Error::NoTimeStampService),
            (None, Stamp::IfServed) => return Ok(signed.to_der()?),
        };
        let patience = Duration::from_secs(self.config().time_stamp_patience);
        let pending = signed.request_timestamp(nonce.get(..16).unwrap_or(nonce))?;
        let answer = TsaClient::new(service, patience).ask(pending.request());
        signed.add_timestamp(&pending, &answer.map_err(ades::Error::from)?)?;
        Ok(signed.to_der()?)
    }
}
