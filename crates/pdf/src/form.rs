//! The interactive form: its fields and their widgets (ISO 32000-2, 12.7).
//!
//! Reads only; what a change of a field means is judged in [`crate::compare`].

use crate::error::Error;
use crate::map::{Map, Set};
use crate::object::{Dictionary, Name, Object, ObjectId};
use crate::page::Page;
use crate::rect::Rect;
use crate::view::View;

/// A field that has a value, or could have one: a leaf of the field tree.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Field {
    /// The field's own object.
    pub id: ObjectId,
    /// The fully qualified name: partial names joined by full stops (12.7.4.2).
    pub name: String,
    /// `/FT`, perhaps inherited: `Tx`, `Btn`, `Ch` or `Sig`.
    pub kind: Option<Name>,
    /// `/V`, perhaps inherited, resolved one level; null for an empty field.
    pub value: Object,
    /// The object that is the value, if it is an indirect one.
    pub value_id: Option<ObjectId>,
    /// `/Ff`, perhaps inherited; 0 if absent.
    pub flags: i64,
    /// The field's own dictionary, without what it inherits.
    pub dictionary: Dictionary,
    /// The places where the field is shown.
    pub widgets: Vec<Widget>,
    /// `/Lock`: what signing this field shall lock (12.7.5.5).
    pub lock: Option<Dictionary>,
}

impl Field {
    /// Whether it is a signature field.
    #[must_use]
    pub fn is_signature(&self) -> bool {
        self.kind.as_ref().is_some_and(|kind| kind == "Sig")
    }
}

/// A widget annotation (12.5.6.19): one place where a field is shown.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Widget {
    /// The annotation; the field itself if both are one object.
    pub id: ObjectId,
    /// The index of the page that lists it, or that it names as `/P`.
    pub page: Option<usize>,
    /// `/Rect`, empty for an invisible one.
    pub rect: Rect,
    /// `/F`: annotation flags (12.5.3); 0 if absent.
    pub flags: i64,
}

/// The fields of the document's form in the order of the field tree; none without a form.
///
/// # Errors
/// [`Error::TreeLoop`], [`Error::TreeTooDeep`], [`Error::TooManyFields`],
/// [`Error::NotIndirect`] for what a field tree must not be; what is wrong with its objects.
pub fn fields(view: &View<'_>) -> Result<Vec<Field>, Error> {
    all_or_error(readable_fields(view))
}

fn all_or_error(read: (Vec<Field>, Option<Error>)) -> Result<Vec<Field>, Error> {
    match read {
        (fields, None) => Ok(fields),
        (_, Some(error)) => Err(error),
    }
}

/// The fields that can be read, and the first error of those that cannot.
#[must_use]
pub fn readable_fields(view: &View<'_>) -> (Vec<Field>, Option<Error>) {
    let roots = match roots(view) {
        Ok(roots) => roots,
        Err(error) => return (Vec::new(), Some(error)),
    };
    if roots.is_empty() {
        return (Vec::new(), None);
    }
    let mut walk = Walk {
        view: *view,
        // A page tree that cannot be read leaves the form readable: its widgets are on no page then.
        pages: widget_pages(view, &view.pages().unwrap_or_default()),
        seen: Set::default(),
        fields: Vec::new(),
        taken: 0,
    };
    let mut problem = None;
    for root in &roots {
        if let Err(error) = walk.root(root) {
            let is_limit = matches!(
                error,
                Error::TooManyFields { .. } | Error::FormTooLarge { .. }
            );
            problem.get_or_insert(error);
            if is_limit {
                break;
            }
        }
    }
    (walk.fields, problem)
}

fn roots(view: &View<'_>) -> Result<Vec<Object>, Error> {
    let form = view.lookup(&view.catalog()?, "AcroForm")?;
    let Some(form) = form.as_dictionary() else {
        return Ok(Vec::new());
    };
    let roots = view.lookup(form, "Fields")?;
    Ok(roots.as_array().unwrap_or_default().to_vec())
}

/// Attributes that fields hand down (12.7.4.1), and the name so far.
#[derive(Clone, Default)]
struct Inherited {
    name: String,
    kind: Option<Name>,
    value: Option<Object>,
    flags: i64,
}

struct Walk<'a> {
    view: View<'a>,
    pages: Map<ObjectId, usize>,
    seen: Set<ObjectId>,
    fields: Vec<Field>,
    /// Bytes that names and values take so far.
    taken: usize,
}

