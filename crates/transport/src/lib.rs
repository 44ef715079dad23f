//! Fetching of time stamps and other evidence over HTTP.
//!
//! Bytes out, bytes in: what an answer means and whether it may be believed is decided by `pki`
//! and `ades`. Every limit (patience, size) is an argument; nothing is retried for ever.

mod error;
mod http;
pub mod tsa;

pub use error::Error;
