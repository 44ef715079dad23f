//! The kinds of administrative documents and how each travels, as dated data.
//!
//! Nghị định 30/2020/NĐ-CP, Điều 7 and Phụ lục III: 29 types, 27 of them with an abbreviation. The
//! regulations of agencies add a catalogue (S19): which types go electronically only, which need
//! paper beside or afterwards, and where a departure from that needs the head's consent. The data
//! stands in `profiles/documents/types.toml`; an agency sets single attributes anew with an
//! [`Override`]. Notations are built in [`crate::notation`], routes are no business of a type.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::coded::coded;
use crate::copy::CopyKind;
use crate::{Error, fold};

mod file;

const BUILT_IN: &str = include_str!("../../../profiles/documents/types.toml");

coded! {
    /// How a document of a type travels (S19).
    pub enum Carriage as "carriage" {
        /// Electronically and not on paper.
        ElectronicOnly = "electronic-only",
        /// On paper at the same time.
        PaperBeside = "paper-beside",
        /// Electronically first; the paper has to follow and is tracked until sent (D15).
        PaperFollows = "paper-follows",
    }
}

coded! {
    /// Whether a document may travel otherwise than its type does.
    pub enum Exceptions as "exceptions" {
        /// Without asking.
        Free = "free",
        /// With the head's consent.
        Approval = "approval",
    }
}

coded! {
    /// What the clerk keeps of what was issued electronically (D15).
    pub enum KeptCopy as "kept-copy" {
        /// The electronic original only.
        None = "none",
        /// One printed and sealed copy as well.
        SealedPaper = "sealed-paper",
    }
}

/// One type of document.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DocumentType {
    /// Its name in data, such as `quyet-dinh`.
    pub code: String,
    /// Its name for people, such as `Quyết định`.
    pub name: String,
    /// Its abbreviation in notations, such as `QĐ`; công văn and thư công have none.
    pub abbreviation: Option<String>,
    /// How it travels.
    pub carriage: Carriage,
    /// Whether it may travel otherwise.
    pub exceptions: Exceptions,
    /// What the clerk keeps on paper.
    pub kept_copy: KeptCopy,
}

/// How a document's way differs from that of its type.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Departure {
    /// It does not.
    None,
    /// It does, and may.
    Free,
    /// It does, and the head has to consent.
    NeedsApproval,
}

impl DocumentType {
    /// The code of công văn, the one type that Nghị định 30/2020 treats apart: it has no name on
    /// the page, another notation, and serves for corrections (Điều 18).
    pub const LETTER: &'static str = "cong-van";

    /// Whether this is a công văn.
    #[must_use]
    pub fn is_letter(&self) -> bool {
        self.code == Self::LETTER
    }

    /// What it takes to send a document of this type in that way.
    #[must_use]
    pub fn departure(&self, carriage: Carriage) -> Departure {
        match (carriage == self.carriage, self.exceptions) {
            (true, _) => Departure::None,
            (false, Exceptions::Free) => Departure::Free,
            (false, Exceptions::Approval) => Departure::NeedsApproval,
        }
    }
}

/// What an agency sets anew for one type; `None` leaves the attribute as it is.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Override {
    /// The type.
    pub code: String,
    /// How it travels.
    #[serde(default)]
    pub carriage: Option<Carriage>,
    /// Whether it may travel otherwise.
    #[serde(default)]
    pub exceptions: Option<Exceptions>,
    /// What the clerk keeps on paper.
    #[serde(default)]
    pub kept_copy: Option<KeptCopy>,
}

/// The wording and abbreviation of one kind of copy.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CopyForm {
    /// Its name for people, such as `Sao y`.
    pub name: String,
    /// Its abbreviation in notations, such as `SY`.
    pub abbreviation: String,
}

