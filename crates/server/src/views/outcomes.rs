//! What came of a bulk act, document by document, as a table that can be copied.

use askama::Template;

use crate::frame::Frame;

/// The page.
#[derive(Debug, Template)]
#[template(path = "outcomes.html")]
pub struct OutcomesPage {
    /// The frame.
    pub frame: Frame,
    /// The act.
    pub heading: String,
    /// How many are done and how many are not.
    pub summary: String,
    /// The list one came from.
    pub back: String,
    /// The outcomes, in the order of the selection.
    pub outcomes: Vec<OutcomeView>,
}

/// One outcome.
#[derive(Clone, Debug)]
pub struct OutcomeView {
    /// Number and notation.
    pub number: String,
    /// The subject.
    pub subject: String,
    /// The document's page.
    pub href: String,
    /// Whether it was done.
    pub done: bool,
    /// Why not; or what was done.
    pub reason: String,
}
