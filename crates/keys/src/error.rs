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
    /// Not a PKCS#11 URI (RFC 7512).
    #[error("PKCS#11 URI, at byte {position}: {reason}")]
    Uri {
        /// Where in the URI, in bytes from its start.
        position: usize,
        /// What is wrong there.
        reason: String,
    },
    /// The PKCS#11 module cannot be loaded or initialised.
    #[error("the PKCS#11 module {module} cannot be loaded: {reason}")]
    ModuleNotLoadable {
        /// Its file.
        module: String,
        /// What the loader or the module said.
        reason: String,
    },
    /// The module ended its process: it crashed or called exit.
    #[error("the PKCS#11 module crashed during {during} ({status})")]
    ModuleCrashed {
        /// What was asked of it.
        during: &'static str,
        /// How the process ended.
        status: String,
    },
    /// The module did not answer in time and was stopped.
    #[error("the PKCS#11 module did not answer to {during} within {seconds} s")]
    ModuleHung {
        /// What was asked of it.
        during: &'static str,
        /// How long it was waited for.
        seconds: u64,
    },
    /// The module reported a failure that has no error of its own here.
    #[error("the PKCS#11 module failed during {during}: {function}: {reason}")]
    ModuleFailed {
        /// What was asked of it.
        during: &'static str,
        /// The function of the module.
        function: String,
        /// The module's code.
        reason: String,
    },
    /// The child process cannot be started or talks nonsense.
    #[error("the PKCS#11 child process does not work: {reason}")]
    Worker {
        /// What happened.
        reason: String,
    },
    /// No token fits the URI.
    #[error("no token fits {wanted}; present: {}", join(present))]
    NoToken {
        /// The URI.
        wanted: String,
        /// Tokens that are there.
        present: Vec<String>,
    },
    /// Several tokens fit the URI.
    #[error("several tokens fit {wanted}: {}", join(tokens))]
    SeveralTokens {
        /// The URI.
        wanted: String,
        /// Those that fit.
        tokens: Vec<String>,
    },
    /// The token was pulled out, or its reader went away.
    #[error("the token was removed")]
    TokenRemoved,
    /// The certificate with the key's identifier holds another public key.
    #[error("the certificate beside the private key {key} holds another public key")]
    CertificateMismatch {
        /// The key.
        key: Box<KeySummary>,
    },
    /// The token offers no mechanism that this key could sign with.
    #[error("the token offers no usable signature mechanism for the key {key}")]
    NoMechanism {
        /// The key.
        key: Box<KeySummary>,
        /// The key wants the PIN before every signature, which raw mechanisms do not serve.
        always_authenticate: bool,
    },
    /// The token wants a PIN and none was given.
    #[error("the token {token} needs a PIN")]
    PinNeeded {
        /// Label of the token.
        token: String,
    },
    /// The PIN is wrong. It is not tried again.
    #[error("the PIN is wrong{}", tries.text())]
    PinWrong {
        /// What the token says about further tries.
        tries: PinTries,
    },
    /// The token is locked; only the authority that issued it can unlock it. No try was made if it
    /// was locked before.
    #[error("the token is locked after too many wrong PINs")]
    PinLocked,
    /// The token says that one more wrong PIN locks it; nothing was tried.
    #[error("one more wrong PIN locks the token; nothing was tried")]
    PinFinalTry,
    /// The token refuses PINs of this length or with these characters.
    #[error("the token does not accept a PIN of this length or form")]
    PinFormat,
    /// The PIN must be set or changed first, with the maker's tool.
    #[error("the PIN of the token must be set or changed first")]
    PinExpired,
    /// The person at the device cancelled.
    #[error("PIN entry was cancelled")]
    PinCancelled,
    /// An earlier error ended the use of this key.
    #[error("the key is not used any more after an earlier error ({because})")]
    Stopped {
        /// Code of that error.
        because: &'static str,
    },
}

/// What a token says about the tries left for its PIN.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PinTries {
    /// It says nothing.
    Unknown,
    /// Fewer than before, but more than one.
    Low,
    /// One more.
    Final,
    /// None: it is locked now.
    Locked,
}

impl PinTries {
    /// A stable word for catalogues.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Low => "low",
            Self::Final => "final",
            Self::Locked => "locked",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Unknown => "",
            Self::Low => "; some tries are used up",
            Self::Final => "; one more wrong PIN locks the token",
            Self::Locked => " and the token is locked now",
        }
    }
}

impl KeyError {
    /// All codes that [`Self::code`] can return.
    pub const CODES: &[&str] = &[
        "key-unsupported-algorithm",
        "pkcs12-damaged",
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
        "pkcs11-uri",
        "pkcs11-module-not-loadable",
        "pkcs11-module-crashed",
        "pkcs11-module-hung",
        "pkcs11-module-failed",
        "pkcs11-worker",
        "pkcs11-no-token",
        "pkcs11-several-tokens",
        "pkcs11-token-removed",
        "key-certificate-mismatch",
        "key-no-mechanism",
        "pin-needed",
        "pin-wrong",
        "pin-locked",
        "pin-final-try",
        "pin-format",
        "pin-expired",
        "pin-cancelled",
        "key-stopped",
    ];

