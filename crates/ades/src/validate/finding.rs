//! What is remarkable about a signature, as codes with values.
//!
//! A finding says what is so, never how bad it is: that depends on policy and is decided later.

use serde::{Deserialize, Serialize};

/// One remarkable thing.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Finding {
    /// What it is.
    pub code: Code,
    /// The values that explain it, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, String)>,
}

impl Finding {
    /// A finding that needs no values.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self {
            code,
            values: Vec::new(),
        }
    }

    /// The same finding with one more value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.values.push((name.to_owned(), value.to_string()));
        self
    }

    /// A finding that is an error of a lower layer, told by its own code.
    #[must_use]
    pub(crate) fn caused(code: Code, cause: &str, values: Vec<(&'static str, String)>) -> Self {
        let mut finding = Self::new(code).with("cause", cause);
        for (name, value) in values {
            finding = finding.with(name, value);
        }
        finding
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// The kinds of finding.
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $text)] $variant,)*
        }

        impl Code {
            /// All codes as text.
            pub const ALL: &[&str] = &[$($text),*];

            /// The code as text, stable for ever.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

codes! {
    /// The signature is not an object of its own in the file, so its place cannot be judged.
    NotIndirect = "sig-not-indirect",
    /// The signature dictionary cannot be read.
    Unreadable = "sig-unreadable",
    /// A key stands twice in the signature dictionary; readers differ in what they take.
    DuplicateKey = "sig-duplicate-key",
    /// The signature dictionary is not what it was when it was signed.
    DictionaryChanged = "sig-dictionary-changed",
    /// The field did not hold this signature in the revision that it signs.
    FieldValueChanged = "sig-field-value-changed",
    /// `/ByteRange` is missing.
    ByteRangeMissing = "sig-byte-range-missing",
    /// `/ByteRange` is not four numbers that fit the file.
    ByteRangeMalformed = "sig-byte-range-malformed",
    /// The signed bytes do not begin at the beginning of the file.
    ByteRangeNotFromStart = "sig-byte-range-not-from-start",
    /// The signed bytes end behind the end of the file.
    ByteRangeBeyondEnd = "sig-byte-range-beyond-end",
    /// The gap between the signed bytes is not exactly the signature's contents.
    GapNotContents = "sig-gap-not-contents",
    /// The signed bytes do not end where a revision ends.
    EndNotRevision = "sig-end-not-revision",
    /// The signature is not defined in the revision that it signs.
    NotInOwnRevision = "sig-not-in-own-revision",
    /// Two signatures' ranges cross instead of one lying within the other.
    RangesCross = "sig-ranges-cross",
    /// `/Contents` is missing or not a string of hexadecimal digits.
    ContentsMalformed = "sig-contents-malformed",
    /// Something other than zeros stands behind the signature in its contents.
    PaddingNotZero = "sig-padding-not-zero",
    /// The file's structure was damaged and had to be reconstructed.
    Repaired = "sig-file-repaired",
    /// Bytes stand behind the last revision.
    TrailingBytes = "sig-trailing-bytes",
    /// A revision gives one object two different places.
    ObjectConflict = "sig-object-conflict",
    /// A key stands twice in the catalog, the form, a page or a field that was signed: readers
    /// differ in what they show.
    DocumentAmbiguous = "sig-document-ambiguous",
    /// Pages were signed that nothing refers to, as if for later use.
    PreparedPages = "sig-prepared-pages",
    /// What a field shows was changed later, and its value was not.
    ShownOtherwise = "sig-shown-otherwise",
    /// The value of a field was changed later, and what it shows was not.
    StoredOtherwise = "sig-stored-otherwise",
    /// An annotation was added or changed later that can paint over the page.
    PageCovered = "sig-page-covered",
    /// The kind of signature (`/SubFilter`) is not one we can check.
    SubFilterUnsupported = "sig-sub-filter-unsupported",
    /// The kind of signature is an older one than PAdES.
    SubFilterNotBaseline = "sig-sub-filter-not-baseline",
    /// The signature's CMS structure cannot be read.
    CmsMalformed = "sig-cms-malformed",
    /// The signature's CMS structure is BER with indefinite lengths; it was read all the same.
    CmsBer = "sig-cms-ber",
    /// The CMS structure has more or fewer signers than one.
    SignerCount = "sig-signer-count",
    /// The CMS structure has content of its own.
    ContentEnclosed = "sig-content-enclosed",
    /// The content that was signed is neither in the signature nor given with it.
    ContentMissing = "sig-content-missing",
    /// There are no signed attributes.
    NoSignedAttributes = "sig-no-signed-attributes",
    /// A signed attribute is missing.
    AttributeMissing = "sig-attribute-missing",
    /// A signed attribute is repeated.
    AttributeRepeated = "sig-attribute-repeated",
    /// A signed attribute is malformed.
    AttributeMalformed = "sig-attribute-malformed",
    /// The signed content type is not that of plain data.
    ContentTypeWrong = "sig-content-type-wrong",
    /// The claimed time stands in the signed attributes, which PAdES forbids.
    SigningTimeInPades = "sig-signing-time-in-pades",
    /// The claimed time is missing, which CAdES demands.
    SigningTimeMissing = "sig-signing-time-missing",
    /// No attribute binds the signature to a certificate.
    NotBound = "sig-not-bound",
    /// The binding to the certificate is by SHA-1.
    BoundBySha1 = "sig-bound-by-sha1",
    /// The attribute that binds the signature to a certificate names none of those at hand.
    BoundToAnother = "sig-bound-to-another",
    /// More than one attribute binds the signature to a certificate.
    BindingRepeated = "sig-binding-repeated",
    /// Issuer or serial number in the binding are not those of the certificate.
    BindingHintDiffers = "sig-binding-hint-differs",
    /// The signer's certificate is not there.
    CertificateMissing = "sig-certificate-missing",
    /// A certificate cannot be read.
    CertificateUnreadable = "sig-certificate-unreadable",
    /// The algorithms that the signer fixed are not those used.
    AlgorithmProtection = "sig-algorithm-protection",
    /// The digest or signature algorithm is not one we can check.
    AlgorithmUnsupported = "sig-algorithm-unsupported",
    /// The digest algorithm is not one: the field names an algorithm of another kind.
    DigestAlgorithmWrong = "sig-digest-algorithm-wrong",
    /// A limit on hostile input was reached.
    Limit = "sig-limit",
    /// A time stamp cannot be read.
    TimestampUnreadable = "sig-timestamp-unreadable",
    /// A time stamp is not over this signature.
    TimestampImprint = "sig-timestamp-imprint",
    /// A time stamp's own signature or certificate is not right.
    TimestampSignature = "sig-timestamp-signature",
    /// The time stamp's authority was not valid at the stamped time.
    TimestampValidity = "sig-timestamp-validity",
    /// What an archive time stamp's hash index names is not all there, or there is no index.
    ArchiveIndex = "sig-archive-index",
    /// An archive time stamp is of the older form, which is not checked.
    ArchiveUnsupported = "sig-archive-unsupported",
    /// The catalog names a certification that no field holds.
    WithoutField = "sig-without-field",
    /// The form cannot be read as a whole, so there may be more signatures than are found.
    FormUnreadable = "sig-form-unreadable",
    /// The document has no page that can be found.
    NoPages = "sig-no-pages",
    /// A key stands twice in the catalog, the form or the root of the page tree; readers differ in
    /// what they take.
    RootKeyTwice = "sig-root-key-twice",
    /// The file grants usage rights to a viewer; that is nobody's signature.
    UsageRights = "sig-usage-rights",
    /// The form says that there are signatures, and there is none.
    SignaturesAnnounced = "sig-announced",
    /// An earlier revision held a signature that is gone.
    SignatureRemoved = "sig-removed",
    /// The document security store holds more than is read.
    StoreLimit = "sig-store-limit",
}
