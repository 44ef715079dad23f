//! What a PDF carries that must not be there before its first signature.
//!
//! Everything that can be reached from the catalog is looked at (ISO 32000-2): what acts, what is
//! drawn from elsewhere, what is hidden, and what looks different on another machine. Whether
//! signatures that it has already are valid is not asked here.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use pdf::{Document, Error, Object, ObjectId, OpenOptions, View};
use serde::Serialize;

use crate::reason::{Reason, shown};

mod actions;
mod attachments;
mod fonts;
mod layers;

/// The most objects and values that are looked at.
const MOST_VALUES: usize = 20_000_000;
/// More reasons are no help to anybody.
const MOST_REASONS: usize = 100;

/// What was found in a PDF.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct PdfInspection {
    /// How many pages it has.
    pub pages: usize,
    /// The fields that are signed already.
    pub signatures: Vec<String>,
    /// Files that are embedded in it.
    pub attachments: Vec<String>,
    /// Web and mail addresses that a click would open; they are let in.
    pub links: Vec<String>,
    /// Every reason to refuse or to flatten it, sorted; none if it may be signed as it is.
    pub reasons: Vec<Reason>,
}

impl PdfInspection {
    /// Whether nothing speaks against a first signature.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Whether printing it anew would take every reason away.
    #[must_use]
    pub fn flattening_helps(&self) -> bool {
        let flatten = |reason: &Reason| reason.remedy() == crate::Remedy::Flatten;
        !self.reasons.is_empty() && self.reasons.iter().all(flatten)
    }
}

/// Looks into the bytes of a PDF.
#[must_use]
pub fn inspect_pdf_bytes(bytes: &[u8]) -> PdfInspection {
    match Document::open(Arc::new(bytes.to_vec()), &OpenOptions::default()) {
        Ok(document) => inspect_pdf(&document),
        Err(error) => {
            let reason = match error {
                Error::NoHeader => Reason::WrongType {
                    found: "unknown".to_owned(),
                },
                Error::PasswordRequired | Error::PasswordWrong => Reason::Encrypted,
                other => damaged(&other),
            };
            PdfInspection {
                reasons: vec![reason],
                ..PdfInspection::default()
            }
        }
    }
}

/// Looks into the latest revision of a PDF.
#[must_use]
pub fn inspect_pdf(document: &Document) -> PdfInspection {
    let mut look = Look::new(document.latest());
    look.file(document);
    if let Err(error) = look.everything() {
        look.add(damaged(&error));
    }
    look.pages_and_signatures();
    PdfInspection {
        pages: look.pages,
        signatures: look.signatures,
        attachments: look.attachments.into_iter().collect(),
        links: look.links.into_iter().collect(),
        reasons: look.reasons.into_iter().collect(),
    }
}

fn damaged(error: &Error) -> Reason {
    Reason::PdfDamaged {
        cause: error.code().to_owned(),
    }
}

/// One walk through a document.
struct Look<'a> {
    view: View<'a>,
    pages: usize,
    signatures: Vec<String>,
    attachments: BTreeSet<String>,
    links: BTreeSet<String>,
    reasons: BTreeSet<Reason>,
}

impl<'a> Look<'a> {
    fn new(view: View<'a>) -> Self {
        Self {
            view,
            pages: 0,
            signatures: Vec::new(),
            attachments: BTreeSet::new(),
            links: BTreeSet::new(),
            reasons: BTreeSet::new(),
        }
    }

    fn add(&mut self, reason: Reason) {
        if self.reasons.len() < MOST_REASONS {
            self.reasons.insert(reason);
        }
    }

    fn file(&mut self, document: &Document) {
        let facts = document.facts();
        if facts.encrypted {
            self.add(Reason::Encrypted);
        }
        if let Some(repair) = &facts.repaired {
            self.add(Reason::PdfDamaged {
                cause: repair.code.to_owned(),
            });
        }
    }

    fn pages_and_signatures(&mut self) {
        match self.view.pages() {
            Ok(pages) if pages.is_empty() => self.add(Reason::PdfEmpty),
            Ok(pages) => self.pages = pages.len(),
            Err(error) => self.add(damaged(&error)),
        }
        let (fields, problem) = pdf::form::readable_fields(&self.view);
        if let Some(error) = problem {
            self.add(damaged(&error));
        }
        let signed = fields
            .iter()
            .filter(|field| field.is_signature() && field.value.as_dictionary().is_some());
        self.signatures = signed.map(|field| shown(&field.name)).collect();
    }

    /// Every object from the catalog on, each once.
    fn everything(&mut self) -> Result<(), Error> {
        let catalog = self.view.catalog()?;
        let start = self.view.catalog_id();
        self.catalog(&catalog)?;
        let mut seen: HashSet<ObjectId> = start.into_iter().collect();
        let mut waiting = vec![Found {
            object: Object::Dictionary(catalog),
            owner: start,
            in_form_resources: false,
        }];
        let mut values = 0_usize;
        while let Some(found) = waiting.pop() {
            values = values.saturating_add(1);
            if values > MOST_VALUES {
                let limit = u64::try_from(MOST_VALUES).unwrap_or(u64::MAX);
                self.add(Reason::PdfTooLarge { limit });
                return Ok(());
            }
            self.value(found, &mut seen, &mut waiting)?;
        }
        Ok(())
    }

    fn value(
        &mut self,
        found: Found,
        seen: &mut HashSet<ObjectId>,
        waiting: &mut Vec<Found>,
    ) -> Result<(), Error> {
        let (owner, in_form_resources) = (found.owner, found.in_form_resources);
        let mut later = |object: &Object, in_form_resources| {
            if is_composite(object) {
                waiting.push(Found {
                    object: object.clone(),
                    owner,
                    in_form_resources,
                });
            }
        };
        match found.object {
            Object::Reference(id) if seen.insert(id) => waiting.push(Found {
                object: self.view.get(id)?,
                owner: Some(id),
                in_form_resources,
            }),
            Object::Array(items) => items.iter().for_each(|item| later(item, in_form_resources)),
            Object::Dictionary(dictionary) => {
                self.dictionary(&dictionary, owner, in_form_resources)?;
                for (key, value) in dictionary.iter() {
                    later(value, in_form_resources || *key == "DR");
                }
            }
            Object::Stream(stream) => {
                self.stream(&stream.dictionary, owner);
                self.dictionary(&stream.dictionary, owner, in_form_resources)?;
                for (key, value) in stream.dictionary.iter() {
                    later(value, in_form_resources || *key == "DR");
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// A value on the way, and the object that it lies in.
struct Found {
    object: Object,
    owner: Option<ObjectId>,
    /// Fonts that a form keeps ready are drawn only once fields are filled in, by whom knows.
    in_form_resources: bool,
}

fn is_composite(object: &Object) -> bool {
    matches!(
        object,
        Object::Reference(_) | Object::Array(_) | Object::Dictionary(_) | Object::Stream(_)
    )
}

fn name_of(owner: Option<ObjectId>) -> String {
    owner.map_or_else(|| "trailer".to_owned(), |id| id.to_string())
}
