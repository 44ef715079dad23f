//! Outgoing documents, from the draft to the recipients (Nghị định 30/2020, Điều 10–19).
//!
//! A document is a row with an optimistic version, the state of its route, its files and its story.
//! Every act here loads it whole, asks whether it may and can be done, and saves everything in one
//! transaction. What a signature needs is in [`crate::signing`], sending in [`crate::exchange`].

mod act;
mod apply;
mod attachment;
mod books;
mod document;
mod draft;
mod draft_names;
mod draft_once;
mod list;
mod numbering;
mod old_register;
mod opened;
mod opinions;
mod places;
mod register;
mod relations;
mod standing;
mod start;
mod upload;

pub use act::{Done, Offered, right_for};
pub use attachment::{AttachedFile, NewAttachment};
pub use books::{NumberLine, Reservation};
pub use document::{FileFacts, Outgoing};
pub use draft::{DraftFields, RecipientEntry};
pub use draft_once::Begun;
pub use numbering::Allocation;
pub use old_register::OldRegister;
pub use opened::Opened;
pub use opinions::Answer;
pub use places::{FormRemark, MovedBox, PlaceBox};
pub use register::Register;
pub use relations::{Other, Relations};
pub use store::files::{AttachmentRow, VersionRow};
pub use store::outgoing::EventRow;
pub use store::relations::RelationRow;
pub use upload::Uploaded;

pub(crate) use apply::{Particulars, apply_and_save};
pub(crate) use document::{grant, tell};
pub(crate) use standing::Signatures;
