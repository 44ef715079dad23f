//! Asks for the reason of a refusal or return, and offers the last ones used.

use askama::Template;

use crate::form::Faults;
use crate::frame::Frame;

/// The page. The form sends `ly-do` and, from the list, `ly-do-da-dung`; what was written counts
/// first.
#[derive(Debug, Template)]
#[template(path = "reason.html")]
pub struct ReasonPage {
    /// The frame.
    pub frame: Frame,
    /// The act.
    pub heading: String,
    /// The document's subject.
    pub subject: String,
    /// What the act does.
    pub effect: String,
    /// Where it is sent.
    pub action: String,
    /// The version of the document that was seen.
    pub version: u64,
    /// The last reasons used.
    pub used: Vec<String>,
    /// What was written so far.
    pub reason: String,
    /// The words on the button.
    pub button: String,
    /// The document's page.
    pub back: String,
    /// What was wrong.
    pub faults: Faults,
}
