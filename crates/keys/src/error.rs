//! What can go wrong with a key: one enum for files and tokens, each case with a stable code.
//!
//! The texts are for developers; sentences for users are made at the edge from [`KeyError::code`]
//! and [`KeyError::values`]. No variant ever carries a PIN or a password.

use pki::SignatureAlgorithm;

use crate::KeySummary;

/// What can go wrong with a key.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The key cannot sign with this algorithm; another one of `algorithms()` may work.
    #[error("the key cannot sign with {0:?}")]
    UnsupportedAlgorithm(SignatureAlgorithm),
    /// The bytes are not a PKCS#12 file, or a damaged one.
    #[error("not a readable PKCS#12 file: {reason}")]
    Pkcs12Damaged {
        /// What the decoder stumbled over.
        reason: String,
    },
    /// A PKCS#12 file in BER with indefinite lengths, as some browsers write it.
    #[error("the PKCS#12 file is in BER, not DER encoding")]
    Pkcs12NotDer,
    /// The password does not open the file.
    #[error("the password of the PKCS#12 file is wrong")]
    Pkcs12WrongPassword,
    /// The password opens the file, but its integrity check (MAC) fails: bytes were changed.
    #[error("the PKCS#12 file was altered: its integrity check fails although the password fits")]
    Pkcs12Altered,
    /// An encryption, MAC or content type that this program does not know, or absurd parameters.
    #[error("unsupported PKCS#12 protection: {reason}")]
    Pkcs12Unsupported {
        /// What is not supported.
        reason: String,
    },
    /// There is no private key.
    #[error("no private key found")]
    NoKey,
    /// There are keys, but none that was asked for.
    #[error("no key matches {wanted:?}; present: {}", list(present))]
    NoSuchKey {
        /// What was asked for.
        wanted: String,
        /// The keys that are there.
        present: Vec<KeySummary>,
    },
    /// Several keys fit and the caller must say which.
    #[error("several keys fit: {}", list(keys))]
    SeveralKeys {
        /// The keys that fit.
        keys: Vec<KeySummary>,
    },
    /// No certificate belongs to the key: none is there, or none holds its public key.
    #[error("no certificate belongs to the private key {key}")]
    NoCertificate {
        /// The key without certificate.
        key: Box<KeySummary>,
    },
    /// The certificate cannot be read.
    #[error("a certificate cannot be read: {reason}")]
    Certificate {
        /// What the decoder said.
        reason: String,
    },
    /// An RSA key below 2048 bits, which no signature may be made with any more.
    #[error("the RSA key has {bits} bits; at least 2048 are needed")]
    RsaTooShort {
        /// Length of the modulus.
        bits: usize,
    },
    /// Neither RSA nor ECDSA on P-256, P-384 or P-521.
    #[error("unsupported kind of key: {kind}")]
    UnsupportedKey {
        /// The kind, by name or object identifier.
        kind: String,
    },
    /// The private key contradicts itself or is out of range.
    #[error("the private key is not valid: {reason}")]
    InvalidKey {
        /// What the library said.
        reason: String,
    },
    /// The signing operation itself failed.
    #[error("signing failed: {reason}")]
    SignFailed {
        /// What the library or the token said.
        reason: String,
    },
    /// A signature was made but does not verify with the certificate's public key.
    #[error("the key made a signature that does not verify with its certificate")]
    BadSignature,
}

impl KeyError {
    /// All codes that [`Self::code`] can return.
    pub const CODES: &[&str] = &[
        "key-unsupported-algorithm",
        "pkcs12-damaged",
        "pkcs12-not-der",
        "pkcs12-wrong-password",
        "pkcs12-altered",
        "pkcs12-unsupported",
        "key-none",
        "key-not-found",
        "key-several",
        "key-no-certificate",
        "key-certificate-unreadable",
        "key-rsa-too-short",
        "key-unsupported-kind",
        "key-invalid",
        "key-sign-failed",
        "key-bad-signature",
    ];

    /// A stable code for catalogues and scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnsupportedAlgorithm(_) => "key-unsupported-algorithm",
            Self::Pkcs12Damaged { .. } => "pkcs12-damaged",
            Self::Pkcs12NotDer => "pkcs12-not-der",
            Self::Pkcs12WrongPassword => "pkcs12-wrong-password",
            Self::Pkcs12Altered => "pkcs12-altered",
            Self::Pkcs12Unsupported { .. } => "pkcs12-unsupported",
            Self::NoKey => "key-none",
            Self::NoSuchKey { .. } => "key-not-found",
            Self::SeveralKeys { .. } => "key-several",
            Self::NoCertificate { .. } => "key-no-certificate",
            Self::Certificate { .. } => "key-certificate-unreadable",
            Self::RsaTooShort { .. } => "key-rsa-too-short",
            Self::UnsupportedKey { .. } => "key-unsupported-kind",
            Self::InvalidKey { .. } => "key-invalid",
            Self::SignFailed { .. } => "key-sign-failed",
            Self::BadSignature => "key-bad-signature",
        }
    }

    /// The values that explain the error, by name.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::UnsupportedAlgorithm(algorithm) => vec![("algorithm", format!("{algorithm:?}"))],
            Self::Pkcs12Damaged { reason }
            | Self::Pkcs12Unsupported { reason }
            | Self::Certificate { reason }
            | Self::InvalidKey { reason }
            | Self::SignFailed { reason } => vec![("reason", reason.clone())],
            Self::NoSuchKey { wanted, present } => {
                vec![("wanted", wanted.clone()), ("keys", list(present))]
            }
            Self::SeveralKeys { keys } => vec![("keys", list(keys))],
            Self::NoCertificate { key } => vec![("key", key.to_string())],
            Self::RsaTooShort { bits } => vec![("bits", bits.to_string())],
            Self::UnsupportedKey { kind } => vec![("kind", kind.clone())],
            Self::Pkcs12NotDer
            | Self::Pkcs12WrongPassword
            | Self::Pkcs12Altered
            | Self::NoKey
            | Self::BadSignature => Vec::new(),
        }
    }

    /// Whether the key must not be used again: wrong PIN, token gone, module dead.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::UnsupportedAlgorithm(_))
    }
}

fn list(keys: &[KeySummary]) -> String {
    keys.iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}
