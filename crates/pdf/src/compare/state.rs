//! One revision as the comparison sees it, read once for the step to it and the step from it.

use std::collections::HashMap;

use crate::compare::lock::Restrictions;
use crate::error::Error;
use crate::form::{self, Field};
use crate::object::ObjectId;
use crate::page::Page;
use crate::reach::{Cache, Graph};
use crate::view::View;

/// One revision with everything that rules ask about.
pub(super) struct State<'a> {
    pub(super) view: View<'a>,
    pub(super) graph: Graph<'a>,
    pub(super) pages: Vec<Page>,
    pub(super) fields: Vec<Field>,
    /// The place of every field in `fields`.
    pub(super) field_of: HashMap<ObjectId, usize>,
    /// How many fields have a full name.
    pub(super) names: HashMap<String, usize>,
    /// The page of every page object and of every widget.
    pub(super) page_of: HashMap<ObjectId, usize>,
    pub(super) restrictions: Restrictions,
    /// Why pages, fields or locks could not be read.
    pub(super) errors: Vec<Error>,
}

impl<'a> State<'a> {
    pub(super) fn new(view: View<'a>, cache: &mut Cache) -> Result<Self, Error> {
        let mut errors = Vec::new();
        let pages = settle(view.pages(), &mut errors)?;
        let fields = settle(form::fields_on(&view, &pages), &mut errors)?;
        let restrictions = settle(Restrictions::read(view, &fields), &mut errors)?;
        let mut page_of: HashMap<_, _> = pages.iter().map(|page| (page.id, page.index)).collect();
        for widget in fields.iter().flat_map(|field| &field.widgets) {
            page_of.extend(widget.page.map(|page| (widget.id, page)));
        }
        let field_of = fields
            .iter()
            .enumerate()
            .map(|(at, field)| (field.id, at))
            .collect();
        let mut names = HashMap::new();
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
    /// The field of this object.
    pub(super) fn field(&self, id: ObjectId) -> Option<&Field> {
        self.fields.get(*self.field_of.get(&id)?)
    }
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
