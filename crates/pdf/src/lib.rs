//! A PDF as a history of revisions: read lazily, compare, append (ISO 32000-2).
//!
//! Trust in a signed document rests on this crate: one parser serves the digest, the view and
//! the comparison, so that they cannot disagree about what a file says. Old bytes are never
//! rewritten; a change is a new revision behind them.
//!
//! No I/O of its own (bytes come through [`ReadAt`]), no clock, no randomness, no language.

pub mod compare;
pub mod crypt;
mod cursor;
mod damage;
mod decrypt;
mod deviation;
mod document;
mod error;
mod extent;
mod facts;
mod filter;
pub mod form;
mod index;
mod lexer;
mod limits;
mod map;
mod metered;
mod name;
mod object;
mod object_cache;
mod object_stream;
mod open;
mod page;
mod parser;
mod pdfa;
pub mod reach;
pub mod read_at;
pub mod rect;
mod repair;
mod revision;
mod rewrite;
mod scan;
pub mod serialize;
mod update;
mod view;
mod xref;

pub use deviation::{Deviation, DeviationKind, deviations};
pub use document::{Document, OpenOptions};
pub use error::Error;
pub use facts::{FileFacts, Repair};
pub use lexer::hexadecimal;
pub use limits::Limits;
pub use object::{Dictionary, Name, Object, ObjectId, PdfString, Stream, StreamData};
pub use page::Page;
pub use pdfa::{PdfA, PdfALevel, conformance};
pub use read_at::ReadAt;
pub use rect::Rect;
pub use revision::{Entry, Revision, XrefStyle};
pub use rewrite::rewrite;
pub use update::{Appended, SignatureGap, Update};
pub use view::{DictionarySpans, View};
