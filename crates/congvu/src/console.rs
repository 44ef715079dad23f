//! Talking to the person at the terminal: everything but data, on standard error.

use std::io::{self, Write};

use report::{Catalogue, Lang, Problem, visible};

/// Where messages go, and in which language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Console {
    pub(crate) lang: Lang,
}

impl Console {
    /// `lỗi: <subject>: what happened`, then `gợi ý: what to do`.
    pub(crate) fn error(self, subject: Option<&str>, problem: &Problem) {
        let sentence = problem.sentence(self.lang);
        let label = self.label("label-error");
        match subject {
            Some(subject) => self.say(&format!("{label}: {}: {}", visible(subject), sentence.text)),
            None => self.say(&format!("{label}: {}", sentence.text)),
        }
        if let Some(hint) = sentence.hint {
            self.say(&format!("{}: {hint}", self.label("label-hint")));
        }
    }

    /// A remark that is not an error, and what to do about it.
    pub(crate) fn note(self, subject: Option<&str>, code: &str, values: &[(&str, String)]) {
        let sentence = Catalogue::shared().sentence(code, self.lang, values);
        match subject {
            Some(subject) => self.say(&format!("{}: {}", visible(subject), sentence.text)),
            None => self.say(&sentence.text),
        }
        if let Some(hint) = sentence.hint {
            self.say(&format!("{}: {hint}", self.label("label-hint")));
        }
    }

    /// A sentence without values.
    pub(crate) fn label(self, code: &str) -> String {
        Catalogue::shared().label(code, self.lang)
    }

    fn say(self, line: &str) {
        // Nobody left to tell: a closed standard error must not change the outcome.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }
}
