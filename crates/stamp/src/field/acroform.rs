//! The document's form and a page's annotations, changed in place (ISO 32000-2, 12.7.3).
//!
//! Both may be written directly or behind references, and each is kept as it was found: what is
//! indirect stays indirect, so that a revision changes no more objects than it must.

use pdf::{Dictionary, Object, ObjectId, Update};

use crate::Error;
use crate::conformance::Conformance;

/// The most fields of a form that are looked at.
const MOST_FIELDS: usize = 10_000;

/// A field without a parent, by its name.
pub(super) fn find(update: &Update, name: &str) -> Result<Option<(ObjectId, Dictionary)>, Error> {
    let form = update.lookup(&catalog(update)?, "AcroForm")?;
    let Some(form) = form.as_dictionary() else {
        return Ok(None);
    };
    let fields = update.lookup(form, "Fields")?;
    for field in fields
        .as_array()
        .unwrap_or_default()
        .iter()
        .take(MOST_FIELDS)
    {
        let Some(id) = field.as_reference() else {
            continue;
        };
        let Object::Dictionary(dictionary) = update.get(id)? else {
            continue;
        };
        let title = update.lookup(&dictionary, "T")?;
        if title
            .as_string()
            .is_some_and(|title| title.to_text() == name)
        {
            return Ok(Some((id, dictionary)));
        }
    }
    Ok(None)
}

/// A font of the form's default resources.
pub(super) fn font(update: &Update, name: &str) -> Result<Option<ObjectId>, Error> {
    let mut at = update.lookup(&catalog(update)?, "AcroForm")?;
    for key in ["DR", "Font"] {
        let Some(dictionary) = at.as_dictionary() else {
            return Ok(None);
        };
        at = update.lookup(dictionary, key)?;
    }
    let fonts = at.as_dictionary();
    Ok(fonts.and_then(|fonts| fonts.get(name)?.as_reference()))
}

/// Adds a field and its font to the form, which is made if there is none.
pub(super) fn add_field(
    update: &mut Update,
    field: ObjectId,
    font_name: &str,
    font: ObjectId,
    conformance: &Conformance,
) -> Result<(), Error> {
    let mut form = match update.lookup(&catalog(update)?, "AcroForm")? {
        Object::Dictionary(form) => form,
        _ => Dictionary::new(),
    };
    append(update, &mut form, "Fields", field)?;
    let mut resources = match update.lookup(&form, "DR")? {
        Object::Dictionary(resources) => resources,
        _ => Dictionary::new(),
    };
    let mut fonts = match update.lookup(&resources, "Font")? {
        Object::Dictionary(fonts) => fonts,
        _ => Dictionary::new(),
    };
    fonts.set(font_name, font);
    resources.set("Font", fonts);
    form.set("DR", resources);
    if conformance.part().is_some() {
        // PDF/A-1, 6.9 and PDF/A-2, 6.4.1: readers must not draw fields anew.
        form.remove("NeedAppearances");
    }
    put_form(update, form)
}

/// Adds an annotation to a page.
pub(super) fn add_annotation(
    update: &mut Update,
    page: ObjectId,
    annotation: ObjectId,
) -> Result<(), Error> {
    let Object::Dictionary(mut dictionary) = update.get(page)? else {
        return Ok(());
    };
    append(update, &mut dictionary, "Annots", annotation)?;
    update.set(page, dictionary);
    Ok(())
}

/// Appends to an array of `owner`, which may be indirect, direct or missing.
fn append(
    update: &mut Update,
    owner: &mut Dictionary,
    key: &str,
    item: ObjectId,
) -> Result<(), Error> {
    let mut items = match update.lookup(owner, key)? {
        Object::Array(items) => items,
        _ => Vec::new(),
    };
    items.push(item.into());
    match owner.get(key).and_then(Object::as_reference) {
        Some(id) => update.set(id, items),
        None => owner.set(key, items),
    }
    Ok(())
}

fn put_form(update: &mut Update, form: Dictionary) -> Result<(), Error> {
    let mut catalog_dictionary = catalog(update)?;
    let indirect = catalog_dictionary
        .get("AcroForm")
        .and_then(Object::as_reference);
    if let Some(id) = indirect {
        update.set(id, form);
        return Ok(());
    }
    let id = update.add(form);
    catalog_dictionary.set("AcroForm", id);
    let catalog_id = update.document().latest().catalog_id();
    if let Some(catalog_id) = catalog_id {
        update.set(catalog_id, catalog_dictionary);
    }
    Ok(())
}

fn catalog(update: &Update) -> Result<Dictionary, Error> {
    let view = update.document().latest();
    let pending = view.catalog_id().map(|id| update.get(id)).transpose()?;
    match pending {
        Some(Object::Dictionary(catalog)) => Ok(catalog),
        _ => Ok(view.catalog()?),
    }
}
