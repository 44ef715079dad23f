//! Fields and their widgets (ISO 32000-2, 12.7.4 and 12.5.6.19).

use std::collections::BTreeSet;
use std::mem::discriminant;

use crate::compare::approval::FIELD;
use crate::compare::judge::Judge;
use crate::compare::lock::is_signed;
use crate::compare::rules::validation_data::is_timestamp;
use crate::compare::same::{different_key, same};
use crate::compare::walk::At;
use crate::compare::{ChangeClass, Reason};
use crate::error::Error;
use crate::form::Field;
use crate::map::Set;
use crate::object::{Object, ObjectId};

/// What may change in a field that is being filled in, and in its widgets.
const FILLING: &[&str] = &["V", "AP", "AS", "F", "DA", "Q", "Ff", "Type"];

/// The same for an empty signature field, which may also be told what signing it will lock.
const SIGNING: &[&str] = &["V", "AP", "AS", "F", "DA", "Q", "Ff", "Type", "Lock"];

/// What may change in a signed field.
const SIGNED: &[&str] = &["Ff", "Type"];

/// Judges all fields of the older revision, and the new ones; `added` are the references that the
/// form's `/Fields` gained.
pub(super) fn judge(judge: &mut Judge<'_>, added: &[ObjectId]) -> Result<(), Error> {
    let (old, new) = (judge.old, judge.new);
    for field in &old.fields {
        match new
            .field(field.id)
            .filter(|kept| kept.name == field.name && kept.kind == field.kind)
        {
            Some(kept) => changed(judge, field, kept)?,
            None => judge.refuse(Some(field.id), Reason::FieldRemoved, field.name.as_str()),
        }
    }
    let listed: Set<ObjectId> = added.iter().copied().collect();
    for field in new
        .fields
        .iter()
        .filter(|field| old.field(field.id).is_none())
    {
        new_field(judge, field, &listed)?;
    }
    let is_fresh = |id| new.field(id).is_some() && old.field(id).is_none();
    for id in added.iter().filter(|id| !is_fresh(**id)) {
        judge.refuse(Some(*id), Reason::FieldAdded, "");
    }
    Ok(())
}

/// A field that was there before.
fn changed(judge: &mut Judge<'_>, old: &Field, new: &Field) -> Result<(), Error> {
    let widgets =
        |field: &Field| -> Vec<ObjectId> { field.widgets.iter().map(|widget| widget.id).collect() };
    let nodes: BTreeSet<ObjectId> = widgets(old).into_iter().chain([old.id]).collect();
    if widgets(old) != widgets(new) {
        judge.refuse(
            Some(new.id),
            Reason::FieldChanged,
            format!("{}: Kids", new.name),
        );
        return Ok(());
    }
    let (mut differs, mut shown) = (false, false);
    for id in nodes {
        let (touched, redrawn) = changed_node(judge, old, id)?;
        differs |= touched;
        shown |= redrawn;
    }
    differs |= shown;
    if !old.is_signature() {
        let (before, after) = (
            At::object(judge.old.view, old.id)?.key(b"V")?,
            At::object(judge.new.view, old.id)?.key(b"V")?,
        );
        differs |= judge.differs(&before, &after);
        judge.approve(&before);
    }
    if differs {
        classify(judge, old, new);
        compare_shown(judge, old, new, shown);
    }
    Ok(())
}

/// A text that is shown and a text that is stored must change together: who changes one of them
/// shows people another thing than programs read.
fn compare_shown(judge: &mut Judge<'_>, old: &Field, new: &Field, shown: bool) {
    let is_text = new
        .kind
        .as_ref()
        .is_some_and(|kind| kind == "Tx" || kind == "Ch");
    let visible = new.widgets.iter().any(|widget| !widget.rect.is_empty());
    let filled = !same(&old.value, &new.value);
    if !is_text || !visible || filled == shown {
        return;
    }
    let reason = if shown {
        Reason::AppearanceOnly
    } else {
        Reason::ValueOnly
    };
    let class = ChangeClass::FormFillingAndSigning;
    let area = new.widgets.first().map(|widget| widget.rect);
    judge.note_at(Some(new.id), area, class, reason, new.name.as_str());
}

