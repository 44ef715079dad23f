//! What an empty list says: what will come here and how to start.

/// An empty list.
#[derive(Clone, Debug)]
pub struct EmptyView {
    /// What there is not.
    pub title: String,
    /// What will come here.
    pub text: String,
    /// How to start.
    pub start: Option<LinkView>,
}

/// A link with its words.
#[derive(Clone, Debug)]
pub struct LinkView {
    /// The words.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl EmptyView {
    /// An empty list without a start.
    #[must_use]
    pub fn new(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            text: text.into(),
            start: None,
        }
    }

    /// The same with a way to start.
    #[must_use]
    pub fn start(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.start = Some(LinkView::new(label, href));
        self
    }
}

impl LinkView {
    /// A link.
    #[must_use]
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
        }
    }
}
