//! Time stamps: asked for over a signature value (EN 319 122-1, 5.3) or a document, checked before
//! they go in (RFC 3161).
//!
//! Carrying the bytes to an authority is the caller's business ([`TimestampSource`]). Whether the
//! authority is trusted is for the verdict; here a token must answer *this* request.

use pki::DigestAlgorithm;
use pki::tsp::{Request, Response, Token};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::encoding::hex;

/// The digest of the signature value in a request. Every authority knows it.
const IMPRINT_DIGEST: DigestAlgorithm = DigestAlgorithm::Sha256;

/// Where time stamps come from.
pub trait TimestampSource {
    /// Sends a `TimeStampReq` and gives back the bytes of the answer.
    ///
    /// # Errors
    /// Whatever went wrong on the way.
    fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>, SourceFailure>;
}

/// Why a time-stamp authority could not be asked.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct SourceFailure {
    /// The code of the failure, in the caller's catalogue.
    pub code: &'static str,
    /// What happened, in English.
    pub message: String,
    /// The values that explain it.
    pub values: Vec<(&'static str, String)>,
}

/// A request that has been made, as it stands in a saved state.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct PendingTimestamp {
    #[serde(with = "hex")]
    request: Vec<u8>,
}

impl PendingTimestamp {
    /// Asks for a time stamp over a signature value, with a nonce from fresh randomness.
    pub(crate) fn new(value: &[u8], nonce: &[u8]) -> Result<Self, Error> {
        Self::over(IMPRINT_DIGEST, IMPRINT_DIGEST.digest(value), nonce)
    }

    /// Asks for a time stamp over what has this digest.
    pub(crate) fn over(
        algorithm: DigestAlgorithm,
        digest: Vec<u8>,
        nonce: &[u8],
    ) -> Result<Self, Error> {
        let request = Request::new(algorithm, digest, nonce);
        Ok(Self {
            request: request.to_der()?,
        })
    }

    /// The DER `TimeStampReq` to send.
    #[must_use]
    pub fn request(&self) -> &[u8] {
        &self.request
    }

    /// The token in the answer, checked against the request, its own signature, and the purpose
    /// and validity of the authority's certificate.
    pub(crate) fn accept(&self, response: &[u8]) -> Result<Token, Error> {
        let request = Request::from_der(&self.request)?;
        let response = Response::from_der(response).map_err(pki::tsp::TokenError::from)?;
        Ok(response.accept(&request, &[])?)
    }
}
