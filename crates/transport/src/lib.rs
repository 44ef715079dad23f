//! Fetching of time stamps and other evidence over HTTP.
//!
//! Bytes out, bytes in: what an answer means and whether it may be believed is decided by `pki`
//! and `ades`. Every limit (patience, size) is an argument; nothing is retried for ever.

mod address;
pub mod cache;
mod error;
mod extending;
mod fetch;
mod gather;
mod http;
pub mod mail;
mod network;
mod proxy;
mod resolver;
pub mod tsa;

pub use address::Remap;
pub use error::Error;
pub use extending::{Clocks, Extending};
pub use fetch::{Budget, Fetcher, Options};
pub use gather::{Gatherer, Question};
pub use network::Reach;
pub use proxy::Proxy;
pub use resolver::Lookup;
