//! Reading a TOML file of rules with every fault and the line it stands in.
//!
//! Deserialising stops at the first thing it does not like; whoever writes a route wants all of
//! them at once. So tables are read key by key, each miss is noted, and reading goes on.

use time::macros::format_description;
use time::{Date, Duration};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::fault::{Fault, FaultKind};

/// Larger files, in bytes, are nobody's route or calendar.
pub const LARGEST_FILE: usize = 1 << 20;

/// A closed set of names that a file may use.
pub(crate) trait Vocabulary: Sized {
    /// What the names are names of, as faults say it.
    const WHAT: &'static str;
    /// The value called `name`.
    fn named(name: &str) -> Option<Self>;
    /// All names, as a writer may use them.
    fn known() -> Vec<String>;
}

/// Reads the whole file; with faults there is no result.
pub(crate) fn read<T>(
    text: &str,
    top: impl FnOnce(&mut Table<'_, '_>) -> T,
) -> Result<T, Vec<Fault>> {
    if text.len() > LARGEST_FILE {
        let kind = FaultKind::TooLarge {
            limit: LARGEST_FILE,
        };
        return Err(vec![Fault::of_file(kind)]);
    }
    let lines = Lines::of(text);
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut faults: Vec<_> = (errors.iter())
        .map(|error| Fault {
            line: error.span().map(|span| lines.line(span.start)),
            place: String::new(),
            kind: FaultKind::Syntax {
                reason: error.message().to_owned(),
            },
        })
        .collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut table = Table {
        table: root.get_ref(),
        place: String::new(),
        line: None,
        lines: &lines,
        faults: &mut faults,
        asked: Vec::new(),
    };
    let read = top(&mut table);
    table.refuse_other_keys();
    if faults.is_empty() {
        Ok(read)
    } else {
        Err(faults)
    }
}

/// One table of the file.
pub(crate) struct Table<'r, 'i> {
    table: &'r DeTable<'i>,
    place: String,
    line: Option<u32>,
    lines: &'r Lines,
    faults: &'r mut Vec<Fault>,
    asked: Vec<&'static str>,
}

impl<'r, 'i> Table<'r, 'i> {
    /// Where the table begins.
    pub(crate) fn line(&self) -> Option<u32> {
        self.line
    }

    /// Notes a fault of the table as a whole.
    pub(crate) fn fault(&mut self, kind: FaultKind) {
        self.fault_at(self.line, kind);
    }

    /// Notes a fault of the value of `key`.
    pub(crate) fn fault_of(&mut self, key: &str, kind: FaultKind) {
        let line = (self.table.get(key)).map(|value| self.lines.line(value.span().start));
        self.fault_at(line.or(self.line), kind);
    }

    fn fault_at(&mut self, line: Option<u32>, kind: FaultKind) {
        self.faults.push(Fault {
            line,
            place: self.place.clone(),
            kind,
        });
    }

    fn value(&mut self, key: &'static str) -> Option<&'r Spanned<DeValue<'i>>> {
        self.asked.push(key);
        self.table.get(key)
    }

    fn required(&mut self, key: &'static str) -> Option<&'r Spanned<DeValue<'i>>> {
        let value = self.value(key);
        if value.is_none() {
            self.fault(FaultKind::MissingKey { key });
        }
        value
    }

    fn wrong(&mut self, key: &'static str, expected: &'static str) {
        self.fault_of(key, FaultKind::WrongType { key, expected });
    }

    /// A text that must be there and say something.
    pub(crate) fn text(&mut self, key: &'static str) -> String {
        self.required(key);
        self.optional_text(key).unwrap_or_default()
    }

    /// A text that may be left out, but not be empty.
    pub(crate) fn optional_text(&mut self, key: &'static str) -> Option<String> {
        let value = self.value(key)?;
        let Some(text) = value.get_ref().as_str() else {
            self.wrong(key, "text");
            return None;
        };
        if text.trim().is_empty() {
            self.fault_of(key, FaultKind::Empty { key });
        }
        Some(text.trim().to_owned())
    }

    /// A whole number from 1.
    pub(crate) fn count(&mut self, key: &'static str) -> u32 {
        let Some(value) = self.required(key) else {
            return 0;
        };
        let number = (value.get_ref().as_integer())
            .and_then(|it| u32::from_str_radix(it.as_str(), it.radix()).ok());
        match number {
            Some(number) if number > 0 => number,
            _ => {
                self.wrong(key, "a whole number from 1");
                0
            }
        }
    }

