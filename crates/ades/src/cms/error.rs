//! What can be wrong with a CMS structure.

use der::asn1::ObjectIdentifier;

/// Why bytes are not a CMS signature that can be judged.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CmsError {
    /// The bytes are not ASN.1, or an element does not end where it should.
    #[error("CMS: malformed ASN.1 at byte {offset}")]
    Malformed {
        /// Byte offset in the structure.
        offset: usize,
    },
    /// BER with indefinite length, where CAdES and PAdES ask for DER.
    #[error("CMS: indefinite length at byte {offset}; DER is required")]
    IndefiniteLength {
        /// Byte offset in the structure.
        offset: usize,
    },
    /// Another element than the standard has in this place.
    #[error("CMS: tag {found:#04x} at byte {offset} where {expected:#04x} is required")]
    Unexpected {
        /// Byte offset in the structure.
        offset: usize,
        /// The tag of RFC 5652.
        expected: u8,
        /// The tag found.
        found: u8,
    },
    /// The content is of another type than signed data (RFC 5652, 5.1).
    #[error("CMS: content type {0} is not signed data")]
    NotSignedData(ObjectIdentifier),
    /// Baseline signatures have exactly one signer (EN 319 122-1, 6.3; EN 319 142-1, 6.3).
    #[error("CMS: {0} signers where exactly one is required")]
    SignerCount(usize),
    /// An attribute that may stand once stands several times, or has several values (RFC 5652, 11).
    #[error("CMS: attribute {0} must stand exactly once with one value")]
    RepeatedAttribute(ObjectIdentifier),
    /// A required signed attribute is missing.
    #[error("CMS: signed attribute {0} is missing")]
    MissingAttribute(ObjectIdentifier),
    /// A limit on hostile input was reached.
    #[error("CMS: more than {limit} {what}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// How many are read.
        limit: usize,
    },
    /// A structure could not be encoded.
    #[error("CMS: cannot encode: {0}")]
    Encode(der::Error),
}

impl CmsError {
    /// All codes that [`Self::code`] gives.
    pub const CODES: &[&str] = &[
        "cms-malformed",
        "cms-indefinite-length",
        "cms-unexpected-element",
        "cms-not-signed-data",
        "cms-signer-count",
        "cms-attribute-repeated",
        "cms-attribute-missing",
        "cms-limit",
        "cms-encode",
    ];

    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "cms-malformed",
            Self::IndefiniteLength { .. } => "cms-indefinite-length",
            Self::Unexpected { .. } => "cms-unexpected-element",
            Self::NotSignedData(_) => "cms-not-signed-data",
            Self::SignerCount(_) => "cms-signer-count",
            Self::RepeatedAttribute(_) => "cms-attribute-repeated",
            Self::MissingAttribute(_) => "cms-attribute-missing",
            Self::Limit { .. } => "cms-limit",
            Self::Encode(_) => "cms-encode",
        }
    }

    /// The values that explain the error.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Malformed { offset } | Self::IndefiniteLength { offset } => {
                vec![("offset", offset.to_string())]
            }
            Self::Unexpected {
                offset,
                expected,
                found,
            } => vec![
                ("offset", offset.to_string()),
                ("expected", format!("{expected:#04x}")),
                ("found", format!("{found:#04x}")),
            ],
            Self::NotSignedData(oid)
            | Self::RepeatedAttribute(oid)
            | Self::MissingAttribute(oid) => vec![("oid", oid.to_string())],
            Self::SignerCount(count) => vec![("count", count.to_string())],
            Self::Limit { what, limit } => {
                vec![("what", (*what).to_owned()), ("limit", limit.to_string())]
            }
            Self::Encode(error) => vec![("error", error.to_string())],
        }
    }
}

impl From<der::Error> for CmsError {
    fn from(error: der::Error) -> Self {
        Self::Encode(error)
    }
}