    /// A stable code for catalogues and scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnsupportedAlgorithm(_) => "key-unsupported-algorithm",
            Self::Pkcs12Damaged { .. } => "pkcs12-damaged",
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
            Self::Uri { .. } => "pkcs11-uri",
            Self::ModuleNotLoadable { .. } => "pkcs11-module-not-loadable",
            Self::ModuleCrashed { .. } => "pkcs11-module-crashed",
            Self::ModuleHung { .. } => "pkcs11-module-hung",
            Self::ModuleFailed { .. } => "pkcs11-module-failed",
            Self::Worker { .. } => "pkcs11-worker",
            Self::NoToken { .. } => "pkcs11-no-token",
            Self::SeveralTokens { .. } => "pkcs11-several-tokens",
            Self::TokenRemoved => "pkcs11-token-removed",
            Self::CertificateMismatch { .. } => "key-certificate-mismatch",
            Self::NoMechanism { .. } => "key-no-mechanism",
            Self::PinNeeded { .. } => "pin-needed",
            Self::PinWrong { .. } => "pin-wrong",
            Self::PinLocked => "pin-locked",
            Self::PinFinalTry => "pin-final-try",
            Self::PinFormat => "pin-format",
            Self::PinExpired => "pin-expired",
            Self::PinCancelled => "pin-cancelled",
            Self::Stopped { .. } => "key-stopped",
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
            | Self::SignFailed { reason }
            | Self::Worker { reason } => vec![("reason", reason.clone())],
            Self::NoSuchKey { wanted, present } => {
                vec![("wanted", wanted.clone()), ("keys", list(present))]
            }
            Self::SeveralKeys { keys } => vec![("keys", list(keys))],
            Self::NoCertificate { key } | Self::CertificateMismatch { key } => {
                vec![("key", key.to_string())]
            }
            Self::RsaTooShort { bits } => vec![("bits", bits.to_string())],
            Self::UnsupportedKey { kind } => vec![("kind", kind.clone())],
            Self::Uri { position, reason } => {
                vec![
                    ("position", position.to_string()),
                    ("reason", reason.clone()),
                ]
            }
            Self::ModuleNotLoadable { module, reason } => {
                vec![("module", module.clone()), ("reason", reason.clone())]
            }
            Self::ModuleCrashed { during, status } => {
                vec![("during", (*during).to_owned()), ("status", status.clone())]
            }
            Self::ModuleHung { during, seconds } => {
                vec![
                    ("during", (*during).to_owned()),
                    ("seconds", seconds.to_string()),
                ]
            }
            Self::ModuleFailed {
                during,
                function,
                reason,
            } => vec![
                ("during", (*during).to_owned()),
                ("function", function.clone()),
                ("reason", reason.clone()),
            ],
            Self::NoToken { wanted, present } => {
                vec![("wanted", wanted.clone()), ("tokens", join(present))]
            }
            Self::SeveralTokens { wanted, tokens } => {
                vec![("wanted", wanted.clone()), ("tokens", join(tokens))]
            }
            Self::NoMechanism {
                key,
                always_authenticate,
            } => vec![
                ("key", key.to_string()),
                ("always-authenticate", always_authenticate.to_string()),
            ],
            Self::PinNeeded { token } => vec![("token", token.clone())],
            Self::PinWrong { tries } => vec![("tries", tries.code().to_owned())],
            Self::Stopped { because } => vec![("because", (*because).to_owned())],
            Self::Pkcs12WrongPassword
            | Self::Pkcs12Altered
            | Self::NoKey
            | Self::BadSignature
            | Self::TokenRemoved
            | Self::PinLocked
            | Self::PinFinalTry
            | Self::PinFormat
            | Self::PinExpired
            | Self::PinCancelled => Vec::new(),
        }
    }

    /// Whether the key must not be used again: wrong PIN, token gone, module dead.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::UnsupportedAlgorithm(_))
    }
}

fn join(names: &[String]) -> String {
    if names.is_empty() {
        "-".to_owned()
    } else {
        names.join("; ")
    }
}

fn list(keys: &[KeySummary]) -> String {
    let names: Vec<_> = keys.iter().map(ToString::to_string).collect();
    join(&names)
}

#[cfg(test)]
mod tests {
    use super::KeyError;

    #[test]
    fn the_list_of_codes_is_complete() {
        let source = include_str!("error.rs");
        let function = source.split("pub fn code(&self)").nth(1).unwrap();
        let function = function.split("pub fn values").next().unwrap();
        let codes: Vec<&str> = function.split('"').skip(1).step_by(2).collect();
        assert_eq!(codes.len(), KeyError::CODES.len());
        assert!(codes.iter().all(|code| KeyError::CODES.contains(code)));
    }
}
