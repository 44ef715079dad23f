//! The form check (D9): what in a document is not as Nghị định 30/2020, Phụ lục I asks.
//!
//! Faults are told to the drafter and to the clerk; they stop nothing by themselves. What a text
//! layer does not show (rules under headings, bold and italic) is not checked. Where a producer
//! cannot hit a measure exactly, a millimetre or a third of a point passes.

use std::sync::Arc;

use pdf::Document;
use serde::{Deserialize, Serialize};
use stamp::geometry::Area;

use crate::Error;
use crate::frame::Frame;
use crate::text::{PageText, Reader};
use crate::zones::PageZones;

mod closing;
mod fault;
mod fonts;
mod head;
mod paper;
mod sizes;

pub use fault::{Fault, Measure, Part};

/// So many pages are looked at.
const MOST_PAGES: usize = 500;

/// Which form is asked of a file.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// An administrative document, from its national title to its signature.
    #[default]
    Document,
    /// An annex in a file of its own: paper, margins, typeface, page numbers.
    Annex,
}

/// A fault and where it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FormFault {
    /// What is wrong.
    #[serde(flatten)]
    pub fault: Fault,
    /// Where, as far as a place can be shown.
    pub frame: Option<Frame>,
}

/// The pages of a document as the check sees them.
struct Pages {
    texts: Vec<PageText>,
    zones: Vec<PageZones>,
}

/// The faults found so far.
#[derive(Default)]
struct Found {
    faults: Vec<FormFault>,
}

impl Found {
    fn add(&mut self, fault: Fault) {
        self.faults.push(FormFault { fault, frame: None });
    }

    fn at(&mut self, fault: Fault, page: usize, area: &Area) {
        self.faults.push(FormFault {
            fault,
            frame: Some(Frame::new(page, area)),
        });
    }
}

/// Every fault of the latest revision, from the paper to the signature.
///
/// # Errors
/// [`Error::TextUnreadable`] when the text cannot be read at all; what is wrong with the file.
pub fn find(
    document: &Arc<Document>,
    form: Form,
    password: Option<&[u8]>,
) -> Result<Vec<FormFault>, Error> {
    let reader = Reader::open(document, password)?;
    let mut texts = Vec::new();
    for index in 0..reader.sheets().len().min(MOST_PAGES) {
        texts.push(reader.page(index)?);
    }
    let mut found = Found {
        faults: check(texts, form),
    };
    let view = document.latest();
    fonts::check(&view, &view.pages()?, &mut found);
    Ok(found.faults)
}

/// The faults that the text of the pages shows; the typeface is not among them.
#[must_use]
pub fn check(texts: Vec<PageText>, form: Form) -> Vec<FormFault> {
    let zones = texts
        .iter()
        .enumerate()
        .map(|(index, text)| PageZones::find(text, index == 0))
        .collect();
    let pages = Pages { texts, zones };
    let mut found = Found::default();
    paper::sizes(&pages, &mut found);
    if pages.texts.iter().all(|text| text.lines.is_empty()) {
        found.add(Fault::NoText);
        return found.faults;
    }
    paper::margins(&pages, form, &mut found);
    paper::page_numbers(&pages, &mut found);
    if form == Form::Document {
        head::check(&pages, &mut found);
        closing::check(&pages, &mut found);
        sizes::check(&pages, &mut found);
    }
    found.faults
}
