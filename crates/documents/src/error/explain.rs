//! Codes of errors and the values that explain them, for the catalogue of the edge.

use super::Error;
use crate::vietnam::written;

impl Error {
    /// Every code that [`Self::code`] can give, those of [`WhyNot`](crate::relation::WhyNot) apart.
    pub const CODES: &[&str] = &[
        "documents-unknown-name",
        "documents-profile-syntax",
        "documents-profile-rules",
        "text-control-character",
        "text-too-long",
        "number-not-a-number",
        "number-not-a-notation",
        "document-state-secret",
        "book-closed",
        "book-year-not-over",
        "book-wrong-year",
        "book-date-to-come",
        "book-number-taken",
        "book-not-reserved",
        "book-number-not-given",
        "book-begun",
        "book-full",
        "book-too-many-reserved",
        "document-reason-missing",
        "document-frozen",
        "document-paper-sent",
        "template-unwritable",
        "import-no-header",
        "import-columns-missing",
        "import-column-twice",
    ];

    /// A name that stays the same, for catalogues and programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownName { .. } => "documents-unknown-name",
            Self::ProfileSyntax { .. } => "documents-profile-syntax",
            Self::ProfileRules { .. } => "documents-profile-rules",
            Self::ControlCharacter { .. } => "text-control-character",
            Self::TextTooLong { .. } => "text-too-long",
            Self::NotANumber { .. } => "number-not-a-number",
            Self::NotANotation { .. } => "number-not-a-notation",
            Self::StateSecret { .. } => "document-state-secret",
            Self::BookClosed { .. } => "book-closed",
            Self::YearNotOver { .. } => "book-year-not-over",
            Self::WrongYear { .. } => "book-wrong-year",
            Self::DateToCome { .. } => "book-date-to-come",
            Self::NumberTaken { .. } => "book-number-taken",
            Self::NotReserved { .. } => "book-not-reserved",
            Self::NumberNotGiven { .. } => "book-number-not-given",
            Self::BookBegun { .. } => "book-begun",
            Self::BookFull { .. } => "book-full",
            Self::TooManyReserved { .. } => "book-too-many-reserved",
            Self::ReasonMissing => "document-reason-missing",
            Self::Relation { why, .. } => why.code(),
            Self::Frozen => "document-frozen",
            Self::PaperSent { .. } => "document-paper-sent",
            Self::TemplateUnwritable { .. } => "template-unwritable",
            Self::NoHeader => "import-no-header",
            Self::ColumnsMissing { .. } => "import-columns-missing",
            Self::ColumnTwice { .. } => "import-column-twice",
        }
    }

    /// The values that explain it.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::UnknownName { list, name, known } => vec![
                ("list", (*list).to_owned()),
                ("name", name.clone()),
                ("known", known.join(", ")),
            ],
            Self::ProfileSyntax { file, problem } => {
                vec![("file", (*file).to_owned()), ("problem", problem.clone())]
            }
            Self::ProfileRules { file, problems } => {
                vec![
                    ("file", (*file).to_owned()),
                    ("problem", problems.join("; ")),
                ]
            }
            Self::ControlCharacter {
                character,
                position,
            } => vec![
                ("character", format!("U+{character:04X}")),
                ("position", position.to_string()),
            ],
            Self::TextTooLong { length, longest } => {
                vec![
                    ("length", length.to_string()),
                    ("longest", longest.to_string()),
                ]
            }
            Self::NotANumber { text } | Self::NotANotation { text } => vec![("text", text.clone())],
            Self::TemplateUnwritable { problem } => vec![("problem", problem.clone())],
            Self::PaperSent { sent } => vec![("sent", written(*sent))],
            Self::ColumnsMissing { columns } => vec![("columns", columns.join(", "))],
            Self::ColumnTwice { column } => vec![("column", column.clone())],
            Self::StateSecret { level } => vec![("secrecy", level.code().to_owned())],
            Self::Relation { relation, .. } => vec![("relation-kind", relation.code().to_owned())],
            Self::ReasonMissing | Self::Frozen | Self::NoHeader => Vec::new(),
            _ => self.values_of_book(),
        }
    }

    fn values_of_book(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::BookClosed { year } | Self::YearNotOver { year } | Self::BookFull { year } => {
                vec![("year", year.to_string())]
            }
            Self::WrongYear { year, issued } => {
                vec![("year", year.to_string()), ("issued", written(*issued))]
            }
            Self::DateToCome { issued, today } => {
                vec![("issued", written(*issued)), ("today", written(*today))]
            }
            Self::NumberTaken { number, year }
            | Self::NotReserved { number, year }
            | Self::NumberNotGiven { number, year } => {
                vec![("number", number.to_string()), ("year", year.to_string())]
            }
            Self::BookBegun {
                year,
                last,
                opening,
            } => vec![
                ("year", year.to_string()),
                ("last", last.to_string()),
                ("opening", opening.to_string()),
            ],
            Self::TooManyReserved { count, most } => {
                vec![("count", count.to_string()), ("most", most.to_string())]
            }
            _ => Vec::new(),
        }
    }
}
