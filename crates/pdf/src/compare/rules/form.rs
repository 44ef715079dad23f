//! The interactive form as a whole (ISO 32000-2, 12.7.3).

use crate::compare::judge::Judge;
use crate::compare::rules::field;
use crate::compare::same::different_key;
use crate::compare::walk::At;
use crate::compare::{ChangeClass, Reason};
use crate::error::Error;
use crate::object::{Dictionary, Object, ObjectId};

/// Entries of the form that may change.
const RULED: &[&str] = &["Fields", "DR", "DA", "Q", "NeedAppearances", "SigFlags"];

pub(super) fn judge(judge: &mut Judge<'_>, old: &At<'_>, new: &At<'_>) -> Result<(), Error> {
    if old.is_null() && new.is_null() {
        return Ok(());
    }
    let none = Dictionary::new();
    let before = old.dictionary().unwrap_or(&none);
    let Some(after) = new.dictionary() else {
        judge.refuse(new.id.or(old.id), Reason::FormChanged, "");
        return Ok(());
    };
    let mut flaw = different_key(before, after, RULED);
    let flags = |form: &Dictionary| {
        form.get("SigFlags")
            .and_then(Object::as_integer)
            .unwrap_or(0)
    };
    // 12.7.3, table 225: the bits say that signatures exist and that appending is needed; taking
    // one back would invite a reader to rewrite the file.
    if flags(before) & !flags(after) != 0 {
        flaw = flaw.or(Some("SigFlags".into()));
    }
    if !resources(judge, &old.key(b"DR")?, &new.key(b"DR")?)? {
        flaw = flaw.or(Some("DR".into()));
    }
    let (fields, new_fields) = (old.key(b"Fields")?, new.key(b"Fields")?);
    let added = match added(&fields, &new_fields) {
        Some(added) => added,
        None => {
            flaw = flaw.or(Some("Fields".into()));
            Vec::new()
        }
    };
    match flaw {
        Some(key) => judge.refuse(new.id, Reason::FormChanged, key),
        None => {
            judge.approve(old);
            judge.approve(&fields);
        }
    }
    for key in ["DA", "Q", "NeedAppearances", "SigFlags"] {
        if judge.differs(&old.key(key.as_bytes())?, &new.key(key.as_bytes())?) {
            judge.note(new.id, ChangeClass::LtvData, Reason::FormUpdated, key);
        }
    }
    field::judge(judge, &added)
}

/// Default resources: fonts may only be added, since the fields shown now may use those there are;
/// other resources serve appearances still to be made.
fn resources(judge: &mut Judge<'_>, old: &At<'_>, new: &At<'_>) -> Result<bool, Error> {
    let mut differs = judge.differs(old, new);
    judge.approve(old);
    for (key, before) in old.entries()? {
        let after = new.key(&key)?;
        differs |= judge.differs(&before, &after);
        if key == b"Font" && !only_gains(judge, &before, &after)? {
            return Ok(false);
        }
        judge.approve(&before);
    }
    if differs {
        let class = ChangeClass::FormFillingAndSigning;
        judge.note(new.id, class, Reason::FormUpdated, "DR");
    }
    Ok(true)
}

/// Whether a dictionary kept all it had.
fn only_gains(judge: &Judge<'_>, old: &At<'_>, new: &At<'_>) -> Result<bool, Error> {
    for (key, value) in old.entries()? {
        if judge.differs(&value, &new.key(&key)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The references that an array gained; none if it lost or moved some, or gained something else.
fn added(old: &At<'_>, new: &At<'_>) -> Option<Vec<ObjectId>> {
    let references = |array: &At<'_>| match &array.object {
        Object::Null => Some(Vec::new()),
        Object::Array(items) => items
            .iter()
            .map(Object::as_reference)
            .collect::<Option<Vec<_>>>(),
        _ => None,
    };
    let (old, new) = (references(old)?, references(new)?);
    let mut kept = old.iter().peekable();
    let mut added = Vec::new();
    for id in new {
        if kept.next_if(|next| **next == id).is_none() {
            added.push(id);
        }
    }
    kept.next().is_none().then_some(added)
}
