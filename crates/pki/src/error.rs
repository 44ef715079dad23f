//! What can go wrong with certificates and the evidence around them.

use const_oid::ObjectIdentifier;

/// An error of this crate.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not the ASN.1 structure they should be.
    #[error("{object} is malformed: {cause}")]
    Malformed {
        /// What was being read, for example `certificate`.
        object: &'static str,
        /// What the ASN.1 reader says, with its position.
        cause: der::Error,
    },
    /// The structure reads, but a value in it is outside what the standard allows.
    #[error("{object} is malformed: {reason}")]
    Invalid {
        /// What was being read.
        object: &'static str,
        /// Which rule is broken.
        reason: &'static str,
    },
    /// BER with indefinite lengths where DER is demanded.
    #[error("{object} is encoded in BER (indefinite length), not DER")]
    NotDer {
        /// What was being read.
        object: &'static str,
    },
    /// A PEM text that cannot be decoded.
    #[error("the PEM text cannot be decoded: {reason}")]
    Pem {
        /// What is wrong with it.
        reason: String,
    },
    /// A file that holds no certificate at all.
    #[error("no certificate found")]
    NoCertificate,
    /// A limit on hostile input was reached.
    #[error("{object} exceeds the limit of {limit}")]
    LimitReached {
        /// What was being counted.
        object: &'static str,
        /// The limit.
        limit: usize,
    },
    /// A digest, signature or key algorithm that we do not know.
    #[error("algorithm {} is not supported", crate::oid::name(*oid))]
    UnsupportedAlgorithm {
        /// The algorithm.
        oid: ObjectIdentifier,
    },
    /// A known algorithm with parameters that we do not accept.
    #[error("algorithm {} has unsupported parameters: {reason}", crate::oid::name(*oid))]
    UnsupportedParameters {
        /// The algorithm.
        oid: ObjectIdentifier,
        /// What is wrong with them.
        reason: &'static str,
    },
    /// A key of a kind or size with which this algorithm cannot be verified here.
    #[error("signatures by a key {key} with {algorithm} are not supported")]
    UnsupportedKey {
        /// The key, for example `RSA-512`.
        key: String,
        /// The algorithm, for example `RSA-PSS with SHA-256`.
        algorithm: String,
    },
    /// The algorithm is for another kind of key.
    #[error("algorithm {algorithm} does not fit a key {key}")]
    KeyMismatch {
        /// The key.
        key: String,
        /// The algorithm.
        algorithm: String,
    },
    /// The signature value was not made by this key over these bytes.
    #[error("the signature value is wrong")]
    BadSignature,
}

impl Error {
    /// All codes that [`Self::code`] can return.
    pub const CODES: &[&str] = &[
        "pki-malformed",
        "pki-not-der",
        "pki-pem",
        "pki-no-certificate",
        "pki-limit",
        "pki-algorithm-unsupported",
        "pki-parameters-unsupported",
        "pki-key-unsupported",
        "pki-key-mismatch",
        "pki-signature-wrong",
    ];

    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } | Self::Invalid { .. } => "pki-malformed",
            Self::NotDer { .. } => "pki-not-der",
            Self::Pem { .. } => "pki-pem",
            Self::NoCertificate => "pki-no-certificate",
            Self::LimitReached { .. } => "pki-limit",
            Self::UnsupportedAlgorithm { .. } => "pki-algorithm-unsupported",
            Self::UnsupportedParameters { .. } => "pki-parameters-unsupported",
            Self::UnsupportedKey { .. } => "pki-key-unsupported",
            Self::KeyMismatch { .. } => "pki-key-mismatch",
            Self::BadSignature => "pki-signature-wrong",
        }
    }

    /// The values that explain this error.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Malformed { object, cause } => {
                vec![("object", (*object).into()), ("reason", cause.to_string())]
            }
            Self::Invalid { object, reason } => {
                vec![("object", (*object).into()), ("reason", (*reason).into())]
            }
            Self::NotDer { object } => vec![("object", (*object).into())],
            Self::Pem { reason } => vec![("reason", reason.clone())],
            Self::LimitReached { object, limit } => {
                vec![("object", (*object).into()), ("limit", limit.to_string())]
            }
            Self::UnsupportedAlgorithm { oid } => vec![("algorithm", crate::oid::name(*oid))],
            Self::UnsupportedParameters { oid, reason } => {
                vec![
                    ("algorithm", crate::oid::name(*oid)),
                    ("reason", (*reason).into()),
                ]
            }
            Self::UnsupportedKey { key, algorithm } | Self::KeyMismatch { key, algorithm } => {
                vec![("key", key.clone()), ("algorithm", algorithm.clone())]
            }
            Self::NoCertificate | Self::BadSignature => Vec::new(),
        }
    }

    /// An ASN.1 error while reading `object`; indefinite lengths become [`Self::NotDer`].
    pub(crate) fn malformed(object: &'static str) -> impl Fn(der::Error) -> Self {
        move |cause| match cause.kind() {
            der::ErrorKind::IndefiniteLength => Self::NotDer { object },
            _ => Self::Malformed { object, cause },
        }
    }
}
