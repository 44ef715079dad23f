//! Two versions of a document side by side.

use askama::Template;

use crate::frame::Frame;
use crate::views::viewer::ViewerView;

/// The page.
#[derive(Debug, Template)]
#[template(path = "compare.html")]
pub struct ComparePage {
    /// The frame.
    pub frame: Frame,
    /// The document's subject.
    pub subject: String,
    /// The document's page.
    pub back: String,
    /// The older one, then the newer one.
    pub sides: [CompareSide; 2],
}

/// One version.
#[derive(Clone, Debug)]
pub struct CompareSide {
    /// Which version, whose and when.
    pub title: String,
    /// The version itself.
    pub viewer: ViewerView,
}
