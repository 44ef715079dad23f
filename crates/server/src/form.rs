//! What people type into forms, and the faults found in it: at the field and in a summary.

use unicode_normalization::UnicodeNormalization;

/// Text as it is kept: NFC, trimmed, lines ended by one `\n`, no control characters else.
#[must_use]
pub fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let kept: String = (text.nfc())
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
        .collect();
    kept.trim().to_owned()
}

/// One fault: the field it belongs to and the sentence.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// The id of the field on the page.
    pub field: String,
    /// What is wrong and what to do.
    pub text: String,
}

/// The faults of a form, in the order of its fields.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// Adds one.
    pub fn add(&mut self, field: &str, text: impl Into<String>) {
        self.0.push(Fault {
            field: field.to_owned(),
            text: text.into(),
        });
    }

    /// One fault of one field.
    #[must_use]
    pub fn one(field: &str, text: impl Into<String>) -> Self {
        let mut faults = Self::default();
        faults.add(field, text);
        faults
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fault of `field`, for the line under it.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&str> {
        let fault = self.0.iter().find(|fault| fault.field == field);
        fault.map(|fault| fault.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_composed_and_trimmed() {
        assert_eq!(tidy("  Quyê\u{301}t đi\u{323}nh\r\n "), "Quyết định");
        assert_eq!(tidy("dòng 1\r\ndòng 2\u{0}"), "dòng 1\ndòng 2");
    }

    #[test]
    fn a_fault_is_found_by_its_field() {
        let faults = Faults::one("name", "Chưa nhập tên");
        assert_eq!(faults.of("name"), Some("Chưa nhập tên"));
        assert_eq!(faults.of("other"), None);
    }
}
