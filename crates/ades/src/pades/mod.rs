//! PAdES baseline signatures, B-B and B-T (EN 319 142-1), made in resumable steps.
//!
//! [`prepare()`] puts field, widget and signature dictionary into one appended revision and says
//! what to sign. [`Prepared`], [`Signed`] and [`AwaitingTimestamp`] can each be saved and taken up
//! in another process; [`Signed::finish`] fills the placeholder, reads the result back and checks
//! it before anything is released. [`sign_with`] does all of it with a key at hand.
//!
//! What the signature looks like on the page is drawn elsewhere and comes in as an object.

mod acro_form;
mod driver;
mod earlier;
mod field;
mod permissions;
mod prepare;
mod request;
mod seed_value;
mod self_check;
mod signature_dictionary;
mod signing;
mod size;

pub use driver::sign_with;
pub use pdf::compare::FieldLock;
pub use prepare::prepare;
pub use request::{DocMdp, FieldTarget, Level, SigningRequest};
pub use signing::{AwaitingTimestamp, Finished, Prepared, SavedState, Signed};
pub use size::{DEFAULT_TIMESTAMP_CAPACITY, contents_capacity};
