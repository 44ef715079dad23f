//! What already stands in a document: the zones of its pages, earlier signatures, form fields.

use std::sync::{Arc, OnceLock};

use pdf::Document;
use stamp::geometry::{Area, Mm, Sheet, Size};

use crate::Error;
use crate::error::Missing;
use crate::text::{PageText, Reader, Word};
use crate::zones::{PageZones, SignatureBlock};

/// So many pages, from the last, are searched for the place of a signer.
const PAGES_SEARCHED: usize = 40;
/// A signature by hand whose ink cannot be found is taken to be this large.
const USUAL_INK: (Mm, Mm) = (Mm(40.0), Mm(18.0));

/// A signature or another form field that can be seen on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Occupied {
    /// The full name of the field.
    pub field: String,
    /// The page, from 0.
    pub page: usize,
    /// Where it stands on the sheet.
    pub area: Area,
    /// Whether it is a signature.
    pub signature: bool,
}

/// A document as far as placing a stamp needs to know it.
#[derive(Debug)]
pub struct Survey {
    reader: Option<Reader>,
    sheets: Vec<Sheet>,
    /// The text of each page, read when it is first asked for: a proposal asks many times.
    texts: Vec<OnceLock<PageText>>,
    occupied: Vec<Occupied>,
}

impl Survey {
    /// Looks at the latest revision. Text that cannot be read is no error here: places can still
    /// be given by hand, and what needs the text then says that it found nothing.
    ///
    /// # Errors
    /// What is wrong with the pages or the form of the file.
    pub fn of(document: &Arc<Document>, password: Option<&[u8]>) -> Result<Self, Error> {
        let view = document.latest();
        let sheets: Vec<Sheet> = view.pages()?.iter().map(Sheet::of).collect();
        let mut occupied = Vec::new();
        for field in pdf::form::fields(&view)? {
            for widget in &field.widgets {
                let Some(page) = widget.page else { continue };
                let Some(sheet) = sheets.get(page) else {
                    continue;
                };
                let area = sheet.to_sheet(&widget.rect);
                if area.width > 0.0 && area.height > 0.0 {
                    occupied.push(Occupied {
                        field: field.name.clone(),
                        page,
                        area,
                        signature: field.is_signature(),
                    });
                }
            }
        }
        Ok(Self {
            reader: Reader::open(document, password).ok(),
            texts: sheets.iter().map(|_| OnceLock::new()).collect(),
            sheets,
            occupied,
        })
    }

    /// The sheets of all pages.
    #[must_use]
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// Signatures and fields that can be seen, in the order of the form.
    #[must_use]
    pub fn occupied(&self) -> &[Occupied] {
        &self.occupied
    }

    /// The zones of a page; none if its text cannot be read.
    ///
    /// # Errors
    /// [`Error::NoSuchPage`].
    pub fn zones(&self, page: usize) -> Result<PageZones, Error> {
        Ok(PageZones::find(self.text(page)?, page == 0))
    }

    /// The words of a page; none if its text cannot be read.
    pub(crate) fn words(&self, page: usize) -> impl Iterator<Item = &Word> {
        let lines = self.text(page).map(|text| text.lines.as_slice());
        lines
            .unwrap_or_default()
            .iter()
            .flat_map(|line| &line.words)
    }

    fn text(&self, page: usize) -> Result<&PageText, Error> {
        let known = self.sheets.get(page).zip(self.texts.get(page));
        let (sheet, text) = known.ok_or_else(|| self.no_page(page))?;
        Ok(text.get_or_init(|| {
            let reader = self.reader.as_ref();
            let read = reader.and_then(|reader| reader.page(page).ok());
            read.unwrap_or(PageText {
                sheet: *sheet,
                lines: Vec::new(),
            })
        }))
    }

    /// The pages that are searched for signers, in their order.
    pub(crate) fn searched_pages(&self) -> impl Iterator<Item = usize> + use<> {
        let pages = self.sheets.len();
        pages.saturating_sub(PAGES_SEARCHED)..pages
    }

