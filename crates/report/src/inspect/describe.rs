//! What an object is, in one word, from its type entries.

use std::collections::HashMap;

use pdf::{Dictionary, Object, ObjectId, View};
use serde::Serialize;

/// What an object is.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Description {
    /// The kind.
    pub kind: Kind,
    /// The page, counted from 1, for pages and what lies on one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
    /// The subtype or name, where that says more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// The kinds of object told apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The document catalog.
    Catalog,
    /// A node of the page tree.
    PageTree,
    /// A page.
    Page,
    /// A form field or its widget.
    Field,
    /// Another annotation.
    Annotation,
    /// A signature dictionary.
    Signature,
    /// A document time stamp.
    DocumentTimestamp,
    /// The interactive form.
    Form,
    /// A font or part of one.
    Font,
    /// An image.
    Image,
    /// A drawing used on pages or as an appearance.
    Drawing,
    /// Validation data (the document security store).
    ValidationData,
    /// Metadata.
    Metadata,
    /// A stream of objects or cross-references.
    FileStructure,
    /// Any other stream.
    Stream,
    /// Anything else.
    Other,
    /// It cannot be read.
    Unreadable,
}

impl Kind {
    /// The code of its name in the catalogue.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Catalog => "object-catalog",
            Self::PageTree => "object-page-tree",
            Self::Page => "object-page",
            Self::Field => "object-field",
            Self::Annotation => "object-annotation",
            Self::Signature => "object-signature",
            Self::DocumentTimestamp => "object-document-timestamp",
            Self::Form => "object-form",
            Self::Font => "object-font",
            Self::Image => "object-image",
            Self::Drawing => "object-drawing",
            Self::ValidationData => "object-validation-data",
            Self::Metadata => "object-metadata",
            Self::FileStructure => "object-file-structure",
            Self::Stream => "object-stream",
            Self::Other => "object-other",
            Self::Unreadable => "object-unreadable",
        }
    }
}

/// Pages by object number, counted from 1.
pub(super) fn page_numbers(view: Option<View<'_>>) -> HashMap<u32, usize> {
    let pages = view.and_then(|view| view.pages().ok()).unwrap_or_default();
    let numbers = 1..;
    pages
        .iter()
        .zip(numbers)
        .map(|(page, number)| (page.id.number, number))
        .collect()
}

impl Description {
    /// Describes the object `id` of `view`.
    pub(super) fn of(view: &View<'_>, id: ObjectId, pages: &HashMap<u32, usize>) -> Self {
        let Some(object) = super::read(view, id) else {
            return Self {
                kind: Kind::Unreadable,
                page: None,
                detail: None,
            };
        };
        let Some(dictionary) = object.as_dictionary() else {
            return Self {
                kind: Kind::Other,
                page: None,
                detail: None,
            };
        };
        let kind = kind(&object, dictionary);
        let page = match kind {
            Kind::Page => pages.get(&id.number),
            _ => (dictionary.get("P").and_then(Object::as_reference))
                .and_then(|page| pages.get(&page.number)),
        };
        Self {
            kind,
            page: page.copied(),
            detail: detail(kind, dictionary),
        }
    }
}

fn kind(object: &Object, dictionary: &Dictionary) -> Kind {
    let (kind, subtype) = (name(dictionary, "Type"), name(dictionary, "Subtype"));
    match (kind.as_deref(), subtype.as_deref()) {
        (Some("Catalog"), _) => Kind::Catalog,
        (Some("Pages"), _) => Kind::PageTree,
        (Some("Page"), _) => Kind::Page,
        (_, Some("Widget")) => Kind::Field,
        (Some("DocTimeStamp"), _) => Kind::DocumentTimestamp,
        (Some("Sig"), _) => Kind::Signature,
        (Some("Annot"), _) => Kind::Annotation,
        (Some("Font" | "FontDescriptor"), _) => Kind::Font,
        (_, Some("Image")) => Kind::Image,
        (_, Some("Form")) => Kind::Drawing,
        (Some("DSS"), _) => Kind::ValidationData,
        (Some("Metadata"), _) => Kind::Metadata,
        (Some("ObjStm" | "XRef"), _) => Kind::FileStructure,
        _ if dictionary.get("ByteRange").is_some() => Kind::Signature,
        _ if dictionary.get("FT").is_some() => Kind::Field,
        _ if dictionary.get("SigFlags").is_some() => Kind::Form,
        _ if object.as_stream().is_some() => Kind::Stream,
        _ => Kind::Other,
    }
}

fn detail(kind: Kind, dictionary: &Dictionary) -> Option<String> {
    match kind {
        Kind::Field => dictionary
            .get("T")?
            .as_string()
            .map(pdf::PdfString::to_text),
        Kind::Annotation => name(dictionary, "Subtype"),
        Kind::Signature | Kind::DocumentTimestamp => name(dictionary, "SubFilter"),
        Kind::Other => name(dictionary, "Type"),
        _ => None,
    }
}

fn name(dictionary: &Dictionary, key: &str) -> Option<String> {
    let name = dictionary.get(key)?.as_name()?;
    Some(String::from_utf8_lossy(name.as_bytes()).into_owned())
}
