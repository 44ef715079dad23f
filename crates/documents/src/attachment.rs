//! What goes with a document.
//!
//! Nghị định 30/2020/NĐ-CP, Phụ lục I: an annex in the same file is covered by the signatures of the
//! document; each separate file is signed by the agency, at the top right of its first page once it
//! is a PDF (S11).

use serde::{Deserialize, Serialize};

use crate::coded::coded;

coded! {
    /// Where an attachment lies.
    pub enum Placement as "placement" {
        /// Behind the document in the same file.
        SameFile = "same-file",
        /// In a file of its own, converted to PDF and sealed.
        SeparatePdf = "separate-pdf",
        /// In a file of its own and in its own format.
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
