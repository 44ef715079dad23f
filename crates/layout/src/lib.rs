//! Profiles of stamps and their places, positioned text.
//!
//! Between a regulation and a page: which stamp a role has under which regulation ([`profile`]),
//! what stands where on a page ([`text`]). What is drawn is `stamp`'s job; whether a signature is
//! valid is nobody's here.

mod error;
pub mod facts;
pub mod profile;
pub mod text;
pub mod zones;

pub use error::Error;
pub use facts::{CopyKind, Facts};
pub use profile::{Profile, Role};
