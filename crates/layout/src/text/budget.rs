//! How much work a page's content is, counted before anything interprets it.
//!
//! A form drawn ten times by a form drawn ten times … is a small file and endless work. Every
//! stream is decoded once, within the limits of `pdf`, and its operators count as often as they
//! would be drawn. Only forms can multiply work here: patterns, masks and Type 3 glyphs are not
//! drawn when only places matter.

use std::collections::HashMap;

use pdf::{Dictionary, Name, Object, ObjectId, Page, View};

use crate::Error;

/// The most bytes of operators that are interpreted for one page; a page full of text has some
/// ten thousand, a map some millions.
const MOST_WORK: u64 = 64 << 20;
/// Forms nested deeper are not drawn by anybody.
const DEEPEST: usize = 50;

/// Refuses a page whose own content is too much work.
pub(super) fn check_content(view: &View<'_>, page: &Page) -> Result<(), Error> {
    let mut budget = Budget::new(view);
    let resources = resources_of(view, page)?;
    let contents = view.lookup(&page.dictionary, "Contents")?;
    let streams = match contents {
        Object::Array(items) => items,
        other => vec![other],
    };
    let mut work = 0_u64;
    for stream in streams {
        let stream = view.resolve(&stream)?;
        if let Some(stream) = stream.as_stream() {
            let bytes = view.stream_data(stream)?;
            work = work.saturating_add(budget.content(&bytes, &resources, 0)?);
        }
    }
    within(work)
}

/// Refuses a page whose annotations are too much work.
pub(super) fn check_annotations(view: &View<'_>, page: &Page) -> Result<(), Error> {
    let mut budget = Budget::new(view);
    let resources = resources_of(view, page)?;
    let annotations = view.lookup(&page.dictionary, "Annots")?;
    let mut work = 0_u64;
    for annotation in annotations.as_array().unwrap_or_default() {
        let annotation = view.resolve(annotation)?;
        let Some(annotation) = annotation.as_dictionary() else {
            continue;
        };
        let looks = view.lookup(annotation, "AP")?;
        let normal = looks.as_dictionary().and_then(|looks| looks.get("N"));
        let states = match normal {
            Some(Object::Dictionary(states)) => states.iter().map(|(_, o)| o.clone()).collect(),
            Some(other) => vec![other.clone()],
            None => Vec::new(),
        };
        for id in states.iter().filter_map(Object::as_reference) {
            work = work.saturating_add(budget.form(id, &resources, 0)?);
        }
    }
    within(work)
}

fn within(work: u64) -> Result<(), Error> {
    match work > MOST_WORK {
        true => Err(Error::TextUnreadable(
            "a page draws more than can be read".to_owned(),
        )),
        false => Ok(()),
    }
}

/// The page's own resources, or those it inherits (ISO 32000-2, 7.7.3.4).
fn resources_of(view: &View<'_>, page: &Page) -> Result<Dictionary, Error> {
    let mut node = page.dictionary.clone();
    for _ in 0..DEEPEST {
        if let Object::Dictionary(resources) = view.lookup(&node, "Resources")? {
            return Ok(resources);
        }
        let Object::Dictionary(parent) = view.lookup(&node, "Parent")? else {
            break;
        };
        node = parent;
    }
    Ok(Dictionary::new())
}

struct Budget<'a> {
    view: &'a View<'a>,
    /// The work of each form; 0 while it is being counted, so that a loop ends.
    known: HashMap<ObjectId, u64>,
}

impl<'a> Budget<'a> {
    fn new(view: &'a View<'a>) -> Self {
        Self {
            view,
            known: HashMap::new(),
        }
    }

    fn content(
        &mut self,
        bytes: &[u8],
        resources: &Dictionary,
        depth: usize,
    ) -> Result<u64, Error> {
        let mut work = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let forms = self.view.lookup(resources, "XObject")?;
        let Some(forms) = forms.as_dictionary() else {
            return Ok(work);
        };
        for name in drawn(bytes) {
            let entry = forms.iter().find(|(known, _)| **known == name);
            if let Some(id) = entry.and_then(|(_, form)| form.as_reference()) {
                work = work.saturating_add(self.form(id, resources, depth + 1)?);
            }
        }
        Ok(work)
    }

    fn form(&mut self, id: ObjectId, inherited: &Dictionary, depth: usize) -> Result<u64, Error> {
        if let Some(work) = self.known.get(&id) {
            return Ok(*work);
        }
        self.known.insert(id, 0);
        let object = self.view.get(id)?;
        let form = object.as_stream().filter(|stream| {
            let kind = stream.dictionary.get("Subtype").and_then(Object::as_name);
            kind.is_none_or(|kind| *kind != "Image")
        });
        let Some(form) = form.filter(|_| depth < DEEPEST) else {
            return Ok(0);
        };
        let bytes = self.view.stream_data(form)?;
        let own = self.view.lookup(&form.dictionary, "Resources")?;
        let resources = own.as_dictionary().unwrap_or(inherited);
        let work = self.content(&bytes, resources, depth)?;
        self.known.insert(id, work);
        Ok(work)
    }
}

/// The names before each `Do`, their `#xx` escapes resolved.
fn drawn(content: &[u8]) -> impl Iterator<Item = Name> + '_ {
    let mut last: &[u8] = b"";
    let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let words = content.split(blank).filter(|word| !word.is_empty());
    words.filter_map(move |word| {
        let before = std::mem::replace(&mut last, word);
        let name = before.rsplit(|byte| *byte == b'/').next();
        name.filter(|_| word.starts_with(b"Do")).map(unescape)
    })
}

fn unescape(name: &[u8]) -> Name {
    let mut bytes = Vec::new();
    let mut rest = name;
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| *first == b'#');
        let escaped = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escaped {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    Name::new(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_before_do_are_found() {
        let names: Vec<Name> =
            drawn(b"q 1 0 0 1 0 0 cm /Im0 Do Q /F#6d1\nDo [] 0 d/X Do").collect();
        assert_eq!(names, [Name::new("Im0"), Name::new("Fm1"), Name::new("X")]);
    }
}
