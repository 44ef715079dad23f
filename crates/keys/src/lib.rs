//! Private keys: a PKCS#12 file, or a PKCS#11 token whose module runs in a child process.
//!
//! Every key signs through [`PrivateKey`]; callers never learn which kind it is. Keys in files are
//! used by a constant-time library only; keys on tokens never leave them. Not here: whether the
//! certificate may be used (expired, revoked, wrong kind) is the caller's question, and starting
//! or killing the child process of a token is the edge's job.

mod ber;
mod der_edit;
mod error;
mod hex;
mod identity;
pub mod pkcs11;
pub mod pkcs12;
mod public_key;
mod secret;
mod spelling;

use pki::SignatureAlgorithm;

pub use error::{KeyError, PinTries};
pub use identity::KeySummary;
pub use secret::Pin;

/// A private key that can sign, and the certificates that speak for it.
///
/// A batch is many calls on one value: the token is logged in to once.
pub trait PrivateKey: Send + Sync {
    /// The certificate of the key, DER.
    fn certificate(&self) -> &[u8];

    /// Further certificates that came with the key (issuers), DER, in no particular order.
    fn chain(&self) -> &[Vec<u8>];

    /// What the key can do, preferred first; never with SHA-1.
    fn algorithms(&self) -> &[SignatureAlgorithm];

    /// Signs `message` (the message, not its digest). ECDSA values are DER. Whoever uses a value
    /// verifies it with the certificate.
    ///
    /// # Errors
    /// See [`KeyError`]; after [`KeyError::is_final`] no further call may be tried with this value.
    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, KeyError>;

    /// As [`Self::sign`]; tells when this message is handed over and the next one may follow while it
    /// is still being signed, so that messages are signed in their order. Never tells where a person
    /// types a PIN for each signature, or where a wrong PIN could be tried twice.
    ///
    /// # Errors
    /// As [`Self::sign`].
    fn sign_ahead(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        _handed_over: &mut dyn FnMut(),
    ) -> Result<Vec<u8>, KeyError> {
        self.sign(algorithm, message)
    }
}
