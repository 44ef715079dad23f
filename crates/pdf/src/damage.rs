//! Which files nothing may be appended to.
//!
//! A repaired file is one reader's guess. Whatever is appended to it rests on that guess, and
//! other readers guess otherwise: of two signatures appended to a file without a usable
//! `startxref`, one was not seen by another reader. So such a file is rewritten whole while that
//! is still possible, that is before its first signature.

use crate::{Document, Error, Object, View, compare, form};

/// Refuses a file that is not fit to be appended to.
pub(crate) fn refuse(document: &Document) -> Result<(), Error> {
    let Some(reason) = found(document) else {
        return Ok(());
    };
    Err(match is_signed(document.latest())? {
        true => Error::DamagedSigned { reason },
        false => Error::DamagedUnsigned { reason },
    })
}

/// What is wrong with the file as such.
fn found(document: &Document) -> Option<String> {
    let facts = document.facts();
    if let Some(repair) = &facts.repaired {
        return Some(repair.reason.clone());
    }
    if let Some(reason) = ambiguity(document) {
        return Some(reason);
    }
    // Readers disagree on whether offsets count from the file's start or from the header (7.5.2).
    (facts.header_offset > 0).then(|| format!("{} bytes before the header", facts.header_offset))
}

/// Where readers may see another document than we do: who signs it would sign both.
fn ambiguity(document: &Document) -> Option<String> {
    let conflict = document
        .revisions()
        .iter()
        .find_map(|revision| revision.conflicts().first());
    if let Some(number) = conflict {
        return Some(format!("object {number} has two places"));
    }
    // What cannot be read shows when it is needed.
    let view = document.latest();
    let pages = view.pages().unwrap_or_default();
    let fields = form::fields(&view).unwrap_or_default();
    let found = compare::ambiguous(view, &pages, &fields, |_| true);
    let id = found.first()?;
    Some(format!("object {id} has a key twice"))
}

/// Whether any object looks like a signature. Looks at the objects and not at the form, since in a
/// damaged file the form may be what is lost; an object that cannot be read is none, unless it is
/// a limit that stands in the way.
pub(crate) fn is_signed(view: View<'_>) -> Result<bool, Error> {
    for id in view.objects() {
        let dictionary = match view.get(id) {
            Ok(Object::Dictionary(dictionary)) => dictionary,
            Err(error) if !error.is_damage() => return Err(error),
            _ => continue,
        };
        if dictionary.get("ByteRange").is_some() && dictionary.get("Contents").is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
