//! Visible signatures: image, text, font subset, geometry.
//!
//! What a stamp looks like and how it is written into a PDF. Where it goes, and which lines it
//! shows under which regulation, is the job of `layout`.

pub mod appearance;
mod compress;
pub mod conformance;
mod content;
mod error;
pub mod field;
pub mod font;
pub mod geometry;
pub mod image;
pub mod letters;

pub use appearance::{PlacedImage, Stamp, TextLine, draw};
pub use conformance::Conformance;
pub use error::Error;
pub use image::Image;
