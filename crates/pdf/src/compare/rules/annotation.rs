//! Annotations other than widgets (ISO 32000-2, 12.5.6): comments may come, change and go where
//! the signatures permit it.

use crate::compare::approval::COMMENT;
use crate::compare::judge::Judge;
use crate::compare::walk::At;
use crate::compare::{ChangeClass, Permission, Reason};
use crate::error::Error;
use crate::object::{Dictionary, Name, Object, ObjectId};
use crate::rect::Rect;
use crate::view::View;

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

/// Comments that readers draw themselves so that the text below them can be read, as long as they
/// bring no appearance of their own.
const MARKS: &[&[u8]] = &[
    b"Text",
    b"Highlight",
    b"Underline",
    b"Squiggly",
    b"StrikeOut",
    b"Caret",
    b"Popup",
];

/// The sides of what can hide a letter or two but no sentence, in points.
const ICON: f64 = 32.0;

/// A comment that a page lists newly.
pub(super) fn added(judge: &mut Judge<'_>, id: ObjectId, page: ObjectId) -> Result<(), Error> {
    let annotation = At::object(judge.new.view, id)?;
    if judge.is_new(id) && annotation.dictionary().is_some_and(is_harmless) {
        shown(judge, id, &annotation, Reason::AnnotationAdded)?;
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
    // What was taken away may have hidden what is shown now.
    let permitted = judge.old.restrictions.permission == Some(Permission::Annotations);
    if annotation.dictionary().is_none_or(is_harmless) {
        let class = if permitted {
            ChangeClass::Annotations
        } else {
            ChangeClass::NotPermitted
        };
        let area = area(judge.old.view, &annotation)?;
        judge.note_at(Some(id), area, class, Reason::AnnotationRemoved, "");
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
            shown(judge, id, &after, Reason::AnnotationChanged)?;
        } else {
            judge.refuse(Some(id), Reason::AnnotationNotPermitted, subtype(new));
        }
    }
    Ok(())
}

/// Notes a comment with its place, and whether it can paint over the page.
fn shown(
    judge: &mut Judge<'_>,
    id: ObjectId,
    annotation: &At<'_>,
    reason: Reason,
) -> Result<(), Error> {
    let area = area(judge.new.view, annotation)?;
    let kind = annotation.dictionary().map(subtype).unwrap_or_default();
    let class = ChangeClass::Annotations;
    judge.note_at(Some(id), area, class, reason, kind.as_str());
    let is_mark = MARKS.contains(&kind.as_bytes()) && annotation.key(b"AP")?.is_null();
    let is_icon = area.is_none_or(|area| area.width() <= ICON && area.height() <= ICON);
    if !is_mark && !is_icon {
        judge.note_at(Some(id), area, class, Reason::AnnotationCovers, kind);
    }
    Ok(())
}

fn area(view: View<'_>, annotation: &At<'_>) -> Result<Option<Rect>, Error> {
    match annotation.dictionary() {
        Some(dictionary) => view.rect(dictionary, "Rect"),
        None => Ok(None),
    }
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