/// All types, as they are in force for an agency.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Catalogue {
    /// Name of the data.
    pub id: String,
    /// Version of the data.
    pub version: String,
    /// First day in force.
    pub in_force_from: Date,
    /// Last day in force, if it has ended.
    pub in_force_until: Option<Date>,
    /// The articles it comes from.
    pub sources: Vec<String>,
    types: Vec<DocumentType>,
    copies: [CopyForm; 3],
}

impl Catalogue {
    /// The types of Nghị định 30/2020 with the program's defaults.
    ///
    /// # Errors
    /// As [`Catalogue::parse`]; the text that ships is tested.
    pub fn built_in() -> Result<Self, Error> {
        Self::parse(BUILT_IN)
    }

    /// A catalogue from its text.
    ///
    /// # Errors
    /// [`Error::ProfileSyntax`] with line and column, [`Error::ProfileRules`] with every fault.
    pub fn parse(text: &str) -> Result<Self, Error> {
        file::parse(text)
    }

    /// The catalogue with what an agency sets anew.
    ///
    /// # Errors
    /// [`Error::UnknownName`] if an override is for no type.
    pub fn with(mut self, overrides: &[Override]) -> Result<Self, Error> {
        for change in overrides {
            let known = || self.types.iter().map(|kind| kind.code.clone()).collect();
            let place = self.types.iter().position(|kind| kind.code == change.code);
            let place = place.ok_or_else(|| unknown(&change.code, known()))?;
            if let Some(kind) = self.types.get_mut(place) {
                kind.carriage = change.carriage.unwrap_or(kind.carriage);
                kind.exceptions = change.exceptions.unwrap_or(kind.exceptions);
                kind.kept_copy = change.kept_copy.unwrap_or(kind.kept_copy);
            }
        }
        Ok(self)
    }

    /// All types in the order of the decree.
    #[must_use]
    pub fn types(&self) -> &[DocumentType] {
        &self.types
    }

    /// The type of that code.
    ///
    /// # Errors
    /// [`Error::UnknownName`].
    pub fn get(&self, code: &str) -> Result<&DocumentType, Error> {
        let known = || self.types.iter().map(|kind| kind.code.clone()).collect();
        let found = self.types.iter().find(|kind| kind.code == code);
        found.ok_or_else(|| unknown(code, known()))
    }

    /// The type of that name, however a person types it: "Quyết định", "quyet dinh".
    #[must_use]
    pub fn of_name(&self, name: &str) -> Option<&DocumentType> {
        let key = fold(name);
        self.types.iter().find(|kind| fold(&kind.name) == key)
    }

    /// The type whose abbreviation that is, letter by letter: `ĐA` is Đề án and `DA` Dự án.
    #[must_use]
    pub fn of_abbreviation(&self, abbreviation: &str) -> Option<&DocumentType> {
        let wanted = abbreviation.to_lowercase();
        let is = |kind: &&DocumentType| {
            let known = kind.abbreviation.as_ref().map(|known| known.to_lowercase());
            known.as_ref() == Some(&wanted)
        };
        self.types.iter().find(is)
    }

    /// How a kind of copy is called.
    #[must_use]
    pub fn copy(&self, kind: CopyKind) -> &CopyForm {
        let [full, extract, of_copy] = &self.copies;
        match kind {
            CopyKind::Full => full,
            CopyKind::Extract => extract,
            CopyKind::OfCopy => of_copy,
        }
    }

    /// Whether the data was in force on that day.
    #[must_use]
    pub fn in_force_on(&self, day: Date) -> bool {
        self.in_force_from <= day && self.in_force_until.is_none_or(|until| day <= until)
    }
}

