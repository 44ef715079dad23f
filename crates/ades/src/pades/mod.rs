//! PAdES baseline signatures (EN 319 142-1), made in resumable steps and kept valid for decades.
//!
//! [`prepare()`] puts field, widget and signature dictionary into one appended revision and says
//! what to sign. [`Prepared`], [`Signed`] and [`AwaitingTimestamp`] can each be saved and taken up
//! in another process; [`Signed::finish`] fills the placeholder, reads the result back and checks
//! it before anything is released. [`sign_with`] does all of it with a key at hand.
//!
//! What follows a signature is appended in further revisions: evidence ([`embed`], level B-LT) and
//! document time stamps ([`prepare_timestamp`], levels B-T and B-LTA). [`extend::plan`] says which
//! of them is next.
//!
//! What the signature looks like on the page is drawn elsewhere and comes in as an object.

mod acro_form;
mod document_timestamp;
mod driver;
mod earlier;
pub mod extend;

mod field;
mod permissions;
mod prepare;
mod request;
mod revision;
mod security_store;
mod seed_value;
mod self_check;
mod signature_dictionary;
mod signed_digest;
mod signing;
mod size;

pub use document_timestamp::{
    AwaitingDocumentTimestamp, StampedDocument, TimestampOptions, prepare_timestamp, timestamp_with,
};
pub use driver::sign_with;
pub use pdf::compare::FieldLock;
pub use prepare::prepare;
pub use request::{DocMdp, FieldTarget, Level, SigningRequest};
pub use security_store::{ValidationData, embed};
pub use signing::{AwaitingTimestamp, Finished, Prepared, SavedState, Signed};
pub use size::{DEFAULT_TIMESTAMP_CAPACITY, contents_capacity};
