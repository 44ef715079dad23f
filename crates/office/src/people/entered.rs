//! Texts that people enter about people: normalised, with what is wrong with each.

use documents::normalise;

use crate::Fault;

/// Characters in a name, title or address at most.
const LONGEST: usize = 200;

/// Collects the faults of one form.
#[derive(Debug, Default)]
pub(crate) struct Entered {
    faults: Vec<Fault>,
}

impl Entered {
    /// A text of one line that must be there.
    pub(crate) fn owed(&mut self, field: &str, text: &str) -> String {
        let text = self.line(field, text);
        if text.is_empty() && !self.faults.iter().any(|it| it.field == field) {
            self.fault(field, "entered-missing", Vec::new());
        }
        text
    }

    /// A text of one line that may be empty.
    pub(crate) fn line(&mut self, field: &str, text: &str) -> String {
        match normalise::line(text) {
            Ok(text) if text.chars().count() > LONGEST => {
                self.fault(field, "entered-long", vec![("most", LONGEST.to_string())]);
                String::new()
            }
            Ok(text) => text,
            Err(error) => {
                self.fault(field, error.code(), Vec::new());
                String::new()
            }
        }
    }

    /// A text of several lines that must be there.
    pub(crate) fn paragraphs(&mut self, field: &str, text: &str) -> String {
        match normalise::paragraphs(text) {
            Ok(text) if text.is_empty() => {
                self.fault(field, "entered-missing", Vec::new());
                text
            }
            Ok(text) => text,
            Err(error) => {
                self.fault(field, error.code(), Vec::new());
                String::new()
            }
        }
    }

    /// The name to sign in with: small Latin letters, figures, `.`, `-`, `_`.
    pub(crate) fn login(&mut self, field: &str, text: &str) -> String {
        let login = login_key(text);
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
        if !(3..=50).contains(&login.len()) || !login.chars().all(good) {
            self.fault(field, "entered-login", Vec::new());
        }
        login
    }

    /// An address of mail, or nothing.
    pub(crate) fn email(&mut self, field: &str, text: &str) -> String {
        let text = self.line(field, text);
        let parts = text.rsplit_once('@');
        let good = parts.is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
        });
        if !text.is_empty() && !good {
            self.fault(field, "entered-email", Vec::new());
        }
        text
    }

    /// Adds a fault.
    pub(crate) fn fault(&mut self, field: &str, code: &str, values: Vec<(&'static str, String)>) {
        self.faults.push(Fault::new(field, code, values));
    }

    /// Adds faults found elsewhere.
    pub(crate) fn extend(&mut self, faults: Vec<Fault>) {
        self.faults.extend(faults);
    }

    /// Nothing, if nothing was wrong.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with everything that was.
    pub(crate) fn done(self) -> Result<(), crate::Error> {
        if self.faults.is_empty() {
            Ok(())
        } else {
            Err(crate::Error::Invalid(self.faults))
        }
    }

    /// The faults.
    pub(crate) fn into_faults(self) -> Vec<Fault> {
        self.faults
    }
}

/// A login as it is kept and looked up.
pub(crate) fn login_key(text: &str) -> String {
    text.trim().to_lowercase()
}
