//! Reading the certificates of many messages, each of them once.

use std::collections::HashMap;

use super::Certificate;
use crate::Error;

/// Reads certificates and knows those that it has read: every signature of a file brings the same.
#[derive(Debug, Default)]
pub struct CertificateReader(HashMap<Vec<u8>, Certificate>);

impl CertificateReader {
    /// The certificate with this DER, as [`Certificate::from_der`] reads it.
    ///
    /// # Errors
    /// As [`Certificate::from_der`].
    pub fn read(&mut self, der: &[u8]) -> Result<Certificate, Error> {
        if let Some(known) = self.0.get(der) {
            return Ok(known.clone());
        }
        let certificate = Certificate::from_der(der)?;
        self.0.insert(der.to_vec(), certificate.clone());
        Ok(certificate)
    }
}
