//! Certificates and what vouches for them: paths at a time, CRL, OCSP, time stamps, trust anchors.
//!
//! Time and evidence are arguments; nothing here reads a clock, a file or the network.

pub mod algorithm;

pub use algorithm::{DigestAlgorithm, SignatureAlgorithm};
