//! Trailer (ISO 32000-2, 7.5.5) and catalog (7.7.2).

use crate::compare::approval::CATALOG;
use crate::compare::judge::Judge;
use crate::compare::rules::{approve_tree, form, metadata, validation_data};
use crate::compare::same::{different_key, has_duplicates, same};
use crate::compare::walk::At;
use crate::compare::{ChangeClass, Reason};
use crate::error::Error;
use crate::object::{Dictionary, Object};

/// Entries of the catalog with rules of their own; all others must stay as they are.
const RULED: &[&str] = &[
    "AcroForm",
    "DSS",
    "Metadata",
    "Version",
    "Extensions",
    "MarkInfo",
];

pub(super) fn judge(judge: &mut Judge<'_>) -> Result<(), Error> {
    let (old, new) = (At::trailer(judge.old.view), At::trailer(judge.new.view));
    trailer(judge, &old, &new)?;
    let (old, new) = (old.key(b"Root")?, new.key(b"Root")?);
    let (Some(before), Some(after)) = (old.dictionary(), new.dictionary()) else {
        judge.refuse(new.id, Reason::CatalogChanged, "");
        return Ok(());
    };
    if let Some(id) = old.id {
        judge.anchor(id, CATALOG);
    }
    match (different_key(before, after, RULED), old.id) {
        (Some(key), _) => judge.refuse(new.id, Reason::CatalogChanged, key),
        (None, Some(id)) => judge.approve_anchor(id),
        // 7.5.5: the catalog is an indirect object.
        (None, None) => judge.refuse(None, Reason::CatalogChanged, "Root"),
    }
    for key in ["Version", "Extensions", "MarkInfo"] {
        let (old, new) = (old.key(key.as_bytes())?, new.key(key.as_bytes())?);
        if approve_tree(judge, &old, 2)? || judge.differs(&old, &new) {
            judge.note(new.id, ChangeClass::LtvData, Reason::VersionUpdated, key);
        }
    }
    metadata::judge(judge, &old.key(b"Metadata")?, &new.key(b"Metadata")?)?;
    validation_data::judge(judge, &old.key(b"DSS")?, &new.key(b"DSS")?)?;
    form::judge(judge, &old.key(b"AcroForm")?, &new.key(b"AcroForm")?)
}

fn trailer(judge: &mut Judge<'_>, old: &At<'_>, new: &At<'_>) -> Result<(), Error> {
    let (Some(before), Some(after)) = (old.dictionary(), new.dictionary()) else {
        return Ok(());
    };
    if has_duplicates(&new.object) {
        judge.refuse(None, Reason::DuplicateKey, "trailer");
    }
    let value = |trailer: &Dictionary, key| trailer.get(key).cloned().unwrap_or_default();
    for key in ["Root", "Encrypt"] {
        if !same(&value(before, key), &value(after, key)) {
            judge.refuse(None, Reason::TrailerChanged, key);
        }
    }
    identifier(judge, before, old, new)?;
    let (old, new) = (old.key(b"Info")?, new.key(b"Info")?);
    let touched = approve_tree(judge, &old, 1)?;
    if touched || judge.differs(&old, &new) {
        if matches!(new.object, Object::Dictionary(_) | Object::Null) {
            judge.note(new.id, ChangeClass::LtvData, Reason::InfoUpdated, "");
        } else {
            judge.refuse(new.id, Reason::TrailerChanged, "Info");
        }
    }
    Ok(())
}

/// The first identifier stays for the life of the file (14.4). It takes part in decryption; in
/// other files it means nothing to a reader, and writers that replace it are met.
fn identifier(
    judge: &mut Judge<'_>,
    trailer: &Dictionary,
    old: &At<'_>,
    new: &At<'_>,
) -> Result<(), Error> {
    let (old, new) = (old.key(b"ID")?, new.key(b"ID")?);
    judge.approve(&old);
    let (before, after) = (old.items()?, new.items()?);
    let (Some(before), Some(after)) = (before.first(), after.first()) else {
        return Ok(());
    };
    judge.approve(before);
    if same(&before.object, &after.object) {
        return Ok(());
    }
    if trailer.get("Encrypt").is_some() {
        judge.refuse(None, Reason::TrailerChanged, "ID");
    } else {
        judge.note(None, ChangeClass::LtvData, Reason::IdentifierChanged, "");
    }
    Ok(())
}
