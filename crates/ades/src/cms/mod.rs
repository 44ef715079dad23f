//! What CAdES and PAdES add to CMS (RFC 5652; EN 319 122-1, 5).
//!
//! The syntax itself, `SignedData`, its signers and the ESS attributes, is read by
//! [`pki::signed_data`], which time-stamp tokens need too. Here it is written for new signatures,
//! and here stand the rules of the baseline on attributes.

pub mod attributes;
pub(crate) mod build;

pub use attributes::{AlgorithmProtection, AttributeError, SignedAttributes};
