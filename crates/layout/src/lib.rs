//! Profiles of stamps and their places, positioned text.
//!
//! Between a regulation and a page: which stamp a role has under which regulation ([`profile`]),
//! what stands where on a page ([`text`], [`zones`], [`survey`]), where the stamp goes ([`place`]),
//! and all of it in one call ([`visible::add`]); before that, the places shown to people and
//! corrected by them ([`propose`](mod@propose)), and what is wrong with the form ([`faults`]). What is drawn is `stamp`'s job; whether a
//! signature is valid is nobody's here.

mod block;
mod error;
pub mod facts;
pub mod faults;
pub mod frame;
pub mod number;
pub mod place;
pub mod profile;
pub mod propose;
pub mod survey;
pub mod text;
pub mod visible;
pub mod zones;

pub use error::{Error, Missing};
pub use facts::{CopyKind, Facts};
pub use faults::Form;
pub use frame::Frame;
pub use place::PlaceSpec;
pub use profile::{Profile, Role};
pub use propose::{Proposal, propose};
