//! What acts: scripts, actions, triggers, media (ISO 32000-2, 12.6 and 13).

use pdf::{Dictionary, Error, Object, ObjectId};

use super::{Look, name_of};
use crate::reason::{Reason, shown};

/// Types of action that reach beyond showing another page (12.6.4). Structure elements, borders
/// and page labels use the same key `/S` with other values.
const REFUSED: [&str; 15] = [
    "GoToE",
    "GoToR",
    "Hide",
    "ImportData",
    "Launch",
    "Movie",
    "Rendition",
    "ResetForm",
    "RichMediaExecute",
    "SetOCGState",
    "Sound",
    "SubmitForm",
    "Thread",
    "GoTo3DView",
    "GoToDp",
];
/// Annotations that play something (12.5.6, 13).
const MEDIA: [&str; 6] = ["3D", "Movie", "Projection", "RichMedia", "Screen", "Sound"];
/// Links that only a click opens, in a program of its own.
const HARMLESS: [&str; 4] = ["http:", "https:", "mailto:", "tel:"];

impl Look<'_> {
    /// What only the catalog has.
    pub(super) fn catalog(&mut self, catalog: &Dictionary) -> Result<(), Error> {
        let names = self.view.lookup(catalog, "Names")?;
        if let Some(names) = names.as_dictionary()
            && names.get("JavaScript").is_some()
        {
            self.add(Reason::PdfScript {
                object: "Names/JavaScript".to_owned(),
            });
        }
        let form = self.view.lookup(catalog, "AcroForm")?;
        let has_xfa = |form: &Dictionary| form.get("XFA").is_some();
        if form.as_dictionary().is_some_and(has_xfa) || catalog.get("NeedsRendering").is_some() {
            self.add(Reason::PdfXfa);
        }
        self.layers(catalog)
    }

    pub(super) fn dictionary(
        &mut self,
        dictionary: &Dictionary,
        owner: Option<ObjectId>,
        in_form_resources: bool,
    ) -> Result<(), Error> {
        self.action(dictionary, owner)?;
        let triggers = self.view.lookup(dictionary, "AA")?;
        if triggers.as_dictionary().is_some_and(|aa| !aa.is_empty()) {
            self.add(Reason::PdfTrigger {
                object: name_of(owner),
            });
        }
        let subtype = self.view.lookup(dictionary, "Subtype")?;
        let subtype = subtype.as_name().map(|name| name.as_bytes().to_vec());
        let subtype = subtype.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let is_annotation = dictionary.get("Rect").is_some();
        if let Some(media) = subtype.filter(|name| is_annotation && MEDIA.contains(&name.as_str()))
        {
            self.add(Reason::PdfMedia {
                media,
                object: name_of(owner),
            });
        }
        self.attachment(dictionary)?;
        if !in_form_resources {
            self.font(dictionary)?;
        }
        Ok(())
    }

    fn action(&mut self, dictionary: &Dictionary, owner: Option<ObjectId>) -> Result<(), Error> {
        if dictionary.get("JS").is_some() {
            self.add(Reason::PdfScript {
                object: name_of(owner),
            });
        }
        let kind = self.view.lookup(dictionary, "S")?;
        let Some(kind) = kind.as_name() else {
            return Ok(());
        };
        let kind = String::from_utf8_lossy(kind.as_bytes()).into_owned();
        let structure = self.view.lookup(dictionary, "Type")?;
        if structure
            .as_name()
            .is_some_and(|name| *name == "StructElem")
        {
            return Ok(());
        }
        match kind.as_str() {
            "JavaScript" => self.add(Reason::PdfScript {
                object: name_of(owner),
            }),
            "URI" => self.link(dictionary, owner)?,
            _ if REFUSED.contains(&kind.as_str()) => self.add(Reason::PdfAction {
                action: kind,
                object: name_of(owner),
            }),
            _ => {}
        }
        Ok(())
    }

    fn link(&mut self, dictionary: &Dictionary, owner: Option<ObjectId>) -> Result<(), Error> {
        let target = self.view.lookup(dictionary, "URI")?;
        let target = target.as_string().map(|text| text.to_text());
        let target = target.unwrap_or_default();
        let lower = target.trim().to_lowercase();
        if HARMLESS.iter().any(|scheme| lower.starts_with(scheme)) {
            self.links.insert(shown(&target));
        } else {
            self.add(Reason::PdfAction {
                action: "URI".to_owned(),
                object: name_of(owner),
            });
        }
        Ok(())
    }

    /// A stream whose data lies in another file (7.3.8.2), or a form that stands for a page of
    /// another (8.10.4).
    pub(super) fn stream(&mut self, dictionary: &Dictionary, owner: Option<ObjectId>) {
        let reference = dictionary.get("Ref").and_then(Object::as_dictionary);
        let stands_for = dictionary
            .get("Ref")
            .is_some_and(|object| reference.is_some() || object.as_reference().is_some());
        if dictionary.get("F").is_some() || stands_for {
            self.add(Reason::PdfExternal {
                object: name_of(owner),
            });
        }
    }
}
