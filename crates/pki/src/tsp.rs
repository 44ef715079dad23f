//! Time stamps: asking an authority and judging its answer (RFC 3161, RFC 5816).
//!
//! [`Request`] and [`Response`] are the protocol, [`Token`] is what stays in a document. Whether
//! the authority is trusted (its path and revocation) is judged elsewhere, at a time the caller
//! chooses.

mod error;
mod info;
mod request;
mod response;
mod token;

pub use error::TokenError;
pub use info::{Accuracy, Imprint, TimeStampInfo};
pub use request::Request;
pub use response::{Failure, Response, Status};
pub use token::{Authority, Token};
