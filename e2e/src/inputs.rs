//! The kinds of PDF that offices meet, made on demand by the programs that make them in real life.
//!
//! Each [`Input`] is made once and kept under `target/e2e/inputs`, in a folder named after the
//! recipes in this module: a changed recipe makes new files. A lock lets test processes share them.
//! Callers get a path to read; who wants to change the file copies it first.

mod damaged;
mod encrypted;
mod handmade;
mod office;
mod tex;

use std::fs;
use std::path::{Path, PathBuf};

use crate::{cache, tool};

/// A kind of PDF file.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Input {
    /// LibreOffice, one page A4, PDF 1.6 or 1.7 with a classic cross-reference table.
    LibreOffice,
    /// LibreOffice, PDF/A-1b.
    PdfA1,
    /// LibreOffice, PDF/A-2b.
    PdfA2,
    /// LibreOffice, PDF/A-3b.
    PdfA3,
    /// pdfTeX, PDF 1.4, classic table.
    TexTable,
    /// pdfTeX's objects behind a cross-reference stream, no object streams.
    TexXrefStream,
    /// pdfTeX, PDF 1.5, cross-reference stream and object streams.
    TexObjectStreams,
    /// LibreOffice's file linearised by qpdf.
    Linearized,
    /// Classic table that calls free what `/XRefStm` knows (ISO 32000-2, 7.5.8.4).
    Hybrid,
    /// Hybrid as word processors write it: a second, empty section with `/XRefStm` and `/Prev`.
    HybridUpdate,
    /// 300 pages by pdfTeX.
    Pages300,
    /// 30 revisions, 29 of them appended by pyHanko.
    Revisions30,
    /// A Vietnamese file name in composed letters (NFC).
    NameComposed,
    /// The same name in decomposed letters (NFD), as other systems' archives bring it.
    NameDecomposed,
    /// Page turned by `/Rotate 90`.
    Rotated90,
    /// Page turned by `/Rotate 180`.
    Rotated180,
    /// Page turned by `/Rotate 270`.
    Rotated270,
    /// Three pages, the second one landscape.
    Landscape,
    /// `CropBox` smaller than `MediaBox`, whose corner is not the origin; both inherited.
    CropBox,
    /// RC4 with 128 bits, empty user password.
    Rc4,
    /// AES-128, empty user password.
    Aes128,
    /// AES-256, empty user password.
    Aes256,
    /// AES-256 over object streams, user password [`USER_PASSWORD`].
    Aes256Password,
    /// AES-256 whose permissions forbid form filling, annotations and changes.
    Aes256Forbidden,
    /// Bytes after the last `%%EOF`.
    TrailingJunk,
    /// `startxref` points nowhere.
    BrokenStartxref,
    /// Bytes before `%PDF`.
    LeadingJunk,
    /// Signed by pyHanko, then its last `startxref` broken.
    SignedBroken,
    /// Cut off in the middle.
    Truncated,
    /// No bytes at all.
    Empty,
    /// Not a PDF: a text file with the right ending.
    NotPdf,
    /// More than 100,000,000 bytes: ten-digit offsets in use.
    Huge,
}

/// The user password of [`Input::Aes256Password`].
pub const USER_PASSWORD: &str = "mở-tệp";

/// The owner password of every encrypted input.
pub const OWNER_PASSWORD: &str = "chủ-tệp";

impl Input {
    /// Undamaged files that may be signed without asking anybody anything.
    pub const SIGNABLE: &[Input] = &[
        Input::LibreOffice,
        Input::PdfA1,
        Input::PdfA2,
        Input::PdfA3,
        Input::TexTable,
        Input::TexXrefStream,
        Input::TexObjectStreams,
        Input::Linearized,
        Input::Hybrid,
        Input::HybridUpdate,
        Input::Pages300,
        Input::Revisions30,
        Input::NameComposed,
        Input::NameDecomposed,
        Input::Rotated90,
        Input::Rotated180,
        Input::Rotated270,
        Input::Landscape,
        Input::CropBox,
        Input::Rc4,
        Input::Aes128,
        Input::Aes256,
    ];

    /// Damaged but unsigned: rewritten once before the first signature, and the user is told.
    pub const REPAIRABLE: &[Input] = &[Input::BrokenStartxref, Input::LeadingJunk];

    /// The file, made now if this is the first use.
    ///
    /// # Panics
    /// When a program that makes it is missing or fails.
    #[must_use]
    pub fn file(self) -> PathBuf {
        let name = self.file_name();
        let folder = cache::folder("inputs", RECIPES).join(format!("{self:?}"));
        cache::made_once(&folder, |work| {
            let made = self.make(work);
            fs::rename(made, work.join(&name)).expect("the new input can be renamed");
        });
        folder.join(name)
    }

