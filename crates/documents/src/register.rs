//! The registers of outgoing and incoming documents: their columns and rows.
//!
//! Nghị định 30/2020/NĐ-CP, Điều 16 and Phụ lục IV: a register kept by a system can be printed with
//! every column of the book. The columns are data in `profiles/documents/registers.toml`; the rows
//! made here serve the printed page and the spreadsheet alike. Old registers are read by
//! [`import`](Registers::read_outgoing).

use time::Date;

use crate::Error;
use crate::coded::coded;
use crate::field::Direction;

mod cells;
mod file;
mod header;
mod import;
mod row;

pub use import::{CellFault, IncomingRow, OutgoingRow, Read, RowFault};
pub use row::{Mark, Row};

const BUILT_IN: &str = include_str!("../../../profiles/documents/registers.toml");

coded! {
    /// What a column of a register holds.
    pub enum Column {
        /// Số, ký hiệu văn bản.
        NumberNotation = "number-notation",
        /// Ngày tháng văn bản.
        Issued = "issued",
        /// Tên loại và trích yếu nội dung.
        TypeSubject = "type-subject",
        /// Người ký.
        Signer = "signer",
        /// Nơi nhận văn bản.
        Recipients = "recipients",
        /// Đơn vị, người nhận bản lưu.
        Keeper = "keeper",
        /// Số lượng bản.
        Copies = "copies",
        /// Ngày chuyển.
        Handed = "handed",
        /// Ký nhận.
        Receipt = "receipt",
        /// Ghi chú.
        Note = "note",
        /// Ngày đến.
        ArrivalDate = "arrival-date",
        /// Số đến.
        ArrivalNumber = "arrival-number",
        /// Tác giả.
        Author = "author",
        /// Đơn vị hoặc người nhận.
        To = "to",
        /// The number alone, in old registers.
        Number = "number",
        /// The notation alone, in old registers.
        Notation = "notation",
        /// The type alone, in old registers.
        Type = "type",
        /// The subject alone, in old registers.
        Subject = "subject",
    }
}

/// The columns of both registers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Registers {
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
    outgoing: Vec<ColumnForm>,
    incoming: Vec<ColumnForm>,
}

/// One column of a register.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ColumnForm {
    pub(crate) column: Column,
    pub(crate) title: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) in_form: bool,
}

impl Registers {
    /// The registers of Nghị định 30/2020.
    ///
    /// # Errors
    /// As [`Registers::parse`]; the text that ships is tested.
    pub fn built_in() -> Result<Self, Error> {
        Self::parse(BUILT_IN)
    }

    /// Registers from their text.
    ///
    /// # Errors
    /// [`Error::ProfileSyntax`] with line and column, [`Error::ProfileRules`] with every fault.
    pub fn parse(text: &str) -> Result<Self, Error> {
        file::parse(text)
    }

    /// The columns of the form and their titles, in order.
    pub fn columns(&self, direction: Direction) -> impl Iterator<Item = (Column, &str)> {
        let in_form = self.forms(direction).iter().filter(|form| form.in_form);
        in_form.map(|form| (form.column, form.title.as_str()))
    }

    pub(crate) fn forms(&self, direction: Direction) -> &[ColumnForm] {
        match direction {
            Direction::Outgoing => &self.outgoing,
            Direction::Incoming => &self.incoming,
        }
    }

    pub(crate) fn title(&self, direction: Direction, column: Column) -> String {
        let form = self
            .forms(direction)
            .iter()
            .find(|form| form.column == column);
        form.map_or_else(|| column.code().to_owned(), |form| form.title.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_register_has_the_ten_columns_of_the_annex() {
        let registers = Registers::built_in().unwrap();
        let titles = |direction| -> Vec<String> {
            let columns = registers.columns(direction);
            columns.map(|(_, title)| title.to_owned()).collect()
        };
        assert_eq!(
            titles(Direction::Outgoing),
            [
                "Số, ký hiệu văn bản",
                "Ngày tháng văn bản",
                "Tên loại và trích yếu nội dung văn bản",
                "Người ký",
                "Nơi nhận văn bản",
                "Đơn vị, người nhận bản lưu",
                "Số lượng bản",
                "Ngày chuyển",
                "Ký nhận",
                "Ghi chú",
            ]
        );
        assert_eq!(
            titles(Direction::Incoming),
            [
                "Ngày đến",
                "Số đến",
                "Tác giả",
                "Số, ký hiệu văn bản",
                "Ngày tháng văn bản",
                "Tên loại và trích yếu nội dung văn bản",
                "Đơn vị hoặc người nhận",
                "Ngày chuyển",
                "Ký nhận",
                "Ghi chú",
            ]
        );
    }

    #[test]
    fn columns_that_could_be_taken_for_each_other_refuse_to_load() {
        for (from, to, named) in [
            (
                "aliases = [\"Họ tên người ký\"",
                "aliases = [\"ghi chu\"",
                "ghi chu",
            ),
            ("column = \"keeper\"", "column = \"signer\"", "signer"),
            ("column = \"keeper\"", "column = \"keepr\"", "keepr"),
            ("title = \"Ký nhận\"", "title = \" \"", "receipt"),
        ] {
            assert!(BUILT_IN.contains(from), "{from}");
            let error = Registers::parse(&BUILT_IN.replacen(from, to, 1)).unwrap_err();
            assert!(error.to_string().contains(named), "{to}: {error}");
        }
    }
}
