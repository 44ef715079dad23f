//! What can go wrong when signatures are made or read.

use pki::SignatureAlgorithm;

use crate::signer_check::Refusal;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// The document cannot be read or written.
    #[error(transparent)]
    Pdf(#[from] pdf::Error),
    /// The key does not sign.
    #[error(transparent)]
    Key(#[from] keys::KeyError),
    /// A certificate, key or algorithm is wrong.
    #[error(transparent)]
    Pki(#[from] pki::Error),
    /// The time-stamp authority's answer cannot be used.
    #[error(transparent)]
    Timestamp(#[from] pki::tsp::TokenError),
    /// The time-stamp authority could not be asked.
    #[error(transparent)]
    TimestampSource(#[from] crate::timestamp::SourceFailure),
    /// The certificate may not sign; the key was not touched.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The page for a new field does not exist.
    #[error("there is no page {page} among {count}")]
    PageMissing {
        /// The page asked for, from 0.
        page: usize,
        /// How many there are.
        count: usize,
    },
    /// The field to sign does not exist.
    #[error("there is no field {name}")]
    FieldMissing {
        /// The field.
        name: String,
    },
    /// The name for a new field is taken.
    #[error("a field {name} exists already")]
    FieldExists {
        /// The field.
        name: String,
    },
    /// A new field cannot have this name: it is empty or has a full stop.
    #[error("{name:?} is no name for a new field")]
    FieldName {
        /// The name.
        name: String,
    },
    /// The field to sign is of another kind.
    #[error("the field {name} is not a signature field")]
    FieldNotSignature {
        /// The field.
        name: String,
    },
    /// The field to sign holds a signature.
    #[error("the field {name} is signed already")]
    FieldSigned {
        /// The field.
        name: String,
    },
    /// An appearance was given for a field that is shown nowhere.
    #[error("the field {name} has no place on a page")]
    FieldWithoutWidget {
        /// The field.
        name: String,
    },
    /// The field demands that other fields be locked than was asked for.
    #[error("the field {name} demands another lock than asked for")]
    LockDiffers {
        /// The field.
        name: String,
    },
    /// An earlier signature locks the field.
    #[error("the field {name} is locked by the signature in {by}")]
    FieldLocked {
        /// The field.
        name: String,
        /// The field whose signature locks it.
        by: String,
    },
    /// An earlier signature allows no change at all.
    #[error("the signature in {by} allows no further change")]
    NoChangesAllowed {
        /// The field whose signature forbids it.
        by: String,
    },
    /// A certification is asked for in a document that is signed already.
    #[error("a certification must be the first signature of a document")]
    CertifyAfterSignature,
    /// A new visible field is asked for in a certified document.
    #[error("a certified document takes no new visible signature field")]
    CertifiedNewField,
    /// The author of the field demands something of the signature that it would not have.
    #[error("the field {name} demands a {key} that this signature does not have")]
    SeedValue {
        /// The field.
        name: String,
        /// The demand that is not met.
        key: &'static str,
    },
    /// Something in the document that must be changed is not a dictionary.
    #[error("the {what} is not a dictionary")]
    NotADictionary {
        /// What it is in the document.
        what: &'static str,
    },
    /// Something in the document that must be extended is not an array.
    #[error("{what} is not an array")]
    NotAnArray {
        /// What it is in the document.
        what: &'static str,
    },
    /// The place kept for the signature is too small; prepare again with more.
    #[error("the signature takes {needed} bytes where {capacity} were kept")]
    PlaceholderTooSmall {
        /// Bytes that the signature takes.
        needed: u64,
        /// Bytes that were kept for it.
        capacity: u64,
    },
    /// A time stamp is needed and there is none, or no source for one.
    #[error("level B-T needs a time stamp")]
    TimestampMissing,
    /// The signature was prepared for another document.
    #[error("the document has {found} bytes, the one that was prepared {expected}")]
    OtherDocument {
        /// Length of the document that was prepared.
        expected: u64,
        /// Length of the one that was given.
        found: u64,
    },
    /// The key belongs to another certificate than was prepared for.
    #[error("the key belongs to another certificate than the signer's")]
    OtherKey,
    /// An earlier signature is broken; nothing is signed on top of it.
    #[error("the earlier signature in {field} is broken")]
    EarlierSignatureBroken {
        /// The field that holds it.
        field: String,
    },
    /// Readers may differ in what they take from the signed document; nothing is added to it.
    #[error("the signed document is not sound: {cause}")]
    Unsound {
        /// The code of what was found.
        cause: &'static str,
    },
    /// The revision changes something that earlier signatures do not permit to be changed.
    #[error("the changes would break an earlier signature: {change} {detail}")]
    BreaksEarlierSignature {
        /// The code of the change ([`pdf::compare::Reason`]).
        change: &'static str,
        /// The key or field that it is about.
        detail: String,
    },
    /// The finished signature was read back and is not what it should be; it was not released.
    #[error("the finished signature does not pass our own check: {what}")]
    SelfCheck {
        /// What is not right.
        what: String,
    },
    /// Signatures are not made with this algorithm.
    #[error("signatures are not made with {0}")]
    WeakAlgorithm(SignatureAlgorithm),
    /// Time stamps are not asked for over this digest.
    #[error("time stamps are not asked for over {0}")]
    WeakDigest(pki::DigestAlgorithm),
    /// The key offers no algorithm that may be used.
    #[error("the key offers no usable signature algorithm")]
    NoAlgorithm,
    /// The signature value that came back does not belong to the certificate.
    #[error("the signature value does not verify with the signer's certificate: {0}")]
    SignatureValue(#[source] pki::Error),
}

impl Error {
    /// The codes of this crate's own errors; those of wrapped errors are listed where they arise.
    pub const CODES: &[&str] = &[
        "read",
        "sign-page-missing",
        "sign-field-missing",
        "sign-field-exists",
        "sign-field-name",
        "sign-field-kind",
        "sign-field-signed",
        "sign-field-without-widget",
        "sign-lock-differs",
        "sign-field-locked",
        "sign-no-changes-allowed",
        "sign-certify-after-signature",
        "sign-certified-new-field",
        "sign-seed-value",
        "sign-not-a-dictionary",
        "sign-not-an-array",
        "sign-placeholder-too-small",
        "sign-timestamp-missing",
        "sign-other-document",
        "sign-other-key",
        "sign-earlier-broken",
        "sign-unsound",
        "sign-breaks-earlier",
        "sign-self-check",
        "sign-weak-algorithm",
        "sign-weak-digest",
        "sign-no-algorithm",
        "sign-value-wrong",
    ];

    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read(_) => "read",
            Self::Pdf(error) => error.code(),
            Self::Key(error) => error.code(),
            Self::Pki(error) => error.code(),
            Self::Timestamp(error) => error.code(),
            Self::TimestampSource(failure) => failure.code,
            Self::Refused(refusal) => refusal.code(),
            Self::PageMissing { .. } => "sign-page-missing",
            Self::FieldMissing { .. } => "sign-field-missing",
            Self::FieldExists { .. } => "sign-field-exists",
            Self::FieldName { .. } => "sign-field-name",
            Self::FieldNotSignature { .. } => "sign-field-kind",
            Self::FieldSigned { .. } => "sign-field-signed",
            Self::FieldWithoutWidget { .. } => "sign-field-without-widget",
            Self::LockDiffers { .. } => "sign-lock-differs",
            Self::FieldLocked { .. } => "sign-field-locked",
            Self::NoChangesAllowed { .. } => "sign-no-changes-allowed",
            Self::CertifyAfterSignature => "sign-certify-after-signature",
            Self::CertifiedNewField => "sign-certified-new-field",
            Self::SeedValue { .. } => "sign-seed-value",
            Self::NotADictionary { .. } => "sign-not-a-dictionary",
            Self::NotAnArray { .. } => "sign-not-an-array",
            Self::PlaceholderTooSmall { .. } => "sign-placeholder-too-small",
            Self::TimestampMissing => "sign-timestamp-missing",
            Self::OtherDocument { .. } => "sign-other-document",
            Self::OtherKey => "sign-other-key",
            Self::EarlierSignatureBroken { .. } => "sign-earlier-broken",
            Self::Unsound { .. } => "sign-unsound",
            Self::BreaksEarlierSignature { .. } => "sign-breaks-earlier",
            Self::SelfCheck { .. } => "sign-self-check",
            Self::WeakAlgorithm(_) => "sign-weak-algorithm",
            Self::WeakDigest(_) => "sign-weak-digest",
            Self::NoAlgorithm => "sign-no-algorithm",
            Self::SignatureValue(_) => "sign-value-wrong",
        }
    }

    /// The values that explain the error.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Read(error) => vec![("reason", error.to_string())],
            Self::Pdf(error) => error.values(),
            Self::Key(error) => error.values(),
            Self::Pki(error) => error.values(),
            Self::Timestamp(error) => error.values(),
            Self::TimestampSource(failure) => failure.values.clone(),
            Self::Refused(refusal) => refusal.values(),
            Self::PageMissing { page, count } => {
                vec![("page", page.to_string()), ("count", count.to_string())]
            }
            Self::FieldMissing { name } => vec![("name", name.to_string())],
            Self::FieldExists { name } => vec![("name", name.to_string())],
            Self::FieldName { name } => vec![("name", name.to_string())],
            Self::FieldNotSignature { name } => vec![("name", name.to_string())],
            Self::FieldSigned { name } => vec![("name", name.to_string())],
            Self::FieldWithoutWidget { name } => vec![("name", name.to_string())],
            Self::LockDiffers { name } => vec![("name", name.to_string())],
            Self::FieldLocked { name, by } => {
                vec![("name", name.to_string()), ("by", by.to_string())]
            }
            Self::NoChangesAllowed { by } => vec![("by", by.to_string())],
            Self::SeedValue { name, key } => {
                vec![("name", name.to_string()), ("key", key.to_string())]
            }
            Self::NotADictionary { what } => vec![("what", what.to_string())],
            Self::NotAnArray { what } => vec![("what", what.to_string())],
            Self::PlaceholderTooSmall { needed, capacity } => vec![
                ("needed", needed.to_string()),
                ("capacity", capacity.to_string()),
            ],
            Self::OtherDocument { expected, found } => vec![
                ("expected", expected.to_string()),
                ("found", found.to_string()),
            ],
            Self::EarlierSignatureBroken { field } => vec![("field", field.to_string())],
            Self::Unsound { cause } => vec![("cause", (*cause).to_owned())],
            Self::BreaksEarlierSignature { change, detail } => {
                vec![("change", (*change).to_owned()), ("detail", detail.clone())]
            }
            Self::SelfCheck { what } => vec![("what", what.to_string())],
            Self::WeakAlgorithm(algorithm) => vec![("algorithm", algorithm.to_string())],
            Self::WeakDigest(digest) => vec![("algorithm", digest.to_string())],
            Self::CertifyAfterSignature
            | Self::CertifiedNewField
            | Self::TimestampMissing
            | Self::OtherKey
            | Self::NoAlgorithm => Vec::new(),
            Self::SignatureValue(error) => vec![("reason", error.to_string())],
        }
    }
}
