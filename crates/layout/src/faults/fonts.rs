//! The typeface: Times New Roman, or one that is cut like it (Phụ lục I, Phần I, mục I.4).

use std::collections::{BTreeSet, HashSet};

use pdf::{Dictionary, Object, ObjectId, Page, View};

use super::Found;
use super::fault::Fault;
use crate::frame::Frame;
use stamp::geometry::Sheet;

/// Beginnings of names, without spaces and in lower case. The others have the measures of Times
/// and stand in for it where it is not installed. Symbols draw bullets, not text.
const ALIKE: [&str; 12] = [
    "timesnewroman",
    "times",
    "liberationserif",
    "tinos",
    "nimbusroman",
    "texgyretermes",
    "freeserif",
    "thorndale",
    "symbol",
    "opensymbol",
    "wingdings",
    "zapfdingbats",
];
/// Forms in forms deeper than this are not looked into.
const DEEPEST: usize = 8;

/// One fault a typeface, on the first page that has it.
pub(super) fn check(view: &View<'_>, pages: &[Page], found: &mut Found) {
    let mut told = BTreeSet::new();
    for page in pages {
        let mut names = BTreeSet::new();
        let mut seen = HashSet::new();
        if let Some(resources) = inherited(view, &page.dictionary) {
            collect(view, &resources, &mut names, &mut seen, 0);
        }
        for name in names {
            if is_alike(&name) || !told.insert(family(&name)) {
                continue;
            }
            let area = Sheet::of(page).area();
            found.faults.push(super::FormFault {
                fault: Fault::Typeface { font: name },
                frame: Some(Frame::new(page.index, &area)),
            });
        }
    }
}

fn inherited(view: &View<'_>, page: &Dictionary) -> Option<Dictionary> {
    let mut node = page.clone();
    for _ in 0..view.document().limits().tree_depth {
        if let Ok(Object::Dictionary(resources)) = view.lookup(&node, "Resources") {
            return Some(resources);
        }
        match view.lookup(&node, "Parent") {
            Ok(Object::Dictionary(parent)) => node = parent,
            _ => return None,
        }
    }
    None
}

fn collect(
    view: &View<'_>,
    resources: &Dictionary,
    names: &mut BTreeSet<String>,
    seen: &mut HashSet<ObjectId>,
    depth: usize,
) {
    if let Ok(Object::Dictionary(fonts)) = view.lookup(resources, "Font") {
        for (_, font) in fonts.iter() {
            let font = view.resolve(font).ok();
            let base = font
                .as_ref()
                .and_then(Object::as_dictionary)
                .and_then(|font| view.lookup(font, "BaseFont").ok());
            if let Some(name) = base.as_ref().and_then(Object::as_name) {
                let name = String::from_utf8_lossy(name.as_bytes()).into_owned();
                names.insert(without_subset(&name).to_owned());
            }
        }
    }
    if depth >= DEEPEST {
        return;
    }
    let Ok(Object::Dictionary(objects)) = view.lookup(resources, "XObject") else {
        return;
    };
    for (_, object) in objects.iter() {
        let new = object.as_reference().is_none_or(|id| seen.insert(id));
        let Some(form) = new.then(|| view.resolve(object).ok()).flatten() else {
            continue;
        };
        let inner = form
            .as_stream()
            .and_then(|stream| view.lookup(&stream.dictionary, "Resources").ok());
        if let Some(Object::Dictionary(inner)) = inner {
            collect(view, &inner, names, seen, depth + 1);
        }
    }
}

/// Without `ABCDEF+` of a subset (ISO 32000-2, 9.9.2).
fn without_subset(name: &str) -> &str {
    match name.split_once('+') {
        Some((tag, rest)) if tag.len() == 6 && tag.chars().all(|c| c.is_ascii_uppercase()) => rest,
        _ => name,
    }
}

/// Without what follows a comma or hyphen: weight and slope.
fn family(name: &str) -> String {
    let family = name.split([',', '-']).next().unwrap_or(name);
    family.replace([' ', '_'], "").to_lowercase()
}

fn is_alike(name: &str) -> bool {
    let family = family(name);
    ALIKE.iter().any(|alike| family.starts_with(alike))
}
