//! Visible signatures: image, text, font subset, geometry.
//!
//! What a stamp looks like and how it is written into a PDF. Where it goes, and which lines it
//! shows under which regulation, is the job of `layout`.

mod error;
pub mod font;
pub mod geometry;
pub mod letters;

pub use error::Error;
