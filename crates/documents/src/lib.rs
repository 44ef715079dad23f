//! Outgoing and incoming documents, their fields, numbers and registers.

pub mod attachment;
pub mod book;
mod coded;
pub mod collate;
pub mod copy;
pub mod document_type;
pub mod duplicate;
mod error;
pub mod field;
mod fold;
pub mod identifier;
pub mod incoming;
mod json;
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