    /// Yes or no; left out is `default`.
    pub(crate) fn flag(&mut self, key: &'static str, default: bool) -> bool {
        let Some(value) = self.value(key) else {
            return default;
        };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong(key, "true or false");
            default
        })
    }

    /// Working time such as `1h30m`.
    pub(crate) fn working_time(&mut self, key: &'static str) -> Option<Duration> {
        let text = self.optional_text(key)?;
        let time = working_time(&text);
        if time.is_none() {
            self.wrong(key, "working time such as 1h30m");
        }
        time
    }

    /// A day such as `"2026-11-21"`.
    pub(crate) fn date(&mut self, key: &'static str) -> Option<Date> {
        let text = self.optional_text(key)?;
        let day = date(&text);
        if day.is_none() {
            self.wrong(key, "a day such as 2026-11-21");
        }
        day
    }

    /// A name of the vocabulary.
    pub(crate) fn name<T: Vocabulary>(&mut self, key: &'static str) -> Option<T> {
        let text = self.optional_text(key)?;
        self.resolve(key, &text)
    }

    /// A list of names of the vocabulary; left out is empty.
    pub(crate) fn names<T: Vocabulary>(&mut self, key: &'static str) -> Vec<T> {
        let texts = self.texts(key);
        let resolved = texts.iter().filter_map(|text| self.resolve(key, text));
        resolved.collect()
    }

    fn resolve<T: Vocabulary>(&mut self, key: &str, text: &str) -> Option<T> {
        let named = T::named(text);
        if named.is_none() {
            let kind = FaultKind::UnknownName {
                what: T::WHAT,
                name: text.to_owned(),
                known: T::known(),
            };
            self.fault_of(key, kind);
        }
        named
    }

    /// One text or a list of texts; left out is empty.
    pub(crate) fn texts(&mut self, key: &'static str) -> Vec<String> {
        let mut texts = Vec::new();
        let Some(value) = self.value(key) else {
            return texts;
        };
        let listed = match value.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| item.get_ref().as_str()).collect(),
            single => vec![single.as_str()],
        };
        for text in listed {
            match text.map(str::trim) {
                None => self.wrong(key, "a list of texts"),
                Some("") => self.fault_of(key, FaultKind::Empty { key }),
                Some(text) => texts.push(text.to_owned()),
            }
        }
        texts
    }

    /// Whether `key` is a list, where one text would mean something else.
    pub(crate) fn is_list(&self, key: &str) -> bool {
        let value = self.table.get(key);
        value.is_some_and(|value| value.get_ref().as_array().is_some())
    }

    /// The tables of `[[key]]`, each read by `read`. A table is called after its `named` key.
    pub(crate) fn tables<T>(
        &mut self,
        key: &'static str,
        named: &str,
        limit: usize,
        mut read: impl FnMut(&mut Table<'_, '_>) -> T,
    ) -> Vec<T> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(key, "a list of tables");
            return Vec::new();
        };
        if items.len() > limit {
            self.fault_of(key, FaultKind::TooMany { key, limit });
        }
        let mut all = Vec::new();
        for (position, item) in items.iter().enumerate().take(limit) {
            let Some(table) = item.get_ref().as_table() else {
                self.wrong(key, "a list of tables");
                continue;
            };
            let name = table.get(named).and_then(|name| name.get_ref().as_str());
            let number = (position + 1).to_string();
            let mut inner = Table {
                table,
                place: format!("{key} {}", name.unwrap_or(&number)),
                line: Some(self.lines.line(item.span().start)),
                lines: self.lines,
                faults: self.faults,
                asked: Vec::new(),
            };
            all.push(read(&mut inner));
            inner.refuse_other_keys();
        }
        all
    }

    fn refuse_other_keys(&mut self) {
        for (key, _) in self.table {
            let name: &str = key.get_ref();
            if !self.asked.contains(&name) {
                let line = Some(self.lines.line(key.span().start));
                let kind = FaultKind::UnknownKey {
                    key: name.to_owned(),
                };
                self.fault_at(line, kind);
            }
        }
    }
}

/// Where lines begin.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The line of a byte, counted from 1.
    fn line(&self, offset: usize) -> u32 {
        let before = self.0.partition_point(|end| *end < offset);
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }
}

/// Hours and minutes: `4h`, `30m`, `1h30m`.
fn working_time(text: &str) -> Option<Duration> {
    let (hours, rest) = text.split_once('h').unwrap_or(("0", text));
    let minutes = if rest.is_empty() && text.ends_with('h') {
        "0"
    } else {
        rest.strip_suffix('m')?
    };
    let number = |digits: &str| {
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse::<u16>().ok()).flatten()
    };
    Some(Duration::hours(number(hours)?.into()) + Duration::minutes(number(minutes)?.into()))
}

fn date(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_times_are_hours_and_minutes() {
        assert_eq!(working_time("4h"), Some(Duration::hours(4)));
        assert_eq!(working_time("30m"), Some(Duration::minutes(30)));
        assert_eq!(working_time("1h30m"), Some(Duration::minutes(90)));
        for wrong in [
            "",
            "h",
            "m",
            "4",
            "1d",
            "-1h",
            "+1h",
            "1h30",
            "1h m",
            "99999999h",
        ] {
            assert_eq!(working_time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn all_faults_come_at_once_with_their_lines() {
        let text = "a = 1\nb = ''\nd = 'x'\n[[t]]\nid = 'one'\ne = 2\n";
        let faults = read(text, |top| {
            top.text("a");
            top.text("b");
            top.text("c");
            top.tables("t", "id", 9, |inner| inner.text("id"));
        })
        .unwrap_err();
        let said: Vec<_> = (faults.iter())
            .map(|fault| (fault.line, fault.place.as_str(), fault.code()))
            .collect();
        assert_eq!(
            said,
            [
                (Some(1), "", "process-fault-wrong-type"),
                (Some(2), "", "process-fault-empty"),
                (None, "", "process-fault-missing-key"),
                (Some(6), "t one", "process-fault-unknown-key"),
                (Some(3), "", "process-fault-unknown-key"),
            ]
        );
    }

    #[test]
    fn a_file_that_is_no_toml_names_its_lines() {
        let faults = read("a = 1\nb c\nd = 2\ne f\n", |_| ()).unwrap_err();
        let lines: Vec<_> = faults.iter().filter_map(|fault| fault.line).collect();
        assert!(lines.contains(&2) && lines.contains(&4), "{lines:?}");
        assert!(faults.iter().all(|it| it.code() == "process-fault-syntax"));
    }
}
