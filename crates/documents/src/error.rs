//! What can go wrong with documents, their numbers and registers.
//!
//! Faults that are found many at a time (of fields, of an imported register) are values of their
//! own, in their modules; here stands what stops an act.

use crate::number::Number;

mod explain;

/// An error of this crate.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A closed list has no such member.
    #[error("{list} has no {name:?}; known are {}", known.join(", "))]
    UnknownName {
        /// The list.
        list: &'static str,
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A data file is not TOML, or has a key or value that does not exist.
    #[error("{file} cannot be read: {problem}")]
    ProfileSyntax {
        /// Which of the files.
        file: &'static str,
        /// What the parser says, with line and column.
        problem: String,
    },
    /// A data file can be read but does not hold together; every fault is listed.
    #[error("{file}: {}", problems.join("; "))]
    ProfileRules {
        /// Which of the files.
        file: &'static str,
        /// What is wrong, and where.
        problems: Vec<String>,
    },
    /// A text has a character that nobody can see.
    #[error("character U+{character:04X} at position {position} is not allowed in a text")]
    ControlCharacter {
        /// Its code point.
        character: u32,
        /// Its place, counted from 1.
        position: usize,
    },
    /// A text is longer than any text may be.
    #[error("a text of {length} characters is longer than {longest}")]
    TextTooLong {
        /// Its length in characters.
        length: usize,
        /// The limit.
        longest: usize,
    },
    /// What was written is no number of a document.
    #[error("{text:?} is not the number of a document")]
    NotANumber {
        /// What was written.
        text: String,
    },
    /// What was written is no notation, or a part of it is empty or has a sign that none has.
    #[error("{text:?} is not the notation of a document")]
    NotANotation {
        /// What was written.
        text: String,
    },
    /// State secrets are kept out of the system (S18).
    #[error("a document of the level {level} may not be kept here")]
    StateSecret {
        /// The level.
        level: crate::priority::Secrecy,
    },
    /// The year of the book is closed.
    #[error("the book of {year} is closed")]
    BookClosed {
        /// Its year.
        year: i32,
    },
    /// The year of the book is not over, so the book cannot be closed.
    #[error("the year {year} is not over")]
    YearNotOver {
        /// Its year.
        year: i32,
    },
    /// The date of issue belongs into the book of another year.
    #[error("a document of {issued} belongs into another book than that of {year}")]
    WrongYear {
        /// The year of the book.
        year: i32,
        /// The date of issue.
        issued: time::Date,
    },
    /// The date of issue has not come yet.
    #[error("the date of issue {issued} has not come yet; today is {today}")]
    DateToCome {
        /// The date of issue.
        issued: time::Date,
        /// Today, in Vietnam.
        today: time::Date,
    },
    /// The number is in the book already.
    #[error("number {number} is in the book of {year} already")]
    NumberTaken {
        /// The number.
        number: Number,
        /// The year of the book.
        year: i32,
    },
    /// The number was not reserved, so nobody can use the reservation.
    #[error("number {number} of {year} is not reserved")]
    NotReserved {
        /// The number.
        number: Number,
        /// The year of the book.
        year: i32,
    },
    /// The number is not in the book, so it cannot be voided.
    #[error("number {number} is not in the book of {year}")]
    NumberNotGiven {
        /// The number.
        number: Number,
        /// The year of the book.
        year: i32,
    },
    /// The opening number is set after numbers have been given.
    #[error("numbers of {year} have been given up to {last}; the book cannot open with {opening}")]
    BookBegun {
        /// The year of the book.
        year: i32,
        /// The last number given.
        last: u32,
        /// The opening number asked for.
        opening: u32,
    },
    /// The book has no numbers left.
    #[error("the book of {year} has no number left")]
    BookFull {
        /// The year of the book.
        year: i32,
    },
    /// More numbers are to be reserved than one reservation may have.
    #[error("{count} numbers cannot be reserved at once; at most {most} can")]
    TooManyReserved {
        /// How many were asked for.
        count: u32,
        /// The limit.
        most: u32,
    },
    /// An act that has to say why does not.
    #[error("a reason is required")]
    ReasonMissing,
    /// A document may not be amended, replaced or withdrawn by that one.
    #[error("{} is not possible here: {}", relation.code(), why.code())]
    Relation {
        /// What was wanted.
        relation: crate::relation::RelationKind,
        /// Why not.
        why: crate::relation::WhyNot,
    },
    /// A withdrawn document is frozen: it is kept as it is.
    #[error("the document is withdrawn and frozen")]
    Frozen,
    /// The paper has been sent already.
    #[error("the paper was sent on {sent}")]
    PaperSent {
        /// When.
        sent: time::Date,
    },
    /// A template cannot be packed.
    #[error("the template cannot be written: {problem}")]
    TemplateUnwritable {
        /// What the packer says.
        problem: String,
    },
    /// An imported table has no row that names its columns.
    #[error("no row of the table names its columns")]
    NoHeader,
    /// An imported table lacks a column that the register needs.
    #[error("the table lacks the columns {}", columns.join(", "))]
    ColumnsMissing {
        /// The titles of the columns.
        columns: Vec<String>,
    },
    /// Two columns of an imported table have the same title.
    #[error("the table has the column {column} twice")]
    ColumnTwice {
        /// The title of the column.
        column: String,
    },
}
