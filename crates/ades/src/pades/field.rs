//! The signature field and its widget (ISO 32000-2, 12.7.5.5 and 12.5.6.19).
//!
//! A new field and its only widget are one dictionary. An invisible signature has a widget of no
//! size with an empty appearance, which PDF/A wants of every field.

use pdf::form::Field;
use pdf::{Dictionary, Object, ObjectId, PdfString, Rect, Stream, Update};

use super::acro_form;
use super::signature_dictionary::lock_dictionary;
use super::{FieldLock, FieldTarget, SigningRequest};
use crate::Error;

/// Annotation flags Print and Locked (ISO 32000-2, table 167): PDF/A demands the one; with the
/// other, viewers do not move a signature around.
const PRINT_AND_LOCKED: i64 = 4 | 128;

/// The field that will hold the signature.
pub(super) struct Target {
    pub(super) name: String,
    /// What to lock: as asked, or as an existing field demands.
    pub(super) lock: Option<FieldLock>,
    place: Place,
}

enum Place {
    New { page: ObjectId, rect: Rect },
    Existing(Box<Field>),
}

impl Target {
    /// Finds the field, or the place for a new one, among the existing `fields`.
    pub(super) fn find(
        update: &Update,
        fields: &[Field],
        request: &SigningRequest,
    ) -> Result<Self, Error> {
        match &request.field {
            FieldTarget::New { name, page, rect } => {
                update.check_may_create_fields()?;
                let view = update.document().latest();
                let pages = view.pages()?;
                let found = pages.get(*page).ok_or(Error::PageMissing {
                    page: *page,
                    count: pages.len(),
                })?;
                Ok(Self {
                    name: new_name(update, fields, name.as_deref())?,
                    lock: request.lock.clone(),
                    place: Place::New {
                        page: found.id,
                        rect: rect.unwrap_or_default(),
                    },
                })
            }
            FieldTarget::Existing(name) => {
                let field = fields
                    .iter()
                    .find(|field| field.name == *name)
                    .ok_or_else(|| Error::FieldMissing { name: name.clone() })?;
                Self::existing(update, field, request)
            }
        }
    }

    /// Whether the field is new and can be seen.
    pub(super) fn is_new_and_visible(&self) -> bool {
        matches!(&self.place, Place::New { rect, .. } if rect.width() > 0.0 && rect.height() > 0.0)
    }

    /// The dictionary of an existing field.
    pub(super) fn existing_dictionary(&self) -> Option<&Dictionary> {
        match &self.place {
            Place::New { .. } => None,
            Place::Existing(field) => Some(&field.dictionary),
        }
    }

    /// Writes field and widget, and makes form and page know them.
    pub(super) fn write(
        &self,
        update: &mut Update,
        request: &SigningRequest,
        signature: ObjectId,
    ) -> Result<(), Error> {
        match &self.place {
            Place::New { page, rect } => {
                let appearance = match request.appearance {
                    Some(appearance) => appearance,
                    None => empty_appearance(update, rect),
                };
                let field = update.add(self.new_field(*page, rect, appearance, signature));
                acro_form::add_annotation(update, *page, field)?;
                acro_form::register_field(update, Some(field))
            }
            Place::Existing(field) => {
                self.fill_existing(update, field, request, signature)?;
                acro_form::register_field(update, None)
            }
        }
    }

    fn existing(update: &Update, field: &Field, request: &SigningRequest) -> Result<Self, Error> {
        let name = field.name.clone();
        if !field.is_signature() {
            return Err(Error::FieldNotSignature { name });
        }
        if field.value != Object::Null || field.value_id.is_some() {
            return Err(Error::FieldSigned { name });
        }
        let demanded = match &field.lock {
            Some(lock) => Some(FieldLock::read(&update.document().latest(), lock)?),
            None => None,
        };
        let lock = match (demanded, request.lock.clone()) {
            (Some(demanded), Some(asked)) if demanded != asked => {
                return Err(Error::LockDiffers { name });
            }
            (Some(lock), _) | (None, Some(lock)) => Some(lock),
            (None, None) => None,
        };
        Ok(Self {
            name,
            lock,
            place: Place::Existing(Box::new(field.clone())),
        })
    }

    fn new_field(
        &self,
        page: ObjectId,
        rect: &Rect,
        appearance: ObjectId,
        signature: ObjectId,
    ) -> Dictionary {
        let field = widget(&self.name, page, rect, Some(appearance), signature);
        match &self.lock {
            Some(lock) => field.with("Lock", lock_dictionary(lock)),
            None => field,
        }
    }

    fn fill_existing(
        &self,
        update: &mut Update,
        field: &Field,
        request: &SigningRequest,
        signature: ObjectId,
    ) -> Result<(), Error> {
        let widget = field.widgets.first();
        let appearance = match (request.appearance, widget) {
            (Some(appearance), Some(widget)) => Some((widget.id, appearance)),
            (None, Some(widget)) if !has_appearance(update, widget.id)? => {
                Some((widget.id, empty_appearance(update, &widget.rect)))
            }
            (Some(_), None) => {
                return Err(Error::FieldWithoutWidget {
                    name: self.name.clone(),
                });
            }
            (None, _) => None,
        };
        if let Some((widget, appearance)) = appearance {
            change(update, widget, |dictionary| {
                dictionary.set("AP", Dictionary::new().with("N", appearance));
            })?;
        }
        change(update, field.id, |dictionary| {
            dictionary.set("V", signature);
            if let (Some(lock), None) = (&self.lock, &field.lock) {
                dictionary.set("Lock", lock_dictionary(lock));
            }
        })
    }
}

