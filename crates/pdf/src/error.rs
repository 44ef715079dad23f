//! What can be wrong with a PDF, with the values that explain it.

use std::io;
use std::sync::Arc;

use crate::object::ObjectId;

/// Why a file, or one thing in it, could not be read or written.
///
/// The English text is for logs and developers; people get a sentence by [`Self::code`].
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The medium failed.
    #[error("cannot read at offset {offset}: {source}")]
    Read {
        /// Where.
        offset: u64,
        /// What the medium said.
        #[source]
        source: Arc<io::Error>,
    },
    /// There is no `%PDF-` within the first kilobyte.
    #[error("not a PDF: no header in the first 1024 bytes")]
    NoHeader,
    /// The bytes are not what the syntax asks for (ISO 32000-2, 7.2 and 7.3).
    #[error("expected {expected} at offset {offset}")]
    Syntax {
        /// Where, in the file or in the decoded object stream.
        offset: u64,
        /// What should have stood there.
        expected: &'static str,
    },
    /// No `startxref` near the end of the file (ISO 32000-2, 7.5.5).
    #[error("no startxref near the end of the file")]
    NoStartXref,
    /// The chain of `/Prev` meets a section twice.
    #[error("cross-reference sections form a loop at offset {offset}")]
    XrefLoop {
        /// The section met twice.
        offset: u64,
    },
    /// A cross-reference table, stream or trailer breaks the rules (7.5.4 to 7.5.8).
    #[error("bad cross-reference section at offset {offset}: {reason}")]
    BadXref {
        /// The section.
        offset: u64,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Neither the cross-references nor a scan of the bytes lead to a document catalog.
    #[error("no document catalog, not even by scanning")]
    NoCatalog,
    /// The object at an offset is not the one the cross-reference says.
    #[error("object {id} is not at offset {offset}")]
    NotAtOffset {
        /// The object looked for.
        id: ObjectId,
        /// Where it should be.
        offset: u64,
    },
    /// An object stream is malformed (7.5.7).
    #[error("object stream {number}: {reason}")]
    BadObjectStream {
        /// The object number of the stream.
        number: u32,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// An error inside the decoded data of an object stream.
    #[error("in object stream {number}: {source}")]
    InObjectStream {
        /// The object number of the stream.
        number: u32,
        /// The error; its offset counts from the start of the decoded data.
        #[source]
        source: Box<Error>,
    },
    /// References lead from one to the next without end, or a length depends on itself.
    #[error("references from object {id} form a loop")]
    ReferenceLoop {
        /// Where the walk began.
        id: ObjectId,
    },
    /// A stream has no end.
    #[error("no endstream behind the stream at offset {offset}")]
    UnterminatedStream {
        /// Where its data begin.
        offset: u64,
    },
    /// Encoded data do not decode.
    #[error("stream data do not decode as {filter}: {reason}")]
    BadStreamData {
        /// The filter.
        filter: &'static str,
        /// What is wrong.
        reason: &'static str,
    },
    /// An image filter, whose data are left encoded (`DCTDecode`, `JPXDecode`, `CCITTFaxDecode`,
    /// `JBIG2Decode`).
    #[error("{filter} is an image filter and is not decoded here")]
    ImageFilter {
        /// The filter's full name.
        filter: &'static str,
    },
    /// A filter that ISO 32000 does not know.
    #[error("unknown filter {filter}")]
    UnknownFilter {
        /// Its name in the file.
        filter: String,
    },
    /// An object is of the wrong type.
    #[error("{what} is not {expected}")]
    WrongType {
        /// The thing.
        what: &'static str,
        /// The type it should have.
        expected: &'static str,
    },
    /// A page, field or annotation is written inside its parent instead of as an indirect object.
    #[error("{what} is not an indirect object")]
    NotIndirect {
        /// The thing.
        what: &'static str,
    },
    /// The page tree or field tree reaches a node twice.
    #[error("the {tree} tree reaches object {id} twice")]
    TreeLoop {
        /// `page` or `field`.
        tree: &'static str,
        /// The node.
        id: ObjectId,
    },
    /// [`crate::Limits::nesting`].
    #[error("more than {limit} arrays and dictionaries inside each other at offset {offset}")]
    TooDeep {
        /// Where.
        offset: u64,
        /// The limit.
        limit: usize,
    },
    /// [`crate::Limits::items`].
    #[error("more than {limit} values in the object at offset {offset}")]
    TooManyItems {
        /// Where.
        offset: u64,
        /// The limit.
        limit: usize,
    },
    /// [`crate::Limits::string`].
    #[error("string longer than {limit} bytes at offset {offset}")]
    StringTooLong {
        /// Where.
        offset: u64,
        /// The limit.
        limit: usize,
    },
    /// [`crate::Limits::name`].
    #[error("name or keyword longer than {limit} bytes at offset {offset}")]
    NameTooLong {
        /// Where.
        offset: u64,
        /// The limit.
        limit: usize,
    },
    /// [`crate::Limits::xref_entries`].
    #[error("more than {limit} cross-reference entries")]
    TooManyXrefEntries {
        /// The limit.
        limit: usize,
    },
    /// [`crate::Limits::xref_sections`].
    #[error("more than {limit} cross-reference sections")]
    TooManyXrefSections {
        /// The limit.
        limit: usize,
    },
    /// [`crate::Limits::object_stream`].
    #[error("object stream {number} is larger than {limit} bytes")]
    ObjectStreamTooLarge {
        /// The object number of the stream.
        number: u32,
        /// The limit.
        limit: usize,
    },
    /// [`crate::Limits::decoded_stream`].
    #[error("stream decodes to more than {limit} bytes")]
    StreamTooLarge {
        /// The limit.
        limit: usize,
    },
    /// [`crate::Limits::tree_depth`].
    #[error("the {tree} tree is deeper than {limit} levels")]
    TreeTooDeep {
        /// `page` or `field`.
        tree: &'static str,
        /// The limit.
        limit: usize,
    },
    /// [`crate::Limits::pages`].
    #[error("more than {limit} pages")]
    TooManyPages {
        /// The limit.
        limit: usize,
    },
    /// [`crate::Limits::fields`].
    #[error("more than {limit} form fields")]
    TooManyFields {
        /// The limit.
        limit: usize,
    },
    /// [`crate::Limits::decoded_objects`].
    #[error("object streams decode to more than {limit} bytes altogether")]
    TooMuchDecoded {
        /// The limit.
        limit: u64,
    },
    /// [`crate::Limits::reading`].
    #[error("more than {limit} bytes had to be read")]
    TooMuchRead {
        /// The limit.
        limit: u64,
    },
    /// [`crate::Limits::filters`].
    #[error("a stream has more than {limit} filters")]
    TooManyFilters {
        /// The limit.
        limit: usize,
    },
    /// [`crate::Limits::form`].
    #[error("names and values of the form fields take more than {limit} bytes")]
    FormTooLarge {
        /// The limit.
        limit: usize,
    },
    /// [`crate::Limits::compared`].
    #[error("comparing the revisions means looking at more than {limit} objects")]
    TooMuchCompared {
        /// The limit.
        limit: usize,
    },
    /// The file is encrypted and the empty password does not open it.
    #[error("the file is encrypted and needs a password")]
    PasswordRequired,
    /// The given password is neither the owner's nor the user's.
    #[error("the password does not open the file")]
    PasswordWrong,
    /// A security handler other than the standard one, or a version nobody specified.
    #[error("unsupported encryption {filter} V {version} R {revision}")]
    EncryptionUnsupported {
        /// The `/Filter` of the `/Encrypt` dictionary.
        filter: String,
        /// Its `/V`.
        version: i64,
        /// Its `/R`.
        revision: i64,
    },
    /// The `/Encrypt` dictionary lacks an entry or has it malformed.
    #[error("the entry {entry} of the encryption dictionary is missing or malformed")]
    EncryptionDamaged {
        /// The entry.
        entry: &'static str,
    },
    /// A string or stream cannot have been encrypted with the file's cipher.
    #[error("object {id}: {length} bytes cannot be decrypted")]
    DecryptionFailed {
        /// The object.
        id: ObjectId,
        /// The number of encrypted bytes.
        length: usize,
    },
    /// The file is damaged, and carries no signature: it can be rewritten, then appended to.
    #[error("the file is damaged and has to be rewritten first: {reason}")]
    DamagedUnsigned {
        /// What is wrong with it.
        reason: String,
    },
    /// The file is damaged, and carries a signature that rewriting it would break.
    #[error("the file is damaged and already signed: {reason}")]
    DamagedSigned {
        /// What is wrong with it.
        reason: String,
    },
    /// The file's owner does not allow it (ISO 32000-2, 7.6.4.2).
    #[error("the file's permissions do not allow to {right}")]
    NotPermitted {
        /// What was to be done.
        right: &'static str,
    },
    /// A signed file was to be rewritten.
    #[error("the file is signed and cannot be rewritten")]
    Signed,
    /// An update without any change.
    #[error("there is nothing to append")]
    NothingChanged,
    /// An update of the encryption dictionary, which has to stay as it is.
    #[error("the encryption dictionary cannot be changed")]
    EncryptionChanged,
    /// No object numbers are left.
    #[error("object numbers end at {limit}")]
    TooManyObjects {
        /// The largest number that all readers take.
        limit: u32,
    },
    /// A cross-reference table cannot say where an object is.
    #[error("offset {offset} does not fit into a cross-reference table")]
    OffsetTooLarge {
        /// Where the object is.
        offset: u64,
    },
    /// The update has no signature dictionary.
    #[error("the appended revision has no signature")]
    NoSignature,
    /// A signature is larger than the room left for it.
    #[error("the signature has {needed} bytes, its place only {available}")]
    ContentsTooLarge {
        /// Bytes of the signature.
        needed: u64,
        /// Bytes there is room for.
        available: u64,
    },
}

impl Error {
    /// Every code that [`Self::code`] can give.
    pub const CODES: &[&str] = &[
        "pdf-read",
        "pdf-no-header",
        "pdf-syntax",
        "pdf-no-startxref",
        "pdf-xref-loop",
        "pdf-bad-xref",
        "pdf-no-catalog",
        "pdf-not-at-offset",
        "pdf-bad-object-stream",
        "pdf-reference-loop",
        "pdf-unterminated-stream",
        "pdf-bad-stream-data",
        "pdf-image-filter",
        "pdf-unknown-filter",
        "pdf-wrong-type",
        "pdf-not-indirect",
        "pdf-tree-loop",
        "pdf-too-deep",
        "pdf-too-many-items",
        "pdf-string-too-long",
        "pdf-name-too-long",
        "pdf-too-many-xref-entries",
        "pdf-too-many-xref-sections",
        "pdf-object-stream-too-large",
        "pdf-stream-too-large",
        "pdf-tree-too-deep",
        "pdf-too-many-pages",
        "pdf-too-many-fields",
        "pdf-too-much-decoded",
        "pdf-too-much-read",
        "pdf-too-many-filters",
        "pdf-form-too-large",
        "pdf-too-much-compared",
        "pdf-password-required",
        "pdf-password-wrong",
        "pdf-encryption-unsupported",
        "pdf-encryption-damaged",
        "pdf-decryption-failed",
        "pdf-damaged-unsigned",
        "pdf-damaged-signed",
        "pdf-not-permitted",
        "pdf-signed",
        "pdf-nothing-changed",
        "pdf-encryption-changed",
        "pdf-too-many-objects",
        "pdf-offset-too-large",
        "pdf-no-signature",
        "pdf-contents-too-large",
    ];

    /// The stable code of this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "pdf-read",
            Self::NoHeader => "pdf-no-header",
            Self::Syntax { .. } => "pdf-syntax",
            Self::NoStartXref => "pdf-no-startxref",
            Self::XrefLoop { .. } => "pdf-xref-loop",
            Self::BadXref { .. } => "pdf-bad-xref",
            Self::NoCatalog => "pdf-no-catalog",
            Self::NotAtOffset { .. } => "pdf-not-at-offset",
            Self::BadObjectStream { .. } => "pdf-bad-object-stream",
            Self::InObjectStream { source, .. } => source.code(),
            Self::ReferenceLoop { .. } => "pdf-reference-loop",
            Self::UnterminatedStream { .. } => "pdf-unterminated-stream",
            Self::BadStreamData { .. } => "pdf-bad-stream-data",
            Self::ImageFilter { .. } => "pdf-image-filter",
            Self::UnknownFilter { .. } => "pdf-unknown-filter",
            Self::WrongType { .. } => "pdf-wrong-type",
            Self::NotIndirect { .. } => "pdf-not-indirect",
            Self::TreeLoop { .. } => "pdf-tree-loop",
            Self::TooDeep { .. } => "pdf-too-deep",
            Self::TooManyItems { .. } => "pdf-too-many-items",
            Self::StringTooLong { .. } => "pdf-string-too-long",
            Self::NameTooLong { .. } => "pdf-name-too-long",
            Self::TooManyXrefEntries { .. } => "pdf-too-many-xref-entries",
            Self::TooManyXrefSections { .. } => "pdf-too-many-xref-sections",
            Self::ObjectStreamTooLarge { .. } => "pdf-object-stream-too-large",
            Self::StreamTooLarge { .. } => "pdf-stream-too-large",
            Self::TreeTooDeep { .. } => "pdf-tree-too-deep",
            Self::TooManyPages { .. } => "pdf-too-many-pages",
            Self::TooManyFields { .. } => "pdf-too-many-fields",
            Self::TooMuchDecoded { .. } => "pdf-too-much-decoded",
            Self::TooMuchRead { .. } => "pdf-too-much-read",
            Self::TooManyFilters { .. } => "pdf-too-many-filters",
            Self::FormTooLarge { .. } => "pdf-form-too-large",
            Self::TooMuchCompared { .. } => "pdf-too-much-compared",
            Self::PasswordRequired => "pdf-password-required",
            Self::PasswordWrong => "pdf-password-wrong",
            Self::EncryptionUnsupported { .. } => "pdf-encryption-unsupported",
            Self::EncryptionDamaged { .. } => "pdf-encryption-damaged",
            Self::DecryptionFailed { .. } => "pdf-decryption-failed",
            Self::DamagedUnsigned { .. } => "pdf-damaged-unsigned",
            Self::DamagedSigned { .. } => "pdf-damaged-signed",
            Self::NotPermitted { .. } => "pdf-not-permitted",
            Self::Signed => "pdf-signed",
            Self::NothingChanged => "pdf-nothing-changed",
            Self::EncryptionChanged => "pdf-encryption-changed",
            Self::TooManyObjects { .. } => "pdf-too-many-objects",
            Self::OffsetTooLarge { .. } => "pdf-offset-too-large",
            Self::NoSignature => "pdf-no-signature",
            Self::ContentsTooLarge { .. } => "pdf-contents-too-large",
        }
    }

    /// The values that explain the error, for a sentence in another language.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NoHeader
            | Self::NoStartXref
            | Self::NoCatalog
            | Self::PasswordRequired
            | Self::PasswordWrong
            | Self::Signed
            | Self::NothingChanged
            | Self::EncryptionChanged
            | Self::NoSignature => Vec::new(),
            Self::Read { offset, source } => {
                vec![
                    ("offset", offset.to_string()),
                    ("cause", source.to_string()),
                ]
            }
            Self::Syntax { offset, expected } => {
                vec![
                    ("offset", offset.to_string()),
                    ("expected", (*expected).into()),
                ]
            }
            Self::XrefLoop { offset } | Self::UnterminatedStream { offset } => {
                vec![("offset", offset.to_string())]
            }
            Self::BadXref { offset, reason } => {
                vec![("offset", offset.to_string()), ("reason", (*reason).into())]
            }
            Self::NotAtOffset { id, offset } => {
                vec![("object", id.to_string()), ("offset", offset.to_string())]
            }
            Self::BadObjectStream { number, reason } => {
                vec![("object", number.to_string()), ("reason", (*reason).into())]
            }
            Self::InObjectStream { number, source } => {
                let mut values = source.values();
                values.push(("stream", number.to_string()));
                values
            }
            Self::ReferenceLoop { id } => vec![("object", id.to_string())],
            Self::BadStreamData { filter, reason } => {
                vec![("filter", (*filter).into()), ("reason", (*reason).into())]
            }
            Self::ImageFilter { filter } => vec![("filter", (*filter).into())],
            Self::UnknownFilter { filter } => vec![("filter", filter.clone())],
            Self::WrongType { what, expected } => {
                vec![("what", (*what).into()), ("expected", (*expected).into())]
            }
            Self::NotIndirect { what } => vec![("what", (*what).into())],
            Self::TreeLoop { tree, id } => {
                vec![("tree", (*tree).into()), ("object", id.to_string())]
            }
            Self::TooDeep { offset, limit }
            | Self::TooManyItems { offset, limit }
            | Self::StringTooLong { offset, limit }
            | Self::NameTooLong { offset, limit } => {
                vec![("offset", offset.to_string()), ("limit", limit.to_string())]
            }
            Self::TooManyXrefEntries { limit }
            | Self::TooManyXrefSections { limit }
            | Self::StreamTooLarge { limit }
            | Self::TooManyPages { limit }
            | Self::TooManyFilters { limit }
            | Self::FormTooLarge { limit }
            | Self::TooMuchCompared { limit }
            | Self::TooManyFields { limit } => vec![("limit", limit.to_string())],
            Self::ObjectStreamTooLarge { number, limit } => {
                vec![("object", number.to_string()), ("limit", limit.to_string())]
            }
            Self::TreeTooDeep { tree, limit } => {
                vec![("tree", (*tree).into()), ("limit", limit.to_string())]
            }
            Self::TooMuchDecoded { limit } | Self::TooMuchRead { limit } => {
                vec![("limit", limit.to_string())]
            }
            Self::EncryptionUnsupported {
                filter,
                version,
                revision,
            } => vec![
                ("filter", filter.clone()),
                ("version", version.to_string()),
                ("revision", revision.to_string()),
            ],
            Self::EncryptionDamaged { entry } => vec![("entry", (*entry).into())],
            Self::DecryptionFailed { id, length } => {
                vec![("object", id.to_string()), ("length", length.to_string())]
            }
            Self::DamagedUnsigned { reason } | Self::DamagedSigned { reason } => {
                vec![("reason", reason.clone())]
            }
            Self::NotPermitted { right } => vec![("right", (*right).into())],
            Self::TooManyObjects { limit } => vec![("limit", limit.to_string())],
            Self::OffsetTooLarge { offset } => vec![("offset", offset.to_string())],
            Self::ContentsTooLarge { needed, available } => vec![
                ("needed", needed.to_string()),
                ("available", available.to_string()),
            ],
        }
    }

    /// Whether the file is damaged here, so that scanning for objects may help; the medium's own
    /// errors and overrun limits do not get better by reading on.
    pub(crate) fn is_damage(&self) -> bool {
        if let Self::InObjectStream { source, .. } = self {
            return source.is_damage();
        }
        matches!(
            self,
            Self::Syntax { .. }
                | Self::NoStartXref
                | Self::XrefLoop { .. }
                | Self::BadXref { .. }
                | Self::NoCatalog
                | Self::NotAtOffset { .. }
                | Self::BadObjectStream { .. }
                | Self::ReferenceLoop { .. }
                | Self::UnterminatedStream { .. }
                | Self::BadStreamData { .. }
                | Self::UnknownFilter { .. }
                | Self::ImageFilter { .. }
                | Self::WrongType { .. }
        )
    }
}