/// Whether a field's own object, or one of its widgets, changed, and whether what it shows did.
fn changed_node(judge: &mut Judge<'_>, field: &Field, id: ObjectId) -> Result<(bool, bool), Error> {
    let (old, new) = (
        At::object(judge.old.view, id)?,
        At::object(judge.new.view, id)?,
    );
    judge.anchor(id, FIELD);
    let touched = judge.is_touched(id);
    if touched {
        node(judge, field, &old, &new);
    }
    if is_signed(field) {
        return Ok((touched, false));
    }
    let shown = appearance(judge, &old.key(b"AP")?, &new.key(b"AP")?, 0)?;
    if shown.is_none() {
        judge.refuse(
            Some(id),
            Reason::FieldChanged,
            format!("{}: AP", field.name),
        );
    }
    Ok((touched, shown.unwrap_or(true)))
}

/// The dictionary of a field or of a widget.
fn node(judge: &mut Judge<'_>, field: &Field, old: &At<'_>, new: &At<'_>) {
    let (allowed, reason) = if is_signed(field) {
        (SIGNED, Reason::SignedFieldChanged)
    } else if field.is_signature() && field.lock.is_none() {
        (SIGNING, Reason::FieldChanged)
    } else {
        (FILLING, Reason::FieldChanged)
    };
    let (Some(before), Some(after)) = (old.dictionary(), new.dictionary()) else {
        judge.refuse(new.id, reason, field.name.as_str());
        return;
    };
    let kind = after.get("Type").and_then(Object::as_name);
    let flaw = different_key(before, after, allowed).or_else(|| {
        kind.is_some_and(|kind| kind != "Annot")
            .then(|| "Type".to_owned())
    });
    match (flaw, new.id) {
        (None, Some(id)) => judge.approve_anchor(id),
        (flaw, id) => {
            let key = flaw.unwrap_or_default();
            judge.refuse(id, reason, format!("{}: {key}", field.name));
        }
    }
}

/// The appearance of a widget: whether it changed; none if it may not have changed like that.
///
/// It is a dictionary of streams (`depth` 1) or of dictionaries of streams by state (2). New
/// appearances are new streams, or the old ones in other states; an existing stream shown
/// elsewhere must not be put in their place, and none may be taken away.
fn appearance(
    judge: &mut Judge<'_>,
    old: &At<'_>,
    new: &At<'_>,
    depth: usize,
) -> Result<Option<bool>, Error> {
    let mut differs = judge.differs(old, new);
    // A stream stays a stream, a choice of states a choice.
    if differs && !old.is_null() && discriminant(&old.object) != discriminant(&new.object) {
        return Ok(None);
    }
    let fine = match &new.object {
        Object::Stream(_) if depth > 0 => {
            new.id == old.id || new.id.is_some_and(|id| judge.is_new(id))
        }
        Object::Dictionary(_) if depth < 2 => match states(judge, old, new, depth)? {
            Some(changes) => {
                differs |= changes;
                true
            }
            None => false,
        },
        // Whatever it is, it was so before.
        _ => !differs,
    };
    if fine {
        judge.approve(old);
    }
    Ok(fine.then_some(differs))
}

/// The values of an appearance dictionary, as [`appearance`].
fn states(
    judge: &mut Judge<'_>,
    old: &At<'_>,
    new: &At<'_>,
    depth: usize,
) -> Result<Option<bool>, Error> {
    for (key, value) in old.entries()? {
        if !value.is_null() && new.key(&key)?.is_null() {
            return Ok(None);
        }
    }
    let mut differs = false;
    for (key, value) in new.entries()? {
        let before = old.key(&key)?;
        if depth == 0 && !matches!(key.as_slice(), b"N" | b"R" | b"D") {
            if judge.differs(&before, &value) {
                return Ok(None);
            }
            continue;
        }
        match appearance(judge, &before, &value, depth + 1)? {
            Some(changes) => differs |= changes,
            None => return Ok(None),
        }
    }
    Ok(Some(differs))
}

