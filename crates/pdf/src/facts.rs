//! What is remarkable about a file as such, for a verdict to be based on.

use serde::Serialize;

/// Facts about a file that do not depend on one object or signature.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FileFacts {
    /// The version in the header, such as `1.7`; the catalog's `/Version` may raise it.
    pub version: String,
    /// The length of the file in bytes.
    pub length: u64,
    /// Bytes before `%PDF-`; not 0 is an anomaly that readers treat differently.
    pub header_offset: u64,
    /// Bytes behind the last `%%EOF` and its line end.
    pub trailing_bytes: u64,
    /// Set if the cross-references were unusable: what is read then is a reconstruction, good for
    /// looking at the file and for nothing else.
    pub repaired: Option<Repair>,
    /// Objects that the cross-references place where there is no object, and that are nowhere
    /// else in the file either: they read as null.
    pub dangling: Vec<u32>,
    /// Whether a cross-reference section stands before the end of the revision that it updates,
    /// so that the revisions are not prefixes of the file.
    pub disordered: bool,
    /// Whether the file is linearised (annex F), and still was when it was last written whole.
    pub linearized: bool,
    /// Whether a revision has both a table and a stream of cross-references.
    pub hybrid: bool,
    /// Whether the file is encrypted.
    pub encrypted: bool,
}

/// How the cross-references were repaired.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Repair {
    /// The code of the error that made it necessary ([`crate::Error::code`]).
    pub code: &'static str,
    /// That error in English.
    pub reason: String,
    /// Objects that were not where the cross-references say and were found elsewhere; none if all
    /// cross-references had to be replaced.
    pub objects: Vec<u32>,
}
