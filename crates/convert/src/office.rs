//! What an office file is, by its content, and every reason not to open it.
//!
//! OOXML (ECMA-376, part 2: Open Packaging Conventions), `OpenDocument` (ISO/IEC 26300-3) and the
//! old binary Word files ([MS-DOC] in [MS-CFB]). Names of files say nothing here. No part is
//! interpreted further than these reasons need.

use serde::Serialize;

use crate::reason::Reason;

mod compound;
mod embedded;
mod fields;
mod findings;
mod odf;
mod ooxml;
mod package;
mod reference;
mod word;
mod xml;

pub(crate) use embedded::is_program;
use findings::Findings;
use package::Package;

/// The largest office file that is looked at.
const LARGEST_FILE: usize = 128 << 20;
/// A package may lie in the file's own package, and one more in that.
const DEEPEST: usize = 2;

/// Types of office files that are taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// Word, OOXML.
    Docx,
    /// Excel, OOXML.
    Xlsx,
    /// `PowerPoint`, OOXML.
    Pptx,
    /// `OpenDocument` text.
    Odt,
    /// `OpenDocument` spreadsheet.
    Ods,
    /// `OpenDocument` presentation.
    Odp,
    /// Word 97–2003.
    Doc,
}

impl Kind {
    /// The usual ending of a file's name, without the full stop.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Odt => "odt",
            Self::Ods => "ods",
            Self::Odp => "odp",
            Self::Doc => "doc",
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::Doc => "application/msword",
        }
    }
}

/// What was found in an office file.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct OfficeInspection {
    /// What it is; none if it is nothing that is taken.
    pub kind: Option<Kind>,
    /// Every reason to refuse it, sorted; none if it is let in.
    pub reasons: Vec<Reason>,
}

impl OfficeInspection {
    /// The kind of a file that is let in.
    #[must_use]
    pub fn accepted(&self) -> Option<Kind> {
        self.kind.filter(|_| self.reasons.is_empty())
    }
}

/// Looks into an office file.
#[must_use]
pub fn inspect_office(bytes: &[u8]) -> OfficeInspection {
    let mut findings = Findings::default();
    let kind = if bytes.len() > LARGEST_FILE {
        findings.too_large("", LARGEST_FILE);
        None
    } else {
        look(bytes, &mut findings)
    };
    if kind.is_none() && findings.is_empty() {
        findings.add(Reason::WrongType {
            found: foreign(bytes).to_owned(),
        });
    }
    OfficeInspection {
        kind,
        reasons: findings.into_reasons(),
    }
}

fn look(bytes: &[u8], findings: &mut Findings) -> Option<Kind> {
    if bytes.starts_with(&package::MAGIC) {
        return in_package(bytes, "", 0, findings);
    }
    if bytes.starts_with(&compound::MAGIC) {
        return word::inspect(bytes, findings);
    }
    None
}

/// Looks into a package of the file or, as `place`, one that is embedded in it.
fn in_package(bytes: &[u8], place: &str, depth: usize, findings: &mut Findings) -> Option<Kind> {
    let package = Package::read(bytes, place, findings)?;
    let kind = if package.has(ooxml::CONTENT_TYPES) {
        ooxml::inspect(&package, findings)
    } else if package.has(odf::MIMETYPE) || package.has(odf::MANIFEST) {
        odf::inspect(&package, findings)
    } else {
        findings.add(Reason::WrongType {
            found: "zip".to_owned(),
        });
        None
    };
    for part in package.parts() {
        embedded::inspect(part, &package.path(&part.name), depth, findings);
    }
    kind
}

/// A name for what is no office file of ours.
fn foreign(bytes: &[u8]) -> &'static str {
    const KNOWN: [(&[u8], &str); 10] = [
        (b"%PDF-", "pdf"),
        (b"{\\rtf", "rtf"),
        (b"\x7fELF", "program"),
        (b"MZ", "program"),
        (b"\x89PNG", "png"),
        (b"\xff\xd8\xff", "jpeg"),
        (b"GIF8", "gif"),
        (b"Rar!", "rar"),
        (b"7z\xbc\xaf", "7z"),
        (b"\x1f\x8b", "gzip"),
    ];
    if bytes.is_empty() {
        return "empty";
    }
    if let Some((_, name)) = KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return name;
    }
    let head = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    let text = String::from_utf8_lossy(head).to_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with("<!doctype html") || text.starts_with("<html") {
        "html"
    } else if text.starts_with("<?xml") {
        "xml"
    } else if text.starts_with("mime-version:") {
        "mht"
    } else {
        "unknown"
    }
}
