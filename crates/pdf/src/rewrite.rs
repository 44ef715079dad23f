//! A damaged, unsigned file written whole once, so that something can be appended to it.
//!
//! The result has one revision with a gap-free table of cross-references and everything that can
//! be reached from the trailer's `/Root` and `/Info`: renumbered, its data as they were, metadata
//! and the first element of `/ID` included. What nothing refers to is left behind, among it
//! whatever an earlier revision had and this one has not.
//!
//! An encrypted file stays encrypted, under the same key and permissions, if they allow to modify
//! it. A signed file is refused, and so is one whose damage reaches into an object: dropping it
//! in silence would let somebody sign a document with a part missing.
//!
//! Not its job: telling the user that the file was rewritten, which whoever calls this must do.

use std::collections::BTreeMap;

use crate::update::section::{self, Place};
use crate::update::{Encryptor, MAX_OBJECT_NUMBER, Randomness};
use crate::{
    Dictionary, Document, Error, Object, ObjectId, PdfString, ReadAt, Stream, View, damage,
    serialize,
};

/// Old names of the objects that are kept, and their new ones.
type Numbers = BTreeMap<ObjectId, ObjectId>;

/// Writes the latest revision of a file anew. `seed` is fresh randomness, as in
/// [`crate::Update::finish`].
///
/// The whole result is held in memory.
///
/// # Errors
/// [`Error::Signed`] for a signed file, [`Error::NotPermitted`] for an encrypted one that may not
/// be modified, [`Error::TooManyObjects`], and whatever is wrong with an object.
pub fn rewrite(document: &Document, seed: &[u8; 32]) -> Result<Vec<u8>, Error> {
    let view = document.latest();
    if damage::is_signed(view)? {
        return Err(Error::Signed);
    }
    let permissions = document.encryption().map(|handler| handler.permissions());
    if permissions.is_some_and(|permissions| !permissions.may_modify()) {
        return Err(Error::NotPermitted { right: "modify" });
    }
    let trailer = view.trailer();
    let encryption = trailer.get("Encrypt").and_then(Object::as_reference);
    let numbers = reachable(view, trailer, encryption)?;
    let mut randomness = Randomness::new(seed);
    let mut new_trailer = new_trailer(view, &numbers, &mut randomness)?;
    let mut encryptor = Encryptor {
        handler: document.encryption(),
        randomness: &mut randomness,
    };

    let mut out = header(document);
    let mut places = Vec::new();
    for (old, new) in &numbers {
        let object = renumbered(view, view.get(*old)?, &numbers)?;
        let object = match encryption {
            Some(encryption) if encryption == *old => object,
            _ => encryptor.object(*new, &object)?,
        };
        let offset = ReadAt::len(&out);
        places.push(Place { id: *new, offset });
        serialize::write_indirect(&mut out, *new, &object);
    }
    let size = places.len().saturating_add(1);
    new_trailer.set("Size", i64::try_from(size).unwrap_or(i64::MAX));
    let startxref = ReadAt::len(&out);
    section::write_whole_table(&mut out, &places, &new_trailer)?;
    section::write_end(&mut out, startxref);
    Ok(out)
}

fn header(document: &Document) -> Vec<u8> {
    let version = document.facts().version.as_str();
    let usable = matches!(version.as_bytes(), [b'1'..=b'2', b'.', b'0'..=b'9']);
    let version = if usable { version } else { "1.7" };
    let mut out = format!("%PDF-{version}\n%").into_bytes();
    // Four bytes that keep mail programs from taking the file for text (7.5.2).
    out.extend([0xe2, 0xe3, 0xcf, 0xd3, b'\n']);
    out
}

/// The objects that the trailer leads to, numbered from 1 without gaps. References to what is not
/// there are not among them.
fn reachable(
    view: View<'_>,
    trailer: &Dictionary,
    encryption: Option<ObjectId>,
) -> Result<Numbers, Error> {
    let mut numbers = Numbers::new();
    // 7.5.5: the catalog is an indirect object; a rewritten file shall be a sound one.
    let root = trailer.get("Root").and_then(Object::as_reference);
    let mut open = vec![root.ok_or(Error::NoCatalog)?];
    open.extend(encryption);
    if let Some(info) = trailer.get("Info") {
        references(info, &mut open);
    }
    while let Some(id) = open.pop() {
        if numbers.contains_key(&id) {
            continue;
        }
        let object = view.get(id)?;
        if object != Object::Null {
            numbers.insert(id, id);
            references(&object, &mut open);
        }
    }
    let mut next: u32 = 1;
    for new in numbers.values_mut() {
        if next > MAX_OBJECT_NUMBER {
            return Err(Error::TooManyObjects {
                limit: MAX_OBJECT_NUMBER,
            });
        }
        *new = ObjectId {
            number: next,
            generation: 0,
        };
        next = next.saturating_add(1);
    }
    Ok(numbers)
}

fn references(object: &Object, found: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => found.push(*id),
        Object::Array(items) => items.iter().for_each(|item| references(item, found)),
        Object::Dictionary(dictionary) => {
            dictionary
                .iter()
                .for_each(|(_, value)| references(value, found));
        }
        Object::Stream(stream) => {
            // The length is written anew, as a number.
            let others = stream.dictionary.iter().filter(|(key, _)| *key != "Length");
            others.for_each(|(_, value)| references(value, found));
        }
        _ => {}
    }
}

/// The object with its references renamed and its stream data read.
fn renumbered(view: View<'_>, object: Object, numbers: &Numbers) -> Result<Object, Error> {
    Ok(match object {
        Object::Reference(id) => match numbers.get(&id) {
            Some(new) => Object::Reference(*new),
            None => Object::Null,
        },
        Object::Array(items) => {
            let items = items
                .into_iter()
                .map(|item| renumbered(view, item, numbers));
            Object::Array(items.collect::<Result<_, _>>()?)
        }
        Object::Dictionary(dictionary) => renumbered_entries(view, &dictionary, numbers)?.into(),
        Object::Stream(stream) => {
            let data = view.raw_stream_data(&stream)?;
            let dictionary = renumbered_entries(view, &stream.dictionary, numbers)?;
            Stream::new(dictionary, data).into()
        }
        other => other,
    })
}

fn renumbered_entries(
    view: View<'_>,
    dictionary: &Dictionary,
    numbers: &Numbers,
) -> Result<Dictionary, Error> {
    let entries = dictionary
        .iter()
        .map(|(key, value)| Ok((key.clone(), renumbered(view, value.clone(), numbers)?)));
    Ok(Dictionary::from_parsed(
        entries.collect::<Result<_, Error>>()?,
    ))
}

fn new_trailer(
    view: View<'_>,
    numbers: &Numbers,
    randomness: &mut Randomness,
) -> Result<Dictionary, Error> {
    let old = view.trailer();
    let mut trailer = Dictionary::new();
    for key in ["Root", "Info", "Encrypt"] {
        if let Some(value) = old.get(key) {
            trailer.set(key, renumbered(view, value.clone(), numbers)?);
        }
    }
    let mut renewed = || {
        Object::String(PdfString {
            bytes: randomness.next().to_vec(),
            hexadecimal: true,
        })
    };
    let id = view.lookup(old, "ID")?;
    let first = match id.as_array() {
        Some([first @ Object::String(_), ..]) => first.clone(),
        _ => renewed(),
    };
    trailer.set("ID", vec![first, renewed()]);
    Ok(trailer)
}
