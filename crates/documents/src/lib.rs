//! Outgoing and incoming documents, their fields, numbers and registers.
//!
//! The rules of records management (Nghị định 30/2020/NĐ-CP, Thông tư 01/2019/TT-BNV) over plain
//! records: which kinds of documents there are ([`document_type`]), which fields each step owes
//! ([`field`]), how notations are built and numbers read ([`notation`], [`number`]), which number
//! comes next ([`book`]), what is known of a document ([`outgoing`], [`incoming`], [`relation`],
//! [`paper`]), how it stands in a register ([`register`]), what can happen to it ([`story`]) and what it is
//! started from ([`template`]).
//! Text is folded, normalised and sorted here ([`fold()`], [`normalise`], [`collate`]).
//!
//! Lists that regulations may change are data in `profiles/documents/`. Nothing here reads a clock,
//! a file or a database, and nothing speaks to people: codes and values go out, sentences are made
//! at the edge.

pub mod attachment;
pub mod book;
mod coded;
pub mod collate;
pub mod copy;
pub mod deadline;
pub mod document_type;
pub mod duplicate;
mod error;
pub mod field;
mod fold;
pub mod identifier;
pub mod incoming;
mod json;
pub mod native;
pub mod normalise;
pub mod notation;
pub mod number;
pub mod outgoing;
pub mod paper;
pub mod priority;
mod profile;
pub mod recipient;
pub mod register;
pub mod relation;
pub mod signer;
pub mod story;
pub mod template;
pub mod vietnam;

pub use document_type::{Catalogue, DocumentType};
pub use error::Error;
pub use fold::fold;
pub use identifier::DocumentId;
pub use incoming::Incoming;
pub use notation::Notation;
pub use number::{FullNumber, Number, NumberKey, NumberQuery};
pub use outgoing::Outgoing;
pub use priority::{Secrecy, Urgency};
