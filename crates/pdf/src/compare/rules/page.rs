//! Pages (ISO 32000-2, 7.7.3.3): of a page only the list of annotations may change.

use std::collections::BTreeSet;

use crate::compare::approval::PAGE;
use crate::compare::judge::Judge;
use crate::compare::rules::annotation;
use crate::compare::same::{different_key, same};
use crate::compare::walk::At;
use crate::compare::{ChangeClass, Reason};
use crate::error::Error;
use crate::object::{Object, ObjectId};

pub(super) fn judge(judge: &mut Judge<'_>) -> Result<(), Error> {
    let old = judge.old;
    for page in old.pages.iter() {
        let (before, after) = (
            At::object(judge.old.view, page.id)?,
            At::object(judge.new.view, page.id)?,
        );
        judge.anchor(page.id, PAGE);
        if judge.is_touched(page.id) {
            dictionary(judge, page.id, &before, &after)?;
        }
        let (before, after) = (before.key(b"Annots")?, after.key(b"Annots")?);
        if judge.differs(&before, &after) {
            annotations(judge, page.id, &before, &after)?;
        }
        annotation::changed(judge, &before)?;
    }
    Ok(())
}

fn dictionary(
    judge: &mut Judge<'_>,
    id: ObjectId,
    old: &At<'_>,
    new: &At<'_>,
) -> Result<(), Error> {
    let (Some(before), Some(after)) = (old.dictionary(), new.dictionary()) else {
        judge.refuse(Some(id), Reason::PageChanged, "");
        return Ok(());
    };
    let (resources, copied) = (old.key(b"Resources")?, new.key(b"Resources")?);
    // Some writers copy the resources to a new object, without a change.
    let is_copy = copied.id.is_some_and(|id| judge.is_new(id))
        && same(&resources.object, &copied.object)
        && resources.dictionary().is_some();
    let except: &[&str] = if is_copy {
        &["Annots", "Resources"]
    } else {
        &["Annots"]
    };
    match different_key(before, after, except) {
        Some(key) => judge.refuse(Some(id), Reason::PageChanged, key),
        None => judge.approve_anchor(id),
    }
    Ok(())
}

/// The list of a page's annotations: what it gained and lost, the rest being in the old order,
/// which is the order of painting.
fn annotations(
    judge: &mut Judge<'_>,
    page: ObjectId,
    old: &At<'_>,
    new: &At<'_>,
) -> Result<(), Error> {
    let items = |array: &At<'_>| match &array.object {
        Object::Null => Some(Vec::new()),
        Object::Array(items) => Some(items.clone()),
        _ => None,
    };
    let (Some(before), Some(after)) = (items(old), items(new)) else {
        judge.refuse(Some(page), Reason::PageChanged, "Annots");
        return Ok(());
    };
    let references = |items: &[Object]| -> BTreeSet<ObjectId> {
        items.iter().filter_map(Object::as_reference).collect()
    };
    let (known, left) = (references(&before), references(&after));
    let mut kept = before
        .iter()
        .filter(|item| item.as_reference().is_none_or(|id| left.contains(&id)))
        .peekable();
    let mut fine = true;
    for item in &after {
        if kept.next_if(|next| same(next, item)).is_some() {
            continue;
        }
        match item.as_reference().filter(|id| !known.contains(id)) {
            Some(id) if judge.new_widgets.contains(&id) => {
                judge.note(Some(id), ChangeClass::LtvData, Reason::WidgetPlaced, "");
            }
            Some(id) => annotation::added(judge, id, page)?,
            None => fine = false,
        }
    }
    fine &= kept.next().is_none();
    for id in known.difference(&left) {
        annotation::removed(judge, *id)?;
    }
    if fine {
        judge.approve(old);
    } else {
        judge.refuse(Some(page), Reason::PageChanged, "Annots");
    }
    Ok(())
}
