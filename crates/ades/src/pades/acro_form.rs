//! The interactive form and the page learn of a new signature field
//! (ISO 32000-2, 12.7.3; 12.5.2).
//!
//! As little as possible changes: arrays that are objects of their own are replaced themselves,
//! never moved into their owner, so that a comparison of revisions sees only the added entry.

use pdf::{Dictionary, Object, ObjectId, Update};

use crate::Error;

/// `SigFlags`: signatures exist, and the file may only be appended to (ISO 32000-2, table 225).
const SIGNATURES_EXIST_APPEND_ONLY: i64 = 3;

/// Sets the signature flags, and adds `field` to the form's fields if it is new.
pub(super) fn register_field(update: &mut Update, field: Option<ObjectId>) -> Result<(), Error> {
    let (catalog_id, mut catalog) = catalog(update)?;
    let place = catalog.get("AcroForm").cloned().unwrap_or_default();
    let mut form = dictionary(&update.resolve(&place)?)?;
    let before = form.clone();

    if let Some(field) = field {
        append(update, &mut form, "Fields", field)?;
    } else if form.get("Fields").is_none() {
        form.set("Fields", Vec::new());
    }
    let flags = update.lookup(&form, "SigFlags")?.as_integer().unwrap_or(0);
    if flags & SIGNATURES_EXIST_APPEND_ONLY != SIGNATURES_EXIST_APPEND_ONLY {
        form.set("SigFlags", flags | SIGNATURES_EXIST_APPEND_ONLY);
    }
    if form == before {
        return Ok(());
    }
    match place.as_reference() {
        Some(id) => update.set(id, form),
        None => {
            catalog.set("AcroForm", form);
            update.set(catalog_id, catalog);
        }
    }
    Ok(())
}

/// Adds `widget` to the annotations of the page.
pub(super) fn add_annotation(
    update: &mut Update,
    page: ObjectId,
    widget: ObjectId,
) -> Result<(), Error> {
    let mut dictionary = dictionary(&update.get(page)?)?;
    let before = dictionary.clone();
    append(update, &mut dictionary, "Annots", widget)?;
    if dictionary != before {
        update.set(page, dictionary);
    }
    Ok(())
}

/// Points the catalog's permissions to a certification signature (ISO 32000-2, 12.8.6).
pub(super) fn set_certification(update: &mut Update, signature: ObjectId) -> Result<(), Error> {
    let (catalog_id, mut catalog) = catalog(update)?;
    let place = catalog.get("Perms").cloned().unwrap_or_default();
    let mut permissions = dictionary(&update.resolve(&place)?)?;
    permissions.set("DocMDP", signature);
    match place.as_reference() {
        Some(id) => update.set(id, permissions),
        None => {
            catalog.set("Perms", permissions);
            update.set(catalog_id, catalog);
        }
    }
    Ok(())
}

/// The catalog with the changes that are pending.
pub(super) fn catalog(update: &Update) -> Result<(ObjectId, Dictionary), Error> {
    let id = update
        .document()
        .latest()
        .catalog_id()
        .ok_or(Error::NotADictionary { what: "catalog" })?;
    let catalog = dictionary(&update.get(id)?)?;
    Ok((id, catalog))
}

/// Appends a reference to the array at `key`, wherever that array lives.
pub(super) fn append(
    update: &mut Update,
    owner: &mut Dictionary,
    key: &'static str,
    id: ObjectId,
) -> Result<(), Error> {
    let place = owner.get(key).cloned().unwrap_or_default();
    let mut items = match update.resolve(&place)? {
        Object::Null => Vec::new(),
        Object::Array(items) => items,
        _ => return Err(Error::NotAnArray { what: key }),
    };
    items.push(id.into());
    match place.as_reference() {
        Some(array) => update.set(array, items),
        None => owner.set(key, items),
    }
    Ok(())
}

/// A dictionary, or an empty one where there is none yet.
fn dictionary(object: &Object) -> Result<Dictionary, Error> {
    match object {
        Object::Null => Ok(Dictionary::new()),
        Object::Dictionary(dictionary) => Ok(dictionary.clone()),
        _ => Err(Error::NotADictionary {
            what: "form, page or catalog",
        }),
    }
}
