//! Attachments that stay in their own format (S11): which, and how large, as dated data.
//!
//! `profiles/documents/attachments.toml` says which formats an attachment may keep. Whether a file
//! really is of its format, and harmless, is found out by whoever lets it in; a browser is told
//! these media types and no others.

use serde::Deserialize;
use time::Date;

use crate::Error;
use crate::profile::{self, Head, Linter};

const FILE: &str = "attachments.toml";
const BUILT_IN: &str = include_str!("../../../profiles/documents/attachments.toml");
/// Bytes of a MiB.
const MIB: u64 = 1 << 20;

/// A format that an attachment may keep.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NativeType {
    /// The usual ending of a file's name, without the full stop, in small letters.
    pub extension: String,
    /// The media type.
    pub media_type: String,
    /// Its name for people.
    pub name: String,
    /// The largest file, MiB.
    pub largest: u64,
}

impl NativeType {
    /// The largest file, bytes.
    #[must_use]
    pub fn largest_bytes(&self) -> u64 {
        self.largest.saturating_mul(MIB)
    }
}

/// The formats in force.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NativeTypes {
    /// Name of the data.
    pub id: String,
    /// Version of the data.
    pub version: String,
    /// First day in force.
    pub in_force_from: Date,
    /// Last day in force, if it has ended.
    pub in_force_until: Option<Date>,
    /// The regulations they come from.
    pub sources: Vec<String>,
    types: Vec<NativeType>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    schema: u32,
    id: String,
    #[expect(dead_code, reason = "for those who read the file")]
    name: String,
    version: String,
    in_force_from: String,
    in_force_until: Option<String>,
    sources: Vec<String>,
    types: Vec<NativeType>,
}

impl NativeTypes {
    /// The formats that ship.
    ///
    /// # Errors
    /// As [`NativeTypes::parse`]; the text that ships is tested.
    pub fn built_in() -> Result<Self, Error> {
        Self::parse(BUILT_IN)
    }

    /// Formats from their text.
    ///
    /// # Errors
    /// [`Error::ProfileSyntax`] with line and column, [`Error::ProfileRules`] with every fault.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let file: File = profile::read(FILE, text)?;
        let mut linter = Linter::new(FILE);
        let (in_force_from, in_force_until) = linter.head(&Head {
            schema: file.schema,
            in_force_from: file.in_force_from,
            in_force_until: file.in_force_until,
        });
        for (index, one) in file.types.iter().enumerate() {
            let plain = |it: &str| {
                it.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            };
            if one.extension.is_empty() || !plain(&one.extension) {
                linter.complain(format!("types: {:?} is no ending of a name", one.extension));
            }
            let before = file.types.iter().take(index);
            if before.into_iter().any(|it| it.extension == one.extension) {
                linter.complain(format!("types: {} stands twice", one.extension));
            }
            let token = |b: u8| b.is_ascii_alphanumeric() || b"/.+-".contains(&b);
            if !one.media_type.contains('/') || !one.media_type.bytes().all(token) {
                linter.complain(format!("types: {:?} is no media type", one.media_type));
            }
            if one.largest == 0 {
                linter.complain(format!("types: {} may not be empty", one.extension));
            }
        }
        linter.finish(Self {
            id: file.id,
            version: file.version,
            in_force_from,
            in_force_until,
            sources: file.sources,
            types: file.types,
        })
    }

    /// All of them, in the order of the file.
    pub fn types(&self) -> impl Iterator<Item = &NativeType> {
        self.types.iter()
    }

    /// The format of a file of that name.
    #[must_use]
    pub fn of_name(&self, name: &str) -> Option<&NativeType> {
        let (_, ending) = name.rsplit_once('.')?;
        let ending = match ending.to_lowercase().as_str() {
            "jpeg" => "jpg".to_owned(),
            "tiff" => "tif".to_owned(),
            other => other.to_owned(),
        };
        self.types.iter().find(|it| it.extension == ending)
    }

    /// The format of that media type.
    #[must_use]
    pub fn of_media_type(&self, media_type: &str) -> Option<&NativeType> {
        self.types.iter().find(|it| it.media_type == media_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_found_by_the_name_of_a_file() {
        let types = NativeTypes::built_in().unwrap();
        let of = |name: &str| types.of_name(name).map(|it| it.extension.as_str());
        assert_eq!(of("Dự toán 2026.XLSX"), Some("xlsx"));
        assert_eq!(of("anh.jpeg"), Some("jpg"));
        assert_eq!(of("macro.xlsm"), None);
        assert_eq!(of("xlsx"), None);
        assert_eq!(types.of_name("a.csv").unwrap().largest_bytes(), 50 << 20);
    }

    #[test]
    fn formats_that_do_not_hold_together_refuse_to_load() {
        for (from, to, named) in [
            ("extension = \"csv\"", "extension = \"xlsx\"", "twice"),
            ("\"text/csv\"", "\"text/csv; header\"", "no media type"),
            ("extension = \"csv\"", "extension = \".csv\"", "no ending"),
            ("largest = 10\n", "largest = 0\n", "empty"),
        ] {
            assert!(BUILT_IN.contains(from), "{from}");
            let error = NativeTypes::parse(&BUILT_IN.replacen(from, to, 1)).unwrap_err();
            assert!(error.to_string().contains(named), "{to}: {error}");
        }
    }
}