fn unknown(code: &str, known: Vec<String>) -> Error {
    Error::UnknownName {
        list: "DocumentType",
        name: code.to_owned(),
        known,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn the_decree_has_29_types_and_27_abbreviations() {
        let catalogue = Catalogue::built_in().unwrap();
        assert_eq!(catalogue.types().len(), 29);
        let abbreviated = catalogue
            .types()
            .iter()
            .filter(|kind| kind.abbreviation.is_some());
        assert_eq!(abbreviated.count(), 27);
        assert!(catalogue.in_force_on(date!(2026 - 11 - 21)));
        assert!(!catalogue.in_force_on(date!(2020 - 03 - 04)));
        assert!(catalogue.get(DocumentType::LETTER).unwrap().is_letter());
        assert_eq!(catalogue.copy(CopyKind::Extract).abbreviation, "TrS");
    }

    #[test]
    fn types_are_found_by_code_name_and_abbreviation() {
        let catalogue = Catalogue::built_in().unwrap();
        assert_eq!(catalogue.get("to-trinh").unwrap().name, "Tờ trình");
        assert_eq!(catalogue.of_name("quyet  DINH").unwrap().code, "quyet-dinh");
        assert_eq!(catalogue.of_abbreviation("ĐA").unwrap().code, "de-an");
        assert_eq!(catalogue.of_abbreviation("da").unwrap().code, "du-an");
        assert_eq!(catalogue.of_abbreviation("QyĐ").unwrap().code, "quy-dinh");
        assert!(catalogue.of_abbreviation("CV").is_none());
        let error = catalogue.get("cong-dien-mat").unwrap_err();
        assert_eq!(error.code(), "documents-unknown-name");
        assert!(error.to_string().contains("cong-dien"), "{error}");
    }

    #[test]
    fn an_agency_sets_attributes_anew() {
        let letter = |catalogue: &Catalogue| catalogue.get(DocumentType::LETTER).unwrap().clone();
        let before = Catalogue::built_in().unwrap();
        assert_eq!(
            letter(&before).departure(Carriage::ElectronicOnly),
            Departure::None
        );
        assert_eq!(
            letter(&before).departure(Carriage::PaperBeside),
            Departure::NeedsApproval
        );
        let change = Override {
            code: DocumentType::LETTER.to_owned(),
            exceptions: Some(Exceptions::Free),
            kept_copy: Some(KeptCopy::SealedPaper),
            ..Override::default()
        };
        let after = before.clone().with(std::slice::from_ref(&change)).unwrap();
        assert_eq!(
            letter(&after).departure(Carriage::PaperBeside),
            Departure::Free
        );
        assert_eq!(letter(&after).kept_copy, KeptCopy::SealedPaper);
        assert_eq!(letter(&after).carriage, Carriage::ElectronicOnly);
        let wrong = Override {
            code: "thu-rieng".to_owned(),
            ..change
        };
        assert_eq!(
            before.with(&[wrong]).unwrap_err().code(),
            "documents-unknown-name"
        );
    }

    #[test]
    fn unknown_names_refuse_to_load() {
        for (from, to, named) in [
            ("paper-follows\"\n", "paper-later\"\n", "paper-later"),
            ("kept-copy = \"none\"", "kept = \"none\"", "kept"),
            ("[defaults]", "[default]", "default"),
        ] {
            assert!(BUILT_IN.contains(from), "{from}");
            let error = Catalogue::parse(&BUILT_IN.replacen(from, to, 1)).unwrap_err();
            assert_eq!(error.code(), "documents-profile-syntax");
            assert!(error.to_string().contains(named), "{error}");
        }
    }

    #[test]
    fn the_linter_lists_every_fault() {
        let text = BUILT_IN
            .replace("2020-03-05\"", "2020-13-05\"")
            .replace("abbreviation = \"QyĐ\"", "abbreviation = \"QĐ\"")
            .replace("code = \"thu-cong\"", "code = \"cong-van\"")
            .replace("schema = 1", "schema = 2");
        let Err(Error::ProfileRules { problems, .. }) = Catalogue::parse(&text) else {
            panic!("a bad catalogue was taken");
        };
        assert_eq!(problems.len(), 4, "{problems:?}");
    }
}
