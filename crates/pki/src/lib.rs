//! Certificates and what vouches for them: paths at a time, CRL, OCSP, time stamps, trust anchors.
//!
//! Time and evidence are arguments; nothing here reads a clock, a file or the network.

pub mod algorithm;
mod asn1;
pub mod ber;
pub mod certificate;
pub mod crl;
pub mod embedded;
pub mod encode;
mod error;
pub mod ess;
pub mod extension;
mod load;
pub mod name;
pub mod ocsp;
pub mod oid;
pub mod path;
pub mod public_key;
pub mod revocation;
pub mod signature;
pub mod signed_data;
pub mod trust;
pub mod tsp;

pub use algorithm::{DigestAlgorithm, SignatureAlgorithm};
pub use certificate::{Certificate, CertificateReader};
pub use crl::Crl;
pub use error::Error;
pub use name::Name;
pub use public_key::{Curve, KeyKind, PublicKey};
