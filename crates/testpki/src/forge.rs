//! Certificates, lists and OCSP answers with any contents, also such as no authority should sign.
//!
//! The authority of this crate issues with these; tests of rules that it always keeps write their
//! own.

pub use crate::certificate::{
    Contents as CertificateContents, Signer, authority_key, basic_constraints, extension,
    key_usage, purposes, subject_key,
};
pub use crate::crl::{ListContents, list_entry};
pub use crate::ocsp::{AnswerContents, single_answer};
