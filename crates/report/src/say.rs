//! Sentences of the catalogue in one language, as indented lines of a report for people.

use std::fmt::Write as _;

use crate::catalogue::{Catalogue, Lang};

/// The language that a report is written in.
pub(crate) struct Say {
    pub(crate) lang: Lang,
}

impl Say {
    pub(crate) fn text(&self, code: &str, values: &[(&str, String)]) -> String {
        Catalogue::shared().sentence(code, self.lang, values).text
    }

    pub(crate) fn label(&self, code: &str) -> String {
        Catalogue::shared().label(code, self.lang)
    }

    /// A sentence on a line of its own.
    pub(crate) fn entry(
        &self,
        text: &mut String,
        indent: usize,
        code: &str,
        values: &[(&str, String)],
    ) {
        line(text, indent, &self.text(code, values));
    }

    /// What is said, and what to do about it.
    pub(crate) fn hinted(&self, text: &mut String, indent: usize, said: &str, hint: Option<&str>) {
        line(text, indent, said);
        if let Some(hint) = hint {
            line(
                text,
                indent,
                &format!("{}: {hint}", self.label("label-hint")),
            );
        }
    }
}

/// One line, two spaces deeper for each step of `indent`.
pub(crate) fn line(text: &mut String, indent: usize, line: &str) {
    let _ = writeln!(text, "{:indent$}{line}", "", indent = indent * 2);
}
