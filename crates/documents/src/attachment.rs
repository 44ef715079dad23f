//! What goes with a document.
//!
//! Nghị định 30/2020/NĐ-CP, Phụ lục I: an annex in the same file is covered by the signatures of the
//! document; each separate file is signed by the agency: a PDF at the top right of its first page, any
//! other by a signature in a file beside it (S11).

use serde::{Deserialize, Serialize};

use crate::coded::coded;

/// A document has at most so many attachments. No regulation names a number: it is ours, and holds
/// for what is sent and for what is taken in, so that whatever one installation sends another takes.
pub const MOST: usize = 50;
/// Files of one document, itself among them.
pub const MOST_FILES: usize = MOST + 1;
/// Bytes of a document with all that goes with it, before it is signed. Our own too: signatures and
/// packing stay within [`LARGEST_PACKAGE`].
pub const LARGEST_TOGETHER: u64 = 190 << 20;
/// Bytes of the file that all of it is carried in, and of any file that is taken in.
pub const LARGEST_PACKAGE: u64 = 200 << 20;

coded! {
    /// Where an attachment lies.
    pub enum Placement as "placement" {
        /// Behind the document in the same file.
        SameFile = "same-file",
        /// In a file of its own, converted to PDF and sealed.
        SeparatePdf = "separate-pdf",
        /// In a file of its own and in its own format, sealed by a signature beside it.
        SeparateNative = "separate-native",
    }
}

/// One attachment.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Attachment {
    /// Its title.
    pub title: String,
    /// Where it lies.
    pub placement: Placement,
    /// Digest of the file as it was given, for a separate one.
    pub original: Option<String>,
    /// Digest of the file that is sent, once it is sealed.
    pub sealed: Option<String>,
}

impl Attachment {
    /// Whether the agency has to sign it by itself.
    #[must_use]
    pub fn needs_seal(&self) -> bool {
        self.placement != Placement::SameFile
    }

    /// Whether the document may be issued with it.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.needs_seal() || self.sealed.is_some()
    }
}
