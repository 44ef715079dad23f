//! Lists of documents: rows, filters that stay in the address, bulk acts, pages without a total.

use askama::Template;

use crate::frame::Frame;
use crate::views::empty::{EmptyView, LinkView};
use crate::words::{Due, StepMark, UrgencyMark};

/// A list as a page.
#[derive(Debug, Template)]
#[template(path = "list.html")]
pub struct ListPage {
    /// The frame.
    pub frame: Frame,
    /// The heading.
    pub heading: String,
    /// What the column of the other side is called ("Nơi gửi", "Nơi nhận").
    pub party_label: &'static str,
    /// Ready-made and saved views.
    pub views: Vec<ViewLink>,
    /// The filters.
    pub filters: FiltersView,
    /// The rows, the newest first.
    pub rows: Vec<RowView>,
    /// What can be done with those that are selected; without any there is no selection.
    pub bulk: Vec<BulkAct>,
    /// The neighbouring pages.
    pub pager: Pager,
    /// What is said without rows.
    pub empty: EmptyView,
    /// What can be started here, the main thing last.
    pub starts: Vec<LinkView>,
    /// The same list as .xlsx.
    pub export: Option<String>,
}

/// A view of the list.
#[derive(Clone, Debug)]
pub struct ViewLink {
    /// Its name.
    pub label: String,
    /// Its address.
    pub href: String,
    /// Whether it is shown now.
    pub here: bool,
}

/// The filters of a list. The form sends them as the query of the address.
#[derive(Clone, Debug, Default)]
pub struct FiltersView {
    /// The address of the list without filters.
    pub action: String,
    /// The fields.
    pub fields: Vec<FilterField>,
    /// How many are set.
    pub active: usize,
    /// Whether the fields are shown at once.
    pub open: bool,
    /// The query of this address, to be saved as a view.
    pub query: String,
    /// Where a view is saved.
    pub save: Option<String>,
}

/// One filter.
#[derive(Clone, Debug)]
pub struct FilterField {
    /// Its name in the query.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What is entered.
    pub input: FilterInput,
}

/// What is entered into a filter.
#[derive(Clone, Debug)]
pub enum FilterInput {
    /// One of a few.
    Choice(Vec<Choice>),
    /// Words.
    Text(String),
    /// A day, as `YYYY-MM-DD`.
    Date(String),
}

/// One of a few.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// One row.
#[derive(Clone, Debug)]
pub struct RowView {
    /// The document's id.
    pub id: String,
    /// Its page.
    pub href: String,
    /// How urgent it is.
    pub urgency: UrgencyMark,
    /// Number and notation, once it has them.
    pub number: Option<String>,
    /// Its date, or that of the last act.
    pub date: Option<String>,
    /// The subject.
    pub subject: String,
    /// A small line under it.
    pub note: Option<String>,
    /// From or to whom.
    pub party: String,
    /// The deadline.
    pub due: Option<Due>,
    /// The step.
    pub step: StepMark,
    /// Whether this person has not opened it yet.
    pub unread: bool,
}

/// An act on all selected rows; sends their `id`s.
#[derive(Clone, Debug)]
pub struct BulkAct {
    /// The words.
    pub label: String,
    /// Where it is sent.
    pub action: String,
}

impl BulkAct {
    /// Whether it is done by the desk agent: `web/src/desk.js` takes it over.
    pub(crate) fn signs(&self) -> bool {
        self.action == "/ky"
    }
}

/// The neighbouring pages of a list, by key.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// The page before.
    pub newer: Option<String>,
    /// The page after.
    pub older: Option<String>,
}
