//! Documents to start from: a .docx in the layout of Nghị định 30/2020/NĐ-CP with the letterhead
//! of the agency filled in.
//!
//! Phụ lục I gives sizes and places, Phụ lục III the models; what each type says is data in
//! `profiles/documents/templates.toml`. Number, day and month are left blank: the clerk gives them
//! after the signature, into the room that is left here. Bytes go out; converting and checking what
//! a drafter has made of it is the edge's job.

use serde::Deserialize;
use time::Date;

use crate::Error;
use crate::coded::coded;
use crate::document_type::DocumentType;
use crate::notation::Notation;
use crate::profile::{self, Head, Linter};

mod docx;
mod page;

const FILE: &str = "templates.toml";
const BUILT_IN: &str = include_str!("../../../profiles/documents/templates.toml");

/// What stands on every document of an agency, and who signs this one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Letterhead {
    /// The agency above (ô 2), in capitals; ministries and provinces have none.
    pub superior: Option<String>,
    /// The agency, as it is written in a sentence.
    pub agency: String,
    /// Who decides, for the line above the grounds of a decision; such as `Chủ tịch Ủy ban nhân
    /// dân xã Bình Minh`.
    pub authority: String,
    /// Địa danh.
    pub place: String,
    /// The notation of this document.
    pub notation: Notation,
    /// The year of issue.
    pub year: i32,
    /// Abbreviation of the drafting unit, for Lưu.
    pub unit: String,
    /// The lines above the signature, such as `KT. CHỦ TỊCH`, `PHÓ CHỦ TỊCH`.
    pub title: Vec<String>,
    /// Who signs.
    pub signer: String,
}

/// The templates there are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Templates {
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
    templates: Vec<Template>,
}

/// The text of one type of document.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Template {
    #[serde(rename = "type")]
    kind: String,
    subject: String,
    body: Vec<(Style, String)>,
    recipients: Vec<String>,
}

coded! {
    /// How a paragraph of the body is written.
    pub enum Style {
        /// Kính gửi (ô 9a).
        To = "to",
        /// Who decides, in capitals.
        Authority = "authority",
        /// A ground: italic.
        Basis = "basis",
        /// "QUYẾT ĐỊNH:".
        Decide = "decide",
        /// A heading: bold.
        Section = "section",
        /// An article: its number bold.
        Article = "article",
        /// Anything else.
        Text = "text",
    }
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
    templates: Vec<Template>,
}

impl Templates {
    /// The templates that ship.
    ///
    /// # Errors
    /// As [`Templates::parse`]; the text that ships is tested.
    pub fn built_in() -> Result<Self, Error> {
        Self::parse(BUILT_IN)
    }

    /// Templates from their text.
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
        for (index, template) in file.templates.iter().enumerate() {
            let kind = &template.kind;
            let before = file.templates.iter().take(index);
            if before.into_iter().any(|other| other.kind == *kind) {
                linter.complain(format!("templates: {kind} stands twice"));
            }
            if let Some(unknown) = template.texts().find_map(unknown_placeholder) {
                linter.complain(format!("templates.{kind}: there is no {unknown}"));
            }
        }
        linter.finish(Self {
            id: file.id,
            version: file.version,
            in_force_from,
            in_force_until,
            sources: file.sources,
            templates: file.templates,
        })
    }

    /// The types that have a template.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.templates.iter().map(|template| template.kind.as_str())
    }

    /// The .docx to start a document of that type from.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for a type without a template, [`Error::TemplateUnwritable`].
    pub fn docx(&self, kind: &DocumentType, letterhead: &Letterhead) -> Result<Vec<u8>, Error> {
        let template = self
            .templates
            .iter()
            .find(|template| template.kind == kind.code);
        let template = template.ok_or_else(|| Error::UnknownName {
            list: "Template",
            name: kind.code.clone(),
            known: self.types().map(str::to_owned).collect(),
        })?;
        docx::package(&page::write(kind, &template.filled(letterhead), letterhead))
    }
}

impl Template {
    fn texts(&self) -> impl Iterator<Item = &str> {
        let body = self.body.iter().map(|(_, text)| text);
        let texts = std::iter::once(&self.subject)
            .chain(body)
            .chain(&self.recipients);
        texts.map(String::as_str)
    }

    fn filled(&self, letterhead: &Letterhead) -> Self {
        let fill = |text: &String| {
            let text = text.replace("{agency}", &letterhead.agency);
            let text = text.replace("{authority}", &letterhead.authority.to_uppercase());
            text.replace("{unit}", &letterhead.unit)
        };
        Self {
            kind: self.kind.clone(),
            subject: fill(&self.subject),
            body: self
                .body
                .iter()
                .map(|(style, text)| (*style, fill(text)))
                .collect(),
            recipients: self.recipients.iter().map(fill).collect(),
        }
    }
}

