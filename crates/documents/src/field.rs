//! The input fields of a document: which there are, how long, and which step owes them.
//!
//! Nghị định 30/2020/NĐ-CP, Phụ lục VI, Phần II; the numbers of Thông tư 01/2019/TT-BNV, Phụ lục V,
//! beside them, because agencies' regulations name the fields by those (D5: 4, 9, 10, 12, 15, 17 by
//! the drafter; 5–8, 11, 14.1, 14.2, 16 by the clerk). Tags are closed; names, lengths and owners are
//! data in `profiles/documents/fields.toml`. [`check`](FieldSet::check) says what is wrong with a
//! document's values at a step; the values come from [`crate::outgoing`] and [`crate::incoming`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;

use crate::Error;
use crate::coded::coded;

mod check;
mod file;

pub use check::{Fault, FieldFault, Values};

const BUILT_IN: &str = include_str!("../../../profiles/documents/fields.toml");

coded! {
    /// A field, by the English tag that the annex gives it.
    pub enum Tag {
        /// Mã định danh của cơ quan lập danh mục hồ sơ.
        OrganId = "OrganId",
        /// Năm hình thành hồ sơ.
        FileCatalog = "FileCatalog",
        /// Số và ký hiệu hồ sơ.
        FileNotation = "FileNotation",
        /// Mã định danh văn bản.
        DocId = "DocId",
        /// Số thứ tự văn bản trong hồ sơ.
        DocOrdinal = "DocOrdinal",
        /// Tên loại văn bản.
        TypeName = "TypeName",
        /// Số của văn bản.
        CodeNumber = "CodeNumber",
        /// Ký hiệu của văn bản.
        CodeNotation = "CodeNotation",
        /// Ngày, tháng, năm văn bản.
        IssuedDate = "IssuedDate",
        /// Tên cơ quan, tổ chức ban hành văn bản.
        OrganName = "OrganName",
        /// Trích yếu nội dung.
        Subject = "Subject",
        /// Ngôn ngữ.
        Language = "Language",
        /// Số trang của văn bản.
        PageAmount = "PageAmount",
        /// Ghi chú.
        Description = "Description",
        /// Ngày đến.
        ArrivalDate = "ArrivalDate",
        /// Số đến.
        ArrivalNumber = "ArrivalNumber",
        /// Chức vụ của người ký.
        Position = "Position",
        /// Họ và tên người ký.
        FullName = "FullName",
        /// Mã định danh của nơi nhận.
        ToOrganId = "ToOrganId",
        /// Tên của nơi nhận.
        ToOrganName = "ToOrganName",
        /// Mức độ khẩn.
        Priority = "Priority",
        /// Số lượng bản phát hành.
        IssuedAmount = "IssuedAmount",
        /// Đơn vị hoặc người nhận.
        ToPlaces = "ToPlaces",
        /// Ý kiến phân phối, chỉ đạo, trạng thái.
        TraceHeaderList = "TraceHeaderList",
        /// Hạn trả lời; of an incoming document, thời hạn giải quyết.
        DueDate = "DueDate",
    }
}

coded! {
    /// What a field holds.
    pub enum Kind {
        /// Text of one line.
        String = "string",
        /// Figures.
        Number = "number",
        /// A day, `DD/MM/YYYY` in the annex, `YYYY-MM-DD` in our values; ten characters both.
        Date = "date",
        /// Text of any length.
        LongText = "long-text",
    }
}

coded! {
    /// Who fills a field in; a later step also answers for the fields of the earlier ones.
    pub enum Owner as "owner" {
        /// The drafter, before the draft is handed in.
        Drafter = "drafter",
        /// The clerk, at numbering or registration.
        Clerk = "clerk",
        /// The system itself, before the document leaves or is presented.
        System = "system",
    }
}

coded! {
    /// Whether a document may be without a field.
    pub enum Need {
        /// It may not, once the step of its owner is done.
        Required = "required",
        /// It may.
        Optional = "optional",
    }
}

coded! {
    /// Which way a document goes.
    pub enum Direction as "direction" {
        /// Văn bản đi.
        Outgoing = "outgoing",
        /// Văn bản đến.
        Incoming = "incoming",
    }
}

/// One field of one direction.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Field {
    /// Its number in Phụ lục VI of Nghị định 30/2020.
    pub nd30: Option<String>,
    /// Its number in Phụ lục V of Thông tư 01/2019.
    pub tt01: Option<String>,
    /// Its name for people.
    pub name: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// How many characters at most.
    pub length: Option<usize>,
    /// Who fills it in.
    pub owner: Owner,
    /// Whether it may stay empty.
    pub need: Need,
    /// Whether it has a value for each recipient.
    #[serde(default)]
    pub repeated: bool,
}

/// The fields of both directions.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FieldSet {
    /// Name of the data.
    pub id: String,
    /// Version of the data.
    pub version: String,
    /// First day in force.
    pub in_force_from: Date,
    /// Last day in force, if it has ended.
    pub in_force_until: Option<Date>,
    /// The regulations it comes from.
    pub sources: Vec<String>,
    outgoing: BTreeMap<Tag, Field>,
    incoming: BTreeMap<Tag, Field>,
}

