//! A page with one form: fields with labels and hints, faults at their fields and in a summary.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use crate::error::Error;
use crate::form::{Faults, tidy};
use crate::frame::Frame;
use crate::upload::Received;
use crate::views::empty::LinkView;
use crate::views::show;

/// The page.
#[derive(Debug, Template)]
#[template(path = "people/form.html")]
pub(super) struct FormPage {
    frame: Frame,
    heading: String,
    back: String,
    saved: Option<&'static str>,
    notes: Vec<String>,
    links: Vec<LinkView>,
    form: Form,
    faults: Faults,
}

/// A form.
#[derive(Debug)]
pub(in crate::office) struct Form {
    pub(in crate::office) action: String,
    pub(in crate::office) button: &'static str,
    pub(in crate::office) fields: Vec<Field>,
    pub(in crate::office) sent: Sent,
    /// Where one goes who thinks better of it.
    pub(in crate::office) back: Option<String>,
}

/// One field.
#[derive(Debug)]
pub(in crate::office) struct Field {
    pub(in crate::office) id: &'static str,
    pub(in crate::office) label: &'static str,
    pub(in crate::office) hint: String,
    pub(in crate::office) owed: bool,
    pub(in crate::office) input: Input,
}

/// What is entered into a field.
#[derive(Debug)]
pub(in crate::office) enum Input {
    /// A line: the type, and what browsers may fill in.
    Line(&'static str, &'static str),
    /// Several lines.
    Area,
    /// One of several: value and label.
    Choice(Vec<(String, String)>),
    /// Any of several.
    Checks(Vec<(String, String)>),
    /// A file of these kinds.
    File(&'static str),
    /// Nothing to be seen.
    Hidden,
}

/// What was sent, or what shall stand in the fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(in crate::office) struct Sent(Vec<(String, String)>);

impl FormPage {
    /// A page with an empty form.
    pub(super) fn new(frame: Frame, action: impl Into<String>, back: impl Into<String>) -> Self {
        let back = back.into();
        Self {
            heading: frame.title.clone(),
            frame,
            saved: None,
            notes: Vec::new(),
            links: Vec::new(),
            form: Form {
                action: action.into(),
                button: "Lưu",
                fields: Vec::new(),
                sent: Sent::default(),
                back: Some(back.clone()),
            },
            back,
            faults: Faults::default(),
        }
    }

    /// What has just been done.
    pub(super) fn saved(mut self, text: Option<&'static str>) -> Self {
        self.saved = text;
        self
    }

    /// A paragraph above the form.
    pub(super) fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Something to fetch first.
    pub(super) fn link(mut self, label: &str, href: String) -> Self {
        self.links.push(LinkView::new(label, href));
        self
    }

    /// The words of the button.
    pub(super) fn button(mut self, words: &'static str) -> Self {
        self.form.button = words;
        self
    }

    /// A field.
    pub(super) fn field(mut self, field: Field) -> Self {
        self.form.fields.push(field);
        self
    }

    /// Several fields.
    pub(super) fn fields(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.form.fields.extend(fields);
        self
    }

    /// With these values in the fields, as a page.
    ///
    /// # Errors
    /// When it cannot be rendered.
    pub(super) fn filled(mut self, sent: &Sent) -> Result<Html<String>, Error> {
        self.form.sent = sent.clone();
        show(&self)
    }

    /// The form again, with what was wrong.
    ///
    /// # Errors
    /// When it cannot be rendered.
    pub(super) fn refused(mut self, sent: &Sent, faults: Faults) -> Result<Response, Error> {
        self.form.sent = sent.clone();
        self.faults = faults;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&self)?).into_response())
    }
}

impl Form {
    pub(in crate::office) fn has_files(&self) -> bool {
        self.fields
            .iter()
            .any(|it| matches!(it.input, Input::File(_)))
    }
}

impl Field {
    fn new(id: &'static str, label: &'static str, input: Input) -> Self {
        Self {
            id,
            label,
            hint: String::new(),
            owed: false,
            input,
        }
    }