/// How far the change of an existing field goes.
fn classify(judge: &mut Judge<'_>, old: &Field, new: &Field) {
    let name = new.name.as_str();
    let filled = ChangeClass::FormFillingAndSigning;
    if is_signed(old) {
        judge.note(
            Some(new.id),
            ChangeClass::LtvData,
            Reason::FormUpdated,
            name,
        );
        return;
    }
    let signing = is_signed(new);
    let invisible = new.widgets.iter().all(|widget| widget.rect.is_empty());
    let timestamp = signing && new.value.as_dictionary().is_some_and(is_timestamp);
    if signing && !new.value_id.is_some_and(|id| judge.is_new(id)) {
        // The value must be a signature made now, not something else that was there before.
        judge.refuse(Some(new.id), Reason::FieldChanged, format!("{name}: V"));
    } else if timestamp && invisible {
        judge.note(
            Some(new.id),
            ChangeClass::LtvData,
            Reason::TimestampAdded,
            name,
        );
    } else if judge
        .old
        .restrictions
        .locks
        .iter()
        .any(|lock| lock.covers(name))
    {
        judge.refuse(Some(new.id), Reason::FieldLocked, name);
    } else {
        let reason = if signing {
            Reason::SignatureAdded
        } else {
            Reason::FieldFilled
        };
        judge.note(Some(new.id), filled, reason, name);
    }
}

/// A field that was not there before.
fn new_field(judge: &mut Judge<'_>, field: &Field, listed: &Set<ObjectId>) -> Result<(), Error> {
    let name = field.name.as_str();
    if let Some(flaw) = flaw_of_new(judge, field, listed)? {
        judge.refuse(
            Some(field.id),
            Reason::FieldAdded,
            format!("{name}: {flaw}"),
        );
        return Ok(());
    }
    let invisible = field.widgets.iter().all(|widget| widget.rect.is_empty());
    if !invisible && judge.old.restrictions.certifications > 0 {
        judge.refuse(Some(field.id), Reason::FieldAddedAfterCertification, name);
        return Ok(());
    }
    judge
        .new_widgets
        .extend(field.widgets.iter().map(|widget| widget.id));
    let timestamp = field.value.as_dictionary().is_some_and(is_timestamp);
    let class = if invisible && (timestamp || !is_signed(field)) {
        ChangeClass::LtvData
    } else {
        ChangeClass::FormFillingAndSigning
    };
    let reason = match (is_signed(field), timestamp) {
        (true, true) => Reason::TimestampAdded,
        (true, false) => Reason::SignatureAdded,
        (false, _) => Reason::SignatureFieldAdded,
    };
    let area = field.widgets.first().map(|widget| widget.rect);
    judge.note_at(Some(field.id), area, class, reason, name);
    Ok(())
}

/// Why a new field is not one that signing may add.
fn flaw_of_new(
    judge: &Judge<'_>,
    field: &Field,
    listed: &Set<ObjectId>,
) -> Result<Option<&'static str>, Error> {
    let own_type = field.dictionary.get("FT").and_then(Object::as_name);
    if own_type.is_none_or(|kind| kind != "Sig") {
        return Ok(Some("FT"));
    }
    if !listed.contains(&field.id) || field.dictionary.get("Parent").is_some() {
        return Ok(Some("Parent"));
    }
    if judge.new.names.get(&field.name) != Some(&1) || field.name.contains('.') {
        return Ok(Some("T"));
    }
    if is_signed(field) && !field.value_id.is_some_and(|id| judge.is_new(id)) {
        return Ok(Some("V"));
    }
    let nodes = field
        .widgets
        .iter()
        .map(|widget| widget.id)
        .chain([field.id]);
    for id in nodes {
        let node = At::object(judge.new.view, id)?;
        let keys = |key| {
            node.dictionary()
                .is_some_and(|node| node.get(key).is_some())
        };
        if !judge.is_new(id) {
            return Ok(Some("not a new object"));
        }
        // 12.6.3: a widget can run scripts when it is shown or touched.
        if keys("A") || keys("AA") {
            return Ok(Some("AA"));
        }
    }
    Ok(None)
}
