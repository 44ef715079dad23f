//! One revision as the comparison sees it, read once for the step to it and the step from it.

use std::sync::Arc;

use crate::compare::lock::{Permission, Restrictions};
use crate::compare::same::has_duplicates;
use crate::error::Error;
use crate::form::{self, Field};
use crate::map::Map;
use crate::object::{Name, Object, ObjectId};
use crate::page::Page;
use crate::reach::{Cache, Graph};
use crate::view::View;

/// One revision with everything that rules ask about.
pub(super) struct State<'a> {
    pub(super) view: View<'a>,
    pub(super) graph: Graph<'a>,
    pub(super) pages: Arc<[Page]>,
    pub(super) fields: Vec<Field>,
    /// The place of every field in `fields`.
    pub(super) field_of: Map<ObjectId, usize>,
    /// How many fields have a full name.
    pub(super) names: Map<String, usize>,
    /// The page of every page object and of every widget.
    pub(super) page_of: Map<ObjectId, usize>,
    pub(super) restrictions: Restrictions,
    /// Why pages, fields or locks could not be read.
    pub(super) errors: Vec<Error>,
}

impl<'a> State<'a> {
    pub(super) fn new(view: View<'a>, cache: &mut Cache) -> Result<Self, Error> {
        let mut errors = Vec::new();
        let pages = settle(view.pages(), &mut errors)?;
        let fields = settle(form::fields(&view), &mut errors)?;
        let restrictions = settle(Restrictions::read(view, &fields), &mut errors)?;
        let mut page_of: Map<_, _> = pages.iter().map(|page| (page.id, page.index)).collect();
        for widget in fields.iter().flat_map(|field| &field.widgets) {
            page_of.extend(widget.page.map(|page| (widget.id, page)));
        }
        let field_of = fields
            .iter()
            .enumerate()
            .map(|(at, field)| (field.id, at))
            .collect();
        let mut names = Map::default();
        for field in &fields {
            *names.entry(field.name.clone()).or_default() += 1;
        }
        let graph = Graph::new(view, cache)?;
        Ok(Self {
            view,
            graph,
            pages,
            fields,
            field_of,
            names,
            page_of,
            restrictions,
            errors,
        })
    }
}

impl State<'_> {
    /// Objects in which a key stands twice where it matters: of those that the revision changed,
    /// or of all.
    pub(super) fn ambiguous(&self, all: bool) -> Vec<ObjectId> {
        let revisions = self.view.document().revisions();
        let changed = revisions.get(self.view.revision());
        ambiguous(self.view, &self.pages, &self.fields, |id| {
            all || changed.is_some_and(|revision| revision.lists(id.number))
        })
    }

    /// The index of the page that an object is, or that lists it among its annotations.
    pub(super) fn page(&self, id: ObjectId) -> Option<usize> {
        let lists = |page: &&Page| {
            let list = self.view.lookup(&page.dictionary, "Annots");
            let list = list.unwrap_or_default();
            let items = list.as_array().unwrap_or_default();
            items.iter().any(|item| item.as_reference() == Some(id))
        };
        let known = self.page_of.get(&id).copied();
        known.or_else(|| Some(self.pages.iter().find(lists)?.index))
    }

    /// Pages, page trees and catalogs that nothing refers to.
    pub(super) fn prepared(&self) -> Result<Vec<ObjectId>, Error> {
        let mut found = Vec::new();
        for id in self.view.objects().filter(|id| !self.graph.reaches(*id)) {
            let object = match self.view.get(id) {
                Err(error @ Error::Read { .. }) => return Err(error),
                // What cannot be read and is not used harms nobody.
                Err(_) => continue,
                Ok(object) => object,
            };
            let kind = object.as_dictionary().and_then(|found| found.get("Type"));
            let kind = kind.and_then(Object::as_name).map(Name::as_bytes);
            if matches!(kind, Some(b"Page" | b"Pages" | b"Catalog")) {
                found.push(id);
            }
        }
        Ok(found)
    }

    /// The field of this object.
    pub(super) fn field(&self, id: ObjectId) -> Option<&Field> {
        self.fields.get(*self.field_of.get(&id)?)
    }
}

/// What the signatures of a revision permit, and which of its objects are ambiguous.
pub(super) fn glance(view: View<'_>) -> Result<(Option<Permission>, Vec<ObjectId>), Error> {
    let mut errors = Vec::new();
    let pages = settle(view.pages(), &mut errors)?;
    let fields = settle(form::fields(&view), &mut errors)?;
    let restrictions = settle(Restrictions::read(view, &fields), &mut errors)?;
    let ambiguous = ambiguous(view, &pages, &fields, |_| true);
    Ok((restrictions.permission, ambiguous))
}

/// Of the catalog, the form, the pages, the fields and their widgets those in which a key stands
/// twice, so that readers may take different things.
pub(crate) fn ambiguous(
    view: View<'_>,
    pages: &[Page],
    fields: &[Field],
    wanted: impl Fn(&ObjectId) -> bool,
) -> Vec<ObjectId> {
    let catalog = view.catalog().ok();
    let form = catalog.and_then(|catalog| catalog.get("AcroForm")?.as_reference());
    let fields = fields.iter().flat_map(|field| {
        let widgets = field.widgets.iter().map(|widget| widget.id);
        widgets.chain([field.id])
    });
    let mut ids: Vec<ObjectId> = view.catalog_id().into_iter().chain(form).collect();
    ids.extend(pages.iter().map(|page| page.id).chain(fields));
    ids.sort_unstable();
    ids.dedup();
    ids.retain(|id| wanted(id) && view.get(*id).is_ok_and(|found| has_duplicates(&found)));
    ids
}

/// What the medium says ends the comparison, any other error is a finding.
fn settle<T: Default>(outcome: Result<T, Error>, errors: &mut Vec<Error>) -> Result<T, Error> {
    match outcome {
        Err(error @ Error::Read { .. }) => Err(error),
        Err(error) => {
            errors.push(error);
            Ok(T::default())
        }
        Ok(value) => Ok(value),
    }
}
