//! What every data file of this crate has: a schema, an id, a version, dates and sources.

use serde::de::DeserializeOwned;
use time::Date;
use time::macros::format_description;

use crate::Error;

const SCHEMA: u32 = 1;

/// Reads a data file; unknown keys and names are refused by its types.
pub(crate) fn read<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| Error::ProfileSyntax {
        file,
        problem: error.to_string(),
    })
}

/// The head of a file as it is written; flattening would lose the check for unknown keys, so each
/// file spells these keys out and hands them over.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) schema: u32,
    pub(crate) in_force_from: String,
    pub(crate) in_force_until: Option<String>,
}

/// Collects what is wrong; values it gives for wrong input are never used.
#[derive(Debug)]
pub(crate) struct Linter {
    file: &'static str,
    problems: Vec<String>,
}

impl Linter {
    pub(crate) fn new(file: &'static str) -> Self {
        Self {
            file,
            problems: Vec::new(),
        }
    }

    pub(crate) fn complain(&mut self, problem: String) {
        self.problems.push(problem);
    }

    /// Checks the head and gives the dates.
    pub(crate) fn head(&mut self, head: &Head) -> (Date, Option<Date>) {
        if head.schema != SCHEMA {
            self.complain(format!("schema: {} is not {SCHEMA}", head.schema));
        }
        let from = self.date("in-force-from", &head.in_force_from);
        let until = head.in_force_until.as_deref();
        let until = until.map(|text| self.date("in-force-until", text));
        if until.is_some_and(|until| until < from) {
            self.complain("in-force-until: is before in-force-from".to_owned());
        }
        (from, until)
    }

    fn date(&mut self, key: &str, text: &str) -> Date {
        let parsed = Date::parse(text, format_description!("[year]-[month]-[day]"));
        parsed.unwrap_or_else(|_| {
            self.complain(format!("{key}: {text:?} is not a date as YYYY-MM-DD"));
            Date::MIN
        })
    }

    /// The value, if nothing was wrong.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Error> {
        match self.problems.is_empty() {
            true => Ok(value),
            false => Err(Error::ProfileRules {
                file: self.file,
                problems: self.problems,
            }),
        }
    }
}