    /// What a reader must give to open the file, if anything.
    #[must_use]
    pub fn password(self) -> Option<&'static str> {
        (self == Input::Aes256Password).then_some(USER_PASSWORD)
    }

    fn file_name(self) -> String {
        match self {
            Input::NameComposed => "Quyết định số 01 của Ủy ban (bản gốc).pdf".to_owned(),
            Input::NameDecomposed => {
                // "Quyết định của Ủy ban" with every mark as a letter of its own.
                "Quye\u{302}\u{301}t d\u{323}i\u{323}nh cu\u{309}a U\u{309}y ban.pdf".to_owned()
            }
            other => format!("{other:?}.pdf").to_lowercase(),
        }
    }

    /// Makes the file somewhere in `work` and says where.
    fn make(self, work: &Path) -> PathBuf {
        match self {
            Input::LibreOffice => office::convert("cong-van", office::Export::Plain, work),
            Input::PdfA1 => office::convert("cong-van", office::Export::PdfA(1), work),
            Input::PdfA2 => office::convert("cong-van", office::Export::PdfA(2), work),
            Input::PdfA3 => office::convert("cong-van", office::Export::PdfA(3), work),
            Input::Landscape => office::convert("bao-cao", office::Export::Plain, work),
            Input::TexTable => tex::typeset(tex::Style::Table, 1, work),
            Input::TexObjectStreams => tex::typeset(tex::Style::ObjectStreams, 2, work),
            Input::Pages300 => tex::typeset(tex::Style::ObjectStreams, 300, work),
            Input::TexXrefStream => pyhanko("xref-stream", Input::TexTable, work),
            Input::Revisions30 => pyhanko("revisions", Input::TexTable, work),
            Input::Linearized => qpdf(Input::LibreOffice, &["--linearize"], work),
            Input::Rotated90 => qpdf(Input::LibreOffice, &["--rotate=90"], work),
            Input::Rotated180 => qpdf(Input::LibreOffice, &["--rotate=180"], work),
            Input::Rotated270 => qpdf(Input::LibreOffice, &["--rotate=270"], work),
            Input::NameComposed | Input::NameDecomposed => copy(Input::LibreOffice, work),
            Input::Hybrid => write(work, &handmade::hybrid()),
            Input::HybridUpdate => write(work, &handmade::hybrid_update()),
            Input::CropBox => write(work, &handmade::crop_box()),
            Input::Huge => write(work, &handmade::huge()),
            Input::Rc4
            | Input::Aes128
            | Input::Aes256
            | Input::Aes256Password
            | Input::Aes256Forbidden => encrypted::make(self, work),
            Input::TrailingJunk
            | Input::BrokenStartxref
            | Input::LeadingJunk
            | Input::SignedBroken
            | Input::Truncated
            | Input::Empty
            | Input::NotPdf => write(work, &damaged::make(self, work)),
        }
    }
}

/// Whatever decides what the inputs look like.
const RECIPES: &[&str] = &[
    include_str!("inputs.rs"),
    include_str!("inputs/damaged.rs"),
    include_str!("inputs/encrypted.rs"),
    include_str!("inputs/handmade.rs"),
    include_str!("inputs/office.rs"),
    include_str!("inputs/tex.rs"),
    include_str!("../python/make_input.py"),
    include_str!("../../samples/cong-van.fodt"),
    include_str!("../../samples/bao-cao.fodt"),
];

fn write(work: &Path, bytes: &[u8]) -> PathBuf {
    let file = work.join("made.pdf");
    fs::write(&file, bytes).expect("the cache can be written");
    file
}

fn copy(input: Input, work: &Path) -> PathBuf {
    let file = work.join("made.pdf");
    fs::copy(input.file(), &file).expect("the cache can be written");
    file
}

fn qpdf(input: Input, options: &[&str], work: &Path) -> PathBuf {
    let file = work.join("made.pdf");
    let _done = tool::Tool::new("qpdf")
        .args(options)
        .arg(input.file())
        .arg(&file)
        .run()
        .success();
    file
}

fn pyhanko(recipe: &str, input: Input, work: &Path) -> PathBuf {
    let file = work.join("made.pdf");
    let _done = tool::script("make_input.py")
        .arg(recipe)
        .arg(input.file())
        .arg(&file)
        .run()
        .success();
    file
}
