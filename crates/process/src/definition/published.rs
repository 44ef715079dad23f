//! The definitions that an installation has published. What is published never changes: a document
//! that began with version 1 ends with version 1, whatever has been published since.

use std::collections::BTreeMap;

use time::Date;

use super::{Definition, Pin};

/// All published definitions, by code and version.
#[derive(Clone, Debug, Default)]
pub struct Published(BTreeMap<Pin, Definition>);

/// The code and version are taken by another content.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("version {} of route {} is published with another content", .pin.version, .pin.code)]
pub struct Conflict {
    /// What was to be published.
    pub pin: Pin,
}

impl Conflict {
    /// Every code there is.
    pub const CODES: &'static [&'static str] = &["process-published-otherwise"];

    /// A stable name of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "process-published-otherwise"
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("route", self.pin.code.clone()),
            ("version", self.pin.version.to_string()),
        ]
    }
}

impl Published {
    /// Publishes a definition; the same one again is no change.
    ///
    /// # Errors
    /// [`Conflict`] when its code and version are published with another content.
    pub fn publish(&mut self, definition: Definition) -> Result<(), Conflict> {
        match self.0.get(definition.pin()) {
            Some(known) if *known != definition => Err(Conflict {
                pin: definition.pin,
            }),
            Some(_) => Ok(()),
            None => {
                self.0.insert(definition.pin.clone(), definition);
                Ok(())
            }
        }
    }

    /// The definition that a document follows.
    #[must_use]
    pub fn pinned(&self, pin: &Pin) -> Option<&Definition> {
        self.0.get(pin)
    }

    /// The definition that a new document follows: the last version in force on that day.
    #[must_use]
    pub fn latest(&self, code: &str, on: Date) -> Option<&Definition> {
        let mut versions = self.0.values().filter(|it| it.code() == code);
        versions.rfind(|it| it.in_force_on(on))
    }

    /// All of them, by code and version.
    pub fn all(&self) -> impl Iterator<Item = &Definition> {
        self.0.values()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn version(number: u32, from: &str) -> Definition {
        let text = Definition::shipped_text()
            .replace("version = 1", &format!("version = {number}"))
            .replace(
                "in-force-from = \"2020-03-05\"",
                &format!("in-force-from = \"{from}\""),
            );
        Definition::parse(&text).unwrap()
    }

    #[test]
    fn what_is_published_stays_and_new_documents_take_the_last_in_force() {
        let mut published = Published::default();
        published.publish(version(1, "2020-03-05")).unwrap();
        published.publish(version(1, "2020-03-05")).unwrap();
        let conflict = published.publish(version(1, "2021-01-01")).unwrap_err();
        assert_eq!(conflict.code(), "process-published-otherwise");

        published.publish(version(2, "2027-01-01")).unwrap();
        let latest = |day| {
            published
                .latest("nd30-ba-chu-ky", day)
                .map(Definition::version)
        };
        assert_eq!(latest(date!(2026 - 11 - 21)), Some(1));
        assert_eq!(latest(date!(2027 - 01 - 01)), Some(2));
        assert_eq!(latest(date!(2019 - 01 - 01)), None);
        let pin = version(1, "2020-03-05").pin().clone();
        assert_eq!(published.pinned(&pin).map(Definition::version), Some(1));
    }
}
