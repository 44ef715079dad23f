//! Private keys: a PKCS#12 file, or a PKCS#11 token whose module runs in a child process.

use pki::SignatureAlgorithm;

/// A private key that can sign, and the certificates that speak for it.
///
/// A batch is many calls on one value: the token is logged in to once.
pub trait PrivateKey {
    /// The certificate of the key, DER.
    fn certificate(&self) -> &[u8];

    /// Further certificates that came with the key (issuers), DER, in no particular order.
    fn chain(&self) -> &[Vec<u8>];

    /// What the key can do, preferred first; never with SHA-1.
    fn algorithms(&self) -> &[SignatureAlgorithm];

    /// Signs `message` (the message, not its digest). ECDSA values are DER.
    ///
    /// # Errors
    /// See [`KeyError`]; after [`KeyError::is_final`] no further call may be tried with this value.
    fn sign(&mut self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, KeyError>;
}

/// What can go wrong with a key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The key cannot sign with this algorithm.
    #[error("the key cannot sign with {0:?}")]
    UnsupportedAlgorithm(SignatureAlgorithm),
}

impl KeyError {
    /// Whether the key must not be used again: wrong PIN, token gone, module dead.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self {
            Self::UnsupportedAlgorithm(_) => false,
        }
    }
}
