//! A sheet: what is known of something, as facts and tables, with what can be done.

use askama::Template;

use crate::frame::Frame;
use crate::views::empty::LinkView;
use crate::views::list::Pager;
use crate::words::{StepMark, StepTone};

/// The page.
#[derive(Debug, Template)]
#[template(path = "people/sheet.html")]
pub(super) struct Sheet {
    frame: Frame,
    heading: String,
    back: Option<&'static str>,
    saved: Option<&'static str>,
    notes: Vec<String>,
    /// What can be done; the main thing last.
    acts: Vec<LinkView>,
    /// What is done at once and comes next.
    primary: Option<LinkView>,
    search: Option<Search>,
    facts: Vec<(&'static str, String)>,
    tables: Vec<Table>,
    pager: Pager,
}

/// A field of words to look for.
#[derive(Debug)]
struct Search {
    action: &'static str,
    label: &'static str,
    value: String,
}

/// A table of the sheet.
#[derive(Debug)]
pub(super) struct Table {
    title: Option<String>,
    columns: Vec<&'static str>,
    rows: Vec<Vec<(&'static str, Cell)>>,
    /// What is said without rows.
    empty: &'static str,
}

/// A cell of a table.
#[derive(Debug, Default)]
pub(super) struct Cell {
    text: String,
    href: Option<String>,
    mark: Option<StepMark>,
    small: Vec<String>,
    acts: Vec<Act>,
    depth: usize,
}

/// What can be done with a row.
#[derive(Debug)]
struct Act {
    label: &'static str,
    /// With what, for those who do not see the row.
    about: String,
    href: String,
    /// At once; otherwise on a page of its own.
    at_once: bool,
}

impl Sheet {
    /// A sheet without anything on it.
    pub(super) fn new(frame: Frame) -> Self {
        Self {
            heading: frame.title.clone(),
            frame,
            back: None,
            saved: None,
            notes: Vec::new(),
            acts: Vec::new(),
            primary: None,
            search: None,
            facts: Vec::new(),
            tables: Vec::new(),
            pager: Pager::default(),
        }
    }

    /// Where it hangs.
    pub(super) fn back(mut self, href: &'static str) -> Self {
        self.back = Some(href);
        self
    }

    /// What has just been done.
    pub(super) fn saved(mut self, text: Option<&'static str>) -> Self {
        self.saved = text;
        self
    }

    /// A paragraph above everything.
    pub(super) fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Something that can be done, if it can.
    pub(super) fn act(mut self, can: bool, label: &str, href: impl Into<String>) -> Self {
        if can {
            self.acts.push(LinkView::new(label, href));
        }
        self
    }

    /// What comes next and is done at once, if it can.
    pub(super) fn primary(mut self, can: bool, label: &str, href: impl Into<String>) -> Self {
        self.primary = can.then(|| LinkView::new(label, href));
        self
    }

    /// A field of words to look for.
    pub(super) fn search(mut self, action: &'static str, label: &'static str, value: &str) -> Self {
        self.search = Some(Search {
            action,
            label,
            value: value.to_owned(),
        });
        self
    }

    /// A fact; one without a value is left out.
    pub(super) fn fact(mut self, label: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push((label, value));
        }
        self
    }

    /// A table.
    pub(super) fn table(mut self, table: Table) -> Self {
        self.tables.push(table);
        self
    }

    /// The neighbouring pages.
    pub(super) fn pager(mut self, pager: Pager) -> Self {
        self.pager = pager;
        self
    }

    fn turns(&self) -> bool {
        self.pager.newer.is_some() || self.pager.older.is_some()
    }
}

impl Table {
    /// A table with these columns; the last may be empty, for what can be done.
    pub(super) fn new(columns: &[&'static str], empty: &'static str) -> Self {
        Self {
            title: None,
            columns: columns.to_vec(),
            rows: Vec::new(),
            empty,
        }
    }

    /// With a heading of its own.
    pub(super) fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// A row: a cell for each column.
    pub(super) fn row(&mut self, cells: Vec<Cell>) {
        let labels = self.columns.iter().copied();
        self.rows.push(labels.zip(cells).collect());
    }
}

impl Cell {
    /// Words.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Words that lead somewhere.
    pub(super) fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: Some(href.into()),
            ..Self::default()
        }
    }

    /// A state.
    pub(super) fn mark(tone: StepTone, label: impl Into<String>) -> Self {
        Self {
            mark: Some(StepMark {
                label: label.into(),
                tone,
            }),
            ..Self::default()
        }
    }

    /// With a state beside the words.
    pub(super) fn marked(mut self, tone: StepTone, label: &str) -> Self {
        self.mark = Some(StepMark {
            label: label.to_owned(),
            tone,
        });
        self
    }

    /// A small line below; an empty one is left out.
    pub(super) fn small(mut self, line: impl Into<String>) -> Self {
        let line = line.into();
        if !line.is_empty() {
            self.small.push(line);
        }
        self
    }

    /// How deep it lies in a tree.
    pub(super) fn depth(mut self, depth: usize) -> Self {
        self.depth = depth.min(6);
        self
    }

    /// Something that can be done on a page of its own, if it can.
    pub(super) fn act(mut self, can: bool, label: &'static str, about: &str, href: String) -> Self {
        if can {
            self.acts.push(Act {
                label,
                about: about.to_owned(),
                href,
                at_once: false,
            });
        }
        self
    }

    /// Something that can be done at once, if it can.
    pub(super) fn at_once(
        mut self,
        can: bool,
        label: &'static str,
        about: &str,
        href: String,
    ) -> Self {
        if can {
            self.acts.push(Act {
                label,
                about: about.to_owned(),
                href,
                at_once: true,
            });
        }
        self
    }
}
