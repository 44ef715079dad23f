//! Asking whether a certificate is revoked, and judging the answer (RFC 6960, RFC 9654).

mod answer;
mod request;
mod response;

pub use answer::Answer;
pub use request::{CertificateId, Request};
pub use response::{BasicResponse, Responder, Response, ResponseStatus, SingleResponse, whole};