    /// The ink of an earlier signature; its whole area if it shows no image that can be read.
    #[must_use]
    pub fn ink(&self, signature: &Occupied) -> Area {
        let reader = self.reader.as_ref();
        let found = reader.and_then(|reader| reader.ink(signature.page, &signature.area).ok()?);
        found.unwrap_or(signature.area)
    }

    /// A signature by the name of its field.
    ///
    /// # Errors
    /// [`Error::NoSuchSignature`], also if it cannot be seen.
    pub fn signature(&self, field: &str) -> Result<&Occupied, Error> {
        let mut signatures = self.occupied.iter().filter(|o| o.signature);
        let found = signatures.find(|signature| signature.field == field);
        found.ok_or_else(|| Error::NoSuchSignature(field.to_owned()))
    }

    /// Where a person signs: the block with that name, else the first block that is still free on
    /// the last page that has one, else the last block.
    ///
    /// # Errors
    /// [`Error::PlaceNotFound`].
    pub fn block_for(&self, signer: Option<&str>) -> Result<(usize, SignatureBlock), Error> {
        let mut free = None;
        let mut taken = None;
        for page in self.last_pages() {
            let blocks = self.zones(page)?.blocks;
            let named = signer.and_then(|name| blocks.iter().find(|block| block.is_of(name)));
            if let Some(block) = named {
                return Ok((page, block.clone()));
            }
            if free.is_none() {
                let block = blocks.iter().find(|block| !self.is_signed(page, block));
                free = block.map(|block| (page, block.clone()));
            }
            if taken.is_none() {
                taken = blocks.last().map(|block| (page, block.clone()));
            }
        }
        free.or(taken).ok_or(Error::PlaceNotFound {
            what: Missing::Signer,
        })
    }

    /// The signature that the agency's seal goes with, its page and its ink: the last one that
    /// stands in a signer's place and has no seal yet, else the last that can be seen, else the
    /// place where a person signs on paper.
    ///
    /// # Errors
    /// [`Error::PlaceNotFound`].
    pub fn signer_ink(&self) -> Result<(Option<&Occupied>, usize, Area), Error> {
        let signatures = || self.occupied.iter().rev().filter(|o| o.signature);
        for signature in signatures().filter(|signature| !self.is_sealed(signature)) {
            let blocks = self.zones(signature.page)?.blocks;
            if blocks
                .iter()
                .any(|block| block.room().overlaps(&signature.area))
            {
                return Ok((Some(signature), signature.page, self.ink(signature)));
            }
        }
        if let Some(signature) = signatures().next() {
            return Ok((Some(signature), signature.page, self.ink(signature)));
        }
        let (page, block) = self.block_for(None)?;
        let (x, y) = block.room().centre();
        let usual = Size::mm(USUAL_INK.0, USUAL_INK.1);
        let ink = Area::new(x - usual.width / 2.0, y - usual.height / 2.0, usual);
        Ok((None, page, ink))
    }

    /// The page with the place of a signer, else the last page.
    ///
    /// # Errors
    /// [`Error::NoSuchPage`].
    pub fn signing_page(&self) -> Result<usize, Error> {
        for page in self.last_pages() {
            if !self.zones(page)?.blocks.is_empty() {
                return Ok(page);
            }
        }
        Ok(self.sheets.len().saturating_sub(1))
    }

    fn no_page(&self, page: usize) -> Error {
        Error::NoSuchPage {
            page: page + 1,
            pages: self.sheets.len(),
        }
    }

    /// Whether another signature lies over this one, as only seals do.
    fn is_sealed(&self, signature: &Occupied) -> bool {
        self.occupied.iter().any(|other| {
            let over = other.page == signature.page && other.area.overlaps(&signature.area);
            over && other.signature && other != signature
        })
    }

    fn is_signed(&self, page: usize, block: &SignatureBlock) -> bool {
        let here = |o: &&Occupied| o.signature && o.page == page;
        let mut signatures = self.occupied.iter().filter(here);
        signatures.any(|signature| signature.area.overlaps(&block.room()))
    }

    fn last_pages(&self) -> impl Iterator<Item = usize> + use<> {
        (0..self.sheets.len()).rev().take(PAGES_SEARCHED)
    }
}
