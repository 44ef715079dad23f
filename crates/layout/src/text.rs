//! Positioned text of a page: which words stand where.
//!
//! Text is put in order by where it stands, never by the order of the file: office programs switch
//! fonts in the middle of a word when one lacks a Vietnamese letter, and then a word's parts lie
//! anywhere in the content. Glyphs with their Unicode come from `hayro-interpret`; lines are formed
//! by baseline, words by gaps between advances, letters with marks are composed (NFC).
//!
//! This is for finding places, not for judging a document: a text layer may lie about what is seen.

use std::sync::Arc;

use hayro_interpret::{InterpreterSettings, RenderContent};
use pdf::{Document, ReadAt as _};
use stamp::font::Face;
use stamp::geometry::{Area, Sheet};
use unicode_normalization::UnicodeNormalization;

use crate::Error;

mod budget;
mod glyphs;
mod ink;
mod lines;

/// The largest file whose text is read; beyond, places must be given by hand.
const LARGEST_FILE: u64 = 512 << 20;

/// A letter of a word (with its marks), and its horizontal extent on the sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// One or more characters that one glyph stands for.
    pub text: String,
    /// Left end of its advance.
    pub left: f64,
    /// Right end of its advance.
    pub right: f64,
}

/// A word: letters without a gap between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// Its text, composed (NFC).
    pub text: String,
    /// From ascent to descent, from the first to the last advance.
    pub area: Area,
    /// Its letters, from left to right.
    pub letters: Vec<Letter>,
}

/// The words on one baseline, from left to right, whatever columns they belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Distance of the baseline from the upper edge of the sheet.
    pub baseline: f64,
    /// The largest font size on the line, in points.
    pub size: f64,
    /// The words.
    pub words: Vec<Word>,
}

impl Line {
    /// The words with single spaces between.
    #[must_use]
    pub fn text(&self) -> String {
        join(&self.words)
    }
}

/// The text of `words`, with single spaces between.
#[must_use]
pub fn join(words: &[Word]) -> String {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    texts.join(" ").nfc().collect()
}

/// The text of one page, and its sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct PageText {
    /// The sheet of the page.
    pub sheet: Sheet,
    /// Its lines, from top to bottom.
    pub lines: Vec<Line>,
}

/// A document opened for reading what stands where.
pub struct Reader {
    document: Arc<Document>,
    pages: Arc<[pdf::Page]>,
    pdf: hayro_syntax::Pdf,
    sheets: Vec<Sheet>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("sheets", &self.sheets)
            .finish_non_exhaustive()
    }
}

impl Reader {
    /// Reads the whole file.
    ///
    /// # Errors
    /// [`Error::TextUnreadable`] when it is too large, when the medium fails, or when the reader of
    /// page contents cannot open it (it may need a password).
    pub fn open(document: &Arc<Document>, password: Option<&[u8]>) -> Result<Self, Error> {
        let source = document.source();
        if source.len() > LARGEST_FILE {
            return Err(Error::TextUnreadable("the file is too large".to_owned()));
        }
        let length = usize::try_from(source.len()).unwrap_or(usize::MAX);
        let mut bytes = vec![0; length];
        source
            .read_exact_at(0, &mut bytes)
            .map_err(|error| Error::TextUnreadable(error.to_string()))?;
        let password = String::from_utf8_lossy(password.unwrap_or_default());
        let pdf = hayro_syntax::Pdf::new_with_password(bytes, &password)
            .map_err(|error| Error::TextUnreadable(format!("{error:?}")))?;
        let pages = document.latest().pages()?;
        let sheets: Vec<Sheet> = pages.iter().map(Sheet::of).collect();
        if sheets.len() != pdf.pages().len() {
            let counts = format!("{} pages or {}", sheets.len(), pdf.pages().len());
            return Err(Error::TextUnreadable(counts));
        }
        Ok(Self {
            document: Arc::clone(document),
            pages,
            pdf,
            sheets,
        })
    }

    /// The sheets of all pages.
    #[must_use]
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The text of the page's own content, annotations and form fields left out.
    ///
    /// # Errors
    /// [`Error::NoSuchPage`]; [`Error::TextUnreadable`] when the page draws endlessly much.
    pub fn page(&self, index: usize) -> Result<PageText, Error> {
        let (page, sheet) = self.find(index)?;
        if let Some(page) = self.pages.get(index) {
            budget::check_content(&self.document.latest(), page)?;
        }
        let glyphs = glyphs::collect(&self.pdf, page, &sheet);
        Ok(PageText {
            sheet,
            lines: lines::build(glyphs),
        })
    }

    /// The box of the ink of the signature whose widget fills `widget` on the sheet: around what
    /// can be seen of its images, whichever program drew them; `None` if it shows no image.
    ///
    /// # Errors
    /// [`Error::NoSuchPage`]; [`Error::TextUnreadable`] when the page draws endlessly much.
    pub fn ink(&self, index: usize, widget: &Area) -> Result<Option<Area>, Error> {
        let (page, sheet) = self.find(index)?;
        if let Some(page) = self.pages.get(index) {
            budget::check_annotations(&self.document.latest(), page)?;
        }
        Ok(ink::find(&self.pdf, page, &sheet, widget))
    }

    fn find(&self, index: usize) -> Result<(&hayro_syntax::page::Page<'_>, Sheet), Error> {
        let missing = Error::NoSuchPage {
            page: index + 1,
            pages: self.sheets.len(),
        };
        match (self.pdf.pages().get(index), self.sheets.get(index)) {
            (Some(page), Some(sheet)) => Ok((page, *sheet)),
            _ => Err(missing),
        }
    }
}

/// Interprets a part of a page; fonts that the file does not embed are stood in for by ours, whose
/// letters are never drawn: only their places count, and those the file itself says.
fn settings(render_content: RenderContent) -> InterpreterSettings {
    InterpreterSettings {
        font_resolver: Arc::new(|_| Some((Arc::new(Face::Regular.data()), 0))),
        render_content,
        ..InterpreterSettings::default()
    }
}
