//! Profiles of stamps and their places, positioned text.
//!
//! Between a regulation and a page: which stamp a role has under which regulation ([`profile`]).
//! What is drawn is `stamp`'s job; whether a signature is valid is nobody's here.

mod error;
pub mod facts;
pub mod profile;

pub use error::Error;
pub use facts::{CopyKind, Facts};
pub use profile::{Profile, Role};
