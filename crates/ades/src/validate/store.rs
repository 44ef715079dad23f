//! Facts of the document security store (ISO 32000-2, 12.8.4.3; EN 319 142-1, 5.4.2).

use serde::{Deserialize, Serialize};

use crate::encoding::hex_list;

/// Evidence that one revision adds to the document security store. It counts by validation, not
/// by its place; the revision tells which document time stamps prove that it existed.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct StoreFacts {
    /// The revision, from 0.
    pub revision: usize,
    /// Certificates, DER.
    #[serde(with = "hex_list")]
    pub certificates: Vec<Vec<u8>>,
    /// Revocation lists, DER.
    #[serde(with = "hex_list")]
    pub lists: Vec<Vec<u8>>,
    /// OCSP answers, DER of the whole `OCSPResponse`.
    #[serde(with = "hex_list")]
    pub answers: Vec<Vec<u8>>,
}