/// The first placeholder that nothing fills.
fn unknown_placeholder(text: &str) -> Option<&str> {
    let start = text.match_indices('{').map(|(start, _)| start);
    let names = start.filter_map(|start| text.get(start..)?.split_inclusive('}').next());
    let known = ["{agency}", "{authority}", "{unit}"];
    names.into_iter().find(|name| !known.contains(name))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::document_type::Catalogue;

    fn letterhead(notation: &str) -> Letterhead {
        Letterhead {
            superior: Some("UBND TỈNH SAO MAI".to_owned()),
            agency: "Ủy ban nhân dân xã Bình Minh".to_owned(),
            authority: "Chủ tịch Ủy ban nhân dân xã Bình Minh".to_owned(),
            place: "Bình Minh".to_owned(),
            notation: notation.parse().unwrap(),
            year: 2026,
            unit: "VP".to_owned(),
            title: vec!["KT. CHỦ TỊCH".to_owned(), "PHÓ CHỦ TỊCH".to_owned()],
            signer: "Trần Thị Mẫu".to_owned(),
        }
    }

    fn parts(docx: Vec<u8>) -> Vec<(String, String)> {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
        let read = |index| {
            let mut part = archive.by_index(index).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        };
        (0..7).map(read).collect()
    }

    #[test]
    fn the_letterhead_is_filled_in_and_the_number_left_blank() {
        let kind = Catalogue::built_in()
            .unwrap()
            .get("quyet-dinh")
            .unwrap()
            .clone();
        let templates = Templates::built_in().unwrap();
        let docx = templates.docx(&kind, &letterhead("QĐ-UBND")).unwrap();
        let parts = parts(docx);
        assert_eq!(parts[0].0, "[Content_Types].xml");
        let (_, text) = parts
            .iter()
            .find(|(name, _)| name == "word/document.xml")
            .unwrap();
        for expected in [
            "Số:          /QĐ-UBND",
            "Bình Minh, ngày        tháng        năm 2026",
            "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ BÌNH MINH",
            "- Lưu: VT, VP.",
            "PHÓ CHỦ TỊCH",
            "Trần Thị Mẫu",
        ] {
            assert!(text.contains(expected), "{expected}");
        }
        assert!(!text.contains('{'));
    }

    #[test]
    fn names_with_signs_of_markup_stay_text() {
        let kind = Catalogue::built_in()
            .unwrap()
            .get("to-trinh")
            .unwrap()
            .clone();
        let mut head = letterhead("TTr-SNN&PTNT");
        head.agency = "Sở <Nông nghiệp> & \"Phát triển\"".to_owned();
        let docx = Templates::built_in().unwrap().docx(&kind, &head).unwrap();
        let parts = parts(docx);
        let (_, text) = parts
            .iter()
            .find(|(name, _)| name == "word/document.xml")
            .unwrap();
        assert!(text.contains("TTr-SNN&amp;PTNT"));
        assert!(text.contains("Sở &lt;Nông nghiệp&gt; &amp; &quot;Phát triển&quot; trình"));
    }

    #[test]
    fn the_same_letterhead_gives_the_same_bytes() {
        let kind = Catalogue::built_in()
            .unwrap()
            .get("ke-hoach")
            .unwrap()
            .clone();
        let make = || {
            Templates::built_in()
                .unwrap()
                .docx(&kind, &letterhead("KH-UBND"))
                .unwrap()
        };
        assert_eq!(make(), make());
    }

    #[test]
    fn every_template_is_of_a_type_and_others_are_refused() {
        let catalogue = Catalogue::built_in().unwrap();
        let templates = Templates::built_in().unwrap();
        for kind in templates.types() {
            let kind = catalogue.get(kind).unwrap();
            assert!(
                !templates
                    .docx(kind, &letterhead("QĐ-UBND"))
                    .unwrap()
                    .is_empty()
            );
        }
        assert_eq!(templates.types().count(), 6);
        let none = catalogue.get("giay-moi").unwrap();
        let error = templates.docx(none, &letterhead("GM-UBND")).unwrap_err();
        assert_eq!(error.code(), "documents-unknown-name");
    }

    #[test]
    fn templates_with_unknown_names_refuse_to_load() {
        for (from, to, named) in [
            ("{unit}", "{phong}", "{phong}"),
            ("[\"to\",", "[\"too\",", "too"),
            (
                "type = \"to-trinh\"",
                "type = \"ke-hoach\"",
                "ke-hoach stands twice",
            ),
        ] {
            assert!(BUILT_IN.contains(from), "{from}");
            let last = BUILT_IN.rfind(from).unwrap();
            let text = format!(
                "{}{to}{}",
                &BUILT_IN[..last],
                &BUILT_IN[last + from.len()..]
            );
            let error = Templates::parse(&text).unwrap_err();
            assert!(error.to_string().contains(named), "{to}: {error}");
        }
    }
}