/// Adds an invisible field on the first page that holds `signature`; its name, which begins with
/// `stem`.
pub(super) fn add_invisible(
    update: &mut Update,
    fields: &[Field],
    stem: &str,
    signature: ObjectId,
) -> Result<String, Error> {
    update.check_may_create_fields()?;
    let pages = update.document().latest().pages()?;
    let page = pages.first().map(|page| page.id);
    let page = page.ok_or(Error::PageMissing { page: 0, count: 0 })?;
    let name = free_name(&taken_names(update, fields)?, stem)?;
    let rect = Rect::default();
    let appearance = needs_appearance(update)?.then(|| empty_appearance(update, &rect));
    let field = update.add(widget(&name, page, &rect, appearance, signature));
    acro_form::add_annotation(update, page, field)?;
    acro_form::register_field(update, Some(field))?;
    Ok(name)
}

/// Whether a field of no size needs an appearance too: in PDF/A-1 all do (ISO 19005-1, 6.9), later
/// parts except it. Where it can be left out it is, since a new appearance is more than validation
/// data in the eyes of some validators, and a certification may forbid all else.
fn needs_appearance(update: &Update) -> Result<bool, Error> {
    let claim = pdf::conformance(&update.document().latest())?;
    Ok(claim.is_some_and(|claim| claim.part == 1))
}

/// A field and its only widget.
fn widget(
    name: &str,
    page: ObjectId,
    rect: &Rect,
    appearance: Option<ObjectId>,
    signature: ObjectId,
) -> Dictionary {
    let widget = Dictionary::new()
        .with("Type", Object::name("Annot"))
        .with("Subtype", Object::name("Widget"))
        .with("FT", Object::name("Sig"))
        .with("T", PdfString::text(name))
        .with("F", PRINT_AND_LOCKED)
        .with("Rect", rect.to_array())
        .with("P", page)
        .with("V", signature);
    match appearance {
        Some(appearance) => widget.with("AP", Dictionary::new().with("N", appearance)),
        None => widget,
    }
}

/// A name that no field has yet, pending ones included.
fn new_name(update: &Update, fields: &[Field], wanted: Option<&str>) -> Result<String, Error> {
    let taken = taken_names(update, fields)?;
    match wanted {
        Some(name) if name.is_empty() || name.contains('.') => Err(Error::FieldName {
            name: name.to_owned(),
        }),
        Some(name) if is_taken(&taken, name) => Err(Error::FieldExists {
            name: name.to_owned(),
        }),
        Some(name) => Ok(name.to_owned()),
        None => free_name(&taken, "Signature"),
    }
}

/// The first free of `stem1`, `stem2`, ….
fn free_name(taken: &[String], stem: &str) -> Result<String, Error> {
    (1..=taken.len() + 1)
        .map(|number| format!("{stem}{number}"))
        .find(|name| !is_taken(taken, name))
        .ok_or(Error::FieldName {
            name: String::new(),
        })
}

/// A partial name equal to an inner node's would merge the fields.
fn is_taken(taken: &[String], name: &str) -> bool {
    taken.iter().any(|found| {
        found == name
            || found
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('.'))
    })
}

/// Names of all fields, pending ones included.
fn taken_names(update: &Update, fields: &[Field]) -> Result<Vec<String>, Error> {
    let mut taken: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
    taken.extend(pending_names(update)?);
    Ok(taken)
}

/// Names of the top-level fields as the pending update has them.
fn pending_names(update: &Update) -> Result<Vec<String>, Error> {
    let (_, catalog) = acro_form::catalog(update)?;
    let form = update.lookup(&catalog, "AcroForm")?;
    let fields = form.as_dictionary().and_then(|form| form.get("Fields"));
    let fields = update.resolve(fields.unwrap_or(&Object::Null))?;
    let mut names = Vec::new();
    for item in fields.as_array().unwrap_or_default() {
        let field = update.resolve(item)?;
        let name = field.as_dictionary().and_then(|field| field.get("T"));
        let name = update.resolve(name.unwrap_or(&Object::Null))?;
        names.extend(name.as_string().map(|name| name.to_text()));
    }
    Ok(names)
}

fn has_appearance(update: &Update, widget: ObjectId) -> Result<bool, Error> {
    let widget = update.get(widget)?;
    Ok(widget
        .as_dictionary()
        .is_some_and(|dictionary| dictionary.get("AP").is_some()))
}

/// A form that paints nothing, as large as its widget.
fn empty_appearance(update: &mut Update, rect: &Rect) -> ObjectId {
    let size = Rect::between(0.0, 0.0, rect.width(), rect.height());
    let dictionary = Dictionary::new()
        .with("Type", Object::name("XObject"))
        .with("Subtype", Object::name("Form"))
        .with("BBox", size.to_array())
        .with("Resources", Dictionary::new());
    update.add(Stream::new(dictionary, Vec::new()))
}

/// Changes a dictionary object, pending changes kept.
fn change(update: &mut Update, id: ObjectId, f: impl FnOnce(&mut Dictionary)) -> Result<(), Error> {
    let Object::Dictionary(mut dictionary) = update.get(id)? else {
        return Err(Error::NotADictionary { what: "field" });
    };
    f(&mut dictionary);
    update.set(id, dictionary);
    Ok(())
}
