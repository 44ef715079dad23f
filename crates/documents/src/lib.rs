//! Outgoing and incoming documents, their fields, numbers and registers.

pub mod book;
mod coded;
pub mod collate;
pub mod copy;
pub mod document_type;
mod error;
pub mod field;
mod fold;
pub mod normalise;
pub mod notation;
pub mod number;
pub mod priority;
mod profile;
pub mod relation;
pub mod vietnam;

pub use document_type::{Catalogue, DocumentType};
pub use error::Error;
pub use fold::fold;
pub use notation::Notation;
pub use number::{FullNumber, Number, NumberKey, NumberQuery};
pub use priority::{Secrecy, Urgency};