impl Walk<'_> {
    fn root(&mut self, root: &Object) -> Result<(), Error> {
        let (id, node) = self.node(root)?;
        self.field(id, node, &Inherited::default(), 0)
    }

    /// A node of the tree, met for the first time.
    fn node(&mut self, reference: &Object) -> Result<(ObjectId, Dictionary), Error> {
        let id = reference
            .as_reference()
            .ok_or(Error::NotIndirect { what: "a field" })?;
        if !self.seen.insert(id) {
            return Err(Error::TreeLoop { tree: "field", id });
        }
        let limit = self.view.document().limits().fields;
        if self.seen.len() > limit {
            return Err(Error::TooManyFields { limit });
        }
        match self.view.get(id)? {
            Object::Dictionary(node) => Ok((id, node)),
            // A reference to a missing field stands for one that says nothing.
            Object::Null => Ok((id, Dictionary::new())),
            _ => Err(Error::WrongType {
                what: "a field",
                expected: "a dictionary",
            }),
        }
    }

    fn field(
        &mut self,
        id: ObjectId,
        node: Dictionary,
        from: &Inherited,
        depth: usize,
    ) -> Result<(), Error> {
        let limit = self.view.document().limits().tree_depth;
        if depth > limit {
            return Err(Error::TreeTooDeep {
                tree: "field",
                limit,
            });
        }
        let inherited = self.inherit(&node, from)?;
        let kids = self.view.lookup(&node, "Kids")?;
        let mut widgets = Vec::new();
        let mut children = false;
        for kid in kids.as_array().unwrap_or_default() {
            let (kid_id, kid) = self.node(kid)?;
            // 12.7.4.2: what has no partial name is no field of its own but a widget.
            if kid.get("T").is_some() {
                children = true;
                self.field(kid_id, kid, &inherited, depth + 1)?;
            } else {
                widgets.push(self.widget(kid_id, &kid)?);
            }
        }
        if children && widgets.is_empty() || node.is_empty() {
            return Ok(());
        }
        if is_widget(&node) {
            widgets.push(self.widget(id, &node)?);
        }
        self.finish(id, node, inherited, widgets)
    }

    fn finish(
        &mut self,
        id: ObjectId,
        node: Dictionary,
        inherited: Inherited,
        widgets: Vec<Widget>,
    ) -> Result<(), Error> {
        let value = inherited.value.unwrap_or_default();
        let resolved = self.view.resolve(&value)?;
        self.take(inherited.name.len().saturating_add(size(&resolved)))?;
        let lock = match self.view.lookup(&node, "Lock")? {
            Object::Dictionary(lock) => Some(lock),
            _ => None,
        };
        self.fields.push(Field {
            id,
            name: inherited.name,
            kind: inherited.kind,
            value_id: value.as_reference(),
            value: resolved,
            flags: inherited.flags,
            dictionary: node,
            widgets,
            lock,
        });
        Ok(())
    }

    /// Counts what is kept for a field: a long name or a large value can be handed down to many.
    fn take(&mut self, bytes: usize) -> Result<(), Error> {
        let limit = self.view.document().limits().form;
        self.taken = self.taken.saturating_add(bytes);
        if self.taken > limit {
            return Err(Error::FormTooLarge { limit });
        }
        Ok(())
    }

    fn inherit(&mut self, node: &Dictionary, from: &Inherited) -> Result<Inherited, Error> {
        let own = self.view.lookup(node, "T")?;
        let own = own.as_string().map(|name| name.to_text());
        let name = match own {
            Some(own) if from.name.is_empty() => own,
            Some(own) => format!("{}.{own}", from.name),
            None => from.name.clone(),
        };
        self.take(name.len())?;
        let kind = self.view.lookup(node, "FT")?.as_name().cloned();
        let flags = self.view.lookup(node, "Ff")?.as_integer();
        Ok(Inherited {
            name,
            kind: kind.or_else(|| from.kind.clone()),
            value: node.get("V").cloned().or_else(|| from.value.clone()),
            flags: flags.unwrap_or(from.flags),
        })
    }

    fn widget(&self, id: ObjectId, node: &Dictionary) -> Result<Widget, Error> {
        let page = node.get("P").and_then(Object::as_reference);
        let listed = self
            .pages
            .get(&id)
            .or(page.and_then(|page| self.pages.get(&page)));
        Ok(Widget {
            id,
            page: listed.copied(),
            rect: self.view.rect(node, "Rect")?.unwrap_or_default(),
            flags: self
                .view
                .lookup(node, "F")?
                .as_integer()
                .unwrap_or_default(),
        })
    }
}

/// The bytes that an object takes in memory, roughly.
fn size(object: &Object) -> usize {
    let inside = match object {
        Object::String(string) => string.bytes.len(),
        Object::Name(name) => name.as_bytes().len(),
        Object::Array(items) => items.iter().map(size).sum(),
        Object::Dictionary(dictionary) => entries_size(dictionary),
        Object::Stream(stream) => entries_size(&stream.dictionary),
        _ => 0,
    };
    size_of::<Object>().saturating_add(inside)
}

fn entries_size(dictionary: &Dictionary) -> usize {
    let entries = dictionary.iter();
    entries
        .map(|(key, value)| key.as_bytes().len().saturating_add(size(value)))
        .sum()
}

fn is_widget(node: &Dictionary) -> bool {
    let subtype = node.get("Subtype").and_then(Object::as_name);
    subtype.is_some_and(|name| name == "Widget")
}

/// The page index of every page and of every annotation that a page lists.
fn widget_pages(view: &View<'_>, pages: &[Page]) -> Map<ObjectId, usize> {
    let mut places = Map::default();
    for page in pages {
        places.insert(page.id, page.index);
        let Ok(annotations) = view.lookup(&page.dictionary, "Annots") else {
            continue;
        };
        for annotation in annotations.as_array().unwrap_or_default() {
            if let Some(id) = annotation.as_reference() {
                places.entry(id).or_insert(page.index);
            }
        }
    }
    places
}
