//! Asking whether a certificate is revoked, and reading the answer (RFC 6960, RFC 9654). What an
//! answer is worth is judged in [`crate::revocation`].

mod request;
mod response;

pub use request::{CertificateId, Request};
pub use response::{
    BasicResponse, CertificateHash, Responder, Response, ResponseStatus, SingleResponse, whole,
};
