//! A PDF as a history of revisions: read lazily, compare, append (ISO 32000-2).
//!
//! Trust in a signed document rests on this crate: one parser serves the digest, the view and
//! the comparison, so that they cannot disagree about what a file says. Old bytes are never
//! rewritten; a change is a new revision behind them.
//!
//! No I/O of its own (bytes come through [`ReadAt`]), no clock, no randomness, no language.

pub mod crypt;
mod error;
pub mod object;
pub mod read_at;
pub mod rect;

pub use error::Error;
pub use object::{Dictionary, Name, Object, ObjectId, PdfString, Stream, StreamData};
pub use read_at::ReadAt;
pub use rect::Rect;
