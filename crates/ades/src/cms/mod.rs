//! Cryptographic Message Syntax as CAdES and PAdES use it (RFC 5652).
//!
//! [`SignedData`] reads what others wrote and keeps the original bytes of everything that is
//! hashed or compared. [`build`] writes DER with one signer and no content inside. Trust, time and
//! the PDF around it are judged elsewhere.

pub mod attributes;
pub mod build;
mod error;
pub mod signed_data;
pub mod signer_info;
pub mod signing_certificate;
pub(crate) mod tlv;

pub use attributes::{Attribute, SignedAttributes};
pub use error::CmsError;
pub use signed_data::SignedData;
pub use signer_info::{SignerId, SignerInfo};
pub use signing_certificate::CertificateReference;