    /// A line of text.
    pub(in crate::office) fn line(id: &'static str, label: &'static str) -> Self {
        Self::new(id, label, Input::Line("text", "off"))
    }

    /// An address of mail.
    pub(in crate::office) fn mail(id: &'static str, label: &'static str) -> Self {
        Self::new(id, label, Input::Line("email", "off"))
    }

    /// A day.
    pub(in crate::office) fn day(id: &'static str, label: &'static str) -> Self {
        Self::new(id, label, Input::Line("date", "off"))
    }

    /// A number.
    pub(in crate::office) fn number(id: &'static str, label: &'static str) -> Self {
        Self::new(id, label, Input::Line("number", "off"))
    }

    /// A password: the present one, or a new one.
    pub(in crate::office) fn password(
        id: &'static str,
        label: &'static str,
        fill: &'static str,
    ) -> Self {
        Self::new(id, label, Input::Line("password", fill))
    }

    /// Several lines of text.
    pub(in crate::office) fn area(id: &'static str, label: &'static str) -> Self {
        Self::new(id, label, Input::Area)
    }

    /// One of several; the first, without a value, asks for a choice or says what none means.
    pub(in crate::office) fn choice(
        id: &'static str,
        label: &'static str,
        none: &str,
        choices: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let none = (String::new(), none.to_owned());
        let choices = std::iter::once(none).chain(choices).collect();
        Self::new(id, label, Input::Choice(choices))
    }

    /// Any of several.
    pub(in crate::office) fn checks(
        id: &'static str,
        label: &'static str,
        choices: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        Self::new(id, label, Input::Checks(choices.into_iter().collect()))
    }

    /// A file of these kinds.
    pub(in crate::office) fn file(
        id: &'static str,
        label: &'static str,
        kinds: &'static str,
    ) -> Self {
        Self::new(id, label, Input::File(kinds))
    }

    /// A value that goes along.
    pub(in crate::office) fn hidden(id: &'static str) -> Self {
        Self::new(id, "", Input::Hidden)
    }

    /// It must be there.
    pub(in crate::office) fn owed(mut self) -> Self {
        self.owed = true;
        self
    }

    /// What helps to fill it in.
    pub(in crate::office) fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = text.into();
        self
    }
}

impl Sent {
    /// The value of a field, tidied; empty where there is none.
    pub(in crate::office) fn text(&self, id: &str) -> String {
        tidy(self.raw(id))
    }

    /// The value of a field as it was sent: for passwords, in which every sign counts.
    pub(in crate::office) fn raw(&self, id: &str) -> &str {
        let found = self.0.iter().find(|(name, _)| name == id);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// The value of a field that may be left empty.
    pub(in crate::office) fn some(&self, id: &str) -> Option<String> {
        Some(self.text(id)).filter(|it| !it.is_empty())
    }

    /// All values of a field.
    pub(in crate::office) fn all<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        let found = self.0.iter().filter(move |(name, _)| name == id);
        found.map(|(_, value)| value.as_str())
    }

    /// The version of what was seen.
    pub(in crate::office) fn version(&self) -> i64 {
        self.raw("phien-ban").parse().unwrap_or_default()
    }

    /// With one more value.
    pub(in crate::office) fn with(mut self, id: &str, value: impl Into<String>) -> Self {
        self.0.push((id.to_owned(), value.into()));
        self
    }

    pub(in crate::office) fn has(&self, id: &str, value: &str) -> bool {
        self.all(id).any(|it| it == value)
    }
}

impl From<&Received> for Sent {
    fn from(received: &Received) -> Self {
        Self(received.fields.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_their_fields() {
        let sent = Sent::default()
            .with("ho-ten", " Lê Thị Mẫu ")
            .with("viec", "sign")
            .with("viec", "approve")
            .with("phien-ban", "7");
        assert_eq!(sent.text("ho-ten"), "Lê Thị Mẫu");
        assert_eq!(sent.all("viec").count(), 2);
        assert_eq!((sent.version(), sent.some("khac")), (7, None));
    }
}