impl FieldSet {
    /// The fields of Nghị định 30/2020.
    ///
    /// # Errors
    /// As [`FieldSet::parse`]; the text that ships is tested.
    pub fn built_in() -> Result<Self, Error> {
        Self::parse(BUILT_IN)
    }

    /// Fields from their text.
    ///
    /// # Errors
    /// [`Error::ProfileSyntax`] with line and column, [`Error::ProfileRules`] with every fault.
    pub fn parse(text: &str) -> Result<Self, Error> {
        file::parse(text)
    }

    /// The fields of a direction, in the order of the annex.
    pub fn of(&self, direction: Direction) -> impl Iterator<Item = (Tag, &Field)> {
        self.table(direction)
            .iter()
            .map(|(tag, field)| (*tag, field))
    }

    /// One field; none if documents of that direction do not have it.
    #[must_use]
    pub fn get(&self, direction: Direction, tag: Tag) -> Option<&Field> {
        self.table(direction).get(&tag)
    }

    /// The fields that a step fills in.
    pub fn owed_by(
        &self,
        direction: Direction,
        owner: Owner,
    ) -> impl Iterator<Item = (Tag, &Field)> {
        self.of(direction)
            .filter(move |(_, field)| field.owner == owner)
    }

    fn table(&self, direction: Direction) -> &BTreeMap<Tag, Field> {
        match direction {
            Direction::Outgoing => &self.outgoing,
            Direction::Incoming => &self.incoming,
        }
    }
}

/// The record of a dossier that a document is filed in (fields 1.1 to 1.3 and 2).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct FileCode {
    /// Code of the agency that keeps the list of dossiers.
    pub organ: String,
    /// The year of the dossier.
    pub year: i32,
    /// Its number and notation, such as `01.TCCB`.
    pub notation: String,
    /// The place of the document in it.
    pub ordinal: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of Thông tư 01/2019 that a step owes.
    fn owed(owner: Owner) -> Vec<String> {
        let set = FieldSet::built_in().unwrap();
        let owed = set.owed_by(Direction::Outgoing, owner);
        let mut numbers: Vec<String> = owed.filter_map(|(_, field)| field.tt01.clone()).collect();
        let parts = |number: &str| -> Vec<u8> {
            number
                .split('.')
                .map(|part| part.parse().unwrap())
                .collect()
        };
        numbers.sort_by_key(|number| parts(number));
        numbers
    }

    #[test]
    fn each_step_owes_the_fields_of_the_regulation() {
        assert_eq!(owed(Owner::Drafter), ["4", "9", "10", "12", "15", "17"]);
        assert_eq!(
            owed(Owner::Clerk),
            ["5", "6", "7", "8", "11", "14.1", "14.2", "16"]
        );
        assert_eq!(
            owed(Owner::System),
            ["1.1", "1.2", "1.3", "2", "3", "13.1", "13.2"]
        );
    }

    #[test]
    fn the_annex_is_whole_in_both_directions() {
        let set = FieldSet::built_in().unwrap();
        let numbers = |direction| -> Vec<String> {
            let fields = set.of(direction);
            fields.filter_map(|(_, field)| field.nd30.clone()).collect()
        };
        let outgoing = [
            "1.1", "1.2", "1.3", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12.1",
            "12.2", "13.1", "13.2", "14", "15", "16",
        ];
        assert_eq!(numbers(Direction::Outgoing), outgoing);
        let incoming = [
            "1.1", "1.2", "1.3", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13",
            "14.1", "14.2", "15", "16", "17", "18",
        ];
        assert_eq!(numbers(Direction::Incoming), incoming);
        assert!(set.get(Direction::Incoming, Tag::ToOrganId).is_none());
    }

    #[test]
    fn unknown_names_and_gaps_refuse_to_load() {
        for (from, to, code) in [
            ("Subject = {", "Sujet = {", "documents-profile-syntax"),
            (
                "owner = \"drafter\"",
                "owner = \"author\"",
                "documents-profile-syntax",
            ),
            (
                "need = \"optional\" }",
                "needed = true }",
                "documents-profile-syntax",
            ),
            (
                "type = \"string\", length = 500,",
                "type = \"string\",",
                "documents-profile-rules",
            ),
            ("tt01 = \"2\"", "tt01 = \"3\"", "documents-profile-rules"),
        ] {
            assert!(BUILT_IN.contains(from), "{from}");
            let error = FieldSet::parse(&BUILT_IN.replacen(from, to, 1)).unwrap_err();
            assert_eq!(error.code(), code, "{to}: {error}");
        }
        let without: Vec<&str> = BUILT_IN
            .lines()
            .filter(|l| !l.starts_with("Subject"))
            .collect();
        let error = FieldSet::parse(&without.join("\n")).unwrap_err();
        assert!(
            error.to_string().contains("outgoing.Subject is missing"),
            "{error}"
        );
    }
}
