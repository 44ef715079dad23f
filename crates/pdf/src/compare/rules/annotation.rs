//! Annotations other than widgets (ISO 32000-2, 12.5.6): comments may come, change and go where
//! the signatures permit it.

use crate::compare::approval::COMMENT;
use crate::compare::judge::Judge;
use crate::compare::walk::At;
use crate::compare::{ChangeClass, Reason};
use crate::error::Error;
use crate::object::{Dictionary, Name, Object, ObjectId};

/// Comments that only show something. Not among them: links and screens, which act; redactions,
/// which remove; files, sounds, films and 3D models, which bring other content.
const COMMENTS: &[&[u8]] = &[
    b"Text",
    b"FreeText",
    b"Line",
    b"Square",
    b"Circle",
    b"Polygon",
    b"PolyLine",
    b"Highlight",
    b"Underline",
    b"Squiggly",
    b"StrikeOut",
    b"Caret",
    b"Stamp",
    b"Ink",
    b"Popup",
];

/// A comment that a page lists newly.
pub(super) fn added(judge: &mut Judge<'_>, id: ObjectId, page: ObjectId) -> Result<(), Error> {
    let annotation = At::object(judge.new.view, id)?;
    if judge.is_new(id) && annotation.dictionary().is_some_and(is_harmless) {
        judge.note(
            Some(id),
            ChangeClass::Annotations,
            Reason::AnnotationAdded,
            "",
        );
    } else {
        let subtype = annotation.dictionary().map(subtype).unwrap_or_default();
        judge.refuse(Some(id), Reason::AnnotationNotPermitted, subtype);
        judge.refuse(Some(page), Reason::PageChanged, "Annots");
    }
    Ok(())
}

/// A comment that a page no longer lists.
pub(super) fn removed(judge: &mut Judge<'_>, id: ObjectId) -> Result<(), Error> {
    let annotation = At::object(judge.old.view, id)?;
    if annotation.dictionary().is_none_or(is_harmless) {
        judge.note(
            Some(id),
            ChangeClass::Annotations,
            Reason::AnnotationRemoved,
            "",
        );
    } else {
        let subtype = annotation.dictionary().map(subtype).unwrap_or_default();
        judge.refuse(Some(id), Reason::AnnotationNotPermitted, subtype);
    }
    Ok(())
}

/// The comments of a page's old list that are other ones now.
pub(super) fn changed(judge: &mut Judge<'_>, list: &At<'_>) -> Result<(), Error> {
    let ids = list
        .object
        .as_array()
        .unwrap_or_default()
        .iter()
        .filter_map(Object::as_reference);
    for id in ids.filter(|id| judge.is_touched(*id)).collect::<Vec<_>>() {
        let (before, after) = (
            At::object(judge.old.view, id)?,
            At::object(judge.new.view, id)?,
        );
        let (Some(old), Some(new)) = (before.dictionary(), after.dictionary()) else {
            continue;
        };
        // Widgets are fields' business.
        if subtype(old) == "Widget" && subtype(new) == "Widget" {
            continue;
        }
        if is_harmless(old) && is_harmless(new) && subtype(old) == subtype(new) {
            judge.anchor(id, COMMENT);
            judge.approve_anchor(id);
            judge.note(
                Some(id),
                ChangeClass::Annotations,
                Reason::AnnotationChanged,
                "",
            );
        } else {
            judge.refuse(Some(id), Reason::AnnotationNotPermitted, subtype(new));
        }
    }
    Ok(())
}

fn is_harmless(annotation: &Dictionary) -> bool {
    let subtype = annotation
        .get("Subtype")
        .and_then(Object::as_name)
        .map(Name::as_bytes);
    let acts = annotation.get("A").is_some() || annotation.get("AA").is_some();
    subtype.is_some_and(|subtype| COMMENTS.contains(&subtype)) && !acts
}

fn subtype(annotation: &Dictionary) -> String {
    let subtype = annotation
        .get("Subtype")
        .and_then(Object::as_name)
        .map(Name::as_bytes);
    String::from_utf8_lossy(subtype.unwrap_or_default()).into_owned()
}
