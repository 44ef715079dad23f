//! Two small pages: one asks before what cannot be undone, one shows what is shown only once.

use askama::Template;

use crate::frame::Frame;
use crate::views::empty::LinkView;

/// Asks before an act.
#[derive(Debug, Template)]
#[template(path = "people/confirm.html")]
pub(super) struct Confirm {
    pub(super) frame: Frame,
    /// Whom or what it is done to.
    pub(super) subject: String,
    /// What will be gone, and what stays.
    pub(super) effects: Vec<String>,
    /// Where it is sent.
    pub(super) action: String,
    /// The version that was seen.
    pub(super) version: i64,
    /// The words of the button.
    pub(super) button: &'static str,
    /// Where one goes who thinks better of it.
    pub(super) back: String,
}

/// Shows secrets that are kept nowhere.
#[derive(Debug, Template)]
#[template(path = "people/once.html")]
pub(super) struct Once {
    pub(super) frame: Frame,
    pub(super) note: &'static str,
    /// The columns of the table.
    pub(super) columns: Vec<&'static str>,
    /// Its rows.
    pub(super) rows: Vec<Vec<String>>,
    /// What comes next; the main thing last.
    pub(super) next: Vec<LinkView>,
}
